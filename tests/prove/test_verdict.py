"""One order of verdicts, from which status and exit code follow; and no text that stands for one beside it."""

from __future__ import annotations

import ast
import json
import pickle
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from sources import parsed

from verify.verdict import Sense, Status, Verdict, of_instances, of_steps, status_of, worst

PACKAGE = Path(__file__).parent.parent.parent / "verify"


def test_no_good_verdict_makes_up_for_a_worse_one() -> None:
    for better, worse in pairwise(Verdict):
        assert worst([better.status, worse.status]) is worse.status
        assert status_of([worse, better]) is worse.status


def test_exit_codes() -> None:
    assert {status.value: status.exit_code for status in Status} == {
        "as expected": 0, "undecided": 3, "not as expected": 1,
    }  # fmt: skip
    assert worst([Status.UNDECIDED, Status.NOT_AS_EXPECTED, Status.AS_EXPECTED]).exit_code == 1


@pytest.mark.parametrize("verdict", [Verdict.UNKNOWN, Verdict.REFUTED, Verdict.FAILS, Verdict.CONTRADICTION])
def test_what_is_not_proved_is_no_success(verdict: Verdict) -> None:
    assert status_of([Verdict.PROVED, Verdict.HOLDS, Verdict.VACUOUS, verdict]).exit_code != 0


def test_a_word_that_is_no_verdict_is_none() -> None:
    with pytest.raises(ValueError, match="fine"):
        Verdict("fine")


def test_a_verdict_is_its_text_in_results_and_between_processes() -> None:
    assert json.dumps({"verdict": Verdict.HOLDS, Sense.ATTAINED: 1}) == '{"verdict": "holds", "attained": 1}'
    assert f"{Verdict.NOT_APPLICABLE}" == "not-applicable"
    for value in (*Verdict, *Status, *Sense):
        assert pickle.loads(pickle.dumps(value)) is value


def test_instances_together_hold_only_if_one_does_and_none_fails_or_is_open() -> None:
    assert of_instances([Verdict.HOLDS, Verdict.VACUOUS]) is Verdict.HOLDS
    assert of_instances([Verdict.HOLDS, Verdict.UNKNOWN]) is Verdict.UNKNOWN
    assert of_instances([Verdict.HOLDS, Verdict.UNKNOWN, Verdict.FAILS]) is Verdict.FAILS
    assert of_instances([Verdict.VACUOUS]) is of_instances([]) is Verdict.VACUOUS
    assert [of_steps(steps) for steps in ([], [True], [True, False])] == [
        Verdict.UNKNOWN, Verdict.HOLDS, Verdict.FAILS,
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------ texts of verdicts

TEXTS = {value.value for shape in (Verdict, Status, Sense) for value in shape}

OTHER_WORDS = {
    ("truth.py", "unknown"): "a truth value of a question about formulas",
    ("formal/coq.py", "unknown"): "the version of a Coq that does not say it",
    ("kernel/augmented_point.py", "unknown"): "a fact about the amplitudes of a point",
    ("kernel/contradiction.py", "contradiction"): "the name of a fact of evidence",
    ("kernel/refutation.py", "contradiction"): "the name of a fact of evidence",
    ("commands/case_rows.py", "contradiction"): "the name of a finding",
    ("commands/power.py", "refuted"): "a column of the measurement: how many searches refuted it",
    ("store/commit.py", "unknown"): "the commit of code outside of a repository",
    ("trust/equivalent_kernel.py", "holds"): "the name of a function in a file of the kernel",
    ("store/marks.py", "holds"): "how a verdict is drawn: a name in the style sheet",
    ("store/marks.py", "fails"): "how a verdict is drawn: a name in the style sheet",
    ("store/marks.py", "vacuous"): "how a verdict is drawn: a name in the style sheet",
    ("store/marks.py", "unknown"): "how a verdict is drawn: a name in the style sheet",
    ("store/attention.py", "attained"): "the words of a sense for readers",
    ("store/attention.py", "contrapositive"): "the words of a sense for readers",
    ("report/html/matrix.py", "holds"): "the words of a legend",
    ("report/html/matrix.py", "fails"): "the words of a legend",
    ("figures/kinds/pit.py", "proved"): "the label of a mark in a figure",
    ("report/terminal/drawn_table.py", "proved"): "a column of the measurement: how many true ones were proved",
    ("report/terminal/drawn_table.py", "refuted"): "a column of the measurement: how many false ones were refuted",
    ("trust/drawn_power.py", "undecided"): "a count of the measurement",
    ("kernel/kinds/complete_list.py", "undecided"): "the name of a fact: how many pieces are left open",
}
"""Texts that are spelled like a verdict and are none: file and text, and what it is there."""


ALONE = "recheck.py"
"""It imports nothing of the package, and so writes out what it reads."""


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(set(PACKAGE.rglob("*.py")) - {PACKAGE / ALONE}):
        yield path.relative_to(PACKAGE).as_posix(), parsed(path)


@cache
def rows() -> list[set[str]]:
    """The keys of every table that results and measurements are made of: the fields of each ``TypedDict``."""
    fields: dict[str, set[str]] = {}
    classes = [node for _, tree in trees() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    for _ in range(3):  # what a table inherits, its base has by then
        for node in classes:
            bases = {ast.unparse(base) for base in node.bases}
            if "TypedDict" in bases or bases & fields.keys():
                own = {
                    n.target.id for n in node.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)
                }
                fields[node.name] = own.union(*(fields.get(base, set()) for base in bases))
    return list(fields.values())


def texts(tree: ast.AST, known: list[set[str]]) -> Iterator[str]:
    """The texts of verdicts, statuses and senses in a file: as values, in comparisons, in patterns.

    Left out are docstrings, the names of rules, and the keys of rows: an index that is a field of some row, and the
    keys of a display that are all fields of one row.
    """
    aside: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(ast.Constant() as words):
                aside.add(id(words))
            case ast.Call(ast.Name("Rule"), [name, *_]):
                aside.add(id(name))
            case ast.Subscript(_, ast.Constant(key) as index) if any(key in row for row in known):
                aside.add(id(index))
            case ast.Dict(keys):
                names = {key.value for key in keys if isinstance(key, ast.Constant)}
                if any(names <= row for row in known):
                    aside |= {id(key) for key in keys}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in TEXTS and id(node) not in aside:
            yield node.value


def test_no_text_stands_for_a_verdict_outside_of_its_file() -> None:
    known = rows()
    found = {(file, text) for file, tree in trees() if file != "verdict.py" for text in texts(tree, known)}
    assert found == OTHER_WORDS.keys()


@pytest.mark.parametrize(
    "source",
    [
        "row['verdict'] == 'holds'",
        "row['verdict'] in ('fails', verdict)",
        "x = {'verdict': 'proved'}",
        "x = {'holds': 1}",
        "x = {'fails': 0, 'none': 3}",
        "counts['holds']",
        "told('unknown', words)",
        "match v:\n case 'refuted': pass",
        "def f(): return 'as expected'",
        "sense = 'contrapositive'",
    ],
)
def test_a_text_of_a_verdict_is_seen(source: str) -> None:
    assert len(list(texts(ast.parse(source), rows()))) == 1


@pytest.mark.parametrize(
    "source", ["'holds'", "step['proved'] is True", "Rule('attained', v)", "{'proved': True, 'sha256': None}"]
)
def test_a_docstring_a_key_of_a_row_and_the_name_of_a_rule_are_no_verdicts(source: str) -> None:
    assert not list(texts(ast.parse(source), rows()))
