"""The gate of the formal check: small sources that lie are refused, and what cannot be checked is not called refuted.

The lies are told with the list of allowed words switched off, since the gate is what Coq says of the compiled result;
that list has tests of its own. Coq is needed:
``apt-get install --no-install-recommends coq libcoq-mathcomp-ssreflect libcoq-coquelicot``.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from verify.errors import FormalError, UncheckedError
from verify.formal import agreed, build, coq, review, sources
from verify.formal.agreed import Agreement, Theorem

Json = dict[str, Any]
Small = tuple[Path, Agreement]

needs_coq = pytest.mark.skipif(not build.available(), reason=f"Coq is not installed: {build.INSTALL}")

STATEMENT = "Theorem SMALL (x : nat) : 0 <= x -> 0 <= double x.\n"
PROOF = "Proof. unfold double; intros _; apply le_0_n. Qed.\n"
THEOREM = STATEMENT + PROOF
SMALL = {
    "Small.v": f"Open Scope nat_scope.\nDefinition double (x : nat) : nat := x + x.\n{THEOREM}",
    "_CoqProject": "-Q . BadMinima\nSmall.v\n",
    "statements.txt": "",
}
AXIOMS = {"f": (agreed.AXIOMS["R"][0],), "c": agreed.AXIOMS["c"]}
HEAD = "| claim | theorem | axioms | digest |\n|---|---|---|---|\n"


def made(folder: Path) -> Small:
    """A small set of sources with its reviewed statements and its review."""
    folder.mkdir()
    for name, text in SMALL.items():
        (folder / name).write_text(text, encoding="utf-8")
    agreement = Agreement(
        (Theorem("ELIM", "Small", "SMALL"),), folder / "review.md", AXIOMS, libraries=(), scope="nat_scope"
    )
    review_anew(folder, agreement)
    return folder, agreement


def review_anew(folder: Path, agreement: Agreement) -> None:
    answers = build.answers_of(folder, agreement)
    (folder / "statements.txt").write_text(build.statements_of(answers, folder), encoding="utf-8")
    agreement.review.write_text(HEAD + build.rows_of(answers, agreement), encoding="utf-8")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return made(tmp_path_factory.mktemp("formal") / "small")


def copied(small: Small, tmp_path: Path) -> Small:
    folder, agreement = small
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    return copy, replace(agreement, review=copy / "review.md")


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(folder: Path, agreement: Agreement, piece: str, recheck: bool = False) -> None:
    with pytest.raises(FormalError, match=piece) as refusal:
        build.run(folder, agreement, recheck=recheck)
    assert not isinstance(refusal.value, UncheckedError)


def unchecked(folder: Path, agreement: Agreement, piece: str) -> None:
    with pytest.raises(UncheckedError, match=piece):
        build.run(folder, agreement, recheck=False)


@pytest.fixture
def all_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch the list of allowed words off, so that only what Coq says of the result decides."""
    monkeypatch.setattr(sources, "refuse_words", lambda *_: None)


@needs_coq
def test_agreed_sources_are_accepted(small: Small) -> None:
    result = build.run(*small)
    assert result["theorems"] == [{"claim": "ELIM", "file": "Small.v", "name": "SMALL", "axioms": []}]
    assert result["sources"] == build.digests(small[0])


DOUBLE = "Definition double (x : nat) : nat := x + x.\n"
EASY = f"{DOUBLE}{STATEMENT}Proof. destruct easy. Qed.\n"
LOOP = f"{DOUBLE}{STATEMENT}Proof. destruct (easy 0). Qed.\n"
EQUAL = "Theorem SMALL (x : nat) : le 0 x -> le 0 (double x).\nProof. reflexivity. Qed.\n"
LOGIC = "Coq.Logic.Classical_Prop"

# Each: what stands in the place of the definition and the theorem, and what the refusal says.
GATE = {
    # assumed, under the name of an axiom that is agreed or another
    "a hypothesis outside sections by the name of an axiom": (
        "Hypothesis classic : False.\n" + EASY.replace("easy", "classic"),
        r"SMALL uses axioms that are not agreed: Small\.classic",
    ),
    "a variable outside sections": (f"Variable easy : False.\n{EASY}", r"not agreed: .*Small\.easy"),
    "a context outside sections": (f"Context (easy : False).\n{EASY}", r"not agreed: .*Small\.easy"),
    "an instance that is declared": (
        f"Class Easy := easy_ : False.\nDeclare Instance easy : Easy.\n{EASY}",
        r"not agreed: .*Small\.easy",
    ),
    "a module that is declared": (
        "Module Type T. Parameter classic : False. End T.\nDeclare Module Classical_Prop : T.\n"
        + EASY.replace("easy", "Classical_Prop.classic"),
        r"not agreed: .*Small\.Classical_Prop\.classic",
    ),
    "a functor that is applied to what is assumed": (
        "Module Type T. Parameter easy : False. End T.\nModule F (X : T). Definition easy := X.easy. End F.\n"
        "Module A. Axiom easy : False. End A.\nModule B := F A.\n" + EASY.replace("easy", "B.easy"),
        r"not agreed: .*Small\.A\.easy",
    ),
    "a conjecture with an attribute": (f"#[local] Conjecture easy : False.\n{EASY}", r"not agreed: .*Small\.easy"),
    "an admitted lemma": (f"Lemma easy : False. Admitted.\n{EASY}", r"not agreed: .*Small\.easy"),
    "an obligation that is admitted": (
        f"From Coq Require Import Program.\nProgram Definition easy : False := _.\nAdmit Obligations.\n{EASY}",
        r"not agreed: .*Small\.easy_obligation",
    ),
    "an axiom by the full name of one that is agreed, one level down": (
        "Module Coq. Module Logic. Module Classical_Prop. Axiom classic : False.\n"
        f"End Classical_Prop. End Logic. End Coq.\n{EASY.replace('easy', f'Small.{LOGIC}.classic')}",
        rf"not agreed: .*Small\.{LOGIC}\.classic",
    ),
    "an axiom of the library that is not agreed": (
        "From Coq Require Import PropExtensionality.\n"
        f"{DOUBLE}{STATEMENT}Proof. destruct (propositional_extensionality _ _ (iff_refl True)).\n"
        "intros _; apply le_0_n. Qed.\n",
        "not agreed: PropExtensionality.propositional_extensionality",
    ),
    # recursion and universes that are not checked
    "an unguarded recursion": (
        f"Unset Guard Checking.\nFixpoint easy (n : nat) : False := easy n.\n{LOOP}",
        r"not agreed: .*easy is assumed to be guarded",
    ),
    "an unguarded recursion by an attribute": (
        f"#[bypass_check(guard)] Fixpoint easy (n : nat) : False := easy n.\n{LOOP}",
        r"not agreed: .*easy is assumed to be guarded",
    ),
    "a type that is not positive": (
        "#[bypass_check(positivity)] Inductive bad := Bad (f : bad -> False).\n"
        "Definition no (b : bad) : False := match b with Bad f => f b end.\n"
        f"Definition easy : False := no (Bad no).\n{EASY}",
        r"not agreed: .*bad is assumed to be positive",
    ),
    "a type in itself": (
        "Unset Universe Checking.\nDefinition easy@{u} : Type@{u} := Type@{u}.\n"
        f"{DOUBLE}{STATEMENT}Proof. pose (e := easy). intros _; apply le_0_n. Qed.\n",
        r"not agreed: .*easy relies on an unsafe hierarchy",
    ),
    # another meaning under the same words
    "a definition with another body": (
        f"Definition double (x : nat) : nat := x + (x + 0).\n{THEOREM}",
        "not what was reviewed .*definition Small.double",
    ),
    "a weaker statement": (
        DOUBLE + THEOREM.replace("0 <= double x", "double x <= double x").replace("le_0_n", "le_n"),
        "not what was reviewed .*theorem Small.SMALL",
    ),
    "the same in other words": (
        DOUBLE + THEOREM.replace("0 <= double x", "0 <= x + x"),
        "not what was reviewed .*theorem Small.SMALL",
    ),
    "a notation": (
        f'Notation "u <= v" := (u - u = v - v) (only parsing) : nat_scope.\n{DOUBLE}'
        f"{STATEMENT}Proof. intros _; induction (double x); auto. Qed.\n",
        "not what was reviewed .*theorem Small.SMALL",
    ),
    "what stands in a library that is not agreed": (
        f"From mathcomp Require ssrbool ssrnat.\n{DOUBLE}{THEOREM.replace('0 <= x', 'ssrnat.leq 0 x = true')}",
        "theorem Small.SMALL rests on what is neither ours nor of a library: mathcomp.ssreflect.ssrnat.leq",
    ),
    "a notation for a name": (
        f"Notation le := (fun x y : nat => x = x).\n{DOUBLE}{EQUAL}",
        "not what was reviewed .*theorem Small.SMALL",
    ),
    "a timed definition over a name of the library": (
        f"Time Definition le (x y : nat) := x = x.\n{DOUBLE}{EQUAL}",
        r"not reviewed \(statements.txt\): definition Small.le",
    ),
    "local definitions over names of the library": (
        f"#[local] Definition nat := nat.\nLocal Definition le (x y : nat) := x = x.\n{DOUBLE}{EQUAL}",
        r"not reviewed \(statements.txt\): definition Small.le, definition Small.nat",
    ),
    "a program over a name of the library": (
        f"Program Definition le (x y : nat) : Prop := _. Next Obligation. exact True. Defined.\n{DOUBLE}"
        f"{EQUAL.replace('reflexivity', 'intros _; exact I')}",
        r"not reviewed \(statements.txt\): definition Small.le",
    ),
    "a definition by Let": (
        f"Section S.\nLet le (x y : nat) := x = x.\n{DOUBLE}{EQUAL}End S.\n",
        "not what was reviewed .*theorem Small.SMALL",
    ),
    "a module over one of the library": (
        "Module Peano. Definition le (x y : nat) := x = x. End Peano.\nExport Peano.\n"
        f"{DOUBLE}{EQUAL.replace(' le ', ' Peano.le ')}",
        r"not reviewed \(statements.txt\): definition Small.Peano.le",
    ),
    "a coercion that is not shown": (
        "Definition zero (w : unit) : nat := 0.\nCoercion zero : unit >-> nat.\n"
        f"{DOUBLE}{THEOREM.replace('x : nat', 'x : unit')}",
        r"not reviewed \(statements.txt\): definition Small.zero",
    ),
    "a canonical structure": (
        "Structure order := Order { carrier :> Type; below : carrier -> carrier -> Prop }.\n"
        "Canonical trivial := Order nat (fun x y => x = x).\n"
        f'Notation "u <= v" := (below _ u v) : nat_scope.\n{DOUBLE}{STATEMENT}Proof. reflexivity. Qed.\n',
        r"no definition to be reviewed: Small\.",
    ),
    "an inductive type over one of the library": (
        f"Inductive le : nat -> nat -> Prop := all x y : le x y.\n{DOUBLE}"
        f"{EQUAL.replace('reflexivity', 'constructor')}",
        r"no definition to be reviewed: Small\.le",
    ),
    "a definition that nobody can unfold": (
        f"Definition double (x : nat) : nat. exact (x + x). Qed.\n{THEOREM.replace('unfold double; ', '')}",
        r"no definition to be reviewed: Small\.double",
    ),
    "another theorem under the name, in a module of the file": (
        f"{DOUBLE}Module Small.\n{THEOREM}End Small.\n",
        "knows no theorem of this name",
    ),
    "an abbreviation in the place of the theorem": (
        f"{DOUBLE}{THEOREM.replace('SMALL', 'OTHER')}Notation SMALL := OTHER.\n",
        "knows no theorem of this name",
    ),
}
WHOLE = SMALL["Small.v"].partition("Open Scope nat_scope.\n")[2]


@needs_coq
@pytest.mark.usefixtures("all_words")
@pytest.mark.parametrize("lie", GATE)
def test_what_coq_says_of_a_copy_that_lies_is_refused(lie: str, small: Small, tmp_path: Path) -> None:
    new, piece = GATE[lie]
    folder, agreement = copied(small, tmp_path)
    changed(folder / "Small.v", WHOLE, new)
    refused(folder, agreement, piece)


@needs_coq
@pytest.mark.usefixtures("all_words")
def test_coqchk_sees_what_no_theorem_uses(small: Small, tmp_path: Path) -> None:
    folder, agreement = copied(small, tmp_path)
    changed(folder / "Small.v", DOUBLE, f"{DOUBLE}Axiom classic : False.\n")
    refused(folder, agreement, r"coqchk uses axioms that are not agreed: BadMinima\.Small\.classic", recheck=True)


@needs_coq
@pytest.mark.usefixtures("all_words")
def test_a_second_file_by_the_name_of_the_librarys_takes_nothing_from_it(small: Small, tmp_path: Path) -> None:
    folder, agreement = copied(small, tmp_path)
    (folder / "Classical_Prop.v").write_text("Axiom classic : False.\n", encoding="utf-8")
    changed(folder / "_CoqProject", "Small.v", "Classical_Prop.v Small.v")
    changed(folder / "Small.v", "Open Scope", "From BadMinima Require Classical_Prop.\nOpen Scope")
    build.run(folder, agreement, recheck=False)  # it is not used, which is for coqchk to find
    changed(folder / "Small.v", PROOF, "Proof. destruct BadMinima.Classical_Prop.classic. Qed.\n")
    refused(folder, agreement, "SMALL uses axioms that are not agreed: .*classic")


# Each: a sentence before the theorem that the result does not show, or that does its work while it is compiled.
WORDS = {
    "a file from elsewhere": 'Load "/tmp/evil".',
    "a folder to load from": 'Add LoadPath "/tmp" as Evil.',
    "a plugin": 'Declare ML Module "coq-core.plugins.extraction".',
    "a library that is not imported": "Require Coq.Logic.Hurkens.",
    "output to a file": 'Redirect "Query" Print nat.',
    "a program to a file": 'From Coq Require Extraction. Extraction "Query" nat.',
    "a flag": "Unset Guard Checking.",
    "a flag that stays": "Global Set Printing All.",
    "a flag by an attribute": "#[export] Set Printing All.",
    "a warning": 'Set Warnings "-all".',
    "what fails": "Fail Definition x : nat := True.",
    "a prefix": "Timeout 9 Definition x := 0.",
    "an abbreviation of modules": "Module M := Coq.Init.Peano.",
    "a hint": "Create HintDb x.",
    "a primitive": "Primitive int := #int63_type.",
    "a comment within": "Unset (* a *) Guard (* b *) Checking.",
    "a comment with a string": 'Check 0. (* "*)" *) Print nat.',
    "two on a line": "Open Scope nat_scope. Axiom x : False.",
}


@needs_coq
@pytest.mark.parametrize("lie", WORDS)
def test_a_sentence_that_is_not_ours_is_refused(lie: str, small: Small, tmp_path: Path) -> None:
    folder, agreement = copied(small, tmp_path)
    changed(folder / "Small.v", DOUBLE, f"{WORDS[lie]}\n{DOUBLE}")
    (tmp_path / "copy" / "evil.v").unlink(missing_ok=True)
    refused(
        folder, agreement, r"Small\.v:2: .*: not a sentence that we use|Can't find file|is refused.*(Load|LoadPath)"
    )


def test_what_coq_has_not_read_is_refused() -> None:
    text = b"(* ok *) Qed. (* ok *) Quit.\nAxiom x : False."
    sources.refuse_words("A.v", text[:22], "Chars 9 - 13 [Qed.] 0. secs\n")
    with pytest.raises(FormalError, match=r"A\.v:1: .*Quit"):
        sources.refuse_words("A.v", text, "Chars 9 - 13 [Qed.] 0. secs\n")
    for spoof in ("Chars 0 - 9999 [x] 0. secs\n", "Chars 9 - 12 [Qe"):
        with pytest.raises(FormalError, match="not a sentence"):
            sources.refuse_words("A.v", text, f"Chars 9 - 13 [Qed.] 0. secs\nChars 23 - 28 [Quit.]\n{spoof}")


FOLDER: dict[str, tuple[Callable[[Path], object], str]] = {
    "a file that is not compiled": (
        lambda f: changed(f / "_CoqProject", "Small.v", ""),
        "different files",
    ),
    "a file that is not listed": (
        lambda f: (f / "More.v").write_text("Axiom x : False.\n", encoding="utf-8"),
        "different files: .*More",
    ),
    "a file twice": (lambda f: changed(f / "_CoqProject", "Small.v", "Small.v Small.v"), "different files"),
    "a file of another folder": (lambda f: changed(f / "_CoqProject", "Small.v", "../Small.v"), "different files"),
    "a file without the name of a module": (
        lambda f: [
            (f / "-type-in-type.v").write_text("", encoding="utf-8"),
            changed(f / "_CoqProject", "Small.v", "-type-in-type.v Small.v"),
        ],
        "no name of a module: -type-in-type",
    ),
    "no list of files": (lambda f: (f / "_CoqProject").unlink(), "different files"),
    "a compiled file without its source": (
        lambda f: [
            (f / "Evil.v").write_text("Axiom easy : False.\n", encoding="utf-8"),
            subprocess.run(["coqc", "-q", "-Q", ".", "BadMinima", "Evil.v"], cwd=f, check=True),
            (f / "Evil.v").unlink(),
            changed(f / "Small.v", "Open Scope", "From BadMinima Require Import Evil.\nOpen Scope"),
        ],
        r"Small\.v is refused: .*Evil",
    ),
}


@needs_coq
@pytest.mark.parametrize("lie", FOLDER)
def test_only_the_listed_sources_count(lie: str, small: Small, tmp_path: Path) -> None:
    folder, agreement = copied(small, tmp_path)
    change, piece = FOLDER[lie]
    change(folder)
    refused(folder, agreement, piece)


@needs_coq
def test_flags_of_the_folder_and_a_stale_compiled_file_are_passed_over(small: Small, tmp_path: Path) -> None:
    folder, agreement = copied(small, tmp_path)
    changed(folder / "_CoqProject", "-Q . BadMinima", "-Q . BadMinima\n-arg -type-in-type -R /tmp Coq\n-arg -noinit")
    (folder / "Small.vo").write_bytes(b"stale")
    build.run(folder, agreement, recheck=False)


@needs_coq
def test_the_environment_of_the_user_adds_nothing(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere" / "coq"
    elsewhere.mkdir(parents=True)
    (elsewhere / "Outside.v").write_text("Lemma outside : True. Proof. exact I. Qed.\n", encoding="utf-8")
    subprocess.run(["coqc", "-q", "Outside.v"], cwd=elsewhere, check=True)
    folder, agreement = copied(small, tmp_path)
    changed(folder / "Small.v", "Open Scope", "From Outside Require Import Outside.\nOpen Scope")
    changed(folder / "Small.v", "From Outside", "From Coq Require Import Outside.\nFrom Outside")
    for name in ("COQPATH", "XDG_DATA_HOME", "XDG_DATA_DIRS", "ROCQPATH"):
        monkeypatch.setenv(name, str(elsewhere if name.endswith("PATH") else elsewhere.parent))
    refused(folder, agreement, r"Small\.v is refused: .*Outside")


# Each: what is done to the agreed texts, and what the refusal says.
DRIFT: dict[str, tuple[Callable[[Path], object], str]] = {
    "a digest": (lambda f: digest(f, "0" * 32), r"not what was reviewed \(.*review.md\): theorem Small.SMALL"),
    "no entry": (
        lambda f: (f / "review.md").write_text(HEAD, encoding="utf-8"),
        "not of the agreed theorems: Small.SMALL",
    ),
    "an entry more": (
        lambda f: added(f / "review.md", f"| ELIM | `Small.MORE` | none | `{'0' * 32}` |\n"),
        "not of the agreed theorems: Small.MORE",
    ),
    "an entry twice": (
        lambda f: added(f / "review.md", f"| ELIM | `Small.SMALL` | none | `{'0' * 32}` |\n"),
        "twice: Small.SMALL",
    ),
    "another claim": (lambda f: changed(f / "review.md", "ELIM", "FLOW"), "not of the agreed theorems: Small.SMALL"),
    "other axioms": (lambda f: changed(f / "review.md", "none", "c"), "names other axioms: Small.SMALL"),
    "a text": (
        lambda f: changed(f / "statements.txt", "0 <= x", "x <= 0"),
        "not what was reviewed .*theorem Small.SMALL",
    ),
    "a text less": (
        lambda f: changed(f / "statements.txt", "=== definition Small.double", ""),
        "not reviewed .*definition Small.double",
    ),
    "a text more": (
        lambda f: added(f / "statements.txt", "\n=== theorem Small.MORE\nTrue\n"),
        "not what was reviewed .*theorem Small.MORE",
    ),
}


def added(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def digest(folder: Path, new: str) -> None:
    changed(folder / "review.md", next(iter(review.read(folder / "review.md").values())).digest, new)


@needs_coq
@pytest.mark.parametrize("drift", DRIFT)
def test_agreed_texts_do_not_drift(drift: str, small: Small, tmp_path: Path) -> None:
    folder, agreement = copied(small, tmp_path)
    change, piece = DRIFT[drift]
    change(folder)
    refused(folder, agreement, piece)


WEAKER = {
    "a conclusion": ("0 <= double x.", "double x <= double x.", "le_0_n", "le_n"),
    "a premise more": ("0 <= x ->", "0 <= x -> x = 7 ->", "intros _;", "intros _ _;"),
    "a definition": ("x + x.", "x + x + 0.", "", ""),
    "an argument less": ("(x : nat) : 0 <= x -> 0 <= double x", ": 0 <= 0 -> 0 <= double 0", "", ""),
}


@needs_coq
@pytest.mark.parametrize("weaker", WEAKER)
def test_texts_made_anew_for_a_weaker_statement_are_no_review(weaker: str, small: Small, tmp_path: Path) -> None:
    folder, agreement = copied(small, tmp_path)
    old, new, old_proof, new_proof = WEAKER[weaker]
    changed(folder / "Small.v", old, new)
    changed(folder / "Small.v", old_proof, new_proof)
    answers = build.answers_of(folder, agreement)
    (folder / "statements.txt").write_text(build.statements_of(answers, folder), encoding="utf-8")
    refused(folder, agreement, r"not what was reviewed .*theorem Small.SMALL")
    agreement.review.write_text(HEAD + build.rows_of(answers, agreement), encoding="utf-8")
    build.run(folder, agreement, recheck=False)


@needs_coq
def test_a_theorem_that_is_pinned_cannot_be_left_out(small: Small, tmp_path: Path) -> None:
    folder, agreement = copied(small, tmp_path)
    more = Theorem("ELIM", "Small", "MORE")
    refused(folder, replace(agreement, theorems=(*agreement.theorems, more)), "not of the agreed theorems: Small.MORE")
    refused(folder, replace(agreement, theorems=()), "not of the agreed theorems: Small.SMALL")


@needs_coq
@pytest.mark.usefixtures("all_words")
def test_a_pinned_axiom_is_one_of_the_library(small: Small, tmp_path: Path) -> None:
    folder, agreement = copied(small, tmp_path)
    changed(folder / "Small.v", DOUBLE, f"Axiom easy : False.\n{DOUBLE}")
    changed(folder / "Small.v", "intros _; apply le_0_n", "destruct easy")
    for axiom in ("Coq.Init.Peano.le_n_S", "Coq.Init.Logic.easy"):
        with pytest.raises(FormalError, match=r"no axiom|not found|not agreed"):
            build.run(folder, replace(agreement, axioms={"x": (axiom,)}), recheck=False)


REAL = {name: str(shutil.which(name)) for name in ("coqc", "coqchk")}


def shim(folder: Path, name: str, text: str) -> None:
    """A program by the name of one of Coq's, before it in the path; ``REAL`` stands for the true one."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{text.replace('REAL', REAL[name])}\n", encoding="utf-8")
    program.chmod(0o755)


FOR_ALL = 'case "$*" in *version*) exec REAL "$@";; esac\n'
# Each: what coqc does here in the place of its work; it concerns the environment, not the proofs.
UNABLE = {
    "another version": ("echo 8.17.1", "this is for Coq 8.16"),
    "no version": ("exit 1", "version unknown"),
    "a missing library": (
        f"{FOR_ALL}echo 'Cannot find a physical path bound to logical path Reals' >&2; exit 1",
        "known",
    ),
    "a library of another Coq": (f"{FOR_ALL}echo 'File Reals.vo has bad version number' >&2; exit 1", "known"),
    "out of time": (f"{FOR_ALL}exec sleep 9", "not done after 1 s"),
    "out of memory": (f"{FOR_ALL}echo 'Error: Out of memory.' >&2; exit 1", "broke off"),
    "killed": (f"{FOR_ALL}kill -9 $$", "broke off with status -9"),
    "an anomaly": (f"{FOR_ALL}exit 129", "broke off with status 129"),
    "no program": (f"{FOR_ALL}exit 127", "broke off with status 127"),
}


@needs_coq
@pytest.mark.parametrize("inability", UNABLE)
def test_what_cannot_be_checked_is_not_refuted(
    inability: str, small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, piece = UNABLE[inability]
    shim(tmp_path / "bin", "coqc", text)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    monkeypatch.setattr(coq, "SECONDS", 1)
    unchecked(*small, piece)


@needs_coq
def test_a_checker_of_another_version_checks_nothing(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shim(tmp_path / "bin", "coqchk", "echo The Coq Proof Checker, version 8.17.0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    unchecked(*small, "coqchk says")
    shim(
        tmp_path / "bin",
        "coqchk",
        'case "$*" in *version*) exec REAL "$@";; esac; echo "Error: no library" >&2; exit 1',
    )
    with pytest.raises(UncheckedError, match="known to be right"):
        build.run(*small)


@needs_coq
def test_a_review_that_is_not_there_decides_nothing(small: Small, tmp_path: Path) -> None:
    folder, agreement = small
    unchecked(folder, replace(agreement, review=tmp_path / "nowhere.md"), "no review")


def test_the_libraries_of_the_agreed_versions_pass_the_test_of_the_environment() -> None:
    assert set(coq.KNOWN) <= {file for _, files in agreed.LIBRARIES for file in files.split()}
