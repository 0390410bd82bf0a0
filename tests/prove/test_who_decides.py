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

from verify.kernel.certificate import Certificate
from verify.kernel.claim_statement import ClaimStatement
from verify.kernel.evidence import Evidence, Grade
from verify.prove.outcome import Outcome, undecided
from verify.store import results

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "verify"


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of this name in the package, with its file."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
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
    """``Outcome`` is given a verdict in words only where nothing is decided; else it is read off the evidence."""
    for file, call in calls("Outcome"):
        if file == "propose/critical_points.py":
            continue  # of Newton's method
        verdict = ast.unparse(call.args[0])
        assert verdict in ("Verdict.UNKNOWN.text", "Verdict.NOT_APPLICABLE.text", "proof.facts['verdict']"), file


def test_verdicts_of_claims_stand_in_rules_and_in_the_kernel_only() -> None:
    for path in PACKAGE.rglob("*.py"):
        file, tree = path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))
        said = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr in ("HOLDS", "FAILS")}
        if said:
            assert file.startswith(("claims/", "kernel/")) or file in ("verdict.py", "prove/rules.py"), file


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
    shutil.copytree(PACKAGE, copied, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("search", "report", "store", "commands", "propose", "prove", "claims", "families", "formal"):
        shutil.rmtree(copied / folder)
    for name in ("cli.py", "pytest_plugin.py"):
        (copied / name).unlink()
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
