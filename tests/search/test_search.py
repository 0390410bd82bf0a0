"""The search refutes false statements from scratch, and lets the true ones stand."""

from __future__ import annotations

import json
import re
import time
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import find

from verify.claims.registry import claims
from verify.cli import commands
from verify.commands.check import Settings, check_case
from verify.errors import CertificateError, FileError, InputError
from verify.files.load import load
from verify.files.statement_file import StatementFile, load_statement
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Grade
from verify.kernel.statements import VACUITY, check_statement, statement_digest
from verify.search import hunt, rounds
from verify.search.fibre import FloatFibre
from verify.search.generators import ways
from verify.search.instance import Instance, certified, problem_of
from verify.search.standing import proved
from verify.search.witness_points import floats
from verify.units.processes import Processes
from verify.verdict import Verdict

STATEMENTS = Path(__file__).parent / "statements"
NECESSITY = Path(__file__).parent.parent.parent / "counterexamples" / "necessity"
STANDING = NECESSITY / "standing"
FILES = sorted((*STATEMENTS.glob("*.toml"), *STANDING.glob("*.toml")))

QUICK = {
    "no-penalty": 1, "l1-penalty": 1, "bias-decay": 1, "gauss-neuron": 1, "cauchy-neuron": 1, "relu-neuron": 1,
    "no-weights-neuron": 2, "first-output-only": 1, "nonconvex-loss": 3, "stationary": 2,
    "always-exists": 1, "converse": 1, "same-inf": 1, "bounded-bias": 1, "shifted-penalty": 1,
}  # fmt: skip
"""False statements that fall within seconds, and how many samples their witness needs at most."""

KILLED = (
    "regularized", "softmax-first-of-three", "coupled-squares", "logistic-first-of-two", "gain", "insensitive-loss",
    "square-on-four-points", "square-of-the-bias", "one-sided-amplitudes", "decay-of-the-weights",
    "absolute-loss", "poly-1-neuron",
)  # fmt: skip
"""More of these, whose witnesses are not made smaller here."""

PROVED = (
    "theorem", "theorem-vanish", "theorem-real", "shared", "two-power-neuron", "two-power-vanish-neuron",
    "linear-two-inputs-neuron", "relu-vanish-neuron", "fourth-power", "three-halves", "l1-vanish", "two-powers",
    "bias-from-below", "weights-from-below", "bounds-with-room",
    "nonnegative-amplitude-vanish", "frozen-weights-vanish", "negative", "softmax", "exp-cosh-vanish-neuron",
    "two-factors", "critical-vanish", "softmax-all-but-one", "cube-of-the-bias",
)  # fmt: skip
"""True statements with a symbolic reason."""


def searched(
    path: Path, seed: int = 0, budget: float = 60.0, jobs: int = 1, database: Path | None = None
) -> hunt.SearchResult:
    return hunt.search(load_statement(path), seed, budget, Processes(jobs) if jobs > 1 else None, database)


def statement(name: str) -> Path:
    names = (name, name.removesuffix("-neuron"))
    return next(path for path in FILES if path.stem in names)


@pytest.mark.parametrize("name", QUICK)
def test_a_false_statement_falls_and_its_witness_is_checked_like_any_other(name: str, tmp_path: Path) -> None:
    verdict = searched(statement(name), seed=3, budget=30)
    assert verdict.verdict is Verdict.REFUTED
    assert verdict.exit_status == 0
    assert verdict.instance is not None
    assert len(verdict.instance.inputs) <= QUICK[name]
    require_checked(verdict, tmp_path)


def require_checked(verdict: hunt.SearchResult, tmp_path: Path) -> None:
    file = tmp_path / "found.toml"
    file.write_text(verdict.text or "", encoding="utf-8")
    checked = check_case(load(file), Settings())
    assert [f for f in checked["findings"] if f["verdict"] != "proved"] == []
    assert "the statement is false" in [f["name"] for f in checked["findings"]]


@pytest.mark.parametrize("name", KILLED)
def test_a_false_statement_falls(name: str, tmp_path: Path) -> None:
    verdict = hunt.search(load_statement(statement(name)), seed=3, budget=30, shrink=False)
    assert verdict.verdict is Verdict.REFUTED
    require_checked(verdict, tmp_path)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_no_false_statement_has_a_proof(path: Path) -> None:
    if load_statement(path).expect == "false":
        assert proved(load_statement(path)) is None


@pytest.mark.parametrize("name", PROVED)
def test_a_true_statement_has_a_symbolic_reason(name: str) -> None:
    assert proved(load_statement(statement(name))) is not None


BOUNDS = [
    # a e^(u + b): along the orbit a goes to 0 and b grows; w rests.
    ("a*exp(u + b)", "1", ("a >= 0", "a <= 1", "b >= 1", "W <= 1"), ("a >= 1/2", "b <= 5")),
    # a relu(u + b): a goes to 0, b and w grow in proportion.
    ("a*relu(u + b)", "1", ("a >= -1", "b >= 1"), ("a <= -1", "b <= 1", "W >= -1")),
    # The same with the penalty -a^2: b and w go to 0 in proportion, and a grows.
    ("a*relu(u + b)", "-1", ("b <= 1", "W >= -1"), ("a <= 1", "b >= 1", "W <= -1")),
]


@pytest.mark.parametrize(
    ("neuron", "lam", "bound", "holds"),
    [(n, lam, bound, bound in free) for n, lam, free, stopped in BOUNDS for bound in (*free, *stopped)],
)
def test_which_bounds_stop_the_orbit(neuron: str, lam: str, bound: str, holds: bool, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    text = statement("nonnegative-amplitude-vanish").read_text().replace("a >= 0", bound)
    file.write_text(f'{text}neuron = "{neuron}"\nlam = "{lam}"\n')
    assert (proved(load_statement(file)) is not None) == holds


@pytest.mark.parametrize(
    ("bounds", "holds"),
    [
        ('"a <= 1", "a >= -1"', True), ('"a >= 0"', False), ('"a <= 0"', False), ('"W >= 1", "W <= 1"', False),
        ('"W >= 1", "W <= 2"', True), ('"b >= 1", "W <= 1"', True),
    ],
)  # fmt: skip
def test_which_bounds_leave_room_to_see_the_residuals(bounds: str, holds: bool, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(statement("weights-from-below").read_text().replace('"W >= -1"]', f"{bounds}]"))
    assert (proved(load_statement(file)) is not None) == holds


@pytest.mark.parametrize(("old", "new"), [("[1, 2]", "[1]"), ("softmax-cross-entropy", "squared")])
def test_an_output_without_a_neuron_is_seen_by_the_loss_or_not_at_all(old: str, new: str, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    text = statement("softmax-all-but-one").read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    assert proved(load_statement(file)) is None


CONCLUSIONS = [
    ("theorem", "value", "", True),
    ("theorem", "data-optimal", "", True),
    ("theorem", "realizable", "", False),  # conflicting labels
    ("theorem-real", "realizable", "", True),
    ("theorem-real", "data-optimal", "", True),
    ("theorem", "data-optimal", 'dropped = ["data-only"]', True),
    ("theorem", "elimination", 'dropped = ["data-only"]', False),
    ("theorem", "data-optimal", 'dropped = ["convex"]', False),
    ("theorem-real", "realizable", 'dropped = ["realizable"]', False),
    ("theorem-real", "realizable", 'dropped = ["stationary-is-global"]', False),
    ("first-output-only", "value", "", True),
    ("first-output-only", "data-optimal", "", False),
    ("tanh-neuron", "value", "", False),
    ("l1-penalty", "value", "", True),
    ("theorem", "value", 'dropped = ["paper-augmentation"]\n[augment]\npenalty = "lam*(a**2 + 1)"', False),
]


@pytest.mark.parametrize(("name", "conclusion", "more", "holds"), CONCLUSIONS)
def test_which_conclusions_the_orbit_proves(name: str, conclusion: str, more: str, holds: bool, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    text = statement(name).read_text().replace('conclusion = "elimination"', f'conclusion = "{conclusion}"')
    assert f'"{conclusion}"' in text
    file.write_text(f"{text}{more}\n")
    assert (proved(load_statement(file)) is not None) == holds


def test_a_true_statement_stands_soon_and_its_examples_are_not_vacuous() -> None:
    """It is proved first, and what is proved is sampled for a moment, however long a search may be."""
    began = time.process_time()
    verdict = searched(statement("theorem"), budget=60)
    assert time.process_time() - began < 2
    assert (verdict.verdict, verdict.grade, verdict.exit_status) == (Verdict.HOLDS, Grade.SYMBOLIC, 0)
    assert verdict.tally.exercised >= 0.9 * verdict.tally.examples > 0


def test_without_a_proof_examples_decide_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hunt, "proved", lambda _: None)
    verdict = searched(statement("theorem"), budget=2)
    assert (verdict.verdict, verdict.grade, verdict.exit_status) == (Verdict.UNKNOWN, None, 3)
    assert verdict.open is not None
    tally = verdict.tally
    words = f"no proof; {tally.met} of {tally.examples} instances met the assumptions, {tally.exercised} exercised it"
    assert (verdict.open.reason, verdict.open.detail) == ("method", f"{words}, none refutes it")


def test_what_is_refuted_and_proved_is_a_contradiction(monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = proved(load_statement(statement("theorem")))
    monkeypatch.setattr(hunt, "proved", lambda _: evidence)
    verdict = searched(statement("no-penalty-vanish"), budget=20)
    assert (verdict.verdict, verdict.exit_status) == (Verdict.CONTRADICTION, 1)


@pytest.mark.parametrize("name", ["contradiction", "convex-double-well"])
def test_a_statement_of_which_it_is_proved_that_nothing_meets_it_is_vacuous(name: str) -> None:
    verdict = searched(statement(name), budget=10)
    assert (verdict.verdict, verdict.exit_status) == (Verdict.VACUOUS, 3)
    assert verdict.proof is not None
    assert verdict.proof.kind == VACUITY


def test_that_no_example_meets_the_assumptions_is_no_proof_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hunt, "PATIENCE", 100)
    monkeypatch.setattr(hunt, "proved", lambda _: None)
    verdict = searched(statement("contradiction"), budget=10)
    assert (verdict.verdict, verdict.exit_status) == (Verdict.UNKNOWN, 3)


@pytest.mark.parametrize(
    ("name", "key"),
    [("theorem", "eliminable"), ("theorem", "paper-augmentation"), ("tanh-neuron", "paper-augmentation"),
     ("hinge-2", "eliminable"), ("contradiction", "lam-nonzero"), ("contradiction", "convex")],
)  # fmt: skip
def test_a_lie_about_what_no_instance_meets_is_refused(name: str, key: str) -> None:
    about = load_statement(statement(name))
    assumptions = claims()[about.claim].assumptions
    data = {"assumptions": list(assumptions), "assumption": key}
    with pytest.raises(CertificateError):
        check_statement(about, Certificate(VACUITY, statement_digest(about), data), assumptions)


def test_the_same_seed_gives_the_same_witness_with_any_number_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "WARM_UP", 1)
    one = searched(statement("l1-penalty"), seed=1, budget=30)
    two = searched(statement("l1-penalty"), seed=1, budget=30, jobs=2)
    assert one.text == two.text is not None
    assert one.round == two.round


def test_a_shrunk_instance_is_certified_and_a_changed_one_is_not() -> None:
    verdict = searched(statement("relu-neuron"), budget=20)
    assert verdict.instance is not None
    assert certified(verdict.instance, verdict.statement) is not None
    assert certified(verdict.instance, load_statement(statement("theorem"))) is None


def test_an_interrupt_keeps_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(hunt, "shrunk", interrupted)
    verdict = searched(statement("relu-neuron"), budget=20)
    assert (verdict.verdict, verdict.interrupted) == (Verdict.REFUTED, True)


def test_the_example_database_gives_the_witness_again_at_once(tmp_path: Path) -> None:
    first = searched(statement("l1-penalty"), seed=1, budget=30, database=tmp_path)
    again = searched(statement("l1-penalty"), seed=1, budget=30, database=tmp_path)
    assert first.round >= 0
    assert again.round == -1
    assert again.tally.examples == 1
    assert again.text == first.text is not None


def test_an_example_of_another_statement_refutes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "_key", lambda statement, seed, way: way.encode())
    searched(statement("relu-neuron"), seed=0, budget=30, database=tmp_path)
    assert any(path.is_file() for path in tmp_path.rglob("*"))
    assert searched(statement("theorem"), budget=2, database=tmp_path).verdict is Verdict.HOLDS


def variant(tmp_path: Path, name: str, line: str) -> StatementFile:
    """A false statement ELIM with this line in its table [augment]."""
    file = tmp_path / f"{name}.toml"
    text = statement("tanh-neuron").read_text(encoding="utf-8")
    file.write_text(text.replace('neuron = "a*tanh(u + b)"', line), encoding="utf-8")
    return load_statement(file)


def test_amplitudes_on_their_bound_are_candidates(tmp_path: Path) -> None:
    bounded = variant(tmp_path, "bounded", 'constraints = ["a >= 0"]')
    trial = find(ways(bounded)["bound"].examples(bounded), lambda trial: bool(trial.candidates))
    (found,) = trial.candidates
    problem = problem_of(found, bounded)
    assert problem is not None
    fibre = FloatFibre(problem)
    start = [Fraction(0)] * len(fibre.names)
    assert fibre.value_and_gradient(floats(start))[1][0] > 0
    assert not fibre.no_minimum(start)


def test_an_amplitude_on_its_bound_may_leave_it_inward(tmp_path: Path) -> None:
    bounded = variant(tmp_path, "bounded", 'constraints = ["a >= 0"]')
    zero, one = (Fraction(0),), (Fraction(1),)
    for target, leaves in ((one, True), ((Fraction(-1),), False)):
        problem = problem_of(Instance((zero,), (zero,), (target,), one, "squared", Fraction(1)), bounded)
        assert problem is not None
        assert FloatFibre(problem).no_minimum([Fraction(0)] * 3) is leaves


def test_a_coordinate_in_which_only_the_second_derivative_vanishes_is_not_flat(tmp_path: Path) -> None:
    cubed = variant(tmp_path, "cubed", 'neuron = "a*exp(u + b**3)"')
    zero, one = (Fraction(0),), (Fraction(1),)
    problem = problem_of(Instance((zero,), (zero,), (one,), one, "squared", Fraction(1)), cubed)
    assert problem is not None
    assert FloatFibre(problem).minimum(floats([Fraction(1, 2), Fraction(0), Fraction(0)])) is None


def test_a_necessity_file_is_searched_without_its_witness() -> None:
    assert searched(NECESSITY / "relu-neuron.toml", budget=30).verdict is Verdict.REFUTED


def test_the_command_prints_one_document_and_writes_the_witness(tmp_path: Path) -> None:
    target = tmp_path / "w.toml"
    arguments = [
        "search",
        str(statement("relu-neuron")),
        "--json",
        "--from-scratch",
        "--jobs",
        "1",
        "--write",
        str(target),
    ]
    result = CliRunner().invoke(commands, arguments)
    assert result.exit_code == 0
    assert json.loads(result.output)["verdict"] == "refuted"
    assert load(target).kind == "necessity"


def test_the_exit_status_is_1_if_it_comes_out_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(statement("relu-neuron").read_text().replace('expect = "false"', 'expect = "true"'))
    result = CliRunner().invoke(commands, ["search", str(file), "--from-scratch", "--jobs", "1"])
    assert result.exit_code == 1
    assert "REFUTED" in result.output


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('claim = "ELIM"', 'claim = "ELIMM"', "there is no claim ELIMM"),
        ('"paper-augmentation"', '"papers"', "does not assume 'papers'"),
        ('expect = "false"', 'expect = "maybe"', "'false' or 'true'"),
        ('expect = "false"', "inputs = 0", "out of range"),
        ('expect = "false"', 'loss = "square"', "did you mean 'squared'"),
        ('expect = "false"', 'data = "some"', "a class of data"),
        ('expect = "false"', "sure = true", "unknown key 'sure'"),
        ('neuron = "a*relu(u + b)"', 'lam = "small"', "small"),
        ('neuron = "a*relu(u + b)"', "outputs = [3]", "there is no output 3"),
        ('neuron = "a*relu(u + b)"', "outputs = [1, 2]", "there is no output 2"),
        ('neuron = "a*relu(u + b)"', 'constraints = ["a <= -1", "a >= 1"]', "no point meets these bounds"),
        ('neuron = "a*relu(u + b)"', 'constraints = ["W >= 1/2", "W <= 0.25"]', "no point meets these bounds"),
    ],
)
def test_a_fault_of_a_statement_file_is_named(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = statement("relu-neuron").read_text()
    assert old in text
    file = tmp_path / "s.toml"
    file.write_text(text.replace(old, new))
    with pytest.raises((FileError, InputError), match=said):
        searched(file, budget=1)


def test_the_notes_describe_every_generator_and_no_other() -> None:
    folder = Path(hunt.__file__).parent / "generators"
    there = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    notes = (NECESSITY.parent.parent / "notes" / "search.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z]+)` \| [a-z]", notes.split("## How it looks")[1], re.MULTILINE)) == there


@pytest.mark.parametrize("data", ["distinct", "repeated", "realizable", "conflicting"])
@pytest.mark.parametrize("name", ["relu-neuron", "l1-penalty"])
def test_a_witness_is_of_the_class_of_data_that_is_asked_for(name: str, data: str, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(statement(name).read_text().replace("[statement]", f'[statement]\ndata = "{data}"'))
    instance = searched(file, budget=30).instance
    assert instance is not None
    distinct = len(set(instance.inputs)) == len(instance.inputs)
    realizable = len(set(instance.inputs)) == len(set(zip(instance.inputs, instance.targets, strict=True)))
    assert {"distinct": distinct, "repeated": not distinct, "realizable": realizable, "conflicting": not realizable}[
        data
    ]


# (u + b)*step(u + b) is relu(u + b): the orbit (a e^t, b e^-t, w e^-t) multiplies u + b by e^-t, and crosses no jump.
@pytest.mark.parametrize(
    ("jump", "holds"),
    [
        ("step(u + 1)", False), ("step(u + b + 1)", False), ("step(u + b**2)", False), ("step(b - u)", True),
        ("step(u + b)", True), ("cosh(0)**0", True),
    ],
)  # fmt: skip
def test_an_orbit_that_may_cross_a_jump_proves_nothing(jump: str, holds: bool, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    text = statement("relu-vanish").read_text()
    assert "a*relu(u + b)" in text
    file.write_text(text.replace('"a*relu(u + b)"', f'"a*(u + b)*{jump}"'))
    assert (proved(load_statement(file)) is not None) == holds
