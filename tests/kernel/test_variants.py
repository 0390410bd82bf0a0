"""The kernel on variants: it accepts the shipped witnesses, and refuses each kind of lie about them."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from problems import formula

from verify.claims.registry import statements
from verify.errors import CertificateError, FileError
from verify.files.load import load, problem_from_tables
from verify.kernel import checker
from verify.kernel.augmented_point import nonnegative
from verify.kernel.certificate import Certificate
from verify.kernel.checker import check
from verify.kernel.evidence import Evidence
from verify.kernel.kinds import corners, least_value, loss_shape, slices
from verify.problem.formula import parse
from verify.prove.subject import Subject
from verify.prove.violation import violation

Json = dict[str, Any]

WITNESS_KINDS = {*loss_shape.CHECKS, *slices.CHECKS, *corners.CHECKS, *least_value.CHECKS}

NECESSITY = Path(__file__).parent.parent.parent / "counterexamples" / "necessity"


def witness(name: str) -> tuple[Subject, Evidence]:
    """The subject of a shipped file and its evidence that the witness is a local minimum."""
    subject = Subject.of(load(NECESSITY / f"{name}.toml"))
    shown = violation(subject, statements())
    assert shown.verdict == "fails", shown.detail
    return subject, next(e for e in shown.evidence if e.kind in WITNESS_KINDS)


def test_every_kind_is_used_by_a_shipped_file() -> None:
    used = {load(path).witness.method.text for path in NECESSITY.glob("*.toml") if load(path).witness}
    kinds = {method if method == "least-value" else f"augmented-{method}" for method in used}
    assert kinds | {"augmented-norm"} == WITNESS_KINDS


Change = Callable[[Json], Any]
LIES: dict[str, tuple[str, Change, str]] = {
    "minimum_elsewhere": ("tanh-neuron", lambda d: d["box"]["center"].__setitem__(0, "1.6"), "Krawczyk"),
    "digits_of_another_minimum": ("tanh-neuron", lambda d: d["box"]["rounds_to"].__setitem__(0, "1.5072"), "round"),
    "boxed_far_from_the_box": ("tanh-neuron", lambda d: d["at"].__setitem__(d["boxed"][0], "100"), "proved to round"),
    "boxed_with_the_other_sign": (
        "tanh-neuron",
        lambda d: d["at"].__setitem__(d["boxed"][0], "-" + d["at"][d["boxed"][0]]),
        "proved to round",
    ),
    "boxed_near_the_box": (
        "tanh-neuron",
        lambda d: d["at"].__setitem__(d["boxed"][-1], d["at"][d["boxed"][-1]] + "+1/10**6"),
        "proved to round",
    ),
    "boxed_and_no_number": ("tanh-neuron", lambda d: d["at"].__setitem__(d["boxed"][0], "t1"), "neither a variable"),
    "unknown_in_the_box": ("tanh-neuron", lambda d: d["box"].update(remark="1"), "unknown field"),
    "coordinate_left_out": (
        "tanh-neuron",
        lambda d: d.update(
            moving=d["moving"][:2],
            boxed=d["boxed"][:2],
            congruence=[["1", "0"], ["0", "1"]],
            box={
                **d["box"],
                "center": d["box"]["center"][:2],
                "rounds_to": d["box"]["rounds_to"][:2],
                "preconditioner": [row[:2] for row in d["box"]["preconditioner"][:2]],
            },
        ),
        "Krawczyk|vanish along the flat",
    ),
    "boxed_coordinate_elsewhere": (
        "tanh-neuron",
        lambda d: d["at"].__setitem__(d["boxed"][0], "100"),
        "was not proved to round to",
    ),
    "boxed_coordinate_with_other_digits": (
        "tanh-neuron",
        lambda d: d["at"].__setitem__(d["boxed"][0], d["at"][d["boxed"][0]][:-1]),
        "was not proved to round to",
    ),
    "gradient_at_another_point": ("no-bias-vanish", lambda d: d["at"].__setitem__(1, "1/3"), "vanish"),
    "a_coordinate_called_flat": (
        "no-bias-vanish",
        lambda d: d.update(moving=[], congruence=[]),
        "along the flat",
    ),
    "not_on_the_bound": ("bounded-bias-vanish", lambda d: d["at"].__setitem__(2, "4"), "bound|Krawczyk"),
    "held_without_a_bound": ("no-bias-vanish", lambda d: d.update(held=[2]), "not on one bound"),
    "moved_twice": ("no-bias-vanish", lambda d: d.update(moving=[1, 1]), "twice"),
    "kink_too_flat": ("l1-penalty", lambda d: d["at"].__setitem__(2, "2"), "rise on both sides"),
    "amplitude_not_zero": ("l1-penalty", lambda d: d["at"].__setitem__(1, "1"), "not 0"),
    "network_not_dead": ("l1-penalty", lambda d: d["at"].__setitem__(0, "3"), "constant near theta"),
    "on_the_kink_of_the_network": ("l1-penalty", lambda d: d["at"].__setitem__(0, "1"), "constant near theta"),
    "neuron_not_dead": ("relu-neuron", lambda d: d["at"].__setitem__(2, "1"), "constant on a neighbourhood"),
    "penalty_not_least": ("relu-neuron", lambda d: d["at"].__setitem__(1, "1"), "to be 0 at the point"),
    "output_not_stationary": ("nonconvex-loss", lambda d: d["at"].__setitem__(0, "3/2"), "stationary"),
    "output_moved_by_the_neuron": ("nonconvex-loss", lambda d: d["at"].__setitem__(1, "1/8"), "penalty|stationary"),
    "not_a_fit": ("no-penalty-vanish", lambda d: d["at"].__setitem__(1, "2"), "to vanish"),
    "not_critical": ("critical-points", lambda d: d["at"].__setitem__(3, "1"), "gradient of L~"),
    "too_few_coordinates": ("critical-points", lambda d: d["at"].pop(), "length"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_about_a_witness_is_refused(lie: str) -> None:
    name, change, piece = LIES[lie]
    subject, evidence = witness(name)
    data = copy.deepcopy(dict(evidence.certificate.data))
    change(data)
    with pytest.raises(CertificateError, match=piece):
        check(subject.problem, Certificate(evidence.kind, subject.problem.digest, data))


def test_a_maximum_on_a_bound_is_not_held() -> None:
    # L~ = (a - 1)^2 + b^2-like penalty: at the bound b = 1 the slope in b pushes inward, not against the bound.
    tables = formula(
        "0", [], [("0", "1")], augment={"neuron": "a", "penalty": "lam*(a**2 + b**2)", "constraints": ["b <= 1"]}
    )
    problem = problem_from_tables(tables)
    data = {"at": ["1/3", "1", "0"], "moving": [0], "held": [1], "boxed": [], "congruence": [["1"]], "bits": 64}
    with pytest.raises(CertificateError, match="push against it"):
        checker.check(problem, Certificate("augmented-isolated", problem.digest, data))


def test_a_saddle_of_the_augmented_objective_is_no_minimum() -> None:
    tables = formula("0", [], [("0", "1")], augment={"neuron": "a*b", "penalty": "lam*0*a", "lam": "0"})
    problem = problem_from_tables(tables)
    data = {
        "at": ["0", "0", "0"],
        "moving": [0, 1],
        "held": [],
        "boxed": [],
        "congruence": [["1", "1"], ["1", "-1"]],
        "bits": 64,
    }
    with pytest.raises(CertificateError, match="positive definite"):
        checker.check(problem, Certificate("augmented-isolated", problem.digest, data))


@pytest.mark.parametrize("text", ["x**2", "3*abs(x)", "x**2*y**2 + abs(y)/7", "exp(x)", "abs(x)**(3/2)", "2"])
def test_what_is_visibly_nonnegative(text: str) -> None:
    assert nonnegative(parse(text, ["x", "y"]))


@pytest.mark.parametrize("text", ["x", "x**3", "x*y", "x**2 - y**2", "-abs(x)", "relu(x) - 1", "-1"])
def test_what_is_not(text: str) -> None:
    assert not nonnegative(parse(text, ["x", "y"]))


def test_a_statement_that_keeps_what_it_does_not_meet_is_no_violation() -> None:
    text = (NECESSITY / "tanh-neuron.toml").read_text(encoding="utf-8")
    for old, new, piece in (
        ('dropped = ["paper-augmentation"]', "dropped = []", "paper-augmentation is kept"),
        ('dropped = ["paper-augmentation"]', 'dropped = ["paper-augmentation", "convex"]', "convex is dropped"),
        ('dropped = ["paper-augmentation"]', 'dropped = ["realizable"]', "does not assume realizable"),
        ('claim = "ELIM"', 'claim = "ELIMINATION"', "there is no claim"),
    ):
        assert piece in _judged(text.replace(old, new))


def test_a_witness_with_zero_amplitude_does_not_refute_vanish() -> None:
    text = (NECESSITY / "relu-neuron.toml").read_text(encoding="utf-8")
    changed = text.replace('claim = "ELIM"', 'claim = "VANISH"').replace('"elimination"', '"vanish"')
    assert "no amplitude" in _judged(changed)


def test_a_witness_with_the_value_of_the_risk_does_not_refute_value() -> None:
    text = (NECESSITY / "relu-neuron.toml").read_text(encoding="utf-8")
    changed = text.replace('claim = "ELIM"', 'claim = "VANISH"').replace('"elimination"', '"value"')
    assert "differ from L(theta)" in _judged(changed)


def test_a_fit_does_not_refute_realizable() -> None:
    text = (NECESSITY / "conflicting-labels.toml").read_text(encoding="utf-8")
    changed = text.replace('["-1"]', '["1"]').replace('theta = ["0"]', 'theta = ["1"]').replace('"2"', '"0"')
    assert changed != text
    assert "no output was found" in _judged(changed)


def test_a_better_regularizer_is_no_better_function() -> None:
    # theta = 0 has a lower L than theta = 7/4, by the regularizer alone: the data are fitted at both.
    text = (NECESSITY / "regularized-network.toml").read_text(encoding="utf-8")
    assert "no output was found" in _judged(text.replace('"elimination"', '"data-optimal"'))


@pytest.mark.parametrize("conclusion", ["value", "data-optimal", "realizable"])
def test_a_conclusion_about_local_minima_needs_a_witness(conclusion: str) -> None:
    with pytest.raises(FileError, match="add the table \\[witness\\]"):
        _judged(_as_statement(conclusion))


def test_a_better_theta_refutes_data_optimal_where_no_slope_does() -> None:
    text = (NECESSITY / "nonconvex-loss.toml").read_text(encoding="utf-8").replace('"elimination"', '"data-optimal"')
    subject = _subject(text)
    shown = violation(subject, statements())
    assert shown.verdict == "fails"
    assert "lower-value" in {e.kind for e in shown.evidence}


def test_a_residual_gradient_says_nothing_about_local_minima_with_another_penalty() -> None:
    # With decay on b the augmented objective of this problem has a local minimum, and no parameters to fit the data.
    text = (NECESSITY / "always-exists.toml").read_text(encoding="utf-8")
    changed = text.replace("[point]", '[augment]\npenalty = "lam*(a**2 + b**2)"\n\n[point]')
    assert changed != text
    changed = changed.replace("[statement]", '[statement]\ndropped = ["paper-augmentation"]')
    assert "not shown" in _judged(changed)


BAD_SINE = (NECESSITY.parent / "bad-minima" / "sine-frequency.toml").read_text(encoding="utf-8")
"""A strict local minimum of L that is not global, at refined decimals."""


def _as_statement(conclusion: str, witness: str = "") -> str:
    head = f'[statement]\nclaim = "ELIM"\nchanges = "x"\nconclusion = "{conclusion}"\n\n{witness}[problem]'
    return BAD_SINE.replace('kind = "bad-minimum"', 'kind = "necessity"').replace("[problem]", head, 1)


@pytest.mark.parametrize("conclusion", ["converse", "same-infimum"])
def test_a_local_minimum_of_the_risk_is_not_taken_for_a_global_one(conclusion: str) -> None:
    assert "not shown to be a global minimum" in _judged(_as_statement(conclusion))


def test_a_witness_over_refined_decimals_is_refused() -> None:
    witness = '[witness]\na = ["0"]\nb = ["0"]\nW = [["0"]]\nmethod = "hyperplane"\n\n'
    assert "exact coordinates" in _judged(_as_statement("elimination", witness))


def _subject(text: str) -> Subject:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "changed.toml"
        path.write_text(text, encoding="utf-8")
        return Subject.of(load(path))


def _judged(text: str) -> str:
    shown = violation(_subject(text), statements())
    assert shown.verdict != "fails"
    return shown.detail
