"""The table of a load: what its numbers mean."""

from bench.report import Report, lines, percentile
from bench.wire import NO_ANSWER, Sample


def test_a_percentile_is_a_latency_that_somebody_had() -> None:
    hundred = list(range(1, 101))
    assert [percentile(hundred, percent) for percent in (50, 95, 99, 100)] == [50, 95, 99, 100]
    assert percentile([7], 50) == percentile([7], 99) == 7
    assert percentile([1, 2], 50) == 1


def test_each_operation_has_a_line_with_its_throughput_and_its_statuses_and_all_have_one() -> None:
    samples = [
        Sample("register", 201, 0.010),
        Sample("exams", 200, 0.002),
        Sample("register", 503, 0.030),
        Sample("register", NO_ANSWER, 0.020),
    ]
    register, exams, everything = lines(samples, seconds=2)
    assert (register.operation, register.calls, register.per_second) == ("register", 3, 1.5)
    assert register.latency_ms == {50: 20.0, 95: 30.0, 99: 30.0, 100: 30.0}
    assert register.statuses == {NO_ANSWER: 1, 201: 1, 503: 1}
    assert (exams.calls, everything.calls, everything.latency_ms[50]) == (1, 4, 10.0)


def test_the_report_says_that_nothing_was_lost_or_what_was() -> None:
    assert Report([], {"mails": 3}, []).text().endswith("nothing was lost")
    told = Report([], {"mails": 3}, ["CU-2801-0000-00: 0 mails « registered », 1 wanted"]).text()
    assert told.endswith("CU-2801-0000-00: 0 mails « registered », 1 wanted\nLOST: 1")
