"""The formal proofs of the project: what is pinned and reviewed, copies of it that lie, the command, and the stamp.

The gate itself is tested on small sources in ``test_formal_gate.py``. coqchk of the whole takes a minute, so it runs in
``verify formal``, which continuous integration calls, and not here. Coq is needed for some:
``apt-get install --no-install-recommends coq libcoq-mathcomp-ssreflect libcoq-coquelicot libcoq-interval``.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from verify.claims.registry import claims
from verify.cli import commands
from verify.errors import FormalError, UncheckedError
from verify.formal import agreed, build, coq, question, review, sources, statement_texts
from verify.store import stamp

Json = dict[str, Any]

needs_coq = pytest.mark.skipif(not build.available(), reason=f"Coq is not installed: {build.INSTALL}")


def test_the_review_is_of_the_pinned_theorems_with_axioms_that_have_a_letter() -> None:
    entries = review.read(agreed.REVIEW)
    assert [(e.claim, e.label) for e in entries.values()] == [(t.claim, t.label) for t in agreed.THEOREMS]
    assert {letter for e in entries.values() for letter in e.axioms} == set(agreed.AXIOMS)
    assert len({e.digest for e in entries.values()}) == len(entries)


def test_the_notes_hold_the_rows_of_the_review_that_is_installed() -> None:
    """Who reviews a statement says so in words, beside the digest of what he has read."""
    assert agreed.REVIEW.parent == agreed.SOURCES  # in the package, so that an installed one has it
    notes = Path(__file__).parent.parent / "notes" / "formal.md"
    assert review.ROW.findall(notes.read_text(encoding="utf-8")) == review.ROW.findall(agreed.REVIEW.read_text("utf-8"))


def test_every_theorem_and_definition_of_the_reviewed_texts_stands_in_the_sources() -> None:
    texts = statement_texts.read()
    assert set(statement_texts.of_kind("theorem", texts)) == {t.label for t in agreed.THEOREMS}
    for label in [*statement_texts.of_kind("theorem", texts), *statement_texts.of_kind("definition", texts)]:
        file, _, name = label.partition(".")
        assert re.search(rf"^\w+ {name}\b", (agreed.SOURCES / f"{file}.v").read_text(encoding="utf-8"), re.M), label
    assert statement_texts.render(texts, texts) == (agreed.SOURCES / "statements.txt").read_text(encoding="utf-8")


def copied(folder: Path) -> Path:
    shutil.copytree(build.SOURCES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


IN_THE_PROJECT = {
    "an admitted proof": ("Setting.v", "Qed.", "Admitted.", r"Setting\.v:\d+: Admitted\."),
    "an axiom": ("Sums.v", "Section Sums.", "Axiom easy : False. Section Sums.", r"Sums\.v:\d+: Axiom easy"),
    "an assumption removed from a main theorem": ("Orbit.v", "lam <> 0 ->", "", r"Orbit\.v is refused"),
}


@needs_coq
@pytest.mark.parametrize("lie", IN_THE_PROJECT)
def test_a_copy_of_the_project_that_lies_is_refused(lie: str, tmp_path: Path) -> None:
    file, old, new, piece = IN_THE_PROJECT[lie]
    copy = copied(tmp_path / "copy")
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormalError, match=piece) as refusal:
        build.run(copy, recheck=False)
    assert not isinstance(refusal.value, UncheckedError)


def test_what_coq_only_assumes_is_listed_as_it_stands() -> None:
    answer = (
        "Axioms:\nloop is assumed to be guarded.\nClassicalDedekindReals.sig_not_dec : forall P, {~ ~ P} + {~ P}\n"
        "functional_extensionality_dep\n  : forall (A : Type) (B : A -> Type), True\n"
    )
    assert question.assumed(answer) == {
        "loop is assumed to be guarded.",
        "ClassicalDedekindReals.sig_not_dec",
        "functional_extensionality_dep",
    }
    assert question.assumed("Closed under the global context") == set()


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
    assert build.audited(SUMMARY) == {"Coq.Logic.Classical_Prop.classic"}
    for old, new in (
        ("unsafe (co)fixpoints: <none>", "unsafe (co)fixpoints:\n    A.loop"),
        ("predicative", "impredicative"),
    ):
        with pytest.raises(FormalError, match=r"coqchk: (Constants|Theory)"):
            build.audited(SUMMARY.replace(old, new))
    with pytest.raises(FormalError, match="did not list"):
        build.audited("CONTEXT SUMMARY\n")


def result() -> Json:
    """What a formal check of the present sources would return."""
    return {
        "coq": build.version() if build.available() else "8.16.1",
        "sources": build.digests(),
        "theorems": [{"claim": t.claim, "file": f"{t.file}.v", "name": t.name, "axioms": []} for t in build.theorems()],
    }


def test_a_stamp_is_bound_to_all_that_it_depends_on(tmp_path: Path) -> None:
    assert {p.name for p in build.SOURCES.iterdir() if p.suffix} <= set(build.digests())
    assert "_CoqProject" in build.digests()
    stamp.write(tmp_path, result())
    assert stamp.read(tmp_path) == result()


STALE: dict[str, Callable[[Json], object]] = {
    "another source": lambda r: r["sources"].update({"Orbit.v": "0"}),
    "other reviewed statements": lambda r: r["sources"].update({"statements.txt": "0"}),
    "another review": lambda r: r["sources"].update({"review.txt": "0"}),
    "a source less": lambda r: r["sources"].pop("Orbit.v"),
    "another checker": lambda r: r["sources"].update({"agreed.py": "0"}),
    "a theorem more": lambda r: r["theorems"].append({"claim": "FLOW", "file": "Flow.v", "name": "X", "axioms": []}),
    "a theorem for another claim": lambda r: r["theorems"][0].update({"claim": "ELIM"}),
    "an axiom that is not agreed": lambda r: r["theorems"][0].update({"axioms": ["easy"]}),
    "an axiom by the last part of its name": lambda r: r["theorems"][0].update({"axioms": ["classic"]}),
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
    for old, new in (
        ('"axioms": []', '"axioms": ["Coq.Logic.Classical_Prop.classic"]'),
        (f'"coq": "{result()["coq"]}"', '"coq": "9.9"'),
    ):
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
    monkeypatch.setattr(coq, "available", lambda: False)
    with pytest.raises(UncheckedError, match="apt-get install"):
        build.run()


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [(FormalError("no"), 1, "refuted: no"), (UncheckedError("time"), 3, "not checked on this machine: time")],
)
def test_the_exit_status_tells_a_refusal_from_what_was_not_checked(
    error: FormalError, status: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run() -> Json:
        raise error

    monkeypatch.setattr(build, "run", run)
    done = CliRunner().invoke(commands, ["formal", "--reports", str(tmp_path)])
    assert done.exit_code == status
    assert said in done.output
    assert ("refuted" in done.output) == (status == 1)
    assert not list(tmp_path.iterdir())


def test_what_is_checked_is_stamped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "run", lambda: {**result(), "seconds": 1.0})
    done = CliRunner().invoke(commands, ["formal", "--json", "--reports", str(tmp_path)])
    assert done.exit_code == 0
    assert json.loads(done.output) == stamp.read(tmp_path)


def test_comments_nest_and_strings_are_no_comments() -> None:
    text = 'A (* "*)" (* x *) Axiom y. *) B "(*" C.\n(* *) D.'
    assert sources.without_comments(text).split() == ["A", "B", "C.", "D."]
    assert len(sources.without_comments(text)) == len(text)


def test_every_claim_of_the_paper_has_its_theorem() -> None:
    proved = {theorem.claim for theorem in build.theorems()}
    assert {name for name, claim in claims().items() if claim.source == "paper"} <= proved
