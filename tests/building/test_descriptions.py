"""What is left of botocore's descriptions of services."""

import json
from pathlib import Path
from typing import Any, Final

import botocore
import pytest

from tests.support import sites
from tools.building import descriptions
from tools.building.packing import ROOT

SERVICES: Final = sorted(descriptions.services(descriptions.sources(ROOT)))


def described(service: str) -> Any:
    (found,) = Path(botocore.__file__).parent.glob(f"data/{service}/*/{descriptions.DESCRIPTION}")
    return descriptions.read(found)


def test_a_service_is_found_wherever_its_client_is_made(tmp_path: Path) -> None:
    source = tmp_path / "functions" / "some" / "deep.py"
    source.parent.mkdir(parents=True)
    source.write_text('import boto3\ndef client():\n    return boto3.client("sns", config=None)\n', encoding="utf-8")
    assert descriptions.services(descriptions.sources(tmp_path)) == {"sns"}


def test_an_operation_stays_that_is_named_with_every_shape_that_it_uses() -> None:
    told = {
        "metadata": {"endpointPrefix": "post"},
        "operations": {
            "SendLetter": {"input": {"shape": "Letter"}, "errors": [{"shape": "Lost"}]},
            "ReadLetter": {"output": {"shape": "Letter"}},
            "BurnLetter": {"input": {"shape": "Fire"}},
        },
        "shapes": {
            "Letter": {"type": "structure", "members": {"Sheets": {"shape": "Sheets"}}},
            "Sheets": {"type": "list", "member": {"shape": "Sheet"}},
            "Sheet": {"type": "structure", "members": {"Behind": {"shape": "Sheet"}}},
            "Lost": {"type": "structure", "exception": True},
            "Fire": {"type": "string"},
        },
    }
    left = descriptions.without_operations(told, {"send_letter", "ReadLetter", "burn"})
    assert left["operations"].keys() == {"SendLetter", "ReadLetter"}
    assert left["shapes"].keys() == {"Letter", "Sheets", "Sheet", "Lost"}
    assert left["metadata"] == told["metadata"]


def test_every_operation_that_our_code_calls_is_still_described_and_most_others_are_not() -> None:
    """The places that call AWS are found by another way (`tests.support.sites`) than the names that are kept."""
    called = {operation for site in sites.listed() for operation in site.operations}
    assert {"TransactWriteItems", "SendTaskSuccess", "SendRawEmail", "AdminInitiateAuth"} <= called
    named = descriptions.names(descriptions.sources(ROOT))
    before = {one: described(one)["operations"].keys() for one in SERVICES}
    left = {one: descriptions.without_operations(described(one), named)["operations"].keys() for one in SERVICES}
    assert called & {name for names in before.values() for name in names} <= {
        name for names in left.values() for name in names
    }
    assert sum(map(len, left.values())) < sum(map(len, before.values())) / 10


def test_what_botocore_looks_up_by_itself_is_found_in_its_code() -> None:
    assert "CreateBucket" in descriptions.operations_by_name(Path(botocore.__file__).parent.glob("*.py"))


def only_words_differ(before: Any, after: Any) -> bool:
    match before:
        case dict():
            return before.keys() == after.keys() and all(
                (key == "documentation" and isinstance(one, str)) or only_words_differ(one, after[key])
                for key, one in before.items()
            )
        case list():
            return len(before) == len(after) and all(map(only_words_differ, before, after))
    return bool(before == after)


@pytest.mark.parametrize("service", SERVICES)
def test_a_description_loses_its_words_and_nothing_else(service: str) -> None:
    told = described(service)
    without = descriptions.without_documentation(told)
    assert only_words_differ(told, without)
    assert len(json.dumps(without)) < len(json.dumps(told)) / 2
