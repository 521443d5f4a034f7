"""What a stage is deployed with: samconfig.toml, and what is particular to an account in deployments/STAGE.toml."""

import json
import tomllib
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from tools.deploy.parameters import ROOT, faults, parameters, refused

CONFIGURATION: Final = ROOT / "samconfig.toml"
ACCOUNTS: Final = ROOT / "deployments"
ASKED: Final = ("SiteDomain", "CertificateArn", "PublicUrl", "SenderAddress", "ReplyToAddress")
DIGEST: Final = "        SETTINGS_DIGEST: none\n"
"""Where the template takes the digest, for every function."""


class StageError(Exception):
    """There is no such stage, or it cannot be deployed with what is known of it; the text says why."""


class Stage(NamedTuple):
    name: str
    stack: str
    region: str
    parameters: dict[str, str]

    def settled(self, template: str) -> str:
        """The template with the digest in every function, so that other values make other versions."""
        if template.count(DIGEST) != 1:
            raise StageError("infra/template.yaml has lost the line that takes the digest of the settings.")
        return template.replace(DIGEST, DIGEST.replace("none", digest(self.parameters)))


def digest(parameters: Mapping[str, str]) -> str:
    """Tells these values from any others: SAM compares the text of a function, not the values that it is given."""
    return sha256(json.dumps(dict(parameters), sort_keys=True).encode()).hexdigest()[:12]


def stage(name: str, account: Mapping[str, str], configuration: Path = CONFIGURATION) -> Stage:
    """Values of the account go before those of the stage."""
    stages = _stages(configuration)
    if name not in stages:
        refusal = f"There is no stage {name}:" if name else "Which stage?"
        raise StageError(
            f"{refusal} make deploy ENV={' or ENV='.join(stages)}\n"
            f"They stand in {configuration.name}; another one is a section more there."
        )
    options = stages[name]["deploy"]["parameters"]
    own = dict(one.split("=", 1) for one in options["parameter_overrides"])
    # All of them, as CloudFormation would else take what an earlier deployment said.
    defaults = {parameter: str(one["Default"]) for parameter, one in parameters().items() if "Default" in one}
    return Stage(name, options["stack_name"], options["region"], defaults | own | dict(account))


def checked(one: Stage) -> Stage:
    if wrong := faults(one.parameters):
        raise StageError("\n".join([f"The stage {one.name} cannot be deployed so:", *(f"  {each}" for each in wrong)]))
    return one


def account_of(name: str, folder: Path = ACCOUNTS) -> dict[str, str]:
    """Empty before the first deployment."""
    file = folder / f"{name}.toml"
    if not file.exists():
        return {}
    try:
        return {key: str(value) for key, value in tomllib.loads(file.read_text(encoding="utf-8")).items()}
    except tomllib.TOMLDecodeError as error:
        raise StageError(f'{file}: {error}. A line reads: SenderAddress = "inscriptions@example.org"') from None


def ask(name: str, answer: Callable[[str], str], folder: Path = ACCOUNTS) -> dict[str, str]:
    """Asks for what no stage can know, until each answer is one that the template accepts; and keeps it."""
    known: dict[str, str] = {}
    for parameter in ASKED:
        default = _proposed(parameter, known)
        question = f"\n{parameters()[parameter]['Description']}\n{parameter}{f' [{default}]' if default else ''}: "
        known[parameter] = answer(question).strip() or default
        while wrong := refused(parameter, known[parameter]):
            known[parameter] = answer(f"  Expected {wrong}\n{parameter}: ").strip()
    folder.mkdir(exist_ok=True)
    lines = (f"{parameter} = {json.dumps(value)}\n" for parameter, value in known.items())
    (folder / f"{name}.toml").write_text("".join(lines), encoding="utf-8")
    return known


def _proposed(parameter: str, known: Mapping[str, str]) -> str:
    if parameter == "PublicUrl" and known["SiteDomain"]:
        return f"https://{known['SiteDomain']}"
    if parameter == "ReplyToAddress":
        return known["SenderAddress"]
    return ""


def _stages(configuration: Path) -> dict[str, Any]:
    read = tomllib.loads(configuration.read_text(encoding="utf-8"))
    return {name: one for name, one in read.items() if isinstance(one, dict)}
