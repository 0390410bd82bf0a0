"""Certificates are proved again from the files alone, and only for the very files that they were made for."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from forked import verify

from verify.claims.registry import statements
from verify.commands import atlas
from verify.commands.check import Settings, Task, file_task, perform
from verify.commands.reprove import reprove
from verify.errors import InputError
from verify.families import pgb_hunt
from verify.families.pgb_hunt import EXAMPLES
from verify.files.problem_table import canonical
from verify.store import atlas_cells, results

Json = dict[str, Any]

ROOT = Path(__file__).parent.parent
CASES = ROOT / "counterexamples"
NAMES = ("bad-minima/two-relus-constant", "failure-modes/opposite-residuals", "necessity/no-bias-vanish")
KEPT = {"deadline", "spelling", "errors", "truth", "verdict", "exact", "options", "__main__", "__init__"}
FOLDERS = {"problem", "numerics", "files", "kernel", "commands", "cli"}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three cases and the certificates of a check of them."""
    folder = tmp_path_factory.mktemp("checked")
    for name in NAMES:
        (folder / "counterexamples" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CASES / f"{name}.toml", folder / "counterexamples" / f"{name}.toml")
    done = verify("check", "--no-figures", "counterexamples", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.move(folder / "reports/partial", folder / "run")
    return folder


@pytest.fixture
def bench(checked: Path, tmp_path: Path) -> Path:
    shutil.copytree(checked, tmp_path, dirs_exist_ok=True)
    return tmp_path


def toml(bench: Path, i: int = 0) -> Path:
    return bench / "counterexamples" / f"{NAMES[i]}.toml"


def document(bench: Path, i: int = 0) -> Path:
    return bench / "run/certificates" / f"{NAMES[i]}.json"


def again(bench: Path, *rest: str) -> Json:
    done = verify("reprove", "run", *rest, "--json", cwd=bench)
    assert "Traceback" not in done.stderr, done.stderr
    found: Json = json.loads(done.stdout)
    assert done.returncode == found["exit"]
    return found


def test_everything_is_proved_again(bench: Path) -> None:
    found = again(bench)
    assert found["exit"] == 0, found
    assert (found["documents"], found["cases"], found["left_out"]) == (3, 3, 0)
    assert found["certificates"] == sum(map(len, found["statements"].values())) > 20


def test_one_file_or_folder_is_proved_alone(bench: Path) -> None:
    for part in (str(toml(bench).relative_to(bench)), "counterexamples/bad-minima"):
        found = again(bench, part)
        assert (found["exit"], found["documents"], found["cases"], found["left_out"]) == (0, 1, 1, 2)


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def edit(i: int, table: str, key: str, value: str) -> Callable[[Path], None]:
    """A change of one key in the text of a file."""

    def change(bench: Path) -> None:
        lines = toml(bench, i).read_text(encoding="utf-8").splitlines()
        start = lines.index(next(line for line in lines if line.startswith(f"[{table}]"))) if table else 0
        at = next(n for n in range(start, len(lines)) if lines[n].startswith(f"{key} ="))
        lines[at] = f"{key} = {value}"
        toml(bench, i).write_text("\n".join(lines) + "\n", encoding="utf-8")

    return change


# What is changed in the file of a case after the check: nothing that it states may change unnoticed.
NOTICED: dict[str, Callable[[Path], None]] = {
    "another target": lambda bench: replaced(toml(bench), 'targets = [["0', 'targets = [["5'),
    "another value": edit(0, "expect", "value", '"1/4"'),
    "the same value in other words": edit(0, "expect", "value", '"2/6"'),
    "another point": lambda bench: replaced(toml(bench), '[point]\ntheta = ["1/2"', '[point]\ntheta = ["2/4"'),
    "another better point": lambda bench: replaced(toml(bench), '[better]\ntheta = ["1"', '[better]\ntheta = ["2"'),
    "another method": edit(0, "expect", "method", '"strict"'),
    "another verdict of a claim": lambda bench: replaced(
        toml(bench), "[expect]", '[expect.claims]\nELIM = "vacuous"\n[expect]'
    ),
    "another witness": edit(2, "witness", "b", '["1"]'),
    "another statement": edit(2, "statement", "conclusion", '"value"'),
    "another penalty": lambda bench: replaced(toml(bench, 2), "[augment]", '[augment]\npenalty = "2*lam*a**2"'),
}


@pytest.mark.parametrize("name", NOTICED)
def test_certificates_made_for_another_text_are_refused(name: str, bench: Path) -> None:
    NOTICED[name](bench)
    done = verify("reprove", "run", cwd=bench)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "has changed since the certificates were made" in done.stdout


def test_what_is_said_to_people_may_change(bench: Path) -> None:
    edit(0, "", "title", '"Another title"')(bench)
    assert again(bench)["exit"] == 0


def data(entries: list[Json], kind: str) -> Json:
    found: Json = next(entry["data"] for entry in entries if entry["kind"] == kind)
    return found


def without(entries: list[Json], kind: str) -> list[Json]:
    """The certificates that are not of this kind, and no verdicts: these rest on others, and are refused without."""
    kept = [entry for entry in entries if entry["kind"] not in (kind, "judgement", "violation")]
    assert kind in [entry["kind"] for entry in entries]
    return kept


SPOILED: dict[str, tuple[Callable[[Json], Any], int, str]] = {
    "a false number": (lambda d: data(d["certificates"], "value").update(equals="1/4"), 1, "was not proved"),
    "a false kind": (lambda d: d["certificates"][0].update(kind="proved"), 1, "unknown kind"),
    "a remark": (lambda d: d["certificates"][0].update(remark="x"), 1, "unknown field"),
    "another case": (lambda d: d.update(case="bad-minima/another"), 1, "is about the case"),
    "no file": (lambda d: d.pop("file"), 1, "'file' is missing"),
    "another problem": (lambda d: d["problem"]["text"]["augment"].update(lam="7"), 1, "has the hash"),
    "no certificates": (lambda d: d.update(certificates=[]), 3, "no certificate proves value"),
    "no value": (
        lambda d: d.update(certificates=without(d["certificates"], "value")),
        3,
        "no certificate proves better_value",
    ),
    **{
        f"no {kind}": (
            lambda d, kind=kind: d.update(certificates=without(d["certificates"], kind)),
            3,
            words,
        )
        for kind, words in {
            "supporting-hyperplane": "method = 'supporting-hyperplane'",
            "residual-value": "residual_gradients[2][0] = '1/3'",
        }.items()
    },
}


@pytest.mark.parametrize("name", SPOILED)
def test_what_is_not_proved_is_not_said_to_be(name: str, bench: Path) -> None:
    change, status, words = SPOILED[name]
    content = json.loads(document(bench).read_text(encoding="utf-8"))
    change(content)
    document(bench).write_text(json.dumps(content), encoding="utf-8")
    found = again(bench)
    assert found["exit"] == status
    assert any(words in entry["message"] for entry in found["refused"] + found["missing"]), found


MISSING = {("failure-modes/opposite-residuals", "descent"): "order", (NAMES[2], "augmented-isolated"): "the witness",
           (NAMES[2], "augmented-norm"): "witness_norm", (NAMES[0], "lower-value"): "lower at the better point",
           (NAMES[1], "residual-gradient"): "not data-optimal", (NAMES[1], "orbit"): "with a != 0"}  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), MISSING)
def test_what_a_file_of_this_kind_states_has_a_certificate(name: str, kind: str, bench: Path) -> None:
    path = bench / "run/certificates" / f"{name}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    kept = without(content["certificates"], kind)
    path.write_text(json.dumps({**content, "certificates": kept}), encoding="utf-8")
    found = again(bench)
    assert found["exit"] == 3
    assert any(MISSING[name, kind] in entry["message"] for entry in found["missing"]), found["missing"]


def test_missing_and_foreign_documents_are_named(bench: Path) -> None:
    document(bench).rename(bench / "run/certificates/bad-minima/another.json")
    found = again(bench)
    assert found["exit"] == 1
    assert [entry["case"] for entry in found["refused"]] == ["bad-minima/another"]
    assert {entry["case"] for entry in found["missing"]} == {NAMES[0]}


def test_nothing_to_prove_is_no_success(bench: Path) -> None:
    (bench / "empty").mkdir()
    for arguments in (["nowhere"], ["empty"], ["run", "nowhere.toml"], ["run", "empty"]):
        done = verify("reprove", *arguments, cwd=bench)
        assert done.returncode == 2
        assert done.stderr.startswith("error: ")


# ------------------------------------------------------------------- a report with instances, a hunt and an atlas


FEW = 2


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the report of a false variant of PGB, of PGB with its instances and its hunt, and of an atlas."""
    return reported_in(tmp_path_factory.mktemp("reported"))


@pytest.fixture(scope="module")
def reported_briefly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with few instances of the hunt."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pgb_hunt, "EXAMPLES", FEW)
        return reported_in(tmp_path_factory.mktemp("reported"))


def reported_in(folder: Path) -> Path:
    file = folder / "counterexamples/necessity/pgb-all-nearby.toml"
    file.parent.mkdir(parents=True)
    shutil.copy(CASES / "necessity" / file.name, file)
    checked = [perform(file_task(file), Settings()), perform(Task("claim", "PGB"), Settings())]
    document = atlas.cells(budget=30, neurons=("exp", "step"), penalties=("a^2",))
    atlas_cells.write(folder / "run", document)
    results.write(folder / "run", results.combine(checked, Settings(), atlas=document), results.certificates(checked))
    return folder


@pytest.fixture
def report(reported: Path, tmp_path: Path) -> Path:
    shutil.copytree(reported, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def brief(reported_briefly: Path, tmp_path: Path) -> Path:
    shutil.copytree(reported_briefly, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_every_verdict_of_a_report_is_proved_again(report: Path) -> None:
    found = again(report)
    assert found["exit"] == 0, found
    assert found["cells"] == 4
    assert {found["verdicts"][f"atlas/{n}, a^2: vanish"]["the statement"] for n in ("exp", "step")} == {
        "holds",
        "refuted",
    }
    hunted = [key for key in found["verdicts"] if key.startswith("families/PGB/pgb-drawn-")]
    assert len(hunted) == EXAMPLES
    assert found["kinds"]["gradient-basis"] > EXAMPLES / 2
    assert found["verdicts"]["necessity/pgb-all-nearby"]["the statement"] == "refuted"


RESULTS = "results.json"


def here(folder: Path) -> Json:
    """What is proved again, in this process."""
    return reprove(folder / "run", folder / "counterexamples", trusted=statements())


def edit_json(path: Path, change: Callable[[Json], Any]) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def hunt(results: Json) -> list[Json]:
    found: list[Json] = next(c for c in results["claims"] if c["name"] == "PGB")["search"]["hunt"]["instances"]
    return found


def cell(document: Json, neuron: str, conclusion: str) -> Json:
    found: Json = next(c for c in document["cells"] if (c["neuron"], c["conclusion"]) == (neuron, conclusion))
    return found


LOST: dict[str, tuple[Callable[[Path], Any], str, str]] = {
    "an instance of the hunt": (
        lambda run: (run / "families/PGB/pgb-drawn-01.json").unlink(),
        "families/PGB/pgb-drawn-01",
        "PGB = 'holds'",
    ),
    "an instance of the family": (
        lambda run: (run / "families/PGB/pgb-strict-r=0.json").unlink(),
        "families/PGB/pgb-strict-r=0",
        "PGB = 'holds'",
    ),
    "the steps": (lambda run: (run / "steps/PGB.json").unlink(), "steps/PGB", "the step the-bound"),
    "the atlas": (lambda run: (run / "atlas.json").unlink(), "atlas/exp, a^2: vanish", "that this is true"),
    "another verdict": (
        lambda run: edit_json(run / RESULTS, lambda r: hunt(r)[0].update(verdict="fails")),
        "families/PGB/pgb-drawn-01",
        "PGB = 'fails'",
    ),
    "a verdict without a digest": (
        lambda run: edit_json(run / RESULTS, lambda r: hunt(r)[0].update(sha256=None)),
        "families/PGB/pgb-drawn-01",
        "PGB = 'holds'",
    ),
    "other words": (
        lambda run: edit_json(run / RESULTS, lambda r: r["cases"][0]["findings"][0].update(statement="so")),
        "necessity/pgb-all-nearby",
        "L(theta)",
    ),
    "a cell that is true in the report alone": (
        lambda run: edit_json(run / RESULTS, lambda r: cell(r["atlas"], "step", "vanish").update(verdict="true")),
        "atlas/step, a^2: vanish",
        "that this is true",
    ),
}


@pytest.mark.parametrize("name", LOST)
def test_a_verdict_of_the_report_without_its_certificate_is_missed(name: str, brief: Path) -> None:
    change, document, words = LOST[name]
    change(brief / "run")
    found = here(brief)
    assert found["exit"] == 3, found
    assert any(entry["case"] == document and words in entry["message"] for entry in found["missing"]), found["missing"]


# The alarm may come within a callback of the garbage collector, which swallows it and warns: it is raised again.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_document_that_takes_too_long_is_undecided(brief: Path) -> None:
    total = ["Add", ["Symbol", "x", {"real": True}], ["Symbol", "y", {"real": True}]]
    growing = ["Pow", total, ["Rational", "99999"]]
    path = next((brief / "run/steps").rglob("*.json"))
    edit_json(path, lambda d: d["certificates"][0]["data"].update(derived=growing, stated=["Mul", growing, growing]))
    found = reprove(brief / "run", brief / "counterexamples", trusted=statements(), budget=2)
    assert found["exit"] == 3, found["refused"]
    late = [entry for entry in found["missing"] if "within 2 seconds" in entry["message"]]
    assert [entry["case"] for entry in late] == ["steps/PGB"]


CELLS: dict[str, tuple[Callable[[Json], Any], str]] = {
    "true for false": (lambda d: cell(d, "step", "vanish").update(verdict="true"), "not as it should be|not a verify"),
    "a proof of another cell": (
        lambda d: cell(d, "exp", "vanish").update(certificate=cell(d, "exp", "elimination")["certificate"]),
        "another statement",
    ),
    "other words": (lambda d: cell(d, "exp", "vanish").update(proof={"says": "so", "because": []}), "says something"),
    "no certificates": (lambda d: cell(d, "step", "vanish").update(certificates=None), "not a file of certificates"),
    "no TOML": (lambda d: cell(d, "step", "vanish").update(file="[["), "not written as it should be"),
    "another formula": (lambda d: d["neurons"].update(step="a*tanh(u + b)"), "another statement"),
    "another verdict": (lambda d: cell(d, "step", "vanish").update(verdict="perhaps"), "none of true, false"),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_of_the_atlas_with_a_lie_is_refused(name: str, brief: Path) -> None:
    change, words = CELLS[name]
    edit_json(brief / "run/atlas.json", change)
    found = here(brief)
    assert found["exit"] == 1, found
    assert {entry["case"].partition("/")[0] for entry in found["refused"]} == {"atlas"}
    assert any(re.search(words, entry["message"]) for entry in found["refused"]), found["refused"]


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["cells"].pop(),
        lambda d: d["cells"].append(d["cells"][0]),
        lambda d: d.update(version=1),
        lambda d: d.pop("neurons"),
        lambda d: d["neurons"].update(exp="a*("),
        lambda d: d.update(cells=3),
    ],
)
def test_what_is_no_atlas_is_said_to_be_none(change: Callable[[Json], Any], brief: Path) -> None:
    edit_json(brief / "run/atlas.json", change)
    with pytest.raises(InputError, match="is not an atlas of this version"):
        here(brief)


def test_results_that_are_none_are_said_to_be_none(brief: Path) -> None:
    (brief / "run/results.json").write_text('{"cases": 3}', encoding="utf-8")
    done = verify("reprove", "run", cwd=brief)
    assert done.returncode == 2
    assert "is not the file of a report's results" in done.stderr


def test_the_atlas_is_left_out_where_one_case_is_asked_for(brief: Path) -> None:
    found = again(brief, "counterexamples/necessity/pgb-all-nearby.toml")
    assert (found["exit"], found["documents"], found["cells"]) == (0, 1, 0)
    assert found["left_out"] > FEW


# --------------------------------------------------------------------------------------------- the kernel alone


@pytest.mark.parametrize("name", ["bench", "brief"])
def test_the_kernel_and_the_files_are_enough(
    name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Without the search, without what proposes, and without the report's own code, the same is proved."""
    bench: Path = request.getfixturevalue(name)
    copy = tmp_path_factory.mktemp("alone")
    shutil.copytree(ROOT / "verify", copy / "verify")
    for path in (copy / "verify").iterdir():
        if path.is_dir() and path.name not in FOLDERS:
            shutil.rmtree(path)
        elif path.is_file() and path.stem not in KEPT:
            path.unlink()
    for path in (copy / "verify/commands").glob("*.py"):
        if path.stem not in (
            "__init__",
            "reprove",
            "reported",
            "wanted",
            "atlas_proofs",
            "statement_proofs",
            "checked",
        ):
            path.unlink()
    ended = subprocess.run(
        [sys.executable, "-c", ALONE, str(copy)], cwd=bench, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == again(bench)


ALONE = """
import json, sys
from pathlib import Path
# An editable installation would serve the modules that the copy lacks.
sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in repr(finder).lower()]
sys.path.insert(0, sys.argv[1])
from verify.commands.reprove import reprove
found = reprove(Path("run"), Path("counterexamples"))
lent = [name for name, module in sys.modules.items()
        if name.split(".")[0] == "verify" and not (module.__file__ or "").startswith(sys.argv[1])]
assert not lent, lent
print(json.dumps(found))
"""


def test_the_verdicts_are_those_of_the_report(bench: Path) -> None:
    results = json.loads((bench / "run/results.json").read_text(encoding="utf-8"))
    proved = again(bench)["verdicts"]
    for case in results["cases"]:
        said = {n: o["verdict"] for n, o in case["claims"].items() if o["verdict"] not in ("not-applicable", "unknown")}
        if case["kind"] == "necessity":
            said["the statement"] = "refuted"
        assert proved[case["name"]] == said
        assert said


def test_a_case_without_its_verdict_is_missed(bench: Path) -> None:
    content = json.loads(document(bench, 2).read_text(encoding="utf-8"))
    kept = [entry for entry in content["certificates"] if entry["kind"] != "violation"]
    document(bench, 2).write_text(json.dumps({**content, "certificates": kept}), encoding="utf-8")
    found = again(bench)
    assert found["exit"] == 3
    assert "that the statement is false" in found["missing"][0]["message"]


def test_other_rules_of_a_claim_are_refused(bench: Path) -> None:
    rules = bench / "run/claims.json"
    claims = json.loads(rules.read_text(encoding="utf-8"))
    claims["ELIM"]["assumptions"].pop()
    rules.write_text(json.dumps(claims), encoding="utf-8")
    done = verify("reprove", "run", cwd=bench)
    assert done.returncode == 2
    assert "the claims are not those of this package" in done.stderr


def test_a_verdict_that_the_file_denies_is_named(bench: Path) -> None:
    """A file that says `not-applicable` is not proved by a certificate of another verdict."""
    replaced(toml(bench), "[expect]", '[expect.claims]\nELIM = "not-applicable"\n[expect]')
    content = json.loads(document(bench).read_text(encoding="utf-8"))
    content["file"]["expect"]["claims"] = {"ELIM": "not-applicable"}
    told = hashlib.sha256(canonical(content["file"]).encode("ascii")).hexdigest()
    for entry in content["certificates"]:
        if "file" in entry["data"]:
            entry["data"]["file"] = told
    document(bench).write_text(json.dumps(content), encoding="utf-8")
    found = again(bench)
    assert found["exit"] == 3, found["refused"]
    of_the_file = [entry["message"] for entry in found["missing"] if entry["message"].startswith("no certificate")]
    assert of_the_file == ["no certificate proves ELIM = 'not-applicable'"]


def case_of(results: Json, i: int) -> Json:
    found: Json = next(case for case in results["cases"] if case["name"] == NAMES[i])
    return found


def another_verdict(results: Json) -> None:
    case_of(results, 1)["claims"]["VANISH"]["verdict"] = "holds"


def another_sense(results: Json) -> None:
    case_of(results, 1)["claims"]["ELIM"]["sense"] = "attained"


def the_verdict_of_another_claim(results: Json) -> None:
    """CHAR's verdict, with CHAR's certificate, under the name of REAL."""
    claims = case_of(results, 1)["claims"]
    claims["REAL"] = claims["CHAR"]


def a_higher_grade(results: Json) -> None:
    found = next(f for f in case_of(results, 0)["findings"] if f.get("grade") == "certified")
    found["grade"] = "symbolic"


def other_facts(results: Json) -> None:
    next(f for f in case_of(results, 0)["findings"] if f.get("facts"))["facts"] = {"L": "0"}


def another_row(results: Json) -> None:
    row = next(row for row in results["claims"] if row["name"] == "VANISH")
    next(entry for entry in row["cases"] if entry["verdict"] == "vacuous")["verdict"] = "holds"


REWRITTEN: dict[Callable[[Json], None], str] = {
    another_verdict: "VANISH = 'holds'",
    another_sense: "ELIM = 'vacuous'",
    the_verdict_of_another_claim: "REAL = 'holds'",
    a_higher_grade: "the report says",
    other_facts: "the report says",
    another_row: "VANISH = 'holds'",
}


@pytest.mark.parametrize("change", REWRITTEN)
def test_the_report_says_no_more_of_a_verdict_than_its_certificate(change: Callable[[Json], None], bench: Path) -> None:
    """Not only that it is proved, but of which claim, in which sense and how well; and so in the rows of the claims."""
    edit_json(bench / "run" / RESULTS, change)
    found = again(bench)
    assert found["exit"] == 3
    assert [REWRITTEN[change] in entry["message"] for entry in found["missing"]] == [True]


THEOREM = """title = "t"
kind = "statement"
source = "s"

[statement]
claim = "ELIM"
changes = "nothing"
conclusion = "elimination"
expect = "true"
"""
EMPTY = THEOREM + '\n[augment]\npenalty = "2*lam*a**2"\n'
"""The paper's penalty is kept, and this is another one: no instance meets the statement."""


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the report of a statement that holds, and of one that says nothing."""
    folder = tmp_path_factory.mktemp("settled")
    files = folder / "counterexamples/necessity/standing"
    files.mkdir(parents=True)
    for name, text in (("theorem", THEOREM), ("empty", EMPTY)):
        (files / f"{name}.toml").write_text(text, encoding="utf-8")
    checked = [perform(file_task(path), Settings(budget=20)) for path in sorted(files.glob("*.toml"))]
    results.write(folder / "run", results.combine(checked, Settings()), results.certificates(checked))
    return folder


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("empty", {}, "proves the statement"),
        ("empty", {"verdict": "holds"}, "that the statement 'holds'"),
        ("theorem", {"verdict": "vacuous"}, "that the statement 'vacuous'"),
        ("theorem", {"grade": "formal"}, "that the statement 'holds'"),
        ("theorem", {"proof": {"says": "whatever you like", "because": []}}, "that the statement 'holds'"),
        ("theorem", {}, ""),
    ],
)
def test_the_verdict_on_a_statement_is_that_of_its_certificate(
    name: str, change: Json, words: str, settled: Path, tmp_path: Path
) -> None:
    shutil.copytree(settled, tmp_path, dirs_exist_ok=True)
    key = f"necessity/standing/{name}"

    def said(content: Json) -> None:
        next(s for s in content["statements"] if s["name"] == key).update(change)

    edit_json(tmp_path / "run" / RESULTS, said)
    found = here(tmp_path)
    mine = [entry["message"] for entry in found["missing"] if entry["case"] == key]
    assert any(words in message for message in mine) if words else not mine
    assert not found["refused"]


def test_a_file_with_a_fault_and_no_certificates_is_one_message(bench: Path) -> None:
    path = bench / "counterexamples/bad-minima/unfinished.toml"
    text = (CASES / "bad-minima/two-relus-constant.toml").read_text(encoding="utf-8")
    path.write_text(re.sub(r"^value = .*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    done = verify("reprove", "run", cwd=bench)
    assert done.returncode == 2
    assert "the key 'value' is missing in [expect]" in done.stderr
    assert "Traceback" not in done.stderr
