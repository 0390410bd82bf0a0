"""Cases with what the kernel has proved of them, which tests draw; each is checked once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from verify.claims.registry import statements
from verify.commands.check import Settings, check_case
from verify.commands.checked import JsonObject
from verify.figures.scene import Scene
from verify.files.load import load
from verify.kernel import checker
from verify.kernel.certificate import canonical
from verify.problem.case import Case

CASES = Path(__file__).parent.parent.parent / "counterexamples"


@cache
def case(name: str) -> Case:
    """A shipped case."""
    return load(CASES / f"{name}.toml")


@cache
def document(name: str) -> JsonObject:
    """The certificates of its check, read back from their text."""
    found: JsonObject = json.loads(canonical(check_case(case(name), Settings())["certificates"]))
    return found


@cache
def scene(name: str) -> Scene:
    """A shipped case, and all evidence of its check."""
    proved = checker.check_document(case(name).problem, document(name), statements())
    return Scene(case(name), tuple(proved.values()))
