"""What the local cloud deploys is infra/template.yaml, and it differs in nothing but what is listed here."""

from pathlib import Path
from typing import Any, Final

import pytest
from samtranslator.yaml_helper import yaml_parse

from local.deploy import deployable
from tools.deploy.parameters import TEMPLATE
from tools.deploy.stages import digest
from tools.translate import translate

GIVEN: Final = {"SenderAddress": "a@example.org", "ReplyToAddress": "a@example.org", "PublicUrl": "https://a.example"}
NO_EDGE: Final = {
    "Distribution",
    "SiteHeaders",
    "StaticAccess",
    "StaticBucket",
    "StaticBucketPolicy",
    "ViewerFunction",
}
NO_TLS: Final = {"DocumentsBucketPolicy"}
NOT_EVALUATED: Final = {"AWS::Logs::QueryDefinition", "AWS::CloudWatch::Alarm"}
"""But for the alarm on one metric; the tests evaluate the others (tests/watching)."""
NO_PACKAGES: Final = {"DependenciesLayer", "PrintingLayer"}
KEYS: Final = {"AlarmsKey", "AuditKey", "DocumentsKey", "NirIndexKey", "NirKey", "SourceKey", "TableKey"}
CODE: Final = {"Code", "Content", "DefinitionS3Location", "Layers"}
"""Where what was uploaded lies."""

Resource = dict[str, Any]


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    return translate(yaml_parse(TEMPLATE.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def local() -> dict[str, Any]:
    return deployable(lambda source: f"s3://artifacts/{source.name}", GIVEN)


def stem(name: str) -> str:
    """SAM ends the names of layers and versions with a hash of where their code lies."""
    for kind in ("Layer", "Version"):
        head, found, tail = name.partition(kind)
        if found and len(tail) == 10:
            return head + kind
    return name


def without_code(template: dict[str, Any]) -> dict[str, Resource]:
    """What says where code lies is left out, and versions have the names of their functions."""
    found = {}
    for name, resource in template["Resources"].items():
        properties = {key: value for key, value in resource.get("Properties", {}).items() if key not in CODE}
        if resource["Type"] == "AWS::Lambda::Alias":
            properties["FunctionVersion"]["Fn::GetAtt"][0] = stem(properties["FunctionVersion"]["Fn::GetAtt"][0])
        found[stem(name)] = resource | {"Properties": properties}
    return found


def test_only_what_the_emulators_lack_is_left_out(written: dict[str, Any], local: dict[str, Any]) -> None:
    everything, here = without_code(written), without_code(local)
    codedeploy = {name for name, one in everything.items() if one["Type"].startswith("AWS::CodeDeploy::")}
    watching = {name for name, one in everything.items() if one["Type"] in NOT_EVALUATED} - {"OverdueAlarm"}
    assert everything.keys() - here.keys() == NO_EDGE | NO_TLS | NO_PACKAGES | codedeploy | watching
    assert here.keys() - everything.keys() == set()
    assert written["Outputs"].keys() - local["Outputs"].keys() == {"SiteUrl", "StaticBucketName", "DistributionId"}
    assert {name: one for name, one in written["Outputs"].items() if name in local["Outputs"]} == local["Outputs"]


def test_what_stays_differs_where_the_emulators_fall_short_and_nowhere_else(
    written: dict[str, Any], local: dict[str, Any]
) -> None:
    """Conditions of keys and the sender of a mail, which they do not know; aliases that move at once; patience."""
    everything, here = without_code(written), without_code(local)
    for name, one in here.items():
        if one["Type"] == "AWS::Lambda::Function":
            # As `make deploy` writes it.
            everything[name]["Properties"]["Environment"]["Variables"]["SETTINGS_DIGEST"] = digest(GIVEN)
            # Of one machine, which all of them share.
            everything[name]["Properties"]["Timeout"] = max(60, everything[name]["Properties"]["Timeout"])
    changed = {name for name, one in here.items() if one != everything[name]}
    aliases = {name for name, one in everything.items() if "UpdatePolicy" in one}
    assert changed == {"MailerRole"} | (KEYS & changed) | aliases
    for name in aliases:
        assert here[name] == {key: value for key, value in everything[name].items() if key != "UpdatePolicy"}
    for key in KEYS & changed:
        before, after = (each[key]["Properties"]["KeyPolicy"]["Statement"] for each in (everything, here))
        assert [{part: one[part] for part in one if part != "Condition"} for one in before] == after
    before, after = (
        each["MailerRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"] for each in (everything, here)
    )
    assert [one for one in after if one not in before] == [
        {"Effect": "Allow", "Action": "ses:SendRawEmail", "Resource": "*"}
    ]


def test_other_settings_reach_what_is_called_when_the_cloud_starts_again(local: dict[str, Any]) -> None:
    """`make run PAYMENT_WINDOW=20s` on the data of an earlier run."""
    hurried = deployable(lambda source: f"s3://artifacts/{source.name}", GIVEN | {"PaymentWindow": "20s"})
    versions = [name for name, one in local["Resources"].items() if one["Type"] == "AWS::Lambda::Version"]
    assert len(versions) == len(list(Path("functions").iterdir()))
    assert [name for name in versions if name in hurried["Resources"]] == []


def test_a_function_has_the_shared_layer_and_finds_its_packages_where_it_runs(local: dict[str, Any]) -> None:
    functions = [one for one in local["Resources"].values() if one["Type"] == "AWS::Lambda::Function"]
    layers = {stem(layer["Ref"]) for one in functions for layer in one["Properties"]["Layers"]}
    assert layers == {"SharedLayer"}
    assert {Path(one["Properties"]["Code"]["S3Key"]).name for one in functions} == {
        one.name for one in Path("functions").iterdir()
    }
