"""Who may say "proved": the kernel, by its seal; and a verdict without evidence is no verdict."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sources import parsed

from verify.kernel.certificate import Certificate
from verify.kernel.claim_statement import ClaimStatement
from verify.kernel.evidence import Evidence, Grade
from verify.prove.outcome import Outcome, undecided
from verify.store import results

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "verify"


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of this name in the package, with its file; the second checker has an ``Evidence`` of its own."""
    for path in sorted(set(PACKAGE.rglob("*.py")) - {PACKAGE / "recheck.py"}):
        for node in ast.walk(parsed(path)):
            called = node.func if isinstance(node, ast.Call) else None
            if (isinstance(called, ast.Name) and called.id == name) or (
                isinstance(called, ast.Attribute) and called.attr == name
            ):
                assert isinstance(node, ast.Call)
                yield path.relative_to(PACKAGE).as_posix(), node


MAKERS = {"kernel/checker.py", "kernel/statements.py"}
"""Of evidence: about a problem, and about a statement."""


def test_evidence_is_made_in_two_files_of_the_kernel_alone() -> None:
    makers = {file for file, _ in calls("Evidence")}
    assert makers - {"recheck.py"} == MAKERS  # the second checker imports nothing and has a class of its own


def test_the_seal_is_known_to_the_makers_alone() -> None:
    named = {p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*.py") if "_SEAL" in p.read_text("utf-8")}
    assert named == {*MAKERS, "kernel/evidence.py"}
    with pytest.raises(TypeError):
        Evidence(Certificate("value", "", {}), "so it is", Grade.SYMBOLIC, {}, object())


def test_an_outcome_without_evidence_is_unknown_or_not_applicable() -> None:
    """``Outcome`` is given a verdict by name only where nothing is decided; else it is read off the evidence.

    That something is proved, which is no verdict of a claim, is said with the evidence.
    """
    for file, call in calls("Outcome"):
        if file == "propose/critical_points.py":
            continue  # of Newton's method
        verdict = ast.unparse(call.args[0])
        if verdict == "Verdict.PROVED" and len(call.args) > 2:
            continue
        assert verdict in ("Verdict.UNKNOWN", "Verdict.NOT_APPLICABLE", "Verdict(proof.facts['verdict'])"), file


SHOWING = {"badge", "Badge", "told", "Trouble", "Item", "coloured", "Column"}
"""What puts a verdict before a reader's eyes: it is given one, and no result has one from it."""


def made(tree: ast.AST, names: tuple[str, ...] = ("HOLDS", "FAILS")) -> list[ast.Attribute]:
    """Where a verdict of a claim is made: ``Verdict.HOLDS`` or ``Verdict.FAILS`` as a value.

    It is only compared as an operand of ``==``, ``is`` or ``in``, in a pattern, as the key of a table or an index, and
    where it is counted; it is only shown as an argument of one of ``SHOWING``.
    """
    harmless: set[int] = set()
    for node in ast.walk(tree):
        aside: list[ast.AST | None] = []
        match node:
            case ast.Compare(left, _, comparators):
                aside = [left, *comparators]
            case ast.MatchValue():
                aside = [node]
            case ast.Dict(keys):
                aside = list(keys)
            case ast.Subscript(_, index):
                aside = [index]
            case ast.Call(ast.Attribute(_, "count"), [counted]):
                aside = [counted]
            case ast.Call(ast.Name(name), arguments) if name in SHOWING:
                aside = list(arguments)
        for part in aside:
            harmless |= {id(n) for n in _operands(part)}
    return [
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.Attribute)
        and ast.unparse(n.value).split(".")[-1] == "Verdict"
        and n.attr in names
        and id(n) not in harmless
    ]


def _operands(node: ast.AST | None) -> Iterator[ast.AST]:
    """What an expression may come out as, and the entries of a tuple: not what stands within its calls."""
    match node:
        case ast.Tuple(elts) | ast.List(elts) | ast.Set(elts):
            for part in elts:
                yield from _operands(part)
        case ast.IfExp(_, body, orelse):
            yield from (*_operands(body), *_operands(orelse))
        case ast.MatchValue(value):
            yield value
        case ast.AST():
            yield node


def test_verdicts_of_claims_are_made_by_rules_and_by_the_kernel_only() -> None:
    """Everything else compares and shows them; ``verdict.py`` says what several of them come to together."""
    for path in PACKAGE.rglob("*.py"):
        file, tree = path.relative_to(PACKAGE).as_posix(), parsed(path)
        if not file.startswith(("claims/", "kernel/")) and file not in ("verdict.py", "prove/rules.py"):
            assert not [f"{file}:{node.lineno}" for node in made(tree)]


@pytest.mark.parametrize(
    "source",
    [
        'row = {"verdict": Verdict.HOLDS}',
        "row['verdict'] = Verdict.FAILS",
        "def f(): return Verdict.HOLDS",
        "Outcome(Verdict.HOLDS, '')",
        "found = Verdict.HOLDS if good else Verdict.UNKNOWN",
        "badge(Outcome(Verdict.HOLDS, '').verdict)",
        "Outcome(verdict.Verdict.HOLDS, '').verdict is Verdict.HOLDS",
    ],
)
def test_a_verdict_that_is_made_is_seen(source: str) -> None:
    assert len(made(ast.parse(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "row['verdict'] is Verdict.HOLDS",
        "row['verdict'] in (Verdict.HOLDS, Verdict.FAILS)",
        "found.count(Verdict.HOLDS)",
        "STYLE = {Verdict.HOLDS: 'green'}",
        "match v:\n case Verdict.HOLDS | Verdict.FAILS: pass",
        "told(Verdict.FAILS if bad else Verdict.UNKNOWN, words)",
    ],
)
def test_a_verdict_that_is_compared_or_shown_is_none_that_is_made(source: str) -> None:
    assert made(ast.parse(source)) == []


READ_FROM = {
    "kernel/claim_statement.py": "rule['verdict']",
    "prove/outcome.py": "proof.facts['verdict']",
    "search/hunt.py": "proof.facts['verdict']",
    "commands/case_rows.py": "proof.facts['verdict']",
    "commands/reprove.py": "e.facts['verdict']",
    "commands/statement_check.py": "found.proof.facts['verdict']",
    "commands/statement_proofs.py": "e.facts['verdict']",
}
"""Which text is made a verdict, and where: a rule's, or that of the kernel's evidence."""


def test_a_text_becomes_a_verdict_only_from_evidence_and_rules() -> None:
    assert {(file, ast.unparse(call.args[0])) for file, call in calls("Verdict")} == set(READ_FROM.items())
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ImportFrom):
                assert not [a for a in node.names if a.name == "Verdict" and a.asname], path
            assert not (isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Verdict"), path


def test_nothing_shown_is_nothing_proved() -> None:
    found = undecided([])
    assert isinstance(found, Outcome)
    assert found.verdict == "unknown"
    assert found.sense is None


SCRIPT = """
import json, sys
from pathlib import Path
# An editable installation would serve the modules that the copy lacks.
sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in repr(finder).lower()]
from verify.files.problem_table import problem_from_tables
from verify.kernel.checker import check_document
from verify.kernel.claim_statement import ClaimStatement

tables = json.loads(Path(sys.argv[1]).read_text())
statements = {name: ClaimStatement.read(table) for name, table in tables.items()}
for path in sys.argv[2:]:
    document = json.loads(Path(path).read_text())
    proved = check_document(problem_from_tables(document["problem"]["text"]), document, statements)
    for evidence in proved.values():
        if evidence.kind in ("judgement", "violation"):
            print(document["case"], evidence.facts["claim"], evidence.facts["verdict"])
"""


def test_a_claim_is_read_back_as_it_was() -> None:
    from verify.claims.registry import claims

    for claim in claims().values():
        table = json.loads(json.dumps(claim.stated.table()))
        assert ClaimStatement.read(table) == claim.stated
        assert ClaimStatement.read(table).digest == claim.stated.digest


def test_the_verdicts_are_proved_again_by_the_kernel_alone(tmp_path: Path) -> None:
    from verify.commands.check import Settings, file_task, perform

    copied = tmp_path / "verify"
    shutil.copytree(PACKAGE, copied)
    for folder in ("search", "report", "store", "commands", "propose", "prove", "claims", "families", "formal", "cli"):
        shutil.rmtree(copied / folder)
    (copied / "pytest_plugin.py").unlink()
    names = ("bad-minima/dead-relu", "necessity/converse", "data-optimal/two-outputs")
    checked = [perform(file_task(ROOT / "counterexamples" / f"{name}.toml"), Settings()) for name in names]
    results.write(tmp_path, results.combine(checked, Settings()), results.certificates(checked))
    files = [str(tmp_path / "claims.json"), *(str(tmp_path / "certificates" / f"{name}.json") for name in names)]
    expected = []
    for name, result in zip(names, checked, strict=True):
        expected += [
            f"{name} {claim} {outcome['verdict']}"
            for claim, outcome in result["claims"].items()
            if outcome["verdict"] in ("holds", "vacuous", "fails")
        ]
        expected += [f"{name} ELIM fails" for f in result["findings"] if f.get("kind") == "violation"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *files],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert sorted(done.stdout.splitlines()) == sorted(expected)
    assert len(expected) >= 20
