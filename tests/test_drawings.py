"""The drawings show what there is: whatever is added to it makes them stale, or has no place and says so."""

import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tools.drawings.all import DRAWINGS, drawings
from tools.drawings.architecture import MissingError, architecture
from tools.drawings.data import data
from tools.drawings.items import KEYS, PAGE, DifferentError
from tools.gates.project import ROOT, Project, read


@pytest.fixture(scope="module")
def project() -> Project:
    return read(ROOT, [])


@pytest.fixture
def resources(project: Project) -> dict[str, Any]:
    """Those of a copy that a test may change."""
    copied: dict[str, Any] = deepcopy(project.template["Resources"])
    return copied


def drawn(project: Project, resources: dict[str, Any]) -> str:
    return architecture(project._replace(template=project.template | {"Resources": resources}))


def test_the_drawings_are_made_from_the_template_and_the_code_as_they_are() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in DRAWINGS.glob("*.svg")}
    assert kept == drawings(), "make drawings"


def test_a_function_that_is_added_appears(project: Project, resources: dict[str, Any]) -> None:
    before = drawn(project, resources)
    resources["Extra"] = resources["Register"]
    resources["ExtraIntegration"] = deepcopy(resources["RegisterIntegration"])
    resources["ExtraIntegration"]["Properties"]["IntegrationUri"] = {"Fn::GetAtt": ["Extra", "Arn"]}
    resources["DoExtra"] = deepcopy(resources["CreateRegistration"])
    resources["DoExtra"]["Properties"]["Target"] = {"Fn::Sub": "integrations/${ExtraIntegration}"}
    after = drawn(project, resources)
    assert ">extra<" in after
    assert ">extra<" not in before


def test_a_right_that_is_added_appears(project: Project, resources: dict[str, Any]) -> None:
    before = drawn(project, resources)
    (policy,) = resources["PrintingRole"]["Properties"]["Policies"]
    pool = {"Fn::GetAtt": ["UserPool", "Arn"]}
    statement = {"Effect": "Allow", "Action": "cognito-idp:AdminGetUser", "Resource": pool}
    policy["PolicyDocument"]["Statement"].append(statement)
    assert drawn(project, resources).count("user pool") == before.count("user pool") + 1


def test_a_route_or_a_schedule_that_is_changed_appears(project: Project, resources: dict[str, Any]) -> None:
    before = drawn(project, resources)
    del resources["PrintConvocation"]
    assert "2 routes" in before
    assert drawn(project, resources).count("1 route<") == before.count("1 route<") + 1
    resources["LifecycleReconciliation"]["Properties"]["ScheduleExpression"] = "rate(7 minutes)"
    assert ">every 7 minutes<" in drawn(project, resources)


def test_a_function_that_is_called_by_its_alias_is_drawn_as_before(project: Project, resources: dict[str, Any]) -> None:
    """As SAM names it when a new version is to take over little by little."""
    before = drawn(project, resources)
    for name, resource in resources.items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::ApiGatewayV2::Integration":
            properties["IntegrationUri"] = {"Ref": f"{name.removesuffix('Integration')}Aliaslive"}
        elif resource["Type"] == "AWS::Lambda::EventSourceMapping":
            properties["FunctionName"] = {"Ref": f"{properties['FunctionName']['Ref']}Aliaslive"}
    assert drawn(project, resources) == before


@pytest.mark.parametrize("like", ["MailQueue", "Register", "StaticBucket"])
def test_what_has_no_place_says_so(project: Project, resources: dict[str, Any], like: str) -> None:
    """A queue that nothing feeds, a function that nothing calls, and so on."""
    resources["Lonely"] = resources[like]
    with pytest.raises(MissingError, match="no place for Lonely"):
        drawn(project, resources)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page about the table and the code, to be changed."""
    for folder in ("functions", "shared"):
        shutil.copytree(folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "*.html", "static"))
    (tmp_path / PAGE.parent).mkdir()
    shutil.copy(PAGE, tmp_path / PAGE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_item_that_is_added_to_the_code_must_stand_on_the_page(copy: Path) -> None:
    with KEYS.open("a", encoding="utf-8") as code:
        code.write('\n\ndef secret(nuc: str) -> Key:\n    return {"pk": f"SECRET#{nuc}", "sk": "SECRET"}\n')
    with pytest.raises(DifferentError, match=r"items: .*keys\.secret"):
        data()


def test_an_item_that_is_added_to_both_is_drawn(copy: Path) -> None:
    before = data()
    with KEYS.open("a", encoding="utf-8") as code:
        code.write('\n\ndef secret(nuc: str) -> Key:\n    return {"pk": f"SECRET#{nuc}", "sk": "SECRET"}\n')
    row = "| session | `SESSIONS`"
    more = "| secret | `SECRET#<nuc>` | `SECRET` | `keys.secret` |\n"
    PAGE.write_text(PAGE.read_text(encoding="utf-8").replace(row, more + row, 1), encoding="utf-8")
    assert ">SECRET#&lt;nuc&gt;<" in data()
    assert "SECRET#" not in before


def test_a_work_list_that_is_added_to_the_code_must_stand_on_the_page(copy: Path) -> None:
    module = Path("shared", "chores.py")
    module.write_text(f"{module.read_text(encoding='utf-8')}\nkeys.work(keys.REFUNDS, None)\n", encoding="utf-8")
    with pytest.raises(DifferentError, match=r"work lists: .*REFUNDS"):
        data()


def test_a_list_of_an_index_that_is_added_to_the_code_must_stand_on_the_page(copy: Path) -> None:
    with KEYS.open("a", encoding="utf-8") as code:
        code.write('\n\ndef refunds(centre: str) -> Key:\n    return {"centre_pk": f"REFUNDS#{centre}"}\n')
    with pytest.raises(DifferentError, match="lists of the index centre"):
        data()
