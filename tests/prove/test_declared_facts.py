"""Facts that a file declares of its loss: printed with all that rests on them, and false ones are faults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from verify.claims.registry import statements
from verify.commands.check import Settings, check_case
from verify.errors import CertificateError
from verify.files.load import load
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.contradiction import contradictions
from verify.kernel.evidence import Evidence
from verify.kernel.ground import Ground, file_digest
from verify.numerics.point import Exact
from verify.problem.case import Case
from verify.problem.formula import constant
from verify.propose import certificates
from verify.propose.witness import variant

Json = dict[str, Any]

FILE = """
title = "A loss with declared facts"
kind = "necessity"
source = "for a test"

[statement]
claim = "{claim}"
changes = "nothing"
conclusion = "elimination"

[problem]
network = {{ formula = ["-relu(t1 - 1)"], parameters = ["t1"] }}
loss = {{ formula = "{loss}", facts = [{facts}] }}
reduction = "sum"
inputs = [["0"]]
targets = [["{target}"]]

[point]
theta = ["0"]

[better]
theta = ["{better}"]

[witness]
a = ["0"]
b = ["0"]
W = [["0"]]
method = "samplewise"

[expect]
value = "{value}"
better_value = "0"
"""

WELL = "(q - y)**2*((q - y - 2)**2 + 3/8)"
FACTS = ("convex", "stationary-is-global")


def checked(folder: Path, facts: tuple[str, ...], claim: str = "ELIM", **changes: str) -> Json:
    texts = {"loss": WELL, "target": "-7/4", "better": "11/4", "value": "343/256", **changes}
    path = folder / "declared.toml"
    text = FILE.format(claim=claim, facts=", ".join(f'"{f}"' for f in facts), **texts)
    path.write_text(text, encoding="utf-8")
    return check_case(load(path), Settings())


def exactly(text: str) -> Exact:
    return Exact((text,), (constant(text),))


@pytest.mark.parametrize(
    ("claim", "facts"),
    [("ELIM", FACTS), ("ELIM", FACTS[:1]), ("REAL", FACTS[1:]), ("CHAR", FACTS), ("EXIST", FACTS[:1])],
)
def test_a_theorem_refuted_by_a_false_fact_is_no_success(claim: str, facts: tuple[str, ...], tmp_path: Path) -> None:
    result = checked(tmp_path, facts, claim)
    assert result["status"] == "not as expected"
    assert not [f for f in result["findings"] if f["name"] == "the statement is false" and f["verdict"] == "proved"]
    refuted = [f["message"] for f in result["findings"] if f["verdict"] == "refuted"]
    for fact in facts:
        assert any(f"declares that the loss is {fact}, and it is not" in words for words in refuted)
    assert {o["verdict"] for o in result["claims"].values()} <= {"unknown", "not-applicable"}


@pytest.mark.parametrize(
    ("loss", "facts"),
    [
        ("sin(q - y)**2 + (q - y)**2/100", ("convex",)),
        ("(q - y)**2/(1 + (q - y)**2)", ("convex",)),
        ("log(1 + (q - y)**2)", ("convex",)),
        ("abs(q - y)", ("differentiable",)),
        ("relu(y - q)", ("differentiable",)),
        ("((q - y)**2 - 1)**2 + (q - y)/10", ("stationary-is-global",)),
    ],
)
def test_false_facts_of_other_losses_are_found(loss: str, facts: tuple[str, ...], tmp_path: Path) -> None:
    found = checked(tmp_path, facts, loss=loss, target="0", better="3", value="0")
    refuted = [f["message"] for f in found["findings"] if f["verdict"] == "refuted"]
    assert any("declares that the loss is" in words for words in refuted)


@pytest.mark.parametrize(
    ("loss", "facts"),
    [
        ("(q - y)**4 + exp(q - y) - q", ("convex", "stationary-is-global")),
        ("(q - y)**2/(1 + (q - y)**2)", ("stationary-is-global",)),
        ("abs(q - y)*(q - y)**2", ("differentiable", "convex")),
    ],
)
def test_true_facts_are_not_called_false_and_are_named_with_what_rests_on_them(
    loss: str, facts: tuple[str, ...], tmp_path: Path
) -> None:
    found = checked(tmp_path, facts, loss=loss, target="-7/4", better="11/4", value="0")
    assert not [f for f in found["findings"] if "declares" in f.get("message", "")]
    claimed = [o for o in found["claims"].values() if o["verdict"] in ("holds", "vacuous") and o["assuming"]]
    for outcome in claimed:
        assert set(outcome["assuming"]) <= set(facts)
        assert "assuming, as the file does" in outcome["detail"]


def test_a_claim_that_asks_for_no_declared_fact_does_not_rest_on_it(tmp_path: Path) -> None:
    found = checked(tmp_path, ("convex",), loss="(q - y)**4 + exp(q - y) - q", target="-7/4", better="11/4", value="0")
    assert found["claims"]["VANISH"]["verdict"] == "holds"
    assert found["claims"]["VANISH"]["assuming"] == []
    assert found["claims"]["ELIM"]["assuming"] == ["convex"]


def refutation(case: Case, dropped: list[str]) -> tuple[Evidence, Evidence, Evidence]:
    """A local minimum at the witness of the case, a lower value at its better point, and the violation on these two."""
    problem, witness = case.problem, case.witness
    assert witness is not None
    at = [text.text for text in (*case.point.theta, *witness.texts)]
    proposal = variant(problem, "samplewise", at, [], False)
    assert isinstance(proposal, Certificate)
    minimum = checker.check(problem, proposal)
    point = {"exact": ["0"]}
    lower = checker.check(problem, certificates.lower_value(problem, exactly("0"), exactly("11/4"), 256))
    data = {
        "claim": "ELIM", "dropped": dropped, "points": "local-minima", "conclusion": "elimination", "point": point,
        "witness": at, "file": file_digest(case.file), "rests_on": [minimum.digest, lower.digest],
    }  # fmt: skip
    ground = Ground(statements(), case.file, {e.digest: e for e in (minimum, lower)})
    return minimum, lower, checker.check(problem, Certificate("violation", problem.digest, data), ground)


def test_a_theorem_refuted_with_nothing_dropped_is_a_contradiction(tmp_path: Path) -> None:
    """Were no fact of it known to be false, the refutation itself would say that something is."""
    checked(tmp_path, FACTS)
    case = load(tmp_path / "declared.toml")
    evidence = refutation(case, [])
    assert evidence[-1].assuming == ("convex",)
    assert "assuming" in evidence[-1].statement
    (words,) = contradictions(case.problem, evidence)
    assert "ELIM is refuted" in words or "CHAR is refuted" in words
    assert "convex" in words


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("loss-not-convex", {"p": ["0"], "q": ["0"]}),
        ("loss-not-convex", {"p": ["-7/4"], "q": ["-3/2"]}),
        ("loss-not-invex", {"p": ["-7/4"], "q": ["0"]}),
        ("loss-not-invex", {"p": ["0"], "q": ["5"]}),
        ("loss-negative", {"p": ["0"], "q": ["0"]}),
        ("loss-not-differentiable", {"p": ["0"], "q": ["0"], "output": 0}),
    ],
)
def test_what_does_not_show_a_fact_false_is_refused(kind: str, data: Json, tmp_path: Path) -> None:
    checked(tmp_path, FACTS)
    problem = load(tmp_path / "declared.toml").problem
    with pytest.raises(CertificateError):
        checker.check(problem, Certificate(kind, problem.digest, {"sample": 0, "bits": 128, **data}))


def test_what_is_called_dropped_does_not_excuse_a_refuted_theorem(tmp_path: Path) -> None:
    """REAL is refuted as well if ELIM's convexity is dropped: the instance is said to meet REAL's assumptions."""
    checked(tmp_path, FACTS[1:])
    path = tmp_path / "declared.toml"
    path.write_text(path.read_text().replace("conclusion =", 'dropped = ["convex"]\nconclusion ='), encoding="utf-8")
    case = load(path)
    *_, found = refutation(case, ["convex"])
    assert "is refuted" in found.facts["contradiction"]
    assert check_case(case, Settings())["status"] == "not as expected"


AUX = """
title = "A loss that is >= 0, as declared"
kind = "failure-mode"
source = "for a test"

[problem]
network = {{ formula = ["t1"], parameters = ["t1"] }}
loss = {{ formula = "{loss}", facts = [{facts}] }}
inputs = [["0"]]
targets = [["1"]]

[point]
theta = ["0"]

[expect]
value = "{value}"
"""

BARELY = "exp(q) - q - 1"


@pytest.mark.parametrize(
    ("loss", "facts", "verdict", "assuming"),
    [
        (BARELY, [], "unknown", []),
        (BARELY, ["nonnegative"], "holds", ["nonnegative"]),
        ("(q - y)**2 + (q - y)**4", [], "holds", []),
        ("(q - y)**2 + (q - y)**4", ["nonnegative"], "holds", []),
    ],
)
def test_aux_rests_on_a_loss_that_is_declared_nowhere_negative(
    loss: str, facts: list[str], verdict: str, assuming: list[str], tmp_path: Path
) -> None:
    """What is visible needs no declaration, and what is declared is printed."""
    path = tmp_path / "aux.toml"
    written = ", ".join(f'"{fact}"' for fact in facts)
    value = "0" if loss == BARELY else "2"
    path.write_text(AUX.format(loss=loss, facts=written, value=value), encoding="utf-8")
    found = check_case(load(path), Settings())
    row = found["claims"]["AUX"]
    assert row["verdict"] == verdict
    assert row.get("assuming", []) == assuming


def test_a_loss_that_is_declared_nowhere_negative_and_is_not_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "aux.toml"
    path.write_text(AUX.format(loss="exp(q) - 2*q - 1", facts='"nonnegative"', value="0"), encoding="utf-8")
    found = check_case(load(path), Settings())
    assert found["status"] == "not as expected"
    assert "loss-negative" in [c["kind"] for c in found["certificates"]["certificates"]]
