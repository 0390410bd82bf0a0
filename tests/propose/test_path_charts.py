"""Paths in some of the parameters of a large network, and with biases that make up for units that do nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.numerics.identity import zero
from verify.numerics.point import Exact
from verify.problem.expression import num, substitute, var
from verify.problem.objective import Problem
from verify.propose.descent_paths import descent_path
from verify.propose.path_charts import charts
from verify.truth import Truth

XOR = [["0", "0"], ["0", "1"], ["1", "0"], ["1", "1"]]


def xor(*widths: int, **network: Any) -> Problem:
    table = {"widths": list(widths), "activation": "tanh"} | network
    problem = {"network": table, "loss": "squared", "inputs": XOR, "targets": [["0"], ["1"], ["1"], ["0"]]}
    return problem_from_tables({"problem": problem, "augment": {}})


def at(problem: Problem, **named: str) -> Exact:
    texts = tuple(named.get(name, "0") for name in problem.names)
    return Exact(texts, tuple(num(Fraction(text)) for text in texts))


def proved(problem: Problem, point: Exact) -> list[str]:
    found = next(descent_path(problem, point, 0, 128), None)
    if found is None:
        return []
    assert isinstance(found, Certificate)
    assert checker.check(problem, found).kind == "descent-path"
    return list(found.data["path"])


def test_a_bias_makes_up_for_units_that_do_nothing() -> None:
    problem = xor(2, 2, 1)
    point = at(problem, b1_1="3/10", b1_2="-1/5", b2_1="1/2")
    plain, made_up = charts(problem, point)
    assert plain.moved == made_up.moved == problem.names
    assert set(made_up.shifts) == {"b2_1"}
    held = dict(point.constants(problem.names)) | {"W2_1_1": var("v"), "b1_1": var("b")}
    moved = made_up.path(problem, point, {"W2_1_1": var("v"), "b1_1": var("b") - Fraction(3, 10)})
    (there,) = substitute([problem.outputs[0][0]], moved)
    assert held["b2_1"] is point.values[-1]
    assert zero(substitute([there], {"v": num(2), "b": num(3)})[0] - Fraction(1, 2)) is Truth.YES
    assert proved(problem, point)


def test_a_unit_with_weights_or_without_a_bias_is_not_made_up_for() -> None:
    problem = xor(2, 2, 1)
    assert len(list(charts(problem, at(problem, W1_1_1="1", b1_1="1")))) == 1
    assert len(list(charts(problem, at(problem)))) == 1
    bare = xor(2, 2, 1, bias=False)
    assert len(list(charts(bare, at(bare)))) == 1


def test_of_a_large_network_two_units_of_each_layer_move() -> None:
    problem = xor(2, 9, 9, 1)
    assert len(problem.names) > 120
    (chart,) = charts(problem, at(problem))
    small = xor(2, 2, 2, 1)
    assert chart.moved == small.names
    path = proved(problem, at(problem, b3_1="1/2"))
    assert path
    moving = {name for name, text in zip(problem.names, path, strict=True) if text not in ("0", "1/2")}
    assert moving <= set(small.names)


def test_of_a_large_formula_or_one_with_skips_nothing_is_chosen() -> None:
    skipped = xor(2, 9, 9, 1, skip=[[0, 2]])
    assert list(charts(skipped, at(skipped))) == []
    names = [f"t{i}" for i in range(1, 130)]
    table = {
        "network": {"formula": ["+".join(names)], "parameters": names},
        "loss": "squared",
        "inputs": [["0"]],
        "targets": [["0"]],
    }
    formula = problem_from_tables({"problem": table, "augment": {}})
    assert list(charts(formula, at(formula))) == []
