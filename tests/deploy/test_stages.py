"""What a stage is deployed with, and how it is asked for."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tools.deploy import parameters as template_parameters
from tools.deploy.stages import ASKED, CONFIGURATION, StageError, account_of, ask, checked, stage

ACCOUNT: Final = {
    "PublicUrl": "https://inscriptions.example.org",
    "SenderAddress": "inscriptions@example.org",
    "ReplyToAddress": "accueil@example.org",
}


def answering(*answers: str) -> Callable[[str], str]:
    waiting = iter(answers)
    return lambda question: next(waiting)


@pytest.mark.parametrize("name", ["test", "production"])
def test_a_stage_gives_every_parameter_a_value_that_the_template_accepts(name: str) -> None:
    given = checked(stage(name, ACCOUNT)).parameters
    assert given.keys() == template_parameters.parameters().keys()
    assert (given["Environment"], given["PublicUrl"]) == (name, ACCOUNT["PublicUrl"])


def test_only_production_takes_requests_over_slowly() -> None:
    assert stage("test", ACCOUNT).parameters["Rollout"] == "AllAtOnce"
    assert stage("production", ACCOUNT).parameters["Rollout"] == "Canary10Percent10Minutes"


def test_what_is_committed_of_the_stages_is_of_no_account() -> None:
    """What is asked for stands in no stage, and nothing there looks like an account or an address."""
    committed = CONFIGURATION.read_text(encoding="utf-8")
    stages = tomllib.loads(committed)
    del stages["version"]
    own = [one["deploy"]["parameters"]["parameter_overrides"] for one in stages.values()]
    given = {name.partition("=")[0] for each in own for name in each}
    assert given & set(ASKED) == set()
    assert "@" not in committed
    assert "arn:" not in committed


def test_changes_are_shown_before_they_are_applied() -> None:
    stages = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))
    del stages["version"]
    assert [one["deploy"]["parameters"]["confirm_changeset"] for one in stages.values()] == [True, True]


def test_a_stage_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(StageError, match=r"There is no stage staging: make deploy ENV=test or ENV=production"):
        stage("staging", ACCOUNT)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    wrong = {"SenderAddress": "nobody", "RequestsPerSecond": "0", "SecondFactor": "sometimes", "Colour": "blue"}
    with pytest.raises(StageError) as refusal:
        checked(stage("test", wrong))
    assert str(refusal.value).splitlines()[1:] == [
        "  Colour is no parameter of infra/template.yaml.",
        "  ReplyToAddress is missing: Address that answers to the mails go to.",
        "  PublicUrl is missing: Address of the site, as written in the mails; without a slash at the end.",
        "  RequestsPerSecond=0: expected a number from 1 to 10000.",
        "  SecondFactor=sometimes: expected one of required, off.",
        "  SenderAddress=nobody: expected an e-mail address, its domain in lower case.",
    ]


def test_the_first_time_it_asks_proposes_and_keeps_the_answers(tmp_path: Path) -> None:
    certificate = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d"
    asked = answering("inscriptions.example.org", certificate, "", "nobody", "inscriptions@example.org", "")
    known = ask("test", asked, tmp_path / "deployments")
    assert known == {
        "SiteDomain": "inscriptions.example.org",
        "CertificateArn": certificate,
        "PublicUrl": "https://inscriptions.example.org",
        "SenderAddress": "inscriptions@example.org",
        "ReplyToAddress": "inscriptions@example.org",
    }
    assert account_of("test", tmp_path / "deployments") == known
    assert account_of("production", tmp_path / "deployments") == {}


def test_a_file_that_cannot_be_read_says_how_a_line_reads(tmp_path: Path) -> None:
    (tmp_path / "test.toml").write_text("SenderAddress: x", encoding="utf-8")
    with pytest.raises(StageError, match="A line reads: SenderAddress ="):
        account_of("test", tmp_path)


def test_the_page_has_every_parameter_as_the_template_describes_it() -> None:
    page = template_parameters.PAGE.read_text(encoding="utf-8")
    assert template_parameters.page() == page, "python -m tools.deploy.parameters writes it again"
    assert template_parameters.table().count("\n| `") == len(template_parameters.parameters())
