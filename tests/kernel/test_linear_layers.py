"""``linear-layers``: every local minimum is a global one, where the theorem says so, and refused where it does not."""

from __future__ import annotations

import copy
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from problems import Tables, formula
from scipy.optimize import minimize

from verify import recheck
from verify.commands.check import Settings, check_case
from verify.errors import CertificateError
from verify.files.load import load, problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.contradiction import contradictions
from verify.kernel.evidence import Evidence
from verify.numerics.linear import null_space
from verify.numerics.point import Exact
from verify.numerics.program import FLOATS, Program
from verify.problem.derivatives import tangent
from verify.problem.expression import num, var
from verify.problem.formula import parse
from verify.propose.basis_changes import basis_changes
from verify.propose.box_reasons import nothing_within
from verify.trust import second_opinion

INPUTS = [["1", "0"], ["0", "1"], ["1", "1"], ["2", "-1"]]
TARGETS = {1: ["0", "1", "1", "3"], 2: [["2", "1/2"], ["1/10", "1"], ["9/5", "8/5"], ["41/10", "-3/10"]]}
Json = dict[str, Any]


def layers(*widths: int, **more: Any) -> Tables:
    targets = TARGETS[2] if widths[-1] == 2 else [[y] for y in TARGETS[1]]
    network = {"widths": list(widths), "activation": "linear"} | more.pop("network", {})
    problem = {"network": network, "loss": "squared", "inputs": INPUTS, "targets": targets} | more
    return {"problem": problem, "augment": {}}


def decided(tables: Tables, kind: str, data: Json) -> tuple[str, str]:
    """What the kernel and the second checker say: a statement or the reason of a refusal, and valid or not."""
    problem = problem_from_tables(tables)
    other = recheck.Problem({"problem": tables["problem"], "augment": {}})
    _, verdict, _ = recheck.guarded(lambda: recheck.KINDS[kind](other, data))
    try:
        return checker.check(problem, Certificate(kind, problem.digest, data)).statement, verdict
    except CertificateError as error:
        return str(error), verdict


SIGNS = [["-1"], ["1"], ["1"], ["-1"]]
TRUE: dict[str, Tables] = {
    "a bottleneck": layers(2, 1, 2),
    "a bottleneck without biases": layers(2, 1, 2, network={"bias": False}),
    "four layers and two bottlenecks": layers(2, 3, 1, 1, 2),
    "one layer": layers(2, 2),
    "one layer, of an activation that nothing meets": layers(2, 1, network={"activation": "tanh"}),
    "half the square": layers(2, 1, 2, loss={"formula": "(q - y)**2/2"}),
    "the square and what depends on the target alone": layers(2, 1, 2, loss={"formula": "3*(q - y)**2 + sin(y)"}),
    "weights of samples": layers(2, 1, 2, weights=["1", "2", "3", "1/7"]),
    "equal inputs, other targets": layers(2, 1, 2, inputs=[["1", "1"]] * 4),
    "a convex loss, nothing narrower than the output": layers(2, 3, 1, loss="logistic", targets=SIGNS),
    "a convex loss, nothing narrower than the input": layers(
        2, 2, 4, 3, loss="softmax-cross-entropy", targets=[["1", "0", "0"]] * 4
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_every_local_minimum_is_a_global_one(name: str) -> None:
    said, verdict = decided(TRUE[name], "linear-layers", {})
    assert "every local minimum of L is a global one" in said
    assert verdict == "valid"
    assert second_opinion.true(problem_from_tables(TRUE[name]), "linear-layers", {}) is True


SUM = "+".join(f"W{j}_1_1**2" for j in (1, 2, 3))
LIES: dict[str, tuple[Tables, str]] = {
    "an activation": (layers(2, 2, 2, network={"activation": "tanh"}), "is not linear"),
    "a leaky relu": (layers(2, 2, 2, network={"activation": "leaky_relu"}), "is not linear"),
    "a formula": (formula("t1*t2*x1", ["t1", "t2"], [("1", "1")]), "not written as layers"),
    "a connection that skips": (layers(2, 2, 2, network={"skip": [[0, 2]]}), "skip"),
    "weight decay": (layers(2, 1, 1, 1, regularizer=SUM), "term in theta alone"),
    "a bottleneck and a convex loss": (
        layers(2, 1, 2, loss="softmax-cross-entropy", targets=[["1", "0"]] * 4), "narrower than both ends",
    ),
    "a bottleneck and outputs of other weight": (
        layers(2, 1, 2, loss={"formula": "(q1 - y1)**2 + 2*(q2 - y2)**2", "facts": ["convex", "differentiable"]}),
        "narrower than both ends",
    ),
    "a bottleneck and outputs that are mixed": (
        layers(2, 1, 2, loss={"formula": "(q1 - y1)**2 + (q2 - y2)**2 + (q1 - y1)*(q2 - y2)", "facts": ["convex"]}),
        "narrower than both ends",
    ),
    "a bottleneck and samples of other curvature": (
        layers(2, 1, 2, loss={"formula": "(1 + y**2)*(q - y)**2"}), "narrower than both ends",
    ),
    "a concave loss": (layers(2, 2, 2, loss={"formula": "-(q - y)**2"}), "not known to be convex"),
    "a loss with a kink": (layers(2, 2, 1, loss="absolute"), "not known to be convex and differentiable"),
    "a loss that is not convex": (layers(2, 2, 1, loss="double-well"), "not known to be convex"),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_where_the_theorem_says_nothing_it_is_refused(name: str) -> None:
    tables, reason = LIES[name]
    said, verdict = decided(tables, "linear-layers", {})
    assert reason in said
    assert verdict != "valid"
    assert second_opinion.true(problem_from_tables(tables), "linear-layers", {}) is not True


def test_no_field_is_taken() -> None:
    said, verdict = decided(layers(2, 1, 2), "linear-layers", {"point": {"exact": ["0"] * 7}})
    assert "point" in said
    assert verdict != "valid"


def test_what_a_file_declares_of_the_loss_is_said() -> None:
    tables = layers(2, 2, 1, loss={"formula": "exp(q - y) + exp(y - q)", "facts": ["convex", "differentiable"]})
    problem = problem_from_tables(tables)
    found = checker.check(problem, Certificate("linear-layers", problem.digest, {}))
    assert found.assuming == ("convex",)  # that it is differentiable is seen


# ---------------------------------------------------------------------------------------------- the pieces of a box

DEEP = layers(2, 2, 2, 2, network={"bias": False})
STUCK = ["1", "0", "0", "0", "1", "0", "0", "0", "2", "0", "0", "0"]
"""The first direction is learned, the second is lost in all three layers: there the Hessian says nothing."""
LOW = ["1", "0", "0", "1", "1", "0", "0", "1", "2", "0", "1/2", "1"]


def piece(**changed: Any) -> Json:
    data = {"point": {"exact": STUCK}, "radius": "1/100", "pieces": [{"above": LOW}], "bits": 96}
    return data | changed


def test_a_box_above_a_lower_value_has_no_local_minimum() -> None:
    said, verdict = decided(DEEP, "no-local-minimum", piece())
    assert said.endswith("none is a local minimum of L")
    assert "a critical point" not in said
    assert verdict == "valid"
    assert second_opinion.true(problem_from_tables(DEEP), "no-local-minimum", piece()) is True


ABOVE: dict[str, tuple[Tables, Json]] = {
    "too large a box": (DEEP, piece(radius="1")),
    "the point itself": (DEEP, piece(pieces=[{"above": STUCK}])),
    "a point with a greater value": (DEEP, piece(pieces=[{"above": ["0"] * 12}])),
    "too few coordinates": (DEEP, piece(pieces=[{"above": LOW[:-1]}])),
    "two reasons": (DEEP, piece(pieces=[{"above": LOW, "slope": 0}])),
    "half of the box": (DEEP, piece(pieces=[{"cut": 0, "at": "1"}, {"above": LOW}])),
    "an activation": (layers(2, 2, 2, 2, network={"bias": False, "activation": "tanh"}), piece()),
    "weight decay": (layers(2, 2, 2, 2, network={"bias": False}, regularizer="W1_1_1**2/1000"), piece()),
}


@pytest.mark.parametrize("name", ABOVE)
def test_a_box_that_is_not_above_is_refused(name: str) -> None:
    tables, data = ABOVE[name]
    said, verdict = decided(tables, "no-local-minimum", data)
    assert not said.endswith("none is a local minimum of L")
    assert verdict != "valid"


def test_a_box_is_proposed_only_with_a_lower_point() -> None:
    problem = problem_from_tables(DEEP)
    at = point_of(["0"] * 12)
    with_lower = [nothing_within(problem, at, Fraction(1), 0.0, [Fraction(c) for c in LOW])]
    assert [c.data["pieces"] for c in with_lower if isinstance(c, Certificate)] == [[{"above": LOW}]]
    assert not isinstance(nothing_within(problem, at, Fraction(1), 0.0), Certificate)


def point_of(texts: list[str]) -> Exact:
    return Exact(tuple(texts), tuple(num(Fraction(text)) for text in texts))


# ------------------------------------------------------------------------------------------------------- the answer


def toml(tables: Tables, theta: list[str], folder: Path) -> Path:
    network = tables["problem"]["network"]
    lines = [
        'title = "t"', 'kind = "point"', 'source = "s"', 'belief = "b"', 'catch = "c"', "[problem]",
        f"network = {{ widths = {network['widths']}, activation = 'linear', bias = {str(network['bias']).lower()} }}",
        'loss = "squared"', f"inputs = {tables['problem']['inputs']}", f"targets = {tables['problem']['targets']}",
        "[point]", f"theta = {theta}",
    ]  # fmt: skip
    path = folder / "case.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def best_of_rank_one() -> tuple[Tables, list[str]]:
    """A bottleneck of one unit at the best product, in floats: the first singular direction of the fitted values."""
    tables = layers(2, 1, 2, network={"bias": False})
    x, y = (np.array([[float(Fraction(v)) for v in row] for row in rows]) for rows in (INPUTS, TARGETS[2]))
    whole = np.linalg.lstsq(x, y, rcond=None)[0].T
    u = np.linalg.svd(whole @ x.T)[0][:, :1]
    return tables, [repr(float(v)) for v in (*(u.T @ whole).ravel(), *u.ravel())]


def evidence_of(path: Path) -> tuple[Any, list[Evidence]]:
    case = load(path)
    document = check_case(case, Settings(classify=True))["certificates"]
    return case, list(checker.check_document(case.problem, document, {}).values())


def test_a_bottleneck_at_its_best_is_global_and_a_forged_lower_value_contradicts_it(tmp_path: Path) -> None:
    case, found = evidence_of(toml(*best_of_rank_one(), tmp_path))
    answer = next(e for e in found if e.kind == "answer")
    assert (answer.facts["answer"], answer.facts["rank"]) == ("local-minimum", "global")
    assert "linear-layers" in [e.kind for e in found]
    assert contradictions(case.problem, found) == []
    orbit = next(e for e in found if e.kind == "critical-orbit")
    forged = copy.copy(orbit)
    data = {"point": orbit.certificate.data["point"], "better": {"exact": ["0"] * 4}, "bits": 64}
    object.__setattr__(forged, "certificate", Certificate("lower-value", case.problem.digest, data))
    assert contradictions(case.problem, [*found, forged]) == [
        "every local minimum there is a global one, and one is not"
    ]
    others = [e for e in found if e.kind not in ("linear-layers", "convex-model")]
    assert contradictions(case.problem, [*others, forged]) == []


def test_a_saddle_is_not_called_global(tmp_path: Path) -> None:
    """That every local minimum is global says nothing of the rank of a saddle."""
    tables, best = best_of_rank_one()
    u = np.array([float(v) for v in best[2:]])
    whole = np.linalg.lstsq(
        np.array([[float(v) for v in row] for row in INPUTS]),
        np.array([[float(Fraction(v)) for v in row] for row in TARGETS[2]]), rcond=None,
    )[0].T  # fmt: skip
    second = np.array([-u[1], u[0]])
    path = toml(tables, [repr(float(v)) for v in (*(second @ whole), *second)], tmp_path)
    _, found = evidence_of(path)
    answer = next(e for e in found if e.kind == "answer")
    assert (answer.facts["answer"], answer.facts["rank"]) == ("saddle", "bad")


def test_the_theorem_against_descents() -> None:
    """Descents in floats that are nudged wherever they stop come to the least value of all, from everywhere."""
    rng = np.random.default_rng(0)
    for widths, count in (((3, 1, 3), 5), ((3, 2, 2, 3), 5), ((2, 1, 3, 2), 2), ((4, 2, 1, 2, 3), 3)):
        x, y = rng.normal(size=(count, widths[0])), rng.normal(size=(count, widths[-1]))
        fitted = y.T @ np.linalg.pinv(x.T) @ x.T
        least = np.sum(y**2) - np.sum(np.linalg.svd(fitted)[1][: min(widths)] ** 2)
        shapes = list(zip(widths[1:], widths[:-1], strict=True))

        def risk(theta: Any, shapes: Any = shapes, x: Any = x, y: Any = y) -> float:
            h, at = x.T, 0
            for rows, columns in shapes:
                h = theta[at : at + rows * columns].reshape(rows, columns) @ h
                at += rows * columns
            return float(np.sum((h - y.T) ** 2))

        for _ in range(6):
            at, value = rng.normal(size=sum(r * c for r, c in shapes)), np.inf
            for _ in range(40):  # away from saddles
                end = minimize(risk, at + 0.1 * rng.normal(size=at.size), method="BFGS", options={"maxiter": 5000})
                at, value = (end.x, end.fun) if end.fun < value else (at, value)
                if value <= least + 1e-6:
                    break
            assert least - 1e-9 <= value <= least + 1e-6


# ------------------------------------------------------------------------------------------------ changes of basis


@pytest.mark.parametrize("tables", [layers(2, 3, 2), layers(2, 2, 1, 2, network={"bias": False}), layers(2, 1, 2)])
def test_along_a_change_of_basis_no_output_changes(tables: Tables) -> None:
    problem = problem_from_tables(tables)
    found, rng = basis_changes(problem), np.random.default_rng(0)
    widths = tables["problem"]["network"]["widths"][1:-1]
    assert len(found) == sum(w * w + w * tables["problem"]["network"].get("bias", True) for w in widths)
    outputs = [f for group in problem.distinct for f in problem.outputs[group[0]]]
    for field in found:
        rates = {var(name): parse(text, problem.names) for name, text in field.items()}
        slopes = Program(tangent(outputs, rates), problem.names).run(FLOATS, list(rng.normal(size=len(problem.names))))
        assert np.allclose(np.array([float(s) for s in slopes]), 0, atol=1e-12)


def test_what_no_input_sees_may_change() -> None:
    problem = problem_from_tables(layers(2, 1, 2, network={"bias": False}, inputs=[["1", "2"]] * 4))
    assert {"W1_1_1": "-2", "W1_1_2": "1"} in basis_changes(problem)
    assert null_space([[Fraction(1), Fraction(2)]]) == [[Fraction(-2), Fraction(1)]]


def test_other_networks_have_none() -> None:
    assert basis_changes(problem_from_tables(layers(2, 3, 2, network={"activation": "tanh"}))) == []
    assert basis_changes(problem_from_tables(layers(2, 25, 2))) == []


@pytest.mark.parametrize(("piece", "assumed"), [({"above": ["1/2", "1"]}, ("convex",)), ({"slope": 0}, ())])
def test_a_box_above_a_point_rests_on_what_the_file_declares_and_a_slope_does_not(
    piece: Json, assumed: tuple[str, ...]
) -> None:
    """Who declares a loss convex is told where the verdict rests on that."""
    tables = {
        "problem": {
            "network": {"widths": [1, 1, 1], "activation": "linear", "bias": False},
            "loss": {"formula": "(q - y)**4 + (q - y)**2", "facts": ["convex", "differentiable"]},
            "inputs": [["1"]],
            "targets": [["1/2"]],
        },
        "augment": {},
    }
    problem = problem_from_tables(tables)
    data = {"point": {"exact": ["1", "2"]}, "radius": "1/100", "bits": 96, "pieces": [piece]}
    found = checker.check(problem, Certificate("no-local-minimum", problem.digest, data))
    assert set(found.assuming) == set(assumed)
    assert ("assuming, as the file does" in found.statement) == bool(assumed)
