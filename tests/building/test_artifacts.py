"""What `make build` makes: with the packages of this machine here, so that it can be imported."""

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tools.building import descriptions
from tools.building.artifacts import UV, Builder, Built, artifacts, naming
from tools.building.packing import ROOT
from tools.building.pythons import NoPythonError, python

EDITED: Final = Path("functions", "mailer", "handler.py")
IMPORT: Final = """
import importlib, json, sys
path, modules = json.load(sys.stdin)
sys.path[:0] = path
for module in modules:
    importlib.import_module(module)
"""
WAITING: Final = ("asyncio", "html.parser", "importlib.metadata", "multiprocessing", "s3transfer")
"""What libraries bring along, and a form, a route and a client do without."""


@pytest.fixture(scope="module")
def compiler() -> Path:
    if not UV.exists():
        pytest.skip(f"What is built is not tried: {UV} is missing, which `make build` sets up.")
    try:
        return python()
    except NoPythonError as missing:
        pytest.skip(f"What is built is not tried. {missing}")


@pytest.fixture(scope="module")
def built(compiler: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    made = Builder(ROOT, tmp_path_factory.mktemp("built"), compiler, ()).build()
    return {one.name: one for one in made}


@pytest.fixture(scope="module")
def elsewhere(compiler: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """Built a second time, from a copy of the project with other dates, one function of which was edited."""
    copy = tmp_path_factory.mktemp("another") / "deeper"
    for folder in ("functions", "shared", "infra", "requirements"):
        shutil.copytree(folder, copy / folder, copy_function=shutil.copyfile)
    with (copy / EDITED).open("a", encoding="utf-8") as source:
        source.write("\nEDITED = True\n")
    made = Builder(copy, copy.parent / "built", compiler, ()).build()
    return {one.name: one for one in made}


def layers(built: dict[str, Built]) -> list[str]:
    return [str(one.folder / "python") for one in built.values() if one.name.endswith("Layer")]


def imported(compiler: Path, path: list[str], modules: list[str]) -> subprocess.CompletedProcess[str]:
    """By a Python that knows of nothing else: no environment, no packages of its own."""
    return subprocess.run(  # noqa: S603 (our own program)
        [compiler, "-I", "-S", "-B", "-c", IMPORT],
        input=json.dumps([path, modules]),
        capture_output=True,
        text=True,
        check=False,
    )


def modules_of(function: Path) -> Iterator[str]:
    """Its own, the handler first."""
    yield f"functions.{function.name}.handler"
    for source in sorted(function.rglob("*.py")):
        if "examples" not in source.parts:
            yield ".".join(source.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_anywhere() -> set[str]:
    """Also those that wait in a function for its first call, but for what only the type checker imports."""
    named = set()
    for folder in ("functions", "shared"):
        for source in Path(folder).rglob("*.py"):
            for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    named |= {one.name for one in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    named.add(node.module)
    return {one for one in named if not one.startswith(("functions", "mypy_boto3", "types_"))}


@pytest.mark.parametrize("function", sorted(one.name for one in Path("functions").iterdir()))
def test_a_function_finds_all_that_it_imports_in_its_artifact_and_the_layers(
    compiler: Path, built: dict[str, Built], function: str
) -> None:
    (own,) = (one.folder for one in built.values() if (one.folder / "functions" / function).is_dir())
    done = imported(compiler, [str(own), *layers(built)], list(modules_of(ROOT / "functions" / function)))
    assert done.returncode == 0, done.stderr


def test_what_is_imported_on_a_first_call_is_there_too(compiler: Path, built: dict[str, Built]) -> None:
    named = sorted(imports_anywhere())
    assert {"typst", "cryptography.hazmat.primitives.ciphers.aead", "shared.table"} <= set(named)
    done = imported(compiler, layers(built), named)
    assert done.returncode == 0, done.stderr


def test_a_package_that_a_layer_lacks_is_missed(compiler: Path, built: dict[str, Built], tmp_path: Path) -> None:
    """Planted, because what finds nothing may have looked at nothing."""
    for one in (built["DependenciesLayer"].folder / "python").iterdir():
        if one.name != "jwt":
            (tmp_path / one.name).symlink_to(one)
    path = [str(built["Authorizer"].folder), str(built["SharedLayer"].folder / "python"), str(tmp_path)]
    done = imported(compiler, path, ["functions.authorizer.handler"])
    assert done.stderr.strip().endswith("ModuleNotFoundError: No module named 'jwt'")


def test_every_service_that_is_called_has_its_client_and_no_other_has(compiler: Path, built: dict[str, Built]) -> None:
    services = descriptions.services(descriptions.sources(ROOT))
    sources = [
        one.read_text(encoding="utf-8") for folder in ("functions", "shared") for one in Path(folder).rglob("*.py")
    ]
    assert sum(one.count("boto3.client(") for one in sources) == sum(one.count('boto3.client("') for one in sources)
    assert {"dynamodb", "kms", "s3", "stepfunctions"} <= services
    program = f"""
import sys; sys.path[:0] = {layers(built)}
import boto3
from botocore.exceptions import UnknownServiceError
session = boto3.Session("a", "b", region_name="eu-west-3")
for service in {sorted(services)}:
    print(session.client(service).meta.endpoint_url)
try:
    session.client("ec2")
except UnknownServiceError:
    print("no ec2")
"""
    done = subprocess.run([compiler, "-I", "-S", "-B", "-c", program], capture_output=True, text=True, check=False)  # noqa: S603 (our own program)
    *addresses, other = done.stdout.splitlines()
    assert other == "no ec2", done.stderr
    assert len(addresses) == len(services)
    assert all("eu-west-3" in one and one.endswith(".amazonaws.com") for one in addresses), addresses


def test_what_is_left_of_the_libraries_still_signs_forms_routes_calls_and_checks_models(
    compiler: Path, built: dict[str, Built]
) -> None:
    program = f"""
import sys; sys.path[:0] = {layers(built)}
import boto3
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
session = boto3.Session("a", "b", region_name="eu-west-3")
print(session.client("s3").generate_presigned_post("documents", "key")["url"])
app = APIGatewayHttpResolver()
app.get("/here")(lambda: Response(200, "text/plain", "there"))
context = dict(stage="$default", http=dict(method="GET", path="/here"))
asked = dict(rawPath="/here", headers={{}}, requestContext=context)
print(app.resolve(asked, None)["body"])
print([one for one in {WAITING} if one in sys.modules])
from shared.registration.model import Registration
try:
    Registration.model_validate({{}})
except ValueError as error:
    print(error.error_count() > 5)
from boto3.s3.transfer import S3Transfer
print(boto3.compat.TRANSFER_CONFIG_SUPPORTS_CRT)
"""
    done = subprocess.run([compiler, "-I", "-S", "-B", "-c", program], capture_output=True, text=True, check=False)  # noqa: S603 (our own program)
    assert done.stdout.splitlines() == ["https://documents.s3.amazonaws.com/", "there", "[]", "True", "True"], (
        done.stderr
    )


def test_a_library_without_its_symbols_still_computes(compiler: Path, built: dict[str, Built]) -> None:
    program = f"""
import sys; sys.path[:0] = {layers(built)}
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
key = AESGCM.generate_key(256)
print(AESGCM(key).decrypt(b"n" * 12, AESGCM(key).encrypt(b"n" * 12, b"sealed", b"whose"), b"whose"))
import typst
print(typst.compile(b"= Title", format="pdf")[:5])
"""
    done = subprocess.run([compiler, "-I", "-S", "-B", "-c", program], capture_output=True, text=True, check=False)  # noqa: S603 (our own program)
    assert done.stdout.splitlines() == ["b'sealed'", "b'%PDF-'"], done.stderr


def test_two_builds_are_the_same_to_the_byte_but_for_the_function_that_was_edited(
    built: dict[str, Built], elsewhere: dict[str, Built]
) -> None:
    assert len(built) == len(list(Path("functions").iterdir())) + 3
    differing = [
        name for name, one in built.items() if one.archive.read_bytes() != elsewhere[name].archive.read_bytes()
    ]
    assert differing == ["Mailer"]


def test_the_template_built_names_the_artifacts_and_says_all_else_as_it_is_written(built: dict[str, Built]) -> None:
    written = Path("infra", "template.yaml").read_text(encoding="utf-8")
    there = (built["Mailer"].archive.parent / "template.yaml").read_text(encoding="utf-8")
    changed = [
        (before.strip(), after.strip())
        for before, after in zip(written.splitlines(), there.splitlines(), strict=True)
        if before != after
    ]
    assert len(changed) == len(built)
    assert ("CodeUri: ../functions/mailer", "CodeUri: Mailer.zip") in changed
    assert ("ContentUri: ../requirements/printing.txt", "ContentUri: PrintingLayer.zip") in changed
    assert naming(written, artifacts(ROOT)) == there
    definition = built["Mailer"].archive.with_name("lifecycle.asl.json")
    assert definition.read_bytes() == Path("infra", "lifecycle.asl.json").read_bytes()


def test_what_is_compiled_is_read_without_a_look_at_its_source(built: dict[str, Built]) -> None:
    """The second word of the header: 1 says that there is a hash, 3 would say that it is to be checked."""
    compiled = [one for artifact in built.values() for one in artifact.folder.rglob("*.pyc")]
    sources = [one for artifact in built.values() for one in artifact.folder.rglob("*.py")]
    assert len(compiled) > 900
    assert {one.read_bytes()[4:8] for one in compiled} == {b"\1\0\0\0"}
    without = [one for one in sources if not list((one.parent / "__pycache__").glob(f"{one.stem}.*.pyc"))]
    assert [one for one in without if "examples" not in one.parts] == []


def test_no_path_of_the_machine_that_builds_is_in_an_artifact(built: dict[str, Built]) -> None:
    folder = str(built["Mailer"].archive.parent).encode()
    assert [
        one for artifact in built.values() for one in artifact.folder.rglob("*.pyc") if folder in one.read_bytes()
    ] == []
    assert sys.prefix.encode() not in b"".join(one.read_bytes() for one in built["SharedLayer"].folder.rglob("*.pyc"))
