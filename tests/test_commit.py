"""Which code this is: a commit is named only if this very package is part of the repository."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from verify.store import commit as module
from verify.store.commit import commit, made_at


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package in a repository that does not know it."""
    folder = tmp_path / "lib" / "verify"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    monkeypatch.setattr(module, "PACKAGE", folder)
    made_at.cache_clear()
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "of somebody else")
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=n", "-c", "user.email=e@example.org", "-C", str(folder), *arguments]
    subprocess.run(command, check=True, capture_output=True)


def test_the_commit_of_a_repository_around_an_installed_package_is_not_its_own(package: Path) -> None:
    assert commit() == "unknown"
    assert made_at() == {}


def test_the_commit_of_a_checkout_is_named_with_its_day_and_whether_it_was_changed(package: Path) -> None:
    git(package, "add", "-A")
    git(package, "commit", "-q", "--date", "2020-02-03T12:00:00", "-m", "ours")
    name = commit()
    assert len(name) == 12
    assert made_at()["commit"].startswith(f"{name} of 20")
    (package / "lib" / "verify" / "__init__.py").write_text("changed", encoding="utf-8")
    assert commit() == f"{name}-dirty"


def test_without_a_repository_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACKAGE", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    made_at.cache_clear()
    assert (commit(), made_at()) == ("unknown", {})


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    made_at.cache_clear()
