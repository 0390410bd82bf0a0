"""What rests on a certificate that the second checker can neither prove nor refute is open as well, not invalid."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from verify import recheck
from verify.cli import commands

CASE = Path(__file__).parents[2] / "counterexamples" / "failure-modes" / "opposite-residuals.toml"


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    reports = tmp_path_factory.mktemp("open")
    run = CliRunner().invoke(commands, ["check", str(CASE), "--reports", str(reports)])
    assert run.exit_code == 0, run.output
    (path,) = (reports / "partial" / "certificates").rglob("*.json")
    return path


def judged(document: Path) -> list[tuple[str, str]]:
    """What is said of each judgement: the verdict, and why."""
    content, claims = json.loads(document.read_text(encoding="utf-8")), recheck.claims_of(document.parent)
    said = recheck.check_case(content, recheck.read_toml(CASE), claims)
    return [(verdict, why) for kind, verdict, why in said if kind == "judgement"]


@pytest.mark.parametrize(
    ("raised", "verdict", "why"),
    [
        (recheck.Holey("out of reach"), "holey", "it rests on what was neither proved nor refuted"),
        (recheck.Invalid("a lie"), "invalid", "it rests on what was not accepted before"),
    ],
)
def test_a_verdict_is_as_open_as_what_it_rests_on(
    document: Path, monkeypatch: pytest.MonkeyPatch, raised: Exception, verdict: str, why: str
) -> None:
    assert {v for v, _ in judged(document)} == {"valid"}

    def undecided(*_: Any) -> None:
        raise raised

    monkeypatch.setitem(recheck.KINDS, "descent", undecided)
    found = judged(document)
    assert (verdict, why) in found
    assert {v for v, _ in found} == {"valid", verdict}
