"""The checks of claims on cases: what they must not conclude."""

from __future__ import annotations

from pathlib import Path

import pytest

from verify.claims.registry import claims
from verify.files.load import load
from verify.prove.judge import judge
from verify.prove.subject import Subject

BAD_MINIMA = Path(__file__).parent.parent.parent / "counterexamples" / "bad-minima"


@pytest.mark.parametrize("name", ["ELIM", "REAL", "CHAR", "EXIST"])
@pytest.mark.parametrize("case", ["sine-frequency", "two-relus-constant", "two-sigmoids"])
def test_a_bad_minimum_called_data_optimal_proves_nothing(name: str, case: str, tmp_path: Path) -> None:
    text = (BAD_MINIMA / f"{case}.toml").read_text(encoding="utf-8")
    path = tmp_path / "called.toml"
    path.write_text(text.replace('kind = "bad-minimum"', 'kind = "data-optimal"'), encoding="utf-8")
    assert judge(claims()[name], Subject.of(load(path))).verdict == "unknown"
