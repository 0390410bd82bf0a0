"""Around the gate of the formal check: words, the folder, texts that drift, and an environment that cannot check.

On the small sources of ``small_proof.py``. Coq is needed for most.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from small_proof import (
    DOUBLE,
    HEAD,
    Small,
    added,
    all_words,
    changed,
    copied,
    needs_coq,
    refused,
    small,
    unchecked,
)

from verify.errors import FormalError, UncheckedError
from verify.formal import agreed, build, coq, review, sources
from verify.formal.agreed import Theorem

__all__ = ["all_words", "small"]

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
@pytest.mark.usefixtures("all_words")
def test_the_environment_of_the_user_adds_nothing(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere" / "coq"
    elsewhere.mkdir(parents=True)
    (elsewhere / "Outside.v").write_text("Lemma outside : True. Proof. exact I. Qed.\n", encoding="utf-8")
    subprocess.run(["coqc", "-q", "Outside.v"], cwd=elsewhere, check=True)
    folder, agreement = copied(small, tmp_path)
    changed(folder / "Small.v", "Open Scope", "Require Import Outside.\nOpen Scope")
    for name in ("COQPATH", "XDG_DATA_HOME", "XDG_DATA_DIRS", "ROCQPATH"):
        monkeypatch.setenv(name, str(elsewhere if name.endswith("PATH") else elsewhere.parent))
    subprocess.run(["coqc", "-q", "Small.v"], cwd=folder, check=True)  # without our environment it is found
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
    answers = build.answers_of(sources.load(folder), agreement)
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
