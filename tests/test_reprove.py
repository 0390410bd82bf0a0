"""Certificates are proved again from the files alone, and only for the very files that they were made for."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify.files.problem_table import canonical

Json = dict[str, Any]

ROOT = Path(__file__).parent.parent
CASES = ROOT / "counterexamples"
NAMES = ("bad-minima/two-relus-constant", "failure-modes/opposite-residuals", "necessity/no-bias-vanish")
KEPT = {"errors", "truth", "verdict", "exact", "options", "pool", "cli", "__main__", "__init__"}
FOLDERS = {"problem", "numerics", "files", "kernel", "commands"}


def verify(*arguments: str, cwd: Path, package: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "verify", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(package)},
    )


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three cases and the certificates of a check of them."""
    folder = tmp_path_factory.mktemp("checked")
    for name in NAMES:
        (folder / "counterexamples" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CASES / f"{name}.toml", folder / "counterexamples" / f"{name}.toml")
    done = verify("check", "counterexamples", cwd=folder)
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


def test_the_kernel_and_the_files_are_enough(bench: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Without the search, without what proposes, and without the report's own code, the same is proved."""
    copy = tmp_path_factory.mktemp("alone")
    shutil.copytree(ROOT / "verify", copy / "verify", ignore=shutil.ignore_patterns("__pycache__"))
    for path in (copy / "verify").iterdir():
        if path.is_dir() and path.name not in FOLDERS:
            shutil.rmtree(path)
        elif path.is_file() and path.stem not in KEPT:
            path.unlink()
    for path in (copy / "verify/commands").glob("*.py"):
        if path.stem not in ("__init__", "reprove"):
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
    assert [entry["message"] for entry in found["missing"]] == ["no certificate proves ELIM = 'not-applicable'"]
