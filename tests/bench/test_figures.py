"""What `make bench` says of what it found."""

from collections import Counter
from typing import Any

from bench.figures import budgets, text
from bench.growth import Cost, Grown, as_json

A_LIST = Counter({Cost(1, 1.5, 0): 50})
RECONCILIATIONS = [
    Grown("reconciliation", size, Counter({Cost(3, reads, 2): 50})) for size, reads in ((100, 5), (1000, 40))
]

START = {"cpu_ms": 100.0, "peak_mb": 60.0}
FOUND: dict[str, Any] = {
    "costs": {
        "budgets": [["a whole life: write units", 58, 45], ["calls of AWS: `GET /v1/centre/seats`", 1, 1]],
        "lives": [],
    },
    "starts": {
        "nothing": START | {"instructions": 100, "cpu_ms": 0.0},
        "boto3": START | {"instructions": 1100},
        "register": START | {"instructions": 1450, "cpu_ms": 120.0},
        "web": START | {"instructions": 1700},
        "register, compiled afresh": START | {"instructions": 1450},
    },
    "memory": {"register": 512},
    "artifacts": {"DependenciesLayer": [9.0, 25.5]},
    "growth": as_json([Grown("a list", 100, A_LIST), Grown("a list", 1000, A_LIST), *RECONCILIATIONS]),
    "tricks": [["items left as they are", 310.4, 245.6]],
    "measured": {"cores": 2},
}


def verdicts(found: dict[str, Any]) -> dict[str, str]:
    return {one.what: one.verdict for one in budgets(found)}


def test_a_cold_start_is_compared_without_the_interpreter_itself() -> None:
    said = verdicts(FOUND)
    assert said["cold start of `register`, × boto3's instructions"] == "**MISSED**"  # 1.35, and not 1.32
    assert said["cold start of `web`, × boto3's instructions"] == "met"
    assert "| register | 0 | 1.35 | 120 | 1.20 | 60 | 512 |" in text(FOUND)


def test_each_budget_is_met_or_missed() -> None:
    said = verdicts(FOUND)
    assert said["`register` as zipped, × compiled afresh"] == "met"
    assert said["layer of packages, MB unzipped"] == "**MISSED**"
    assert said["a whole life: write units"] == "**MISSED**"
    assert said["calls of AWS: `GET /v1/centre/seats`"] == "met"


def test_what_grows_and_is_not_known_to_misses_its_budget() -> None:
    growth = "operations that cost more as registrations grow in number, the reconciliation apart"
    assert verdicts(FOUND)[growth] == "met"
    grows = [Grown("a list", 100, A_LIST), Grown("a list", 1000, Counter({Cost(2, 3, 0): 50}))]
    assert verdicts(FOUND | {"growth": as_json(grows)})[growth] == "**MISSED**"


def test_what_could_not_be_measured_is_said_to_be_so() -> None:
    here = {name: FOUND[name] for name in ("costs", "tricks", "measured")}
    said = verdicts(here)
    assert said["cold start of `register`, × boto3's instructions"] == "not measured"
    assert said["layer of packages, MB unzipped"] == "not measured"
    uncounted = FOUND | {"starts": {name: one | {"instructions": None} for name, one in FOUND["starts"].items()}}
    assert verdicts(uncounted)["cold start of `web`, × boto3's instructions"] == "not measured"
    assert "| register |  |  | 120 | 1.20 | 60 | 512 |" in text(uncounted)


def test_a_trick_stands_with_what_it_is_worth() -> None:
    assert "| items left as they are | 310 | 246 |" in text(FOUND)


def test_the_sizes_stand_beside_each_other() -> None:
    assert "| a list | 1 / 1.5 / 0 | 1 / 1.5 / 0 |" in text(FOUND)
