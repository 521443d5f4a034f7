"""What things cost: the page says what is counted now, and sums are right."""

import pytest

from bench import bill
from bench.bill import prices
from bench.costs import PAGE, Costs, costs
from bench.words import page


@pytest.fixture(scope="module")
def found() -> Costs:
    return costs()


def test_the_page_is_made_from_what_the_code_takes_now(found: Costs) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(found), "make costs ARGS=--write"


def test_quantities_are_priced_one_by_one_and_the_dearest_stands_first() -> None:
    rate = prices().euros_for_a_dollar
    bought = prices().euros({"table writes": 1_000_000, "mails": 20_000})
    assert bought == pytest.approx({"mails": 2.0 * rate, "table writes": 0.7423 * rate})
    assert list(bought) == ["mails", "table writes"]


def test_what_is_charged_for_has_a_price_and_a_source() -> None:
    for name, one in prices().prices.items():
        assert one.source.startswith("https://aws.amazon.com/"), name


def test_a_season_of_ten_times_as_many_takes_ten_times_as_much_but_for_what_is_there_anyway(found: Costs) -> None:
    small, large = (one.euros for one in found.seasons)
    for name in ("mails", "lives, mails apart", "pages"):
        assert large[name] == pytest.approx(10 * small[name])
    (fixed,) = (name for name in small if name.endswith("there anyway"))
    assert large[fixed] == small[fixed] == pytest.approx(prices().assumptions.months * sum(found.month.values()))


def test_a_month_is_counted_from_the_template() -> None:
    month = bill.of_month()
    assert month["keys"] == 7
    assert month["secrets"] == 1
    assert (month["alarms"], month["metrics"], month["dashboards"]) == (28, 20, 1)
    # Twice every five minutes, and three times every hour.
    assert month["schedules"] == 730 * (2 * 12 + 3)
    assert month["queue requests (FIFO)"] == month["queue requests"]


def test_a_figure_over_its_budget_is_said_to_be_and_by_what(found: Costs) -> None:
    lines = [line for line in page(found).splitlines() if line.startswith(("| a whole life", "| calls of AWS"))]
    assert len(lines) == len(found.budgets)
    for line, one in zip(lines, found.budgets, strict=True):
        assert line.endswith(f"| **{one.measured - one.budget:g}** |" if one.measured > one.budget else "|  |"), line
