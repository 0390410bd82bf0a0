"""FLOW: a path computed to a finite time neither confirms nor refutes a limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from verify.claims.registry import claims
from verify.files.load import load
from verify.kernel.evidence import Grade
from verify.prove.judge import judge
from verify.prove.outcome import Outcome
from verify.prove.subject import Subject

RUNAWAY = Path(__file__).parent.parent.parent / "counterexamples" / "failure-modes" / "runaway-bias.toml"


def flow(tmp_path: Path, *changes: tuple[str, str]) -> Outcome:
    text = RUNAWAY.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "flow.toml"
    path.write_text(text, encoding="utf-8")
    return judge(claims()["FLOW"], Subject.of(load(path)))


UNTIL, LIMIT, NETWORK = 'until = "10000000000"', 'limit = "1"', '{ formula = ["0"], parameters = [] }'


@pytest.mark.parametrize("until", ["1", "100", "1000"])
def test_the_rates_hold_however_short_the_path_is(tmp_path: Path, until: str) -> None:
    found = flow(tmp_path, (UNTIL, f'until = "{until}"'))
    assert (found.verdict, found.grade) == ("holds", Grade.CERTIFIED)
    assert {e.kind for e in found.evidence} == {"flow-law", "flow-limit"}


@pytest.mark.parametrize(
    "changes",
    [
        [(LIMIT, 'limit = "1.0003"')],
        [(LIMIT, 'limit = "0.9999999"')],
        [(LIMIT, 'limit = "-1"')],
        # theta goes along: a e^b need not come near 1, however the path looks.
        [(NETWORK, '{ formula = ["t1"], parameters = ["t1"] }'), ("theta = []", 'theta = ["0"]')],
        [('inputs = [["0"]]', 'inputs = [["1"]]')],
        [('a = ["0"]', 'a = ["3"]')],
    ],
    ids=["near", "nearer", "opposite", "theta", "input", "start"],
)
@pytest.mark.parametrize("until", ["100", "100000"])
def test_a_limit_that_is_not_proved_leaves_the_rates_unknown(
    tmp_path: Path, changes: list[tuple[str, str]], until: str
) -> None:
    found = flow(tmp_path, (UNTIL, f'until = "{until}"'), *changes)
    assert found.verdict == "unknown"
    assert "no finite time confirms or refutes a limit" in found.detail


def test_without_a_limit_the_law_alone_is_said(tmp_path: Path) -> None:
    found = flow(tmp_path, (UNTIL, 'until = "10"'), (LIMIT, 'limit = "0"'))
    assert found.verdict == "holds"
    assert "no rate is claimed" in found.detail
    assert [e.kind for e in found.evidence] == ["flow-law"]
