"""The atlas of neurons and penalties: each verdict carries its proof, and no cell can lie."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from verify.claims.registry import statements
from verify.cli import commands
from verify.commands import atlas, atlas_proofs
from verify.commands.check import Settings, check_case
from verify.families import variants
from verify.files.load import load
from verify.numerics import ball
from verify.numerics.program import Program
from verify.problem.derivatives import gradient
from verify.problem.expression import Expr, num, substitute
from verify.store import atlas_cells as kept
from verify.units.processes import Processes
from verify.verdict import CellVerdict, Status, status_of_cells

Json = dict[str, Any]

CASES = {
    ("exp", "a^2"): ("true", "true"),
    ("2^u", "-a^2"): ("true", "true"),
    ("exp", "|a|"): ("true", "kink"),
    ("exp", "sqrt|a|"): ("true", "kink"),
    ("exp", "none"): ("optimal", "optimal"),
    ("relu", "a^2"): ("true", "hyperplane"),
    ("u", "-a^2"): ("true", "isolated"),
    ("tanh", "a^2"): ("isolated", "isolated"),
    ("step", "a^2+b^2+|w|^2"): ("jump", "jump"),
}
"""A few pairs with one cell of each kind: ``true``, or the method by which the witness is proved."""


def is_proved(cell: Json) -> bool:
    formulas = variants.NEURONS[cell["neuron"]].formula, variants.PENALTIES[cell["penalty"]].formula
    return atlas_proofs.is_proved(cell, atlas_proofs.statement(*formulas, cell["conclusion"]), statements())


NAMES = [(*pair, i) for pair in CASES for i in range(len(variants.CONCLUSIONS))]


@cache
def both(neuron: str, penalty: str) -> list[Json]:
    return atlas.pair(neuron, penalty)


@pytest.mark.parametrize(("neuron", "penalty", "i"), NAMES)
def test_a_cell_is_decided_with_a_proof_and_as_the_criterion_says(neuron: str, penalty: str, i: int) -> None:
    cell = both(neuron, penalty)[i]
    expected = CASES[neuron, penalty][i]
    assert cell["verdict"] == cell["predicted"] == ("true" if expected == "true" else "false")
    assert cell["method"] == (None if expected == "true" else expected)
    assert is_proved(cell)
    if cell["verdict"] == "true":
        assert cell["proof"]["because"]
        assert cell["non_vacuous"] >= 0.9 * cell["examples"] > 0


@pytest.mark.parametrize(("neuron", "penalty", "i"), [n for n in NAMES if CASES[n[:2]][n[2]] != "true"])
def test_the_witness_of_a_false_cell_is_checked_like_any_other_file(
    neuron: str, penalty: str, i: int, tmp_path: Path
) -> None:
    file = tmp_path / "cell.toml"
    file.write_text(both(neuron, penalty)[i]["file"], encoding="utf-8")
    checked = check_case(load(file), Settings())
    assert [f for f in checked["findings"] if f["verdict"] != "proved"] == []
    assert "the statement is false" in [f["name"] for f in checked["findings"]]


def true_for_false(cell: Json) -> Json:
    true = both("exp", "a^2")[0]
    return {**cell, "verdict": "true", "proof": true["proof"], "certificate": true["certificate"]}


def another_cells_file(cell: Json) -> Json:
    return {**cell, "file": both("step", "a^2+b^2+|w|^2")[0]["file"]}


def another_conclusion(cell: Json) -> Json:
    return {**cell, "conclusion": "elimination"}


def another_point(cell: Json) -> Json:
    lines = cell["file"].splitlines()
    return {**cell, "file": "\n".join('b = ["7/3"]' if line.startswith("b = ") else line for line in lines)}


def negative_lam(cell: Json) -> Json:
    return {**cell, "file": cell["file"].replace("\n[augment]\n", '\n[augment]\nlam = "-1/100"\n')}


def bounded(cell: Json) -> Json:
    return {**cell, "file": cell["file"].replace("\n[augment]\n", '\n[augment]\nconstraints = ["a >= 0"]\n')}


@pytest.mark.parametrize(
    "lie", [true_for_false, another_cells_file, another_conclusion, another_point, negative_lam, bounded]
)
def test_a_false_cell_with_a_lie_is_not_proved(lie: Callable[[Json], Json]) -> None:
    told = lie(both("tanh", "a^2")[0])
    assert told != both("tanh", "a^2")[0]
    assert not is_proved(told)


def test_a_false_cell_needs_its_own_certificates_and_the_verdict_among_them() -> None:
    cell, other = both("tanh", "a^2")
    document = cell["certificates"]
    without = [entry for entry in document["certificates"] if entry["kind"] != "violation"]
    assert 0 < len(without) < len(document["certificates"])
    elsewhere = {**document, "file": {**document["file"], "point": {"theta": ["1"]}}}
    for lie in (None, {}, {**document, "certificates": without}, elsewhere, other["certificates"]):
        assert not is_proved({**cell, "certificates": lie})


def test_a_true_cell_with_another_reason_or_conclusion_is_not_proved() -> None:
    cell = both("relu", "a^2")[0]
    assert not is_proved({**cell, "proof": {"says": "because", "because": []}})
    assert not is_proved({**cell, "certificate": None})
    assert not is_proved({**cell, "certificate": both("u", "-a^2")[0]["certificate"]})
    assert not is_proved({**cell, "conclusion": "elimination"})


# -------------------------------------------------------------------------------------------------------- the criterion

POINTS = tuple(Fraction(*s) for s in ((-5, 2), (-1, 1), (-1, 3), (1, 4), (1, 1), (2, 1), (7, 2)))


def determinant(derivatives: list[Expr], inputs: tuple[Fraction, ...]) -> int | None:
    """The sign of the Jacobian of (N(x_1), N(x_2), N(x_3)) in (a, b, w) at a = 1, b = 0, w = 1, if it is certain."""
    with ball.precision(256):
        rows = []
        for x in inputs:
            at = {"a": num(1), "b": num(0), "u": num(x)}
            n_a, n_b = Program(substitute(derivatives, at), []).run(ball.BALLS, [])
            rows.append((n_a, n_b, n_b * ball.ball(x)))
        (a, b, c), (d, e, f), (g, h, i) = rows
        return ball.sign(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g))


@pytest.mark.parametrize("name", variants.NEURONS)
def test_a_neuron_is_free_if_and_only_if_its_derivatives_are_independent(name: str) -> None:
    neuron = variants.NEURONS[name]
    formula = atlas_proofs.statement(neuron.formula, "lam*a**2", "vanish").augmentation.neuron
    derivatives = gradient(formula, ["a", "b"])
    signs = [determinant(derivatives, inputs) for inputs in combinations(POINTS, 3)]
    assert any(sign in (1, -1) for sign in signs) == (neuron.shape == "free")


def test_the_criterion_eliminates_nowhere_without_forcing_the_amplitude_to_0() -> None:
    pairs = [(neuron, penalty) for neuron in variants.NEURONS.values() for penalty in variants.PENALTIES.values()]
    vanish, elimination = ({p for p in pairs if variants.predicted(*p, said)} for said in variants.CONCLUSIONS)
    assert set() < elimination < vanish < set(pairs)


# ------------------------------------------------------------------------------------------- the document, and its file


@cache
def document() -> Json:
    return atlas.cells(seed=1, budget=30, workers=Processes(2), neurons=("exp", "step"), penalties=("none",))


def test_the_document_says_what_was_asked_and_how_it_came_out() -> None:
    found = document()
    assert [found[key] for key in ("format", "version", "seed", "budget")] == ["verify-minima atlas", 2, 1, 30]
    assert (found["status"], found["exit"]) == ("as expected", 0)
    assert [(c["neuron"], c["penalty"], c["conclusion"]) for c in found["cells"]] == [
        (neuron, "none", conclusion) for neuron in ("exp", "step") for conclusion in ("vanish", "elimination")
    ]
    assert json.loads(json.dumps(found)) == found


def test_the_same_seed_gives_the_same_cells_in_one_process() -> None:
    alone = [cell for neuron in ("exp", "step") for cell in atlas.pair(neuron, "none", 1, 30)]
    unlike = ("seconds",)
    strip = [{key: value for key, value in cell.items() if key not in unlike} for cell in alone]
    assert strip == [{k: v for k, v in cell.items() if k not in unlike} for cell in document()["cells"]]


def test_an_unknown_cell_leaves_the_atlas_undecided_and_a_contradiction_is_red() -> None:
    cells = document()["cells"]
    unknown, against = {**cells[0], "verdict": CellVerdict.UNKNOWN}, {**cells[0], "predicted": "true"}
    for found, status in (
        (cells, Status.AS_EXPECTED),
        ([unknown, *cells], Status.UNDECIDED),
        ([unknown, against], Status.NOT_AS_EXPECTED),
    ):
        assert status_of_cells((cell["verdict"], cell["predicted"]) for cell in found) is status


def test_a_cell_that_is_not_proved_again_is_unknown() -> None:
    found = document()
    changed = {**found["cells"][0], "file": found["cells"][0]["file"].replace('method = "', 'method = "not-')}
    told = {**found, "cells": [changed, *found["cells"][1:]]}
    checked = atlas_proofs.again(told, statements())
    assert [cell["verdict"] for cell in checked["cells"]] == ["unknown", "false", "false", "false"]
    assert checked["exit"] == 3
    assert atlas_proofs.again(found, statements()) == found


def test_the_file_is_read_with_its_own_code_and_content_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept.read(tmp_path) is None
    kept.write(tmp_path, document())
    written = kept.read(tmp_path)
    assert written is not None
    assert {key: written[key] for key in document()} == document()
    file = tmp_path / kept.NAME
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"seed": 1', '"seed": 2'), encoding="utf-8")
    assert kept.read(tmp_path) is None
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(kept, "sources", lambda: "of another version")
    assert kept.read(tmp_path) is None


def test_the_command_writes_the_atlas_shows_its_grids_and_proves_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = document()
    monkeypatch.setattr(atlas, "cells", lambda seed, budget, workers, done, kept: made)
    first = CliRunner().invoke(commands, ["atlas", "--reports", str(tmp_path)])
    assert first.exit_code == 0
    assert "vanish: is a = 0 at every local minimum of L~?" in first.output
    assert "4 cells: 4 false; as expected (exit status 0)" in " ".join(first.output.split())
    again = CliRunner().invoke(commands, ["atlas", "--reports", str(tmp_path), "--again", "--json"])
    assert json.loads(again.output)["cells"] == document()["cells"]
    assert CliRunner().invoke(commands, ["atlas", "--reports", str(tmp_path / "none"), "--again"]).exit_code != 0
