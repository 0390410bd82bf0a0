"""Cases with what the kernel has proved of them, which tests draw; each is checked once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from verify.claims.registry import statements
from verify.commands.check import Settings, check_case
from verify.figures.scene import Scene
from verify.files.load import load
from verify.kernel import checker
from verify.kernel.certificate import canonical

CASES = Path(__file__).parent.parent.parent / "counterexamples"


@cache
def scene(name: str) -> Scene:
    """A shipped case, and all evidence of its check."""
    case = load(CASES / f"{name}.toml")
    written = check_case(case, Settings())["certificates"]
    proved = checker.check_document(case.problem, json.loads(canonical(written)), statements())
    return Scene(case, tuple(proved.values()))
