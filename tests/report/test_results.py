"""Combining what was checked can only weaken a verdict, and the files of a run are those of that run."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from verify.claims.registry import claims
from verify.commands.check import Settings
from verify.errors import InputError
from verify.kernel.assumptions import ASSUMPTIONS
from verify.store import results
from verify.store.atomic import write_text
from verify.verdict import Status, Verdict

Json = dict[str, Any]

ELIM = Settings(only=("ELIM",))


PROBLEM = {
    "network": {"widths": [1, 1], "activation": "tanh"},
    "parameters": 1,
    "names": ["t1"],
    "loss": "squared",
    "reduction": "sum",
    "samples": 1,
    "distinct_inputs": 1,
    "outputs": 1,
    "inputs": [["1"]],
    "targets": [["0"]],
    "lam": "1",
    "stated": {"loss": "squared"},
    "sha256": "0" * 64,
}


def outcome(verdict: str, grade: str | None = "certified") -> Json:
    """What a claim says on one case."""
    return {"verdict": Verdict(verdict), "sense": None, "grade": grade, "detail": "why", "assuming": [], "sha256": None}


def case(name: str, verdict: str, grade: str | None = "certified", status: str | None = None) -> Json:
    """What ``check.perform`` returns for a case on which every claim has this verdict."""
    return {
        "task": "case",
        "name": name,
        "path": f"{name}.toml",
        "title": name,
        "kind": "bad-minimum",
        "source": "a test",
        "story": {},
        "problem": PROBLEM,
        "theta": ["0"],
        "rounded": False,
        "added": [],
        "findings": [],
        "statement": None,
        "claims": {claim: outcome(verdict, grade) for claim in claims()},
        "status": Verdict(verdict).status if status is None else Status(status),
        "certificates": {"format": "verify-minima certificates", "certificates": [{"kind": "value"}]},
        "seconds": 0.1,
    }


def proof(name: str, *proved: bool, family: tuple[Json, ...] = ()) -> Json:
    """What ``check.perform`` returns for a claim with these steps."""
    steps = [
        {"name": f"step-{i}", "says": "", "relation": "=", "proved": p, "sha256": None} for i, p in enumerate(proved)
    ]
    return {
        "task": "claim",
        "name": name,
        "steps": steps,
        "family": list(family),
        "hunt": None,
        "certificates": [],
        "step_certificates": [],
        "status": Status.AS_EXPECTED,
        "seconds": 0.1,
    }


def elim(*checked: Json) -> tuple[Json, Json]:
    """The combined results, and the row of the claim ELIM in them."""
    combined = results.combine(checked, ELIM)
    (row,) = combined["claims"]
    return combined, row


def test_one_failing_instance_makes_the_claim_fail() -> None:
    combined, row = elim(proof("ELIM", True), *(case(f"c{i}", "holds") for i in range(9)), case("bad", "fails"))
    assert row["instances"]["verdict"] == "fails"
    assert row["instances"]["fails"] == 1
    assert row["status"] == combined["status"] == "not as expected"
    assert combined["exit"] == 1


def test_an_unknown_instance_leaves_the_claim_undecided() -> None:
    combined, row = elim(case("c", "holds"), case("open", "unknown", None))
    assert row["instances"]["verdict"] == "unknown"
    assert combined["status"] == "undecided"
    assert combined["exit"] == 3


def test_a_failure_outweighs_what_is_unknown() -> None:
    combined, row = elim(case("open", "unknown", None), case("bad", "fails"))
    assert row["instances"]["verdict"] == "fails"
    assert combined["exit"] == 1


@pytest.mark.parametrize(
    "checked", [(), (case("c", "vacuous"),), (case("c", "not-applicable", None), case("d", "vacuous"))]
)
def test_without_an_instance_that_says_something_the_verdict_is_vacuous(checked: tuple[Json, ...]) -> None:
    _, row = elim(*checked)
    assert row["instances"]["verdict"] == "vacuous"
    assert row["instances"]["nonvacuous"] == 0
    assert row["instances"]["grade"] is None


def test_vacuous_and_not_applicable_instances_are_counted_apart() -> None:
    _, row = elim(case("c", "holds"), case("d", "vacuous"), case("e", "not-applicable", None))
    counted = {key: row["instances"][key] for key in ("total", "nonvacuous", "vacuous", "unknown", "not_applicable")}
    assert counted == {"total": 2, "nonvacuous": 1, "vacuous": 1, "unknown": 0, "not_applicable": 1}


def test_the_grade_is_that_of_the_weakest_instance() -> None:
    _, row = elim(case("a", "holds", "symbolic"), case("b", "holds", "certified"), case("c", "holds", "formal"))
    assert row["instances"]["grade"] == "certified"


def test_an_instance_without_a_grade_leaves_none_to_the_claim() -> None:
    _, row = elim(case("a", "holds", "symbolic"), case("b", "holds", None))
    assert row["instances"]["grade"] is None


def test_a_claims_own_instances_count_like_cases() -> None:
    own = {"case": "own-1", **outcome("fails")}
    combined, row = elim(proof("ELIM", True, family=(own,)), case("c", "holds"))
    assert row["instances"]["verdict"] == "fails"
    assert [i["case"] for i in row["cases"]] == ["c", "own-1"]
    assert combined["exit"] == 1


def test_one_step_that_is_not_carried_out_fails_the_proof() -> None:
    combined, row = elim(proof("ELIM", True, False, True), case("c", "holds"))
    assert row["proof"]["verdict"] == "fails"
    assert combined["status"] == "not as expected"


def test_a_proof_that_was_not_run_is_not_said_to_hold() -> None:
    combined, row = elim(case("c", "holds"))
    assert row["proof"] == {"verdict": "unknown", "grade": "symbolic", "scope": "all", "checked": False}
    assert combined["status"] == "as expected"


def test_a_refuted_file_makes_the_run_fail_though_every_claim_holds() -> None:
    combined, row = elim(case("c", "holds", status="not as expected"))
    assert row["status"] == "as expected"
    assert combined["exit"] == 1


def test_all_as_expected_is_exit_status_0() -> None:
    combined, row = elim(proof("ELIM", True, True), case("c", "holds"))
    assert row["proof"]["verdict"] == row["instances"]["verdict"] == "holds"
    assert combined["exit"] == 0


def test_without_a_restriction_every_claim_has_its_row_and_cases_are_in_order() -> None:
    combined = results.combine([case("b", "holds"), case("a", "holds")], Settings())
    assert [row["name"] for row in combined["claims"]] == list(claims())
    assert [c["name"] for c in combined["cases"]] == ["a", "b"]


# ---------------------------------------------------------------------------------------------------------------- files


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    checked = [proof("ELIM", True), case("bad-minima/ä", "holds")]
    combined = results.combine(checked, ELIM)
    results.write(tmp_path, combined, results.certificates(checked))
    assert results.read(tmp_path) == combined
    (named,) = [c["certificates"]["file"] for c in combined["cases"]]
    assert json.loads((tmp_path / named).read_text(encoding="ascii")) == checked[1]["certificates"]


def test_certificates_of_earlier_runs_are_removed(tmp_path: Path) -> None:
    for name in ("old/gone", "kept"):
        checked = [case(name, "holds")]
        results.write(tmp_path, results.combine(checked, ELIM), results.certificates(checked))
    files = [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.json")]
    assert sorted(files) == ["certificates/kept.json", "claims.json", "results.json"]


def test_writing_the_same_run_again_gives_the_same_bytes(tmp_path: Path) -> None:
    checked = [proof("ELIM", True), case("c", "holds")]
    for folder in ("one", "two"):
        results.write(tmp_path / folder, results.combine(checked, ELIM), results.certificates(checked))
    for name in ("results.json", "certificates/c.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "no results to report"),
        (b"{", "is not JSON"),
        (b"\xff", "is not UTF-8"),
        (b"[]", "is not a result of this version"),
        (b'{"format": "something else", "version": 1}', "is not a result of this version"),
        (b'{"format": "verify-minima results", "version": 0}', "is not a result of this version"),
    ],
    ids=["missing", "cut off", "not text", "a list", "another format", "another version"],
)
def test_what_cannot_be_read_is_an_error_with_a_remedy(content: bytes | None, words: str, tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=words) as raised:
        results.read(tmp_path)
    assert "run `verify check`" in raised.value.message
    assert raised.value.place == str(path)


def variant(name: str, verdict: str, *dropped: str) -> Json:
    """A case that states a variant of ELIM, and whether it was proved false."""
    made = case(name, "not-applicable")
    made["statement"] = {"claim": "ELIM", "dropped": list(dropped), "changes": "so", "conclusion": "elimination"}
    made["findings"] = [{"kind": "violation", "verdict": verdict}]
    return made


def test_an_assumption_is_shown_necessary_by_proved_variants_only() -> None:
    combined, _ = elim(variant("seen", "proved", "convex"), variant("open", "unknown", "differentiable"))
    rows = {row["assumption"]: [v["case"] for v in row["variants"]] for row in combined["necessity"]["dropped"]}
    assert rows[ASSUMPTIONS["convex"].words] == ["seen"]
    assert rows[ASSUMPTIONS["differentiable"].words] == []
    assert len(rows) == len(claims()["ELIM"].assumptions)


def test_a_variant_that_drops_nothing_is_listed_apart() -> None:
    combined, _ = elim(variant("other", "proved"))
    assert [v["case"] for v in combined["necessity"]["changed"]] == ["other"]
    assert all(not row["variants"] for row in combined["necessity"]["dropped"])


def test_of_several_results_of_one_case_the_worst_is_reported() -> None:
    one, other = case("c", "holds"), case("c", "fails")
    for checked in ((one, other), (other, one)):
        combined, row = elim(*checked)
        assert (combined["status"], len(combined["cases"])) == ("not as expected", 1)
        assert row["instances"]["total"] == 1


def test_a_broken_off_run_leaves_the_old_report_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = [case("a", "holds"), case("b", "holds")]
    first = results.combine(good, ELIM)
    results.write(tmp_path, first, results.certificates(good), {"index.html": "of the first run"})
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    written: list[Path] = []
    whole = Path.write_text

    def break_off(path: Path, *arguments: Any, **more: Any) -> int:
        if written:
            raise KeyboardInterrupt
        written.append(path)
        return whole(path, *arguments, **more)

    monkeypatch.setattr(Path, "write_text", break_off)
    bad = [case("a", "fails"), case("b", "holds")]
    with pytest.raises(KeyboardInterrupt):
        results.write(tmp_path, results.combine(bad, ELIM), results.certificates(bad))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert results.read(tmp_path) == first


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "results.json"
    write_text(path, "as it was")

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space"):
        write_text(path, "half")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "\ud800")
    assert {p.name: p.read_text(encoding="utf-8") for p in tmp_path.iterdir()} == {"results.json": "as it was"}


def test_files_of_others_beside_our_certificates_stay(tmp_path: Path) -> None:
    theirs = tmp_path / "certificates/theirs.json"
    theirs.parent.mkdir()
    theirs.write_text('{"issuer": "someone"}', encoding="utf-8")
    for name in ("old", "new"):
        checked = [case(name, "holds")]
        results.write(tmp_path, results.combine(checked, ELIM), results.certificates(checked))
    assert sorted(p.name for p in theirs.parent.iterdir()) == ["new.json", "theirs.json"]
