"""What a run prints by default: one page of what was asked, of what is new or wrong, the verdict and the place."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from verify.commands.check import Settings, run
from verify.commands.tasks import tasks
from verify.report.terminal.brief import brief
from verify.report.terminal.tables import progress
from verify.store import results
from verify.store.changes import changes, earlier
from verify.store.results_schema import Results
from verify.verdict import Status, Verdict

CASES = Path(__file__).parent.parent.parent / "counterexamples"
QUICK = CASES / "bad-minima" / "sine-frequency.toml"


@pytest.fixture(scope="module")
def one() -> Results:
    """The results of one quick file."""
    checked = run(tasks([str(QUICK)]).tasks, Settings(), lambda *_: None)
    return results.combine(checked, Settings(), partial="only it")


def printed(found: Results, before: list[Results] | None = None, width: int = 80) -> str:
    console = Console(width=width, record=True, file=open("/dev/null", "w", encoding="utf-8"), highlight=False)  # noqa: SIM115
    brief(console, found, changes(before or [], found), Path("reports/partial"))
    console.file.close()
    return console.export_text()


@pytest.mark.parametrize("width", [80, 120])
def test_one_file_is_a_page_of_the_claims_that_it_asks(one: Results, width: int) -> None:
    lines = printed(one, width=width).splitlines()
    assert len(lines) <= 25
    assert all(len(line) <= width for line in lines)
    text = "\n".join(lines)
    assert "not run" not in text
    asked = {claim["name"] for claim in one["claims"] if claim["instances"]["total"]}
    rows = {line.split()[0] for line in lines if " holds " in line}
    assert rows == asked
    assert len(asked) < len(one["claims"])
    assert "1 case: as expected (exit status 0)" in text
    assert "reports/partial/index.html" in text


def test_a_case_on_which_no_claim_is_decided_has_no_table_of_claims(one: Results) -> None:
    open_ = copy.deepcopy(one)
    for claim in open_["claims"]:
        for instance in claim["cases"]:
            if instance["verdict"] != Verdict.NOT_APPLICABLE:
                instance["verdict"] = Verdict.UNKNOWN
    open_["cases"][0]["status"] = Status.NOT_AS_EXPECTED
    text = " ".join(printed(open_, width=120).split())
    asked = [claim["name"] for claim in one["claims"] if claim["instances"]["total"]]
    assert f"not decided on this case: {', '.join(asked)} " in text
    (first,) = [i for i in open_["claims"][0]["cases"] if i["verdict"] == Verdict.UNKNOWN]
    first["verdict"] = Verdict.HOLDS
    assert "not decided on this case" not in printed(open_)


def test_a_full_run_is_a_page_too(one: Results) -> None:
    """With the steps of the proofs of all claims, and more cases than are spoken of one by one."""
    many = copy.deepcopy(one)
    many["partial"] = None
    for claim in many["claims"]:
        claim["proof"]["checked"] = True
    many["cases"] = [{**many["cases"][0], "name": f"bad-minima/{i}"} for i in range(300)]
    lines = printed(many).splitlines()
    assert len(lines) <= 25
    assert sum(line.split()[:1] == [claim["name"]] for line in lines for claim in many["claims"]) == len(many["claims"])
    assert "300 cases" in "\n".join(lines)


def test_what_is_new_and_what_came_out_otherwise_is_said(one: Results) -> None:
    before = copy.deepcopy(one)
    assert "last report" not in printed(one, [before])
    before["cases"][0]["claims"]["ELIM"]["verdict"] = Verdict.UNKNOWN
    assert "changed bad-minima/sine-frequency: holds, was unknown: ELIM" in printed(one, [before], 120)
    before["cases"] = []
    assert "new since the last report: bad-minima/sine-frequency" in printed(one, [before])


def test_what_has_gone_is_said_of_a_report_of_everything_alone(one: Results) -> None:
    before, now = copy.deepcopy(one), copy.deepcopy(one)
    before["cases"].append({**before["cases"][0], "name": "bad-minima/lost"})
    assert "gone" not in printed(now, [before])
    now["partial"] = None
    assert "gone since the last report: bad-minima/lost" in printed(now, [before])


def test_the_first_report_that_has_a_name_counts(one: Results) -> None:
    """The report that is replaced is later than the one of everything."""
    older = copy.deepcopy(one)
    older["cases"][0]["claims"]["ELIM"]["verdict"] = Verdict.UNKNOWN
    found = changes([one, older], one)
    assert found is not None
    assert found.lines == ()
    assert changes([older, one], one) != found


def test_without_an_earlier_report_nothing_is_new(one: Results, tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text("{}", encoding="utf-8")
    assert earlier([tmp_path, tmp_path / "nowhere"]) == []
    assert changes([], one) is None


def test_what_is_wrong_is_shown_with_where_it_is_explained_and_how_much_more_there_is(one: Results) -> None:
    wrong = copy.deepcopy(one)
    wrong["status"], wrong["exit"] = Status.NOT_AS_EXPECTED, 1
    faults: list[Any] = [
        {"name": f"f{i}", "verdict": Verdict.REFUTED, "place": f"x.toml:{i}", "message": "not so"} for i in range(12)
    ]
    wrong["cases"][0]["findings"] += faults
    text = printed(wrong)
    assert "refuted x.toml:0: not so" in text
    assert "and 4 more lines like these" in text
    assert "verify explain refuted" in text
    assert "not as expected (exit status 1)" in text


def test_a_claim_that_the_file_does_not_ask_is_named_below_the_table(one: Results) -> None:
    aside = copy.deepcopy(one)
    for claim in aside["claims"]:
        if claim["name"] == "MASK":
            claim["cases"] = [{**row, "verdict": Verdict.UNKNOWN} for row in claim["cases"]]
    text = printed(aside, width=120)
    assert "not asked by the files, and not decided: MASK" in text
    assert not any(line.startswith("MASK") for line in text.splitlines())


def test_in_a_pipe_there_is_no_progress(capfd: pytest.CaptureFixture[str]) -> None:
    with progress(3) as advance:
        advance("a", "as expected")
    assert capfd.readouterr() == ("", "")
