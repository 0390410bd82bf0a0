"""Imports go one way, printing is the command line's alone, and flint is behind two files."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from sources import parsed

PACKAGE = Path(__file__).parent.parent / "verify"

# Each may import itself and what stands before it; those on one line stand beside each other.
LAYERS = (
    ("errors", "truth", "exact", "verdict", "options", "units", "deadline", "threads", "spelling", "glossary"),
    ("problem",),
    ("numerics", "files"),
    ("kernel",),
    ("propose",),
    ("prove",),
    ("families",),
    ("claims",),
    ("formal",),
    ("search",),
    ("trained",),
    ("figures",),
    ("commands",),
    ("api",),
    ("store",),
    ("trust",),
    ("report",),
)
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
FLINT = {"numerics/ball.py", "numerics/linear.py"}
"""Balls, and matrices of rational numbers."""

TOP = {"cli", "__main__", "pytest_plugin"}
ALONE = "recheck"
"""The second checker: a program of its own, in one file."""


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def layer(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else path.stem


def imported(path: Path) -> set[str]:
    """The layers that a module imports from, at its top or inside its functions."""
    here = ["verify", *path.relative_to(PACKAGE).parts[:-1]]
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else []
            names = [*base, *(node.module or "").split(".")]
            if names[0] == "verify":
                found |= {n for n in names[1:2] if n} or {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    mine = layer(path)
    if mine in TOP or mine == "__init__":
        return
    if mine == ALONE:
        assert not imported(path)
        return
    assert mine in RANK, f"{mine} has no place in the order of layers"
    later = [name for name in imported(path) if RANK.get(name, -1) > RANK[mine]]
    assert not later, f"{path.name} imports from {later}, which stands after {mine}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_command_line_prints_or_exits_and_only_numerics_imports_flint(path: Path) -> None:
    tree = parsed(path)
    called = [n.func for n in ast.walk(tree) if isinstance(n, ast.Call)]
    calls = {f.id for f in called if isinstance(f, ast.Name)}
    assert "sympify" not in {f.attr for f in called if isinstance(f, ast.Attribute)}
    roots = {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    assert not calls & {"eval", "exec", "sympify", "parse_expr", "__import__"}
    if layer(path) not in ("cli", "__main__", ALONE):
        assert not calls & {"print", "exit"}
    if path.relative_to(PACKAGE).as_posix() not in FLINT:
        assert "flint" not in roots
    assert "pickle" not in roots


def test_the_second_checker_imports_nothing_but_the_standard_library() -> None:
    tree = ast.parse((PACKAGE / f"{ALONE}.py").read_text(encoding="utf-8"))
    roots = {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    roots |= {(n.module or "").split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert roots <= sys.stdlib_module_names


def test_nothing_but_the_command_line_and_the_check_of_the_checkers_know_the_second_one() -> None:
    knowing = ["fuzzed_reader", "recheck_command", "second_checker"]
    assert sorted(path.stem for path in modules() if ALONE in imported(path)) == knowing


def test_the_help_needs_no_heavy_library() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom verify.cli import commands\n"
        "assert CliRunner().invoke(commands, ['--help']).exit_code == 0\n"
        "heavy = {'sympy', 'scipy', 'numpy', 'matplotlib', 'flint', 'rich', 'pydantic', 'jinja2'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
