"""The story itself is played against the local cloud, in tests/cloud."""

import subprocess
import sys
from pathlib import Path

from local.cloud import Cloud, write


def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "local.demo", "--data", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 (our own program)


def test_without_a_local_cloud_it_says_what_to_start(tmp_path: Path) -> None:
    played = demo(tmp_path)
    assert played.returncode == 1
    assert "make run" in played.stdout


def test_while_the_local_cloud_starts_it_asks_for_patience(tmp_path: Path) -> None:
    nowhere(tmp_path).save()
    played = demo(tmp_path)
    assert played.returncode == 1
    assert "démarre encore" in played.stdout


def test_a_local_cloud_that_is_gone_is_told_as_such(tmp_path: Path) -> None:
    cloud = nowhere(tmp_path)
    cloud.save()
    write(cloud.access, {"session": "2027-01", "candidates": [], "centres": []})
    played = demo(tmp_path)
    assert played.returncode == 1
    assert "Rien ne répond" in played.stdout
    assert "Traceback" not in played.stderr


def nowhere(folder: Path) -> Cloud:
    return Cloud(base_url="http://127.0.0.1:9", mail_url="", aws_url="", states_url="", folder=folder, pid=0)
