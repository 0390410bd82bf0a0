"""The wheel: all that the commands need is in it, and they work on it from an empty folder, without the sources."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from verify.files.case_files import IN_SOURCES, PACKAGE

ROOT = Path(__file__).parent.parent
LEFT_OUT = ("__pycache__", ".hypothesis", ".ipynb_checkpoints")
"""Traces of runs."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel installs."""
    builder = pytest.importorskip("hatchling.builders.wheel", reason="hatchling is not installed")
    built = tmp_path_factory.mktemp("built")
    (wheel,) = builder.WheelBuilder(str(ROOT)).build(directory=str(built), versions=["standard"])
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """``python ARGUMENTS`` in a folder, with the package of the wheel; its sources are not to be found from there."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env={**os.environ, "PYTHONPATH": str(installed)}, check=False,
        capture_output=True, encoding="utf-8", timeout=300,
    )  # fmt: skip


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder that is no trace of a run."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not any(part in LEFT_OUT for part in path.relative_to(folder).parts)
    }


def test_the_wheel_has_the_package_the_cases_and_the_statements_and_nothing_else(installed: Path) -> None:
    package = files(installed / "verify")
    shipped = {name: content for name, content in package.items() if name.startswith("shipped/")}
    assert {name: package[name] for name in package.keys() - shipped.keys()} == files(PACKAGE)
    expected = files(ROOT / "notes")
    for folder, source in IN_SOURCES.items():
        assert files(installed / "verify/shipped" / folder) == files(source)
    assert files(installed / "verify/shipped/notes") == expected
    assert {name.split("/")[1] for name in shipped} == {"notes", *map(str, IN_SOURCES)}
    assert len(list(installed.iterdir())) == 2  # the package, and what says so
    assert "py.typed" in package


def test_a_check_in_an_empty_folder_is_of_what_is_shipped(installed: Path, tmp_path: Path) -> None:
    code = (
        "import verify; from verify.files.case_files import *\n"
        "print(verify.__file__, cases_folder(), shipped(STATEMENTS), sep='\\n')"
    )
    done = run(installed, tmp_path, "-c", code)
    assert done.stdout.splitlines() == [
        str(installed / "verify" / name) for name in ("__init__.py", "shipped/counterexamples", "shipped/statements")
    ]
    case = installed / "verify/shipped/counterexamples/bad-minima/sine-frequency.toml"
    done = run(installed, tmp_path, "-m", "verify", "check", "--json", str(case))
    assert done.returncode == 0, done.stderr
    assert [c["name"] for c in json.loads(done.stdout)["cases"]] == ["bad-minima/sine-frequency"]
    assert (tmp_path / "reports/partial/index.html").is_file()
    done = run(installed, tmp_path, "-m", "verify", "reprove", "reports/partial", str(case))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_proofs_in_coq_are_complete_in_it(installed: Path, tmp_path: Path) -> None:
    code = (
        "from verify.formal import agreed, build, review, sources\n"
        "print(len(sources.load().files), len(build.theorems()), len(review.read(agreed.SOURCES / 'review.txt')))"
    )
    found = [int(word) for word in run(installed, tmp_path, "-c", code).stdout.split()]
    assert found[0] == len(list((PACKAGE / "formal").glob("*.v")))
    assert 0 < found[1] == found[2]


def test_a_new_project_is_proved_by_pytest_with_it(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "-m", "verify", "new", "project", "mine").returncode == 0
    done = run(installed, tmp_path / "mine", "-m", "pytest", "-q")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
