"""Problem files: what is written is what is read, and every fault is reported at once, in words, with its line."""

from __future__ import annotations

import copy
import hashlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from bad_files import GOOD, ONE_FAULT
from hypothesis import given
from hypothesis import strategies as st

from verify.errors import FileError, FormulaError, InputError, NumberError
from verify.exact import MAX_DIGITS, any_length
from verify.files.load import MAX_BYTES, canonical, digest, is_statement, load, problem_from_tables
from verify.files.network_table import MAX_LAYERED, MAX_PARAMETERS
from verify.files.scaffold import template
from verify.files.schema import (
    MAX_SAMPLES,
    AugmentShape,
    ExpectShape,
    FamilyShape,
    FileShape,
    FlowShape,
    NetworkShape,
    PointShape,
    ProblemShape,
)
from verify.files.schema_check import MAX_VALUES, MAX_WITH_DATA
from verify.files.statement_file import load_statement
from verify.files.toml_writer import toml
from verify.problem import folding, formula
from verify.problem.activations import ACTIVATIONS, ANALYTIC
from verify.problem.case import FOLDERS, KINDS, METHODS, Case
from verify.problem.expression import JUMP, num, rational, text, var
from verify.problem.formula import CALLS, MAX_LENGTH, parse
from verify.problem.losses import LOSSES
from verify.problem.network import FormulaNetwork, LayeredNetwork
from verify.problem.objective import MAX_WRITTEN
from verify.problem.target_sets import TARGET_SETS
from verify.verdict import OF_CLAIMS

SHIPPED = Path(__file__).parents[2] / "counterexamples"
FILES = sorted(path for path in SHIPPED.glob("**/*.toml") if not is_statement(path))


def line_of(part: str, source: str = GOOD) -> int:
    """The line of ``source`` on which ``part`` begins."""
    assert source.count(part) == 1, part
    return source[: source.index(part)].count("\n") + 1


def write(folder: Path, source: str | bytes, name: str = "case.toml") -> Path:
    path = folder / name
    path.write_bytes(source.encode() if isinstance(source, str) else source)
    return path


def faults(path: Path) -> list[InputError]:
    with pytest.raises(FileError) as caught:
        load(path)
    assert str(caught.value) == "\n".join(str(fault) for fault in caught.value.faults)
    return caught.value.faults


def edited(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


# What a good file says.


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return load(write(tmp_path, GOOD))


def test_numbers_and_formulas_are_exact(case: Case) -> None:
    """Every text becomes the number or the expression that it denotes."""
    problem = case.problem
    assert problem.inputs == ((Fraction(-2),), (Fraction(1),))
    assert problem.targets == ((num(1),), (parse("log(2)"),))
    assert problem.weights == (Fraction(1), Fraction(1, 2))
    assert problem.reduction == "sum"
    assert problem.regularizer is parse("t1**2/10", ["t1"])
    assert isinstance(problem.network, FormulaNetwork)
    assert problem.network.formulas == (parse("t1*softsign(x1 + t2)", ["t1", "t2", "x1"]),)
    assert problem.names == ("t1", "t2")
    assert problem.loss.record is not None
    assert problem.loss.convex is True


def test_the_augmentation_is_the_papers_unless_said_otherwise(case: Case) -> None:
    """Neuron and penalty are the paper's; the constraint makes it another statement."""
    augmentation = case.problem.augmentation
    assert augmentation.lam == Fraction(1, 10)
    assert text(augmentation.neuron) == text(var("a") * parse("exp(u + b)", ["u", "b"]))
    assert not augmentation.is_papers
    assert (augmentation.constraints[0].name, augmentation.constraints[0].bound) == ("b", 5)
    tables = {"problem": tomllib.loads(GOOD)["problem"], "augment": {"neuron": "a*exp(b + u)", "outputs": [1]}}
    assert problem_from_tables(tables).augmentation.is_papers


def test_points_and_the_rest(case: Case) -> None:
    """Each part of the file arrives where the case keeps it, with its place."""
    assert (case.name, case.kind, case.title) == ("case", "bad-minimum", "One softsign unit")
    assert case.story == {"belief": "none"}
    assert [t.text for t in case.point.theta] == ["-0.5", "1.25"]
    line = line_of('theta = ["-0.5"')
    assert case.point.theta[1].place == f"{case.path}:{line}"
    assert case.point.refine
    assert case.better is not None
    assert not case.better.refine
    assert case.better.values[1] is parse("-sqrt(2)")
    assert case.family is not None
    assert case.family.theta == (var("p"), 2 * var("p"))
    assert [center.W for center in case.centers] == [((Fraction(1, 2),),), ((Fraction(3),),)]
    assert case.centers[1].place == f"{case.path}:31"
    assert case.flow is not None
    assert (case.flow.until, case.flow.limit) == (1000, 1)
    assert (case.expect.value.text, case.expect.method and case.expect.method.text) == ("~0.25", "morse-bott")
    assert case.expect.residual_gradients is not None
    assert case.expect.residual_gradients[1][0].text == "-1/2"
    assert {name: verdict.text for name, verdict in case.expect.claims.items()} == {"ELIM": "vacuous"}


def test_the_digest_binds_the_tables_as_written(case: Case) -> None:
    """It is the SHA-256 of the sorted JSON of [problem] and [augment]; the rest of the file does not matter."""
    tables = tomllib.loads(GOOD)
    bound = {"problem": tables["problem"], "augment": tables["augment"]}
    plain = json.dumps(bound, sort_keys=True, separators=(",", ":"))
    assert case.tables == bound
    assert canonical(bound) == plain
    assert case.problem.digest == digest(tables) == hashlib.sha256(plain.encode()).hexdigest()
    assert problem_from_tables(bound).digest == case.problem.digest


@pytest.mark.parametrize(("old", "new"), [('"1/2"]\ninputs', '"2/4"]\ninputs'), ('lam = "1/10"', 'lam = "0.1"')])
def test_another_text_is_another_digest(tmp_path: Path, case: Case, old: str, new: str) -> None:
    """Even where the number is the same: the certificate is bound to the text."""
    other = load(write(tmp_path, edited(old, new), "other.toml"))
    assert other.problem.digest != case.problem.digest


def test_layout_and_comments_do_not_change_the_digest(tmp_path: Path, case: Case) -> None:
    """Line breaks, comments, the order of keys and of tables are free."""
    lines = GOOD.splitlines()
    head, problem = lines[:4], lines[4:15]
    swapped = [problem[0], problem[3], "# a comment", *problem[1:3], *problem[4:]]
    source = "\r\n".join([*head, *swapped, *lines[15:]]).replace('[\r\n    ["-2"]', '[ # samples\r\n ["-2"]')
    assert load(write(tmp_path, source, "other.toml")).problem.digest == case.problem.digest


def test_layers_skips_and_defaults() -> None:
    """The short form of a network; the mean, unit weights and the paper's augmentation are the defaults."""
    problem = problem_from_tables(
        {
            "problem": {
                "network": {"widths": [1, 2, 1], "activation": "tanh", "bias": False, "skip": [[0, 2]]},
                "loss": {"name": "huber", "delta": "1/2"},
                "inputs": [["0"], ["1"]],
                "targets": [["0"], ["1"]],
            }
        }
    )
    assert problem.network == LayeredNetwork((1, 2, 1), "tanh", bias=False, skips=((0, 2),))
    assert (problem.reduction, problem.weights) == ("mean", (1, 1))
    assert problem.augmentation.is_papers
    assert problem.augmentation.lam == 1
    tail = problem.loss.build([num(10)], [num(0)])
    assert rational(tail) == Fraction(1, 2) * (10 - Fraction(1, 4))


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ({"formula": "(q - y)**2/2"}, (True, True, True)),
        ({"formula": "-(q - y)**2"}, (True, False, False)),
        ({"formula": "abs(q - y)", "facts": ["convex"]}, (None, True, True)),
        ({"formula": "q1**2 - y1*q2 + q2**2 + q1*q2"}, (True, True, True)),
        ({"formula": "cosh(q - y)", "facts": ["convex", "stationary-is-global"]}, (True, True, True)),
    ],
)
def test_facts_of_a_loss_given_by_a_formula(loss: Mapping[str, Any], expected: tuple[bool | None, ...]) -> None:
    """What is proved from the formula, and what the file declares; None is not known."""
    tables = small(loss=loss, network={"formula": ["t1", "t1*x1"], "parameters": ["t1"]}, targets=[["0", "1"]])
    found = problem_from_tables(tables).loss
    assert (found.differentiable, found.convex, found.stationary_is_global) == expected
    assert found.record is None


def test_a_formula_in_q_and_y_is_added_up_over_the_outputs() -> None:
    """(q - y)**2 of two outputs is the squared distance; a formula in q1, q2 is taken as it stands."""
    network = {"formula": ["t1", "2"], "parameters": ["t1"]}
    added = problem_from_tables(small(loss={"formula": "(q - y)**2"}, network=network, targets=[["1", "5"]]))
    assert rational(added.loss.build([num(4), num(2)], [num(1), num(5)])) == 18
    joint = problem_from_tables(small(loss={"formula": "(q1 - y2)**2"}, network=network, targets=[["1", "5"]]))
    assert rational(joint.loss.build([num(4), num(2)], [num(1), num(5)])) == 1


def small(**problem: Any) -> dict[str, Any]:
    """The tables of a small problem, with some entries replaced."""
    tables = {
        "network": {"formula": ["t1*x1"], "parameters": ["t1"]},
        "loss": "squared",
        "inputs": [["1"]],
        "targets": [["1"]],
    }
    return {"problem": tables | problem}


@pytest.mark.parametrize("path", FILES, ids=[f"{p.parent.name}/{p.stem}" for p in FILES])
def test_every_shipped_file_loads(path: Path) -> None:
    """And is named after its place below the folder, with or without that folder given."""
    shipped = load(path, SHIPPED)
    assert shipped.name == load(path).name == f"{path.parent.name}/{path.stem}"
    assert shipped.kind in KINDS
    assert FOLDERS[shipped.kind] == path.parent.name
    assert canonical(shipped.tables) == canonical(json.loads(canonical(shipped.tables)))


def test_files_are_shipped() -> None:
    """The parametrised test above ran over something."""
    assert len(FILES) >= 40


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_is_a_complete_file(tmp_path: Path, kind: str) -> None:
    """It loads as it is, keeps to 60 lines, and shows the name, whatever is in it."""
    source = template(kind, 'my "first" case\n\\')
    case = load(write(tmp_path, source))
    assert case.kind == kind
    assert "first" in case.title
    assert source.count("\n") < 60
    assert max(map(len, source.splitlines())) <= 120


def test_there_is_no_template_for_an_unknown_kind() -> None:
    """The nearest kind is suggested."""
    with pytest.raises(InputError, match="did you mean 'bad-minimum'"):
        template("bad-minima", "x")


def test_the_notes_describe_every_record_and_key() -> None:
    """The tables of notes/counterexample-format.md state the facts of the records, and name all keys and limits."""
    notes = (SHIPPED.parent / "notes" / "counterexample-format.md").read_text(encoding="utf-8")
    for activation in ACTIVATIONS.values():
        smooth = {ANALYTIC: "analytic", JUMP: "jumps at 0"}.get(activation.order, str(activation.order))
        degree = "-" if activation.homogeneous is None else activation.homogeneous
        tail = f"| {smooth} | {'yes' if activation.polynomial else 'no'} | {degree} |"
        rows = [line for line in notes.splitlines() if line.startswith(f"| `{activation.name}` | `")]
        assert [row.endswith(tail) for row in rows] == [True], activation.name
    for loss in LOSSES.values():
        facts = ["yes" if fact else "no" for fact in (loss.convex, loss.stationary_is_global, loss.nonnegative)]
        smooth = "analytic" if loss.order == ANALYTIC else str(loss.order)
        tail = f"| {TARGET_SETS[loss.targets].words} | {smooth} | {' | '.join(facts)} | {loss.attains.words} |"
        assert any(line.startswith(f"| `{loss.name}` |") and line.endswith(tail) for line in notes.splitlines()), tail
    shapes = [FileShape, ProblemShape, NetworkShape, AugmentShape, PointShape, FamilyShape, FlowShape, ExpectShape]
    for key in {key for shape in shapes for key in shape.model_fields}:
        assert re.search(rf"`[^`\n]*\b{key}\b[^`\n]*`", notes), key
    for name in (*CALLS, *METHODS, *KINDS, *OF_CLAIMS):
        assert f"`{name}`" in notes, name
    sizes = (MAX_VALUES, MAX_WITH_DATA, MAX_SAMPLES, MAX_PARAMETERS, MAX_WRITTEN, MAX_LAYERED)
    for limit in (*sizes, MAX_DIGITS, MAX_LENGTH, folding.MAX_BITS, formula.MAX_BITS):
        assert f"{limit:,}" in notes or f"{limit}" in notes, limit


def large(kind: str, more: str = "", refine: str = "") -> str:
    """A file whose L is too large to be written out."""
    rows = ", ".join(f'["{i % 7}"]' for i in range(2100))
    return f"""
title = "A large one"
source = "A test"
kind = "{kind}"
[problem]
network = {{ widths = [1, 8, 1], activation = "tanh" }}
loss = "squared"
inputs = [{rows}]
targets = [{rows}]
[point]
theta = [{", ".join('"0.1"' for _ in range(25))}]
{refine}
{more}
"""


def test_of_a_large_problem_only_a_point_can_be_asked(tmp_path: Path) -> None:
    assert not load(write(tmp_path, large("point"))).problem.written
    for source, said in (
        (large("data-optimal", '[expect]\nvalue = "1"\nmethod = "data-optimal"'), 'then the kind is "point"'),
        (large("point", refine="refine = true"), "the point is not refined"),
    ):
        with pytest.raises(FileError, match=said):
            load(write(tmp_path, source))


def test_the_worked_example_of_the_notes_is_a_file(tmp_path: Path) -> None:
    """It can be pasted as it stands."""
    notes = (SHIPPED.parent / "notes" / "writing-cases.md").read_text(encoding="utf-8")
    example = notes.split("`sine.toml`:\n\n```toml\n")[1].split("```")[0]
    assert load(write(tmp_path, example)).problem.names == ("t1",)


# What a bad file gets.


@pytest.mark.parametrize("name", ONE_FAULT)
def test_one_fault_one_message(tmp_path: Path, name: str) -> None:
    """One message for the fault, at its own line."""
    old, new, place, message = ONE_FAULT[name]
    source = edited(old, new)
    path = write(tmp_path, source)
    with pytest.raises(FileError, match=message):
        load(path)
    found = faults(path)
    if name != "no network":  # two keys are missing there
        assert len(found) == 1, [str(fault) for fault in found]
    line = source[: source.index(place)].count("\n") + 1 if place else None
    if line is not None:
        assert found[0].place == f"{path}:{line}"
    assert all(len(str(fault)) < 800 + len(str(path)) for fault in found)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ('["-2"]', '["1.2.3"]', NumberError),
        ('["log(2)"]', '["log(0)"]', FormulaError),
        ('"squared"', '"sqared"', InputError),
    ],
)
def test_a_fault_has_the_class_of_its_cause(tmp_path: Path, old: str, new: str, kind: type[InputError]) -> None:
    """A bad number is a NumberError, a bad formula a FormulaError, anything else an InputError."""
    (fault,) = faults(write(tmp_path, edited(old, new)))
    assert type(fault) is kind


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    """Shapes, keys, numbers, formulas, counts and rules, in the order of the lines."""
    source = GOOD
    for old, new in [
        ('kind = "bad-minimum"', 'kind = "bad"'),
        ('"squared"', '"sqared"'),
        ('["-2"]', "[-2]"),
        ('["log(2)"]', '["log(0)"]'),
        ("regularizer =", "regulariser ="),
        ('"b <= 5"', '"b = 5"'),
        ("refine = true", 'refine = "yes"'),
        ('theta = ["1/3", "-sqrt(2)"]', 'theta = ["1/3"]'),
        ('parameters = ["p"]', 'parameters = ["pi"]'),
        ('W = [["3"]]', 'W = [["x"]]'),
        ('until = "1000"\n', ""),
        ('"~0.25"', '"~a"'),
        ('order = "1"', "order = 1"),
        ('"vacuous"', '"void"'),
    ]:
        assert source.count(old) == 1
        source = source.replace(old, new)
    path = write(tmp_path, source)
    found = faults(path)
    expected = [
        ('kind = "bad"', "'bad' is not a kind of case"),
        ('"sqared"', "'sqared' is not a loss"),
        ("[-2]", "write numbers in quotes"),
        ("log(0)", "log of 0"),
        ("regulariser", "did you mean 'regularizer'"),
        ('"b = 5"', "no constraint"),
        ('"yes"', "expected true or false"),
        ('theta = ["1/3"]', "expected 2"),
        ('["pi"]', "the name 'pi' belongs"),
        ('[["x"]]', "'x' is not an exact number"),
        ("[flow]", "the key 'until' is missing"),
        ('"~a"', "is not a decimal"),
        ("order = 1", "write numbers in quotes"),
        ('"void"', "is not a verdict"),
    ]
    assert [fault.place for fault in found] == [f"{path}:{line_of(part, source)}" for part, _ in expected]
    for fault, (_, message) in zip(found, expected, strict=True):
        assert message in fault.message


def test_thousands_of_faults_are_counted_not_listed(tmp_path: Path) -> None:
    """Two hundred are shown."""
    inputs = ", ".join(["[1]"] * 900)
    found = faults(write(tmp_path, edited('inputs = [\n    ["-2"],\n    ["1"],\n]', f"inputs = [{inputs}]")))
    assert len(found) == 201
    assert found[-1].message.endswith("more faults")


def test_what_the_kind_asks_for(tmp_path: Path) -> None:
    """A better point than a bad minimum, a method for a data-optimal point."""
    source = edited('[better]\ntheta = ["1/3", "-sqrt(2)"]\n', "").replace('better_value = "1/3"\n', "")
    (fault,) = faults(write(tmp_path, source))
    assert "a bad minimum needs the table [better]" in fault.message
    source = edited('kind = "bad-minimum"', 'kind = "data-optimal"').replace('method = "morse-bott"\n', "")
    source = source[: source.index("[[center]]")] + source[source.index("[flow]") :].replace('order = "1"\n', "")
    (fault,) = faults(write(tmp_path, source))
    assert "the key 'method' is missing in [expect]" in fault.message


def test_expectations_that_have_nothing_to_refer_to(tmp_path: Path) -> None:
    """better_value without [better], order without [[center]]."""
    source = edited('kind = "bad-minimum"', 'kind = "data-optimal"')
    source = source.replace('[better]\ntheta = ["1/3", "-sqrt(2)"]\n', "")
    source = source[: source.index("[[center]]")] + source[source.index("[flow]") :]
    messages = [fault.message for fault in faults(write(tmp_path, source))]
    assert messages == [
        "better_value needs the table [better]",
        "order needs a table [[center]]: it is the order of descent at the first one",
    ]


WITNESS = '[witness]\na = ["0"]\nb = ["0"]\nW = [["0"]]\nmethod = "isolated"\n'
CONVERSE = '[statement]\nclaim = "ELIM"\nchanges = "none"\nconclusion = "converse"\n'


@pytest.mark.parametrize(
    ("old", "new", "end", "message"),
    [
        ('method = "morse-bott"', 'method = "strict"', "", r"the table \[family\] is for method = .morse-bott."),
        ('kind = "bad-minimum"', 'kind = "data-optimal"', "", "over a data-optimal point L~ does not descend"),
        ('"bad-minimum"', '"bad-minimum"', WITNESS, r"the table \[witness\] belongs to \[statement\]"),
        ('"bad-minimum"', '"necessity"', CONVERSE + WITNESS, "no point of L~ refutes the conclusion converse"),
    ],
    ids=["family", "center", "witness", "witness of a converse"],
)
def test_tables_that_nothing_would_look_at(tmp_path: Path, old: str, new: str, end: str, message: str) -> None:
    """What a file states is checked, or refused: else it would come out as expected, whatever it says."""
    found = faults(write(tmp_path, edited(old, new) + end))
    assert any(re.search(message, fault.message) for fault in found), found


@pytest.mark.parametrize("conclusion", ["converse", "exists-local-minimum", "same-infimum", "basis-suffices"])
def test_a_conclusion_that_says_itself_what_it_is_about_has_no_points(tmp_path: Path, conclusion: str) -> None:
    about = CONVERSE.replace("converse", conclusion)
    words = f'points = "critical-points" changes nothing in the conclusion {conclusion}: leave it out'
    for kind in ("necessity", "statement"):
        path = write(tmp_path, edited('"bad-minimum"', f'"{kind}"') + about + 'points = "critical-points"\n')
        found = faults(path) if kind == "necessity" else statement_faults(path)
        assert words in [fault.message for fault in found]


def statement_faults(path: Path) -> list[InputError]:
    with pytest.raises(FileError) as error:
        load_statement(path)
    return error.value.faults


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        (b"", None, "the file is empty"),
        (b"# only a comment\n", None, "the file is empty"),
        (b"\xef\xbb\xbf" + GOOD.encode(), 1, "byte order mark"),
        (GOOD.encode("utf-16"), 1, "is not UTF-8"),
        (GOOD.encode().replace(b"none", b"n\xf6ne"), 4, "the byte 0xf6 is not UTF-8"),
        (bytes(range(256)) * 40, 2, "is not UTF-8"),
        (b"\x00\x01\x02\x03" * 100, 1, "not valid TOML"),
        (b"[" * 100_000, 1, "not valid TOML|nested too deeply"),
        (b"# " + b"x" * MAX_BYTES, 1, "the file is longer than 256 KiB"),
        (b"# x\n" * MAX_BYTES, None, "the file is longer than 256 KiB"),
        (b"[[problem]]\n" * 20_000, 2, "there are more than 20000 values"),
    ],
    ids=["empty", "comment", "bom", "utf-16", "latin-1", "junk", "nul", "brackets", "long line", "long file", "tables"],
)
def test_files_that_are_no_text_of_ours(tmp_path: Path, source: bytes, line: int | None, message: str) -> None:
    """Told apart before anything is read into them."""
    path = write(tmp_path, source)
    with pytest.raises(FileError, match=message):
        load(path)
    assert faults(path)[0].place == (str(path) if line is None else f"{path}:{line}")


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    """A missing file, a folder, a device."""
    for path, message in [
        (tmp_path / "none.toml", "there is no such file"),
        (tmp_path, "this is a folder"),
        (Path("/dev/null"), "not a regular file"),
    ]:
        (fault,) = faults(path)
        assert message in fault.message
        assert fault.place == str(path)


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        ({"inputs": [[0.5]]}, "problem.inputs[0][0]", "found the number 0.5; write numbers in quotes"),
        ({"inputs": [[None]]}, "problem.inputs[0][0]", "is None"),
        ({"inputs": [("1",)]}, "problem.inputs[0]", "expected an array, found a tuple"),
        ({"inputs": [[]]}, "problem.inputs", "is empty"),
        ({"loss": 3}, "problem.loss", "expected a table, found the number 3"),
        ({1: "x"}, "problem", "a key that is no text"),
        ({"network": {"widths": [1, True, 1], "activation": "tanh"}}, "problem.network.widths[1]", "found true"),
    ],
)
def test_tables_from_python_are_held_to_the_same_rules(change: dict[Any, Any], place: str, message: str) -> None:
    """Their places are written like the way to the value."""
    tables = small()
    tables["problem"] |= change
    with pytest.raises(FileError) as caught:
        problem_from_tables(tables)
    assert [fault.place for fault in caught.value.faults] == [place]
    assert message in caught.value.faults[0].message


def test_tables_from_python_may_be_deep() -> None:
    """A list inside a list, a thousand times over, is refused as such."""
    deep: Any = "1"
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(FileError, match="nested too deeply"):
        problem_from_tables(small(inputs=deep))


def test_reading_leaves_the_tables_alone() -> None:
    """The caller's tables are neither changed nor kept."""
    tables = small(inputs=[["1"]])
    before = copy.deepcopy(tables)
    problem_from_tables(tables)
    assert tables == before


def test_bad_files_cost_little(tmp_path: Path) -> None:
    """Every bad file above is refused in less than a second, all of them in less than 200 MB, by a fresh process."""
    for i, (old, new, _, _) in enumerate(ONE_FAULT.values()):
        write(tmp_path, edited(old, new), f"{i}.toml")
    write(tmp_path, b"[" * MAX_BYTES, "brackets.toml")
    write(tmp_path, b"a=[" + b"1," * (MAX_BYTES // 2 - 4) + b"]", "ones.toml")
    write(tmp_path, b"a=" + b"[1," * (MAX_BYTES // 3 - 4), "open.toml")
    write(tmp_path, b"a" + b".a" * (MAX_BYTES // 2 - 4) + b"=1", "dots.toml")
    write(tmp_path, b"'a'" + b".'a'" * (MAX_BYTES // 4 - 4), "quoted.toml")
    write(tmp_path, b"\n" * MAX_BYTES, "lines.toml")
    write(tmp_path, b"".join(b"a%d=1\n" % i for i in range(25_000)), "keys.toml")
    write(tmp_path, b"[a]\n" + b"".join(b"[a.b%d]\n" % i for i in range(20_000)), "tables.toml")
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path)], capture_output=True, text=True, timeout=60, check=True
    )
    slowest, name, megabytes, heavy = json.loads(done.stdout)
    assert slowest < 1, name
    assert megabytes < 200
    assert heavy == []


MEASURE = """
import json, resource, sys, time
from pathlib import Path
from verify.errors import FileError
from verify.files.load import load
slowest = (0.0, "")
for path in sorted(Path(sys.argv[1]).glob("*.toml")):
    start = time.process_time()
    try:
        load(path)
        sys.exit(f"{path} was accepted")
    except FileError:
        slowest = max(slowest, (time.process_time() - start, path.name))
heavy = [name for name in ("sympy", "scipy", "matplotlib", "numpy") if name in sys.modules]
status = Path("/proc/self/status")  # ru_maxrss would begin with what the parent had when it forked
if status.exists():
    peak = int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 2**20)
print(json.dumps([*slowest, peak, heavy]))
"""


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
VALUES = st.one_of(TEXTS, st.booleans(), st.integers(-(10**6), 10**6))


@given(st.dictionaries(TEXTS, st.one_of(VALUES, st.lists(st.lists(VALUES)), st.dictionaries(TEXTS, VALUES))))
def test_what_is_written_as_toml_is_read_back(table: dict[str, Any]) -> None:
    tables = {"title": '\x7f\x00"\\', "problem": table}
    assert tomllib.loads(toml(tables)) == tables


def test_a_number_out_of_quotes_that_is_too_long_is_so_wherever_numbers_of_any_length_are_printed(
    tmp_path: Path,
) -> None:
    """The command line lifts Python's limit, without which such a number would be read for minutes."""
    old, new, _, message = ONE_FAULT["long bare number"]
    with any_length(), pytest.raises(FileError, match=message):
        load(write(tmp_path, edited(old, new)))
