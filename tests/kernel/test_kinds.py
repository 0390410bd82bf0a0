"""The table of kinds is the folder of kinds: each has its row in the format's notes, and tests of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import test_basis_violation
import test_gradient_bases
import test_kernel
import test_related

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker, kinds
from verify.kernel.assumptions import ASSUMPTIONS
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence
from verify.kernel.statements import KINDS as KINDS_OF_STATEMENTS
from verify.problem.formula_loss import FACTS
from verify.problem.objective import Problem
from verify.truth import Truth

ROOT = Path(__file__).parent.parent.parent
NOTES = (ROOT / "notes" / "certificate-format.md").read_text(encoding="utf-8")
USES = [
    *Path(__file__).parent.glob("*.py"),
    *(ROOT / "tests" / "prove").glob("*.py"),
    *(ROOT / "counterexamples" / "necessity").glob("*.toml"),
]
TESTS = "".join(path.read_text(encoding="utf-8") for path in USES)


def test_every_file_of_the_folder_has_kinds_and_no_kind_is_lost() -> None:
    files = [path for path in Path(kinds.__path__[0]).glob("*.py") if path.stem != "__init__"]
    tables = [re.findall(r"^CHECKS\b", path.read_text(encoding="utf-8"), re.MULTILINE) for path in files]
    assert all(len(table) == 1 for table in tables)
    assert len(checker.CHECKS) >= len(files) > 5


@pytest.mark.parametrize("kind", checker.CHECKS)
def test_a_kind_is_described_and_tested(kind: str) -> None:
    assert re.search(rf"^(\| |\*\*)`{kind}`", NOTES, re.MULTILINE), "no row or paragraph begins with it"
    assert f'"{kind}"' in TESTS or f'"{kind.removeprefix("augmented-")}"' in TESTS


def test_the_notes_describe_no_other_kind() -> None:
    sections = [part for part in NOTES.split("\n## ") if part.startswith("Kinds ")]
    named = {name for part in sections for name in re.findall(r"^(?:\| |\*\*)`([a-z-]+)`", part, re.MULTILINE)}
    assert named == set(checker.CHECKS)


# -------------------------------------------------------------------------------------- facts about the loss

PGB = test_gradient_bases.TRUE | test_basis_violation.TRUE
TRUE = {**test_kernel.TRUE, **test_related.TRUE, **{f"pgb {name}": c for name, c in PGB.items()}}
NAMES = {
    "differentiable": "differentiable",
    "convex": "convex",
    "stationary-is-global": "stationary_is_global",
    "nonnegative": "nonnegative",
}


def knowing(problem: Problem, facts: tuple[str, ...]) -> Problem:
    """The same, of whose loss nothing else is known."""
    unknown = {name: None for fact, name in NAMES.items() if fact not in facts}
    return replace(problem, loss=replace(problem.loss, **unknown))


@pytest.mark.parametrize("name", TRUE)
def test_a_kind_asks_for_no_other_fact_about_the_loss_than_it_says(name: str) -> None:
    tables, kind, data = TRUE[name]
    problem = knowing(problem_from_tables(tables), checker.CHECKS[kind].asks)
    assert checker.check(problem, Certificate(kind, problem.digest, data)).statement


ASKING = {
    "augmented-hyperplane", "augmented-optimal", "auxiliary-minimum", "convex-model", "data-optimal", "decayed-linear",
    "decayed-to-constant", "falling-path", "flow-law", "flow-limit", "gradient-basis", "least-value", "linear-layers",
    "loss-not-invex", "no-local-minimum",
    "nowhere-stationary", "supporting-hyperplane", "tangent", "unreachable",
}  # fmt: skip
"""The kinds whose theorems have a hypothesis on the loss that a file may declare."""


@pytest.mark.parametrize("kind", checker.CHECKS)
def test_a_kind_takes_no_other_field_and_only_some_rest_on_declared_facts(kind: str) -> None:
    problem = problem_from_tables(test_kernel.STRICT[0])
    with pytest.raises(CertificateError):
        checker.check(problem, Certificate(kind, problem.digest, {"trust": "me"}))
    assert bool(checker.CHECKS[kind].asks) == (kind in ASKING)


def test_no_kind_of_a_statement_has_the_name_of_another_kind() -> None:
    """A verdict of a statement is found by its kind."""
    assert not set(checker.CHECKS) & set(KINDS_OF_STATEMENTS)


def test_the_facts_of_a_loss_are_those_that_a_file_may_declare() -> None:
    assert set(NAMES) == set(FACTS)


def double_well(p: str, q: str, facts: list[str]) -> Evidence:
    """A loss with a stationary point that is no global minimum, by slopes, or by values if p is stationary."""
    loss = {"formula": "(q**2 - y**2)**2 + sqrt(q**2)**3/8 + q/2", "facts": facts}
    tables = {"network": {"formula": ["0"], "parameters": []}, "loss": loss, "inputs": [["0"]], "targets": [["1"]]}
    problem = problem_from_tables({"problem": tables, "augment": {}})
    data = {"sample": 0, "p": [p], "q": [q], "bits": 64}
    return checker.check(problem, Certificate("loss-not-invex", problem.digest, data))


def test_what_rests_on_a_declared_fact_says_so() -> None:
    found = double_well("-1/4", "1/4", ["differentiable", "stationary-is-global"])
    assert found.assuming == ("differentiable",)


def test_what_follows_from_a_declared_fact_says_so() -> None:
    """Stationary points of a convex loss are global minima: REAL rests on the convexity that the file declares."""
    loss = {"formula": "log(1 + exp(q)) - y*q", "facts": ["convex"]}
    tables = {
        "network": {"formula": ["0*t1"], "parameters": ["t1"]},
        "loss": loss,
        "inputs": [["0"]],
        "targets": [["1/2"]],
    }
    problem = problem_from_tables({"problem": tables, "augment": {}})
    assert problem.loss.stationary_is_global is True
    assert problem.loss.vouched(["stationary-is-global"]) == ("convex",)
    assert problem.loss.vouched(["differentiable", "nonnegative"]) == ()
    data = {"point": {"exact": ["0"]}}
    found = checker.check(problem, Certificate("data-optimal", problem.digest, data))
    assert found.assuming == ("convex",)


@pytest.mark.parametrize("key", ASSUMPTIONS)
def test_an_assumption_asks_for_no_other_fact_about_the_loss_than_it_says(key: str) -> None:
    tables = test_kernel.TRUE["value"][0]["problem"] | {"loss": "binary-cross-entropy"}  # >= 0, and not visibly
    problem = problem_from_tables({"problem": tables, "augment": {}})
    assumption = ASSUMPTIONS[key]
    assert assumption.test(knowing(problem, assumption.facts)) is assumption.test(problem)
    assert not assumption.facts or assumption.test(knowing(problem, ())) is Truth.UNKNOWN
