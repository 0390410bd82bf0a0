"""``verify plot``, and the figures of a report: what is written, from what, and what a fault says."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from evidence import document, scene

from verify.cli import commands
from verify.commands import case_figures
from verify.commands import plot as plotting
from verify.commands.check import Settings, check_case, file_task, perform
from verify.commands.checked import CheckedCase
from verify.figures.scene import Scene
from verify.numerics import ball
from verify.problem.case import Case
from verify.report import site
from verify.store import results
from verify.store.atomic import write_text
from verify.verdict import Status, Verdict

CASES = Path(__file__).parent.parent.parent / "counterexamples"
DEAD = "bad-minima/dead-relu"


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(commands, list(arguments))


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one case, in which commands are run."""
    path = tmp_path / "counterexamples" / f"{DEAD}.toml"
    path.parent.mkdir(parents=True)
    shutil.copy(CASES / f"{DEAD}.toml", path)
    monkeypatch.chdir(tmp_path)
    return path


def test_all_figures_that_apply_are_written_and_the_others_are_named(bench: Path) -> None:
    done = verify("plot", str(bench))
    assert done.exit_code == 0, done.output
    names = ("fit", "segment", "slice", "pit", "descent", "mask", "cells", "network")
    assert {p.name for p in bench.parent.parent.parent.glob("*.svg")} == {
        f"bad-minima-dead-relu-{n}.svg" for n in names
    }
    assert "wrote bad-minima-dead-relu-fit.svg: Data and fit\n  3 samples at 3 different inputs" in done.output
    assert "no figure flow: the file names no start of a gradient flow, [flow]" in done.output


def test_one_figure_in_the_format_of_its_file(bench: Path) -> None:
    for form, begins in (("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<svg")):
        done = verify("plot", str(bench), "--figure", "fit", "--output", f"out/fit.{form}", "--json")
        assert done.exit_code == 0, done.output
        assert Path(f"out/fit.{form}").read_bytes().startswith(begins)
        (row,) = json.loads(done.output)["figures"]
        assert (row["name"], row["file"]) == ("fit", f"out/fit.{form}")
        assert row["alternative"].startswith("3 samples")
    assert verify("plot", str(bench), "--figure", "fit", "--output", "out", "--format", "png").exit_code == 0
    assert Path("out/bad-minima-dead-relu-fit.png").read_bytes() == Path("out/fit.png").read_bytes()


def test_what_is_beyond_all_floats_is_not_drawn_and_said_to_be_so(bench: Path) -> None:
    """Weights of 1e300: whatever cannot be drawn is named, and the rest is drawn."""
    text = bench.read_text("utf-8").replace('["0"], ["1"], ["2"]]', '["1e200"], ["1"], ["-2"]]')
    point = '[point]\ntheta = ["1e300", "-1e300", "1e-300", "1"]\n'
    bench.write_text(text.split("[point]")[0].replace("bad-minimum", "point") + point, "utf-8")
    done = verify("plot", str(bench), "--budget", "20")
    assert done.exit_code == 0, done.output
    assert "no figure slice: the figure slice cannot be drawn: ValueError, no value on the plane is a " in done.output
    assert Path("bad-minima-dead-relu-network.svg").exists()
    one = verify("plot", str(bench), "--budget", "20", "--figure", "slice")
    assert "the figure slice cannot be drawn" in str(one.exception)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--figure", "fits"), "there is no figure 'fits'; the figures are fit, plane, segment, slice, pit, descent, "),
        (("--figure", "flow"), "the figure flow does not apply: the file names no start of a gradient flow, [flow]"),
        (("--figure", "fit", "-o", "fit.gif"), "fit.gif: the name of the file ends in .svg, .png, .pdf, or is that of"),
        (("--figure", "fit", "-o", "fit.svg", "--format", "png"), "fit.svg: the name of the file ends in .png, or is"),
        (("-o", "fit.svg"), "fit.svg: one file holds one figure: name it with --figure, or give a folder"),
    ],
)
def test_wrong_use_is_one_message(bench: Path, arguments: tuple[str, ...], message: str) -> None:
    command = [sys.executable, "-m", "verify", "plot", str(bench), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_file_that_is_not_there_or_is_no_case_is_one_message(bench: Path) -> None:
    bench.write_text("title = 3", encoding="utf-8")
    for path in (bench, Path("nowhere.toml")):
        done = verify("plot", str(path))
        assert isinstance(done.exception, Exception)
        assert str(path) in str(done.exception)


def test_the_certificates_of_a_report_are_used_if_they_are_of_this_file(
    bench: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert verify("check", str(bench), "--jobs", "1").exit_code == 0
    shutil.copytree("reports/partial/certificates", "reports/certificates")
    checked: list[str] = []
    true = plotting.check_case

    def counted(case: Case, settings: Settings) -> CheckedCase:
        checked.append(case.name)
        return true(case, settings)

    monkeypatch.setattr(plotting, "check_case", counted)
    assert verify("plot", str(bench), "--figure", "fit").exit_code == 0
    assert checked == []
    bench.write_text(bench.read_text("utf-8").replace('["0"], ["3"]]', '["0"], ["6"]]'), "utf-8")
    assert verify("plot", str(bench), "--figure", "fit").exit_code == 0
    assert checked == [DEAD]


def test_a_report_has_the_figures_of_its_cases_with_their_words(bench: Path) -> None:
    assert verify("check", str(bench), "--jobs", "1").exit_code == 0
    folder = Path("reports/partial")
    (row,) = results.read(folder)["cases"]
    assert [figure["name"] for figure in row["figures"]] == ["fit", "segment"]
    for figure in row["figures"]:
        svg = (folder / figure["file"]).read_text("utf-8")
        assert svg.startswith("<svg")
        assert figure["title"] in svg
        assert figure["alternative"].endswith(".")
    assert site.pages(folder, results.read(folder))


def test_figures_of_the_same_certificates_are_not_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = scene(DEAD)
    certificates = document(DEAD)
    first = case_figures.case_figures(at.case, certificates, tmp_path)
    names = [figure["name"] for figure in first["figures"]]
    assert names == ["fit", "segment"]
    checked: Any = {**check_case(at.case, Settings()), "task": "case", "seconds": 0.0, "drawn": first}
    for name, text in results.drawings([checked]).items():
        write_text(tmp_path / name, text)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("drawn again")

    monkeypatch.setattr(case_figures, "figures_of", refuse)
    assert case_figures.case_figures(at.case, certificates, tmp_path) == first
    with pytest.raises(AssertionError, match="drawn again"):
        case_figures.case_figures(at.case, {**certificates, "certificates": []}, tmp_path)
    path = tmp_path / "figures" / DEAD / "segment.svg"
    path.write_text(path.read_text("utf-8").replace("(proved)", "(proven)"), "utf-8")
    with pytest.raises(AssertionError, match="drawn again"):
        case_figures.case_figures(at.case, certificates, tmp_path)
    path.unlink()
    with pytest.raises(AssertionError, match="drawn again"):
        case_figures.case_figures(at.case, certificates, tmp_path)


def test_a_figure_that_contradicts_its_evidence_makes_the_check_fail(
    bench: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, settings = file_task(bench), Settings(figures=Path("reports"))
    assert perform(task, settings)["status"] == Status.AS_EXPECTED
    monkeypatch.setattr(Scene, "risk", lambda self, at: ball.ball(7))
    result = perform(task, settings)
    assert result["task"] == "case"
    assert result["drawn"] is None
    assert result["status"] == Status.NOT_AS_EXPECTED
    last: Any = result["findings"][-1]
    assert (last["name"], last["verdict"]) == ("the figures", Verdict.REFUTED)
    assert "a figure would say 2, as lower-value states, where it has computed 7" in last["message"]


def test_nothing_is_drawn_or_imported_if_no_figures_are_wanted(bench: Path) -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom verify.cli import commands\n"
        f"done = CliRunner().invoke(commands, ['check', {str(bench)!r}, '--jobs', '1', '--no-figures'])\n"
        "assert done.exit_code == 0, done.output\n"
        "assert 'matplotlib' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
    assert not list(Path("reports").rglob("*.svg"))
    assert "figures" not in results.read(Path("reports/partial"))["cases"][0]


def test_figures_of_earlier_runs_go_and_files_of_others_stay(bench: Path) -> None:
    assert verify("check", str(bench), "--jobs", "1").exit_code == 0
    theirs = Path("reports/partial/figures/theirs/picture.svg")
    theirs.parent.mkdir()
    theirs.write_text("<svg/>", encoding="utf-8")
    assert verify("check", str(bench), "--jobs", "1", "--no-figures").exit_code == 0
    assert list(Path("reports").rglob("*.svg")) == [theirs]
