"""One order of verdicts, from which status and exit code follow."""

from __future__ import annotations

from itertools import pairwise

import pytest

from verify.verdict import Status, Verdict, overall, status_of, worst


def test_no_good_verdict_makes_up_for_a_worse_one() -> None:
    for better, worse in pairwise(Verdict):
        assert worst([better.status, worse.status]) is worse.status
        assert status_of([worse.text, better.text]) is worse.status


def test_exit_codes() -> None:
    assert {status.text: status.exit_code for status in Status} == {
        "as expected": 0, "undecided": 3, "not as expected": 1,
    }  # fmt: skip
    assert overall(["undecided", "not as expected", "as expected"]).exit_code == 1


@pytest.mark.parametrize("verdict", ["unknown", "refuted", "fails", "contradiction"])
def test_what_is_not_proved_is_no_success(verdict: str) -> None:
    assert status_of(["proved", "holds", "vacuous", verdict]).exit_code != 0


def test_a_word_that_is_no_verdict_has_no_status() -> None:
    with pytest.raises(KeyError):
        status_of(["fine"])
