"""One name for one thing: no file and no public class shares its name, and public functions are described."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "verify"

# What is still to be renamed. The lists may only become shorter: an entry that is no longer true fails as well.
SHARED_FILES: set[str] = set()
SHARED_CLASSES = {
    "Box",  # numerics/krawczyk.py: a box of coordinates; report/html/matrix.py: a rectangle of the drawing
    "Center",  # problem/case.py: as a file gives it; prove/centers.py: with the label of how it was chosen
    "Drawing",  # report/html/layers.py and report/html/matrix.py: what each template is given
    "Field",  # report/html/matrix.py: a cell of the matrix; store/atlas_cells.py: a cell of the atlas
    "Item",  # formal/graph.py: a named result; report/attention.py: something that deserves attention
    "Outcome",  # propose/iterations.py: where an iteration ended; prove/outcome.py: a verdict on a case
    "Settings",  # commands/check.py and commands/power.py: how to check, and how to measure
    "Task",  # commands/check.py: a unit of work; propose/iterations.py: what is iterated
}
UNDESCRIBED = {
    ("files/load.py", "case_name"),
    ("kernel/theta_point.py", "read_constant"),
    ("problem/expression.py", "add"),
    ("problem/expression.py", "mul"),
    ("problem/expression.py", "neg"),
    ("problem/expression.py", "sub"),
    ("propose/certificates.py", "escape"),
    ("propose/certificates.py", "lower_value"),
    ("propose/certificates.py", "residual_gradient"),
    ("propose/certificates.py", "unattained"),
    ("propose/iterations.py", "norms"),
    ("propose/related_certificates.py", "margins"),
    ("pytest_plugin.py", "pytest_addoption"),
    ("pytest_plugin.py", "pytest_configure"),
}


def trees(package: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(package.rglob("*.py")):
        yield path.relative_to(package).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


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
    assert shared_files(PACKAGE) == SHARED_FILES


def test_no_two_public_classes_have_one_name() -> None:
    assert shared_classes(PACKAGE) == SHARED_CLASSES


def test_a_public_function_says_what_it_means() -> None:
    assert undescribed(PACKAGE) == UNDESCRIBED


def test_a_second_file_or_class_of_one_name_is_seen(tmp_path: Path) -> None:
    for folder, text in (("a", "class Point:\n    'A point.'\n"), ("b", "class Point: ...\ndef f(): ...\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
        (tmp_path / folder / "points.py").write_text(text)
    assert shared_files(tmp_path) == {"points"}
    assert shared_classes(tmp_path) == {"Point"}
    assert undescribed(tmp_path) == {("b/points.py", "f")}
