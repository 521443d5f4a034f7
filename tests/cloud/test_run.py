"""What `make run` says of itself, and `make demo` against it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cloud.conftest import ROOT, LocalCloud
from tests.cloud.facts import said_of_itself


def test_it_says_how_soon_it_was_ready_and_how_much_memory_it_takes(cloud: LocalCloud) -> None:
    said = said_of_itself(cloud)
    assert said.ready_seconds < 30  # about 3 on a machine that does nothing else
    assert 0 < said.megabytes < 450
    for address in (cloud.base_url, cloud.mail_url, str(cloud.folder / "access.json")):
        assert address in said.text


@pytest.fixture
def hurried_cloud(tmp_path: Path) -> Iterator[LocalCloud]:
    """Twelve seconds to pay: enough for those who pay, even on a busy machine, and soon over for who does not."""
    cloud = LocalCloud(tmp_path / "cloud", PAYMENT_WINDOW="12s")
    cloud.start()
    yield cloud
    cloud.stop()


def test_the_demo_plays_its_story_to_the_end(hurried_cloud: LocalCloud) -> None:
    demo = [sys.executable, "-m", "local.demo", "--data", str(hurried_cloud.folder)]
    played = subprocess.run(demo, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)  # noqa: S603 (our own program)
    assert played.returncode == 0, played.stdout + played.stderr
    assert "Tout s’est passé comme prévu" in " ".join(played.stdout.split())
    assert re.search(r"Mémoire du nuage local après la démonstration\s: \d+\sMo", played.stdout)
