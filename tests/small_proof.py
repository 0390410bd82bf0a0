"""A small Coq proof with its review, for the tests of the formal check: made, copied, changed, and refused."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from verify.errors import FormalError, UncheckedError
from verify.formal import agreed, build, sources
from verify.formal.agreed import Agreement, Theorem

Small = tuple[Path, Agreement]

needs_coq = pytest.mark.skipif(not build.available(), reason=f"Coq is not installed: {build.INSTALL}")

STATEMENT = "Theorem SMALL (x : nat) : 0 <= x -> 0 <= double x.\n"
PROOF = "Proof. unfold double; intros _; apply le_0_n. Qed.\n"
THEOREM = STATEMENT + PROOF
DOUBLE = "Definition double (x : nat) : nat := x + x.\n"
WHOLE = DOUBLE + THEOREM
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
    answers = build.answers_of(sources.load(folder), agreement)
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


def added(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
