"""Every page is in the index, every alarm has its page, every command of a page is one that there is."""

import re
from pathlib import Path
from typing import Final

import pytest

from operate.__main__ import COMMANDS, parser_of
from tests.runbooks.playing import PAGES, commands
from tests.support import template

ALARM: Final = re.compile(r"certif-up-\$\{Environment\}-([a-z-]+)")
NAMES: Final = sorted(path.stem for path in PAGES.glob("*.md") if path.stem != "README")
ASKED_FOR: Final = {"wrong-capacity", "leaked-key", "restore", "erasure", "breach"}
"""Pages of what somebody says, and no alarm."""


def text(page: str) -> str:
    return (PAGES / f"{page}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", NAMES)
def test_a_page_is_in_the_index(page: str) -> None:
    assert f"({page}.md)" in text("README")


def test_the_index_names_nothing_else() -> None:
    assert set(re.findall(r"\]\(([a-z-]+)\.md\)", text("README"))) == set(NAMES)


def test_every_alarm_of_the_template_has_its_page_and_ends_by_naming_it() -> None:
    resources = template.template()["Resources"].values()
    alarms = [one["Properties"] for one in resources if one["Type"] == "AWS::CloudWatch::Alarm"]
    for alarm in alarms:
        said = ALARM.fullmatch(alarm["AlarmName"]["Fn::Sub"])
        assert said is not None, alarm
        assert str(template.value(alarm["AlarmDescription"])).endswith(f"docs/runbooks/{said[1]}.md")
        assert f"| `{said[1]}` |" in text("README")
        assert Path(f"docs/runbooks/{said[1]}.md").exists()


@pytest.mark.parametrize("page", sorted(set(NAMES) - ASKED_FOR))
def test_the_page_of_an_alarm_begins_with_it(page: str) -> None:
    assert f"**The alarm** `{page}`" in text(page)
    assert f"| `{page}` |" in text("README")


@pytest.mark.parametrize("page", sorted(set(NAMES) - {"restore"}))
def test_a_page_says_in_the_same_order_what_it_means_what_to_do_and_how_it_ends(page: str) -> None:
    parts = ("\n**For people:**", "\n## Look", "\n## Do", "\n## Check", "\n## Afterwards", "\n**Played**")
    if page in {"erasure", "breach"}:
        parts = ("\n**The clock:**", *parts[1:])
    if page == "table-throttled":
        parts = (*parts[:-1], "\n**Not brought about here:**")
    places = [text(page).find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("page", NAMES)
def test_a_page_has_commands_and_each_is_one_that_there_is(page: str) -> None:
    found = commands(page)
    assert found
    for program, *words in found:
        assert program == "certif-up"
        typed = ["2026-11-27" if word in {"FIRST", "LAST"} else word.replace("TAKEN", "3") for word in words]
        assert parser_of(COMMANDS).parse_args(typed).environment == "$ENV"


@pytest.mark.parametrize("page", [*NAMES, "README"])
def test_commands_in_the_text_are_ones_that_there_are(page: str) -> None:
    names = {one.name.split()[0] for one in COMMANDS}
    said = re.findall(r"`certif-up ([a-z-]+)", text(page))
    assert set(said) <= names


@pytest.mark.parametrize("page", [*NAMES, "README"])
def test_what_a_page_links_to_is_there(page: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)#\s]+)\)", text(page)) if not link.startswith("https://")]
    assert [link for link in links if not (PAGES / link).exists()] == []
