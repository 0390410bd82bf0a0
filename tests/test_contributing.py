"""CONTRIBUTING.md: the path of ``verify check FILE`` names what there is, its counts are those of the tests."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import test_one_file
from test_layers import LAYERS

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return TEXT.split(f"## {title}\n")[1].split("\n## ")[0]


def defined(file: str) -> set[str]:
    """The functions, classes and methods of a file."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    found = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)}
    return found


def test_the_path_has_ten_steps_and_all_that_it_names_exists() -> None:
    steps = re.split(r"^\d+\. ", section("The path of `verify check FILE`").split("\nThe layers")[0], flags=re.M)[1:]
    assert len(steps) == 10
    for step in steps:
        named = re.findall(r"`(verify/[\w/]+\.py)`\s\(([^)]*)\)", step)
        assert named, step
        for file, names in named:
            assert set(re.findall(r"`([\w.]+)`", names)) <= defined(file), step


def test_the_layers_are_those_that_the_tests_hold() -> None:
    drawn = section("The path of `verify check FILE`").split("```text\n")[1].split("```")[0]
    rows = [tuple(re.findall(r"\w+", part)) for part in drawn.split("<")]
    assert rows[:-1] == [tuple(layer) for layer in LAYERS]


def test_every_noun_of_the_table_is_added_by_a_test() -> None:
    rows = re.findall(r"^\| (an? [^|]+) \| [^|]+ \| (\d) \|$", section("Recipes"), re.MULTILINE)
    added = " ".join(name.replace("_", " ") for name in vars(test_one_file) if name.startswith("test_"))
    nouns = [noun for noun, _ in rows if "counterexample" not in noun]
    assert len(nouns) == 10
    for noun in nouns:
        assert re.sub(r" or (an?) ", r" and \1 ", noun) in added, noun
