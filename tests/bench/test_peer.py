"""What the comparison with pretix says of its figures. That both sides do the work, they see to themselves."""

from bench.peer.__main__ import compared

PEER = {"register": [0.06, 0.075, 0.9], "list": [0.07], "something of its own": [1.0]}
OURS = {"register": [0.005, 0.004, 0.006], "list": [0.01], "prevalidate": [0.004]}


def test_each_operation_that_both_have_is_compared_by_its_median() -> None:
    assert [(one.operation, one.peer_ms, one.ours_ms, round(one.ratio, 6)) for one in compared(PEER, OURS)] == [
        ("register", 75, 5, 15),
        ("list", 70, 10, 7),
    ]


def test_a_budget_that_is_missed_is_said_to_be() -> None:
    registered, listed = map(str, compared(PEER, OURS))
    assert registered.endswith("≥ 12 met")
    assert listed.endswith("≥ 8 MISSED")


def test_what_has_no_budget_has_no_verdict() -> None:
    (line,) = compared({"payment, with its mail": [0.1]}, {"payment, with its mail": [0.02]})
    assert str(line).split() == ["payment,", "with", "its", "mail", "100.0", "20.0", "5.0", "×"]


def test_a_caller_that_the_gateway_remembers_stands_beside_the_same_operation_of_the_peer() -> None:
    lines = compared({"seats": [0.02]}, {"seats": [0.004], "seats, the caller remembered": [0.002]})
    assert [(one.operation, round(one.ratio, 6), one.wanted) for one in lines] == [
        ("seats", 5, 10),
        ("seats, the caller remembered", 10, None),
    ]
