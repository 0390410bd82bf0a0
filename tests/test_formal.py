"""The formal proofs: they compile, state what was reviewed, and assume what was agreed; copies that lie are refused.

coqchk takes a minute, so it runs in ``verify formal``, which continuous integration calls, and not here. Coq is needed:
``apt-get install --no-install-recommends coq libcoq-mathcomp-ssreflect libcoq-coquelicot``.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify.claims.registry import claims
from verify.errors import FormalError
from verify.formal import build
from verify.store import stamp

Json = dict[str, Any]

needs_coq = pytest.mark.skipif(not build.available(), reason=f"Coq is not installed: {build.INSTALL}")

STATEMENT = "Theorem SMALL (x : R) : 0 <= x -> 0 <= double x.\n"
THEOREM = f"{STATEMENT}Proof. unfold double; intros H; apply Rplus_le_le_0_compat; exact H. Qed.\n"
SMALL = {
    "Small.v": "From Coq Require Import Reals.\n"
    "Open Scope R_scope.\n"
    f"Definition double (x : R) : R := x + x.\n{THEOREM}",
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
    "an axiom by another word": (
        "Small.v",
        THEOREM,
        f"Variable easy : forall x : R, 0 <= x.\n{STATEMENT}Proof. intros _; apply easy. Qed.\n",
        r"SMALL uses axioms that are not agreed .*easy",
    ),
    "a proof by an endless recursion": (
        "Small.v",
        "Theorem SMALL",
        "#[bypass_check(guard)] Fixpoint loop (n : nat) : False := loop n.\nTheorem SMALL",
        r"Small\.v:4: bypass_check",
    ),
    "an unguarded recursion": (
        "Small.v",
        "Theorem SMALL",
        "Unset Guard Checking.\nTheorem SMALL",
        r"Small\.v:4: Unset Guard Checking",
    ),
    "a notation that makes another statement look the same": (
        "Small.v",
        THEOREM,
        f'Notation "u <= v" := (u - u = v - v) : R_scope.\n{STATEMENT}Proof. intros _; ring. Qed.\n',
        "theorem SMALL",
    ),
    "a name of the library with another meaning": (
        "Small.v",
        "Definition double",
        "Definition R : Set := Rdefinitions.R.\nDefinition double",
        r"not reviewed \(definitions.txt\): R$",
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


IN_THE_PROJECT = {
    "an admitted proof": ("Elim.v", "(RESIDUAL lam0 ex locmin).\nQed.", "Admitted", r"Elim\.v:\d+: Admitted"),
    "an axiom": ("Orbit.v", "Section Orbit.", "Axiom easy : False. Section Orbit.", r"Orbit\.v:\d+: Axiom"),
    "a definition that was not reviewed": (
        "definitions.txt",
        "Setting | data_optimal\n",
        "",
        r"not reviewed \(definitions.txt\): data_optimal$",
    ),
}


@needs_coq
@pytest.mark.parametrize("lie", IN_THE_PROJECT)
def test_a_copy_of_the_project_that_lies_is_refused_before_it_is_compiled(lie: str, tmp_path: Path) -> None:
    file, old, new, piece = IN_THE_PROJECT[lie]
    copy = tmp_path / "copy"
    shutil.copytree(build.SOURCES, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormalError, match=piece):
        build.run(copy, recheck=False)


def test_what_coq_only_assumes_is_no_axiom_that_is_agreed() -> None:
    answer = (
        "Axioms:\nloop is assumed to be guarded.\nClassicalDedekindReals.sig_not_dec : forall P, {~ ~ P} + {~ P}\n"
        "functional_extensionality_dep\n  : forall (A : Type) (B : A -> Type), True\n"
    )
    assert build._axioms(answer) == {"loop is assumed to be guarded.", "sig_not_dec", "functional_extensionality_dep"}
    assert build._axioms("Closed under the global context") == set()


SUMMARY = """CONTEXT SUMMARY
===============

* Theory: Set is predicative

* Axioms:
    Coq.Logic.Classical_Prop.classic

* Constants/Inductives relying on type-in-type: <none>

* Constants/Inductives relying on unsafe (co)fixpoints: <none>

* Inductives whose positivity is assumed: <none>
"""


def test_the_summary_of_coqchk_is_read_whole() -> None:
    assert build._checked_axioms(SUMMARY) == {"classic"}
    for old, new in (
        ("unsafe (co)fixpoints: <none>", "unsafe (co)fixpoints:\n    A.loop"),
        ("predicative", "impredicative"),
    ):
        with pytest.raises(FormalError, match=r"coqchk: (Constants|Theory)"):
            build._checked_axioms(SUMMARY.replace(old, new))
    with pytest.raises(FormalError, match="did not list"):
        build._checked_axioms("CONTEXT SUMMARY\n")


def result() -> Json:
    """What a formal check of the present sources would return."""
    return {
        "coq": build.version() if build.available() else "8.16.1",
        "sources": build.digests(),
        "theorems": [{"claim": t.claim, "file": f"{t.file}.v", "name": t.name, "axioms": []} for t in build.theorems()],
    }


def test_a_stamp_is_bound_to_all_that_it_depends_on(tmp_path: Path) -> None:
    assert {p.name for p in build.SOURCES.iterdir() if p.suffix not in (".py", "")} <= set(build.digests())
    assert "_CoqProject" in build.digests()
    stamp.write(tmp_path, result())
    assert stamp.read(tmp_path) == result()


STALE: dict[str, Callable[[Json], object]] = {
    "another source": lambda r: r["sources"].update({"Orbit.v": "0"}),
    "other reviewed statements": lambda r: r["sources"].update({"statements.txt": "0"}),
    "a source less": lambda r: r["sources"].pop("axioms.txt"),
    "a theorem more": lambda r: r["theorems"].append({"claim": "FLOW", "file": "Flow.v", "name": "X", "axioms": []}),
    "a theorem for another claim": lambda r: r["theorems"][0].update({"claim": "ELIM"}),
    "an axiom that is not agreed": lambda r: r["theorems"][0].update({"axioms": ["easy"]}),
    "no theorems": lambda r: r.pop("theorems"),
}


@pytest.mark.parametrize("change", STALE)
def test_a_stamp_of_another_state_is_refused(change: str, tmp_path: Path) -> None:
    changed = result()
    STALE[change](changed)
    stamp.write(tmp_path, changed)
    assert stamp.read(tmp_path) is None


def test_an_edited_stamp_is_refused(tmp_path: Path) -> None:
    stamp.write(tmp_path, result())
    path = tmp_path / stamp.NAME
    written = path.read_text(encoding="utf-8")
    for old, new in (('"axioms": []', '"axioms": ["classic"]'), (f'"coq": "{result()["coq"]}"', '"coq": "9.9"')):
        assert old in written
        path.write_text(written.replace(old, new, 1), encoding="utf-8")
        assert stamp.read(tmp_path) is None
    for text in ("[]", "{}", "null", "7", written[:-9]):
        path.write_text(text, encoding="utf-8")
        assert stamp.read(tmp_path) is None


@needs_coq
def test_a_stamp_of_another_coq_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp.write(tmp_path, {**result(), "coq": "8.15.0"})
    assert stamp.read(tmp_path) is None
    monkeypatch.setattr(build, "available", lambda: False)
    assert stamp.read(tmp_path) is not None


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
