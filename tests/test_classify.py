"""``verify classify FILE`` and ``verify check`` on a point: what is printed, written and exited with; faulty points."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from verify.cli import commands
from verify.errors import FileError
from verify.files.load import load
from verify.recheck import main as second_checker

CASES = Path(__file__).parent.parent / "counterexamples"
DEAD = "points/dead-relus"


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(commands, list(arguments))


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one point, in which commands are run."""
    path = tmp_path / "counterexamples" / f"{DEAD}.toml"
    path.parent.mkdir(parents=True)
    shutil.copy(CASES / f"{DEAD}.toml", path)
    monkeypatch.chdir(tmp_path)
    return path


def test_it_says_what_is_proved_and_writes_what_proves_it(bench: Path) -> None:
    done = verify("classify", str(bench), "--jobs", "1")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Proved: L has a local minimum at the point; it is no global minimum: L is ")
    assert "the added neurons lead away from it." in done.output
    again = verify("reprove", "reports/partial", "counterexamples", "--json")
    assert json.loads(again.output)["exit"] == 0, again.output
    assert second_checker(["reports/partial", "counterexamples"]) == 0
    results = json.loads(Path("reports/partial/results.json").read_text())
    assert results["cases"][0]["findings"][0]["facts"] == {"answer": "local-minimum", "rank": "bad", "distance": "0"}


def test_the_same_as_json(bench: Path) -> None:
    done = verify("classify", str(bench), "--jobs", "1", "--json")
    found = json.loads(done.output)
    assert (found["name"], found["answer"], found["rank"], found["distance"]) == (DEAD, "local-minimum", "bad", "0")
    assert (found["exit"], done.exit_code) == (0, 0)


@pytest.mark.parametrize("key", ["answer", "rank"])
def test_both_checkers_ask_for_what_the_file_expects(bench: Path, key: str) -> None:
    assert verify("check", str(bench), "--jobs", "1").exit_code == 0
    document = next(Path("reports/partial/certificates").rglob("*.json"))
    text = document.read_text(encoding="utf-8")
    document.write_text(json.dumps(_without_answer(json.loads(text))), encoding="utf-8")
    assert f"no certificate proves {key} = " in verify("reprove", "reports/partial", "counterexamples").output
    assert second_checker(["reports/partial", "counterexamples"]) == 1


def _without_answer(document: dict[str, object]) -> dict[str, object]:
    entries = document["certificates"]
    assert isinstance(entries, list)
    return {**document, "certificates": [c for c in entries if c["kind"] != "answer"]}


def test_a_check_of_a_point_prints_the_answer(bench: Path) -> None:
    done = verify("check", str(bench), "--jobs", "1")
    assert done.exit_code == 0
    assert "Proved: L has a local minimum at the point; it is no global minimum" in " ".join(done.output.split())
    front = Path("reports/partial/index.html").read_text(encoding="utf-8")
    assert "Proved: L has a local minimum at the point; it is no global minimum" in front
    assert "What the paper claims" not in front
    assert "What L is near the points" in Path("reports/partial/points.html").read_text(encoding="utf-8")
    (page,) = Path("reports/partial/cases").rglob("*.html")
    assert "What the claims say about it" not in page.read_text(encoding="utf-8")


def test_another_expected_answer_is_exit_status_1(bench: Path) -> None:
    bench.write_text(bench.read_text().replace('answer = "local-minimum"', 'answer = "saddle"'))
    done = verify("classify", str(bench), "--jobs", "1")
    assert done.exit_code == 1
    assert "Not so: " in done.output


def test_what_is_not_decided_is_exit_status_3(bench: Path) -> None:
    done = verify("classify", str(bench), "--jobs", "1", "--budget", "0.000001")
    assert done.exit_code == 3
    assert "Not decided: " in done.output
    assert "Proved: " not in done.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--radius", "0"], "a radius is above 0"),
        (["--radius", "-1"], "a radius is above 0"),
        (["--radius", "1e9"], "a radius is above 0, and at most"),
        (["--radius", "far"], "'far' is not an exact number"),
    ],
)
def test_a_radius_is_a_positive_number(bench: Path, arguments: list[str], words: str) -> None:
    done = verify("classify", str(bench), *arguments)
    assert done.exit_code != 0
    assert words in str(done.exception)


def test_a_statement_has_no_point() -> None:
    path = next(p for p in sorted((CASES / "necessity").rglob("*.toml")) if 'kind = "statement"' in p.read_text())
    done = verify("classify", str(path))
    assert done.exit_code != 0
    assert "no point" in str(done.exception)


def test_a_new_point_is_one_that_is_decided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert verify("new", "point", "mine").exit_code == 0
    done = verify("classify", "counterexamples/points/mine.toml", "--jobs", "1")
    assert done.exit_code == 0, done.output


# ------------------------------------------------------------------------------------------------- faulty files

POINT = """kind = "point"
[problem]
network = { formula = ["t1*x1"], parameters = ["t1"] }
loss = "squared"
inputs = [["1"]]
targets = [["1"]]
[point]
theta = ["0.1"]
"""

FAULTY = {
    "a title that is empty": (POINT.replace("kind", 'title = " "\nkind', 1), "1: title is empty"),
    "a better point": (POINT + '[better]\ntheta = ["1"]\n', "9: nothing looks at better"),
    "a centre": (POINT + '[[center]]\nb = ["0"]\nW = [["0"]]\n', "9: nothing looks at center"),
    "a value": (POINT + '[expect]\nvalue = "1"\n', '10: a file of the kind "point" expects an answer and a rank'),
    "an unknown answer": (POINT + '[expect]\nanswer = "minimum"\n', "10: 'minimum' is not an expected answer"),
    "nothing as an answer": (POINT + '[expect]\nanswer = "open"\n', "10: 'open' is not an expected answer"),
    "an unknown rank": (POINT + '[expect]\nrank = "good"\n', "10: 'good' is not an expected rank"),
    "subgradients": (POINT + 'subgradients = [["0"]]\n', "9: nothing looks at subgradients"),
    "no parameters": (
        POINT.replace('["t1*x1"], parameters = ["t1"]', '["x1"], parameters = []').replace('["0.1"]', "[]"),
        "3: the network has no parameters",
    ),
    "no point": (POINT.partition("[point]")[0], "the table [point] is missing"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_point_is_one_message_with_its_line(name: str, tmp_path: Path) -> None:
    text, words = FAULTY[name]
    path = tmp_path / "point.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as refused:
        load(path)
    assert words in str(refused.value)


@pytest.mark.parametrize("key", ["answer", "rank"])
def test_an_answer_is_for_a_point_alone(key: str, tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    text = (CASES / "bad-minima/one-tanh.toml").read_text(encoding="utf-8")
    path.write_text(text + f'{key} = "bad"\n', encoding="utf-8")
    with pytest.raises(FileError, match=f'{key} is for a file of the kind "point"'):
        load(path)


def test_a_point_needs_nothing_but_a_problem_and_itself(tmp_path: Path) -> None:
    path = tmp_path / "point.toml"
    path.write_text(POINT, encoding="utf-8")
    case = load(path)
    assert (case.title, case.source, case.expect.answer, case.expect.rank) == (case.name, "", None, None)


def test_a_fault_that_a_process_apart_finds_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = (CASES / f"{DEAD}.toml").read_text(encoding="utf-8").replace("widths = [1, 2, 1]", "widths = [1, 90, 90, 1]")
    Path("large.toml").write_text(text, encoding="utf-8")
    done = verify("classify", "large.toml")
    assert isinstance(done.exception, FileError)
    assert str(done.exception) == "large.toml:8: the network has 8461 parameters: at most 2000 are read"


@pytest.mark.filterwarnings("error")
def test_exploded_weights_have_a_slope(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("far.toml").write_text(
        'kind = "point"\ntitle = "far"\n[problem]\nnetwork = {widths = [1, 2, 1], activation = "relu"}\n'
        'loss = "squared"\ninputs = [["1"], ["0"]]\ntargets = [["0"], ["1"]]\n'
        '[point]\ntheta = ["1", "1e300", "0", "1e-300", "0", "1", "2"]\n',
        encoding="utf-8",
    )
    done = verify("classify", "far.toml", "--jobs", "1")
    assert done.output.startswith("Proved: L has no critical point, and no local minimum, within "), done.output


def test_it_says_which_units_are_on_their_kinks_and_at_which_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "points/relu-two-layers-decayed"
    path = tmp_path / "counterexamples" / f"{name}.toml"
    path.parent.mkdir(parents=True)
    shutil.copy(CASES / f"{name}.toml", path)
    monkeypatch.chdir(tmp_path)
    done = verify("classify", str(path), "--jobs", "1")
    assert done.exit_code == 0, done.output
    document = json.loads(next(Path("reports/partial/certificates").rglob("*.json")).read_text(encoding="utf-8"))
    (at,) = [c["data"]["point"] for c in document["certificates"] if c["kind"] == "minimum-in-ball"]
    inputs = document["problem"]["text"]["problem"]["inputs"]
    assert len({tuple(x) for x in inputs}) == len(inputs)
    assert at["kinks"]
    for k in at["kinks"]:
        assert f"unit {k['unit'] + 1} of layer {k['layer'] + 1} at sample {k['input'] + 1}" in done.output
    assert second_checker(["reports/partial", "counterexamples"]) == 0
