"""Which code this is: the commit that it was checked out at, if it is a checkout."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent


def commit() -> str:
    """The commit of the code, with a mark if it was changed since; "unknown" outside a repository of its own."""
    return _git("describe", "--always", "--dirty", "--abbrev=12") or "unknown"


@cache
def made_at() -> dict[str, str]:
    """The commit of the code and its day in one line, for whoever shows what the code has found; nothing if unknown."""
    name, day = commit(), _git("show", "-s", "--format=%cs")
    return {"commit": f"{name} of {day}"} if day else {}


def _git(*arguments: str) -> str:
    """What git says of the repository that this package is part of: one around an installed package is another's."""
    if not _said("ls-files", "--error-unmatch", "__init__.py"):
        return ""
    return _said(*arguments)


def _said(*arguments: str) -> str:
    try:
        command = ["git", "-C", str(PACKAGE), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
