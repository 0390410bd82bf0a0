"""FLOW: a path computed to a finite time neither confirms nor refutes a limit."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from verify.claims.registry import claims, statements
from verify.commands.check import Settings, check_case
from verify.errors import CertificateError
from verify.files.load import load
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Grade
from verify.kernel.ground import certificate_digest
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


# --------------------------------------------------------------------------- a document that is made by hand


def document(*entries: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """The file's document, of whose certificates only the judgement of FLOW is kept, resting on ``entries`` instead."""
    case = load(RUNAWAY)
    made: dict[str, Any] = copy.deepcopy(check_case(case, Settings())["certificates"])
    judged = next(e for e in made["certificates"] if e["data"].get("claim") == "FLOW")
    digests = [certificate_digest(Certificate(kind, case.problem.digest, data)) for kind, data in entries]
    judged["data"]["rests_on"] = digests
    return {**made, "certificates": [*({"kind": kind, "data": data} for kind, data in entries), judged]}


LAW: tuple[str, dict[str, Any]] = ("flow-law", {})
ENDS: dict[str, Any] = {"a": ["0"], "b": ["0"], "limit": "1", "bits": 80}


def prove(made: dict[str, Any]) -> set[str]:
    return {e.kind for e in checker.check_document(load(RUNAWAY).problem, made, statements()).values()}


def test_law_and_limit_of_the_file_are_a_verdict() -> None:
    for ends in (ENDS, {**ENDS, "a": ["0/5"], "limit": "1.0"}):
        assert prove(document(LAW, ("flow-limit", ends))) == {"flow-law", "flow-limit", "judgement"}


def test_a_file_that_states_a_limit_has_no_verdict_by_the_law_alone() -> None:
    made = document(LAW)
    made["certificates"][-1]["data"]["rule"] = "law"
    with pytest.raises(CertificateError, match=r"flow\.limit = 0"):
        prove(made)


@pytest.mark.parametrize("ends", [{**ENDS, "a": ["1/4"]}, {**ENDS, "b": ["1"]}])
def test_the_limit_from_another_start_than_the_files_is_no_verdict(ends: dict[str, Any]) -> None:
    assert checker.check(
        load(RUNAWAY).problem, Certificate("flow-limit", load(RUNAWAY).problem.digest, ends)
    ).statement.endswith("tends to 1")
    with pytest.raises(CertificateError, match="what the rule rates needs was not proved: flow-limit"):
        prove(document(LAW, ("flow-limit", ends)))
