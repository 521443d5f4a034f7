"""The artifacts that the template names, built: one for each function, one for each layer.

`CodeUri` and `ContentUri` say of what: a folder is code of this project, a lock is the packages that it names.
"""

import os
import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from samtranslator.yaml_helper import yaml_parse

from tools.building import descriptions, laziness, packing, pruning

TEMPLATE: Final = Path("infra", "template.yaml")
SOURCES: Final = ("CodeUri", "ContentUri")
UV: Final = packing.ROOT / ".venv-lock" / "bin" / "python"
LAMBDA: Final = ("--python-platform", "aarch64-manylinux_2_28")
"""Amazon Linux 2023, under which Lambda runs Python 3.13, has glibc 2.34."""


class BuildError(Exception):
    """An artifact could not be made; the text says why."""


class Artifact(NamedTuple):
    name: str
    """Of its resource in the template."""
    source: Path
    key: str
    """The property that names its source."""

    @property
    def is_code(self) -> bool:
        return self.source.is_dir()


class Built(NamedTuple):
    name: str
    folder: Path
    """What Lambda unpacks."""
    archive: Path

    @property
    def digest(self) -> str:
        return sha256(self.archive.read_bytes()).hexdigest()

    @property
    def zipped_bytes(self) -> int:
        return self.archive.stat().st_size

    @property
    def unzipped_bytes(self) -> int:
        return sum(one.stat().st_size for one in packing.files(self.folder))


class Builder(NamedTuple):
    root: Path
    into: Path
    python: Path
    """Compiles: the version that Lambda runs."""
    platform: tuple[str, ...] = LAMBDA
    """Of the packages; nothing stands for this machine's."""

    def build(self) -> list[Built]:
        """All artifacts, and the template that names them, in a folder made anew."""
        shutil.rmtree(self.into, ignore_errors=True)
        self.into.mkdir(parents=True)
        made = artifacts(self.root)
        code = [one for one in made if one.is_code]
        for one in code:
            self._copy(one)
        self._compile("/var/task", [self.into / one.name for one in code if one.key == "CodeUri"])
        self._compile("/opt", [self.into / one.name for one in code if one.key == "ContentUri"])
        for one in made:
            if not one.is_code:
                self._install(one)
        template = self.root / TEMPLATE
        (self.into / TEMPLATE.name).write_text(naming(template.read_text(encoding="utf-8"), made), encoding="utf-8")
        for definition in template.parent.glob("*.asl.json"):
            shutil.copy(definition, self.into)
        return [self._pack(one) for one in made]

    def _copy(self, artifact: Artifact) -> None:
        for name, source in packing.code(artifact.source, self.root).items():
            target = self.into / artifact.name / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)

    def _install(self, artifact: Artifact) -> None:
        layer = self.into / artifact.name
        packages = layer / packing.LAYER
        _run(
            *(str(UV), "-m", "uv", "pip", "install", "--quiet"),
            *("--python", str(self.python), *self.platform, "--target", str(packages), "--link-mode", "copy"),
            *("--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirement", str(artifact.source)),
        )
        pruning.prune(packages)
        descriptions.shorten(packages, self.root)
        laziness.make_lazy(packages)
        self._compile("/opt", [layer], "--beside")
        pruning.without_sources(packages)

    def _compile(self, place: str, folders: list[Path], *options: str) -> None:
        program = Path(__file__).with_name("compiling.py")
        _run(str(self.python), str(program), place, *map(str, folders), *options)

    def _pack(self, artifact: Artifact) -> Built:
        folder = self.into / artifact.name
        archive = self.into / f"{artifact.name}.zip"
        archive.write_bytes(packing.zipped({one.relative_to(folder): one for one in packing.files(folder)}))
        return Built(artifact.name, folder, archive)


def artifacts(root: Path) -> list[Artifact]:
    template = root / TEMPLATE
    resources = yaml_parse(template.read_text(encoding="utf-8"))["Resources"]
    return [
        Artifact(name, (template.parent / resource["Properties"][key]).resolve(), key)
        for name, resource in resources.items()
        for key in SOURCES
        if key in resource.get("Properties", {})
    ]


def naming(template: str, made: list[Artifact]) -> str:
    """The template's text with the archives in the places of their sources, and not another change."""
    names = (one.name for one in made)
    source = re.compile(rf"^( +(?:{'|'.join(SOURCES)}): )\S+$", re.MULTILINE)
    return source.sub(lambda found: f"{found[1]}{next(names)}.zip", template)


def _run(*command: str) -> None:
    # The order of a set of constants, in what is compiled, would follow from the seed.
    done = subprocess.run(  # noqa: S603 (our own programs, and the locked uv)
        command, env=os.environ | {"PYTHONHASHSEED": "0"}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BuildError(done.stderr.strip() or done.stdout.strip())
