"""One name for one thing: no file and no public class shares its name, and public functions are described."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from sources import parsed

PACKAGE = Path(__file__).parent.parent / "verify"


ALONE = "recheck.py"
"""The second checker is a program of its own, whose nouns are its own."""


def trees(package: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(package.rglob("*.py")):
        if path.name != ALONE:
            yield path.relative_to(package).as_posix(), parsed(path)


def shared_files(package: Path) -> set[str]:
    """The names of files that occur in two folders."""
    places: dict[str, int] = defaultdict(int)
    for name, _ in trees(package):
        places[Path(name).stem] += 1
    return {stem for stem, count in places.items() if count > 1 and not stem.startswith("__")}


def shared_classes(package: Path) -> set[str]:
    """The names of public classes that are defined in two files."""
    places: dict[str, int] = defaultdict(int)
    for _, tree in trees(package):
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name] += 1
    return {name for name, count in places.items() if count > 1}


def undescribed(package: Path) -> set[tuple[str, str]]:
    """The public functions without a docstring."""
    return {
        (name, node.name)
        for name, tree in trees(package)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    }


def test_no_two_files_have_one_name() -> None:
    assert shared_files(PACKAGE) == set()


def test_no_two_public_classes_have_one_name() -> None:
    assert shared_classes(PACKAGE) == set()


def test_a_public_function_says_what_it_means() -> None:
    assert undescribed(PACKAGE) == set()


def test_a_second_file_or_class_of_one_name_is_seen(tmp_path: Path) -> None:
    for folder, text in (("a", "class Point:\n    'A point.'\n"), ("b", "class Point: ...\ndef f(): ...\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
        (tmp_path / folder / "points.py").write_text(text)
    assert shared_files(tmp_path) == {"points"}
    assert shared_classes(tmp_path) == {"Point"}
    assert undescribed(tmp_path) == {("b/points.py", "f")}
