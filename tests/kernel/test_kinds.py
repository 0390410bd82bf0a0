"""The table of kinds is the folder of kinds: each has its row in the format's notes, and tests of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from verify.kernel import checker, kinds

ROOT = Path(__file__).parent.parent.parent
NOTES = (ROOT / "notes" / "certificate-format.md").read_text(encoding="utf-8")
USES = [
    *Path(__file__).parent.glob("*.py"),
    *(ROOT / "tests" / "prove").glob("*.py"),
    *(ROOT / "counterexamples" / "necessity").glob("*.toml"),
]
TESTS = "".join(path.read_text(encoding="utf-8") for path in USES)


def test_every_file_of_the_folder_has_kinds_and_no_kind_is_lost() -> None:
    files = [path for path in Path(kinds.__path__[0]).glob("*.py") if path.stem != "__init__"]
    tables = [re.findall(r"^CHECKS\b", path.read_text(encoding="utf-8"), re.MULTILINE) for path in files]
    assert all(len(table) == 1 for table in tables)
    assert len(checker.CHECKS) >= len(files) > 5


@pytest.mark.parametrize("kind", checker.CHECKS)
def test_a_kind_is_described_and_tested(kind: str) -> None:
    assert re.search(rf"^(\| |\*\*)`{kind}`", NOTES, re.MULTILINE), "no row or paragraph begins with it"
    assert f'"{kind}"' in TESTS or f'"{kind.removeprefix("augmented-")}"' in TESTS


def test_the_notes_describe_no_other_kind() -> None:
    sections = [part for part in NOTES.split("\n## ") if part.startswith("Kinds ")]
    named = {name for part in sections for name in re.findall(r"^(?:\| |\*\*)`([a-z-]+)`", part, re.MULTILINE)}
    assert named == set(checker.CHECKS)
