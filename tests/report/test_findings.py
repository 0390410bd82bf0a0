"""What is found of a case in words: the sentences say what the kernel has found, and nothing of what is open."""

from __future__ import annotations

import string
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.commands.check import Settings, check_case
from verify.files.load import load
from verify.kernel.checker import CHECKS, COMPOSED
from verify.numerics import ball
from verify.report.because import BECAUSE, because, interval, with_intervals
from verify.report.findings import COUNTED, KEY, findings, in_short
from verify.report.markdown import shown
from verify.verdict import Verdict

CASES = Path(__file__).parent.parent.parent / "counterexamples"
FILES = ("bad-minima/one-tanh", "failure-modes/opposite-residuals", "necessity/absolute-loss", "points/relu-slope")


@pytest.fixture(scope="module")
def found() -> dict[str, list[Any]]:
    return {name: check_case(load(CASES / f"{name}.toml", CASES), Settings())["findings"] for name in FILES}


def test_every_kind_with_words_is_one_of_the_kernel() -> None:
    kinds = {*CHECKS, *COMPOSED}
    assert {*BECAUSE, *KEY, *COUNTED} <= kinds


def test_every_reason_names_facts_that_the_kernel_states(found: dict[str, list[Any]]) -> None:
    """Of the kinds that occur here: no name in braces is left without its fact."""
    seen = set()
    for finding in (f for each in found.values() for f in each):
        names = {name for _, name, _, _ in string.Formatter().parse(BECAUSE.get(finding["kind"], "")) if name}
        assert names <= set(finding["facts"]), finding["kind"]
        if finding["kind"] in BECAUSE:
            seen.add(finding["kind"])
            assert all(with_intervals(finding["facts"])[name] in because(finding) for name in names)
    assert len(seen) > 10


@given(st.integers(-(10**9), 10**9), st.integers(0, 60), st.integers(1, 12), st.integers(5, 80))
def test_an_interval_holds_the_whole_ball_that_its_digits_are_of(n: int, scale: int, digits: int, bits: int) -> None:
    with ball.precision(bits):
        x = ball.ball(Fraction(n, 3**scale))
    shown = interval(ball.decimal(x, digits))
    if shown.startswith("["):
        low, high = (Fraction(end) for end in shown.strip("[]").split(","))
        assert low <= ball.midpoint(x) - ball.radius(x)
        assert ball.midpoint(x) + ball.radius(x) <= high
    assert interval("0.0413") == "[0.0412, 0.0414]"
    assert interval("4.13e-9") == "[4.12e-9, 4.14e-9]"
    assert interval("0 to within 1e-20") == "0 to within 1e-20"
    assert interval("nan") == "nan"


def test_a_fact_that_is_missing_leaves_the_sentence_out_and_shows_the_others(found: dict[str, list[Any]]) -> None:
    (finding,) = [f for f in found["bad-minima/one-tanh"] if f["kind"] == "critical-point"]
    assert "0 negative eigenvalues" in because(finding)
    assert "least eigenvalue of the Hessian lies in [" in " ".join(in_short([finding]))
    less = {**finding, "facts": {"L": finding["facts"]["L"], "index": "0"}}
    assert because(less) == ""
    assert finding["facts"]["L"] in "\n".join(shown(list(findings([less], "a.json"))))


def test_what_is_not_proved_is_said_first_and_never_as_proved() -> None:
    fault: Any = {"name": "L", "verdict": Verdict.REFUTED, "place": "a.toml:3", "message": "L is 1, not 2"}
    still: Any = {"name": "better", "verdict": Verdict.UNKNOWN, "reason": "budget", "message": "the time was spent"}
    proved: Any = {
        "name": "answer", "verdict": Verdict.PROVED, "kind": "answer", "grade": "certified", "statement": "it is so",
        "facts": {}, "assuming": [], "sha256": "0" * 64,
    }  # fmt: skip
    said = in_short([proved, still, fault])
    assert said == ["Not so: L is 1, not 2.", "Not decided: better (budget).", "It is so."]


def test_of_many_of_one_kind_the_others_are_folded_and_none_is_lost(found: dict[str, list[Any]]) -> None:
    for name, each in found.items():
        text = "\n".join(shown(list(findings(each, f"certificates/{name}.json"))))
        for finding in each:
            assert text.count(f"`{finding['sha256'][:12]}`") == [f["sha256"] for f in each].count(finding["sha256"])
    assert "others of this kind" in "\n".join(shown(list(findings(found[FILES[0]], "a.json"))))
