"""The formal proofs: they compile, state what was reviewed, and assume what was agreed; copies that lie are refused.

coqchk takes a minute, so it runs in ``verify formal``, which continuous integration calls, and not here. Coq is needed:
``apt-get install --no-install-recommends coq libcoq-mathcomp-ssreflect libcoq-coquelicot``.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from verify.claims.judge import claims
from verify.errors import FormalError
from verify.formal import build

needs_coq = pytest.mark.skipif(not build.available(), reason=f"Coq is not installed: {build.INSTALL}")

SMALL = {
    "Small.v": "From Coq Require Import Reals.\n"
    "Open Scope R_scope.\n"
    "Definition double (x : R) : R := x + x.\n"
    "Theorem SMALL (x : R) : 0 <= x -> 0 <= double x.\n"
    "Proof. unfold double; intros H; apply Rplus_le_le_0_compat; exact H. Qed.\n",
    "_CoqProject": "-Q . BadMinima\nSmall.v\n",
    "theorems.txt": "ELIM | Small | SMALL\n",
    "definitions.txt": "Small | double\n",
    "axioms.txt": "sig_forall_dec | R\nsig_not_dec | R\nfunctional_extensionality_dep | R\nclassic | R\n",
}


@pytest.fixture(scope="module")
def agreed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small set of sources with its reviewed statements."""
    folder = tmp_path_factory.mktemp("formal")
    for name, text in SMALL.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "statements.txt").write_text(build.statements_of(folder), encoding="utf-8")
    return folder


@needs_coq
def test_agreed_sources_are_accepted(agreed: Path) -> None:
    result = build.run(agreed, recheck=False)
    assert [t["name"] for t in result["theorems"]] == ["SMALL"]
    assert result["sources"] == build.digests(agreed)


LIES = {
    "an assumption removed": ("Small.v", " 0 <= x ->", "", "Small.v is refused"),
    "a weaker statement": ("Small.v", "0 <= double x.", "double x <= double x.", "refused|theorem SMALL"),
    "another definition": ("Small.v", "x + x.", "2 * x + 0 * x.", "refused|definition double"),
    "a changed statement that is still proved": (
        "Small.v",
        "0 <= double x.\nProof. unfold",
        "0 <= x + x.\nProof. unfold",
        "theorem SMALL",
    ),
    "an admitted proof": ("Small.v", "exact H. Qed.", "exact H. Admitted.", r"Small\.v:5: Admitted"),
    "an axiom added": (
        "Small.v",
        "Theorem SMALL",
        "Axiom easy : forall x : R, 0 <= x.\nTheorem SMALL",
        r"Small\.v:4: Axiom",
    ),
    "an axiom of the reals not agreed": ("axioms.txt", "sig_forall_dec | R\n", "", "sig_forall_dec"),
    "a file that is not compiled": ("_CoqProject", "Small.v\n", "", "different files"),
    "a theorem that is not there": ("theorems.txt", "SMALL\n", "LARGE\n", "Query.v|LARGE"),
}


@needs_coq
@pytest.mark.parametrize("lie", LIES)
def test_a_copy_that_lies_is_refused(lie: str, agreed: Path, tmp_path: Path) -> None:
    file, old, new, piece = LIES[lie]
    copy = tmp_path / "copy"
    shutil.copytree(agreed, copy)
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(FormalError, match=piece):
        build.run(copy, recheck=False)


@needs_coq
def test_an_assumption_removed_from_a_main_theorem_is_noticed(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(build.SOURCES, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (copy / "Orbit.v").read_text(encoding="utf-8")
    changed, count = re.subn(r"lam <> 0 ->\s*", "", text, count=1)
    assert count == 1
    (copy / "Orbit.v").write_text(changed, encoding="utf-8")
    with pytest.raises(FormalError, match=r"Orbit\.v is refused|theorem"):
        build.run(copy, recheck=False)


def test_without_coq_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "available", lambda: False)
    with pytest.raises(FormalError, match="apt-get install"):
        build.run()


def test_the_sources_hold_no_admitted_proof_and_every_theorem_is_in_the_reviewed_text() -> None:
    for path in build.SOURCES.glob("*.v"):
        text = re.sub(r"\(\*.*?\*\)", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"\b(Admitted|admit|Axiom|Parameter|Conjecture)\b", text), path.name
    reviewed = (build.SOURCES / "statements.txt").read_text(encoding="utf-8")
    for theorem in build.theorems():
        assert f"=== theorem {theorem.name}\n" in reviewed


def test_every_claim_of_the_paper_has_its_theorem() -> None:
    proved = {theorem.claim for theorem in build.theorems()}
    assert {name for name, claim in claims().items() if claim.source == "paper"} <= proved
