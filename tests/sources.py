"""The code that tests look at, parsed once; none of them changes a tree."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def parsed(path: Path) -> ast.Module:
    """The tree of a file, as it was when it was first asked for."""
    return ast.parse(path.read_text(encoding="utf-8"))
