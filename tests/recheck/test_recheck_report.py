"""The second checker on reports: true certificates of every kind are valid, lies of every kind are not."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from forked import second_checker

from verify import recheck

Json = Any
Edit = tuple[str, Any]
"""A place in the data, such as points.0.radius, and what is written there, maybe as a function of what stood there."""

PROGRAM = Path(recheck.__file__)


def minus(text: str) -> str:
    return text[1:] if text.startswith("-") else "-" + text


def drop(x: Json) -> Json:
    return x[:-1]


def swap(x: list[Json]) -> list[Json]:
    return [x[1], x[0], *x[2:]]


LIES: dict[str, list[Edit]] = {
    "value": [("equals", "1 + 1/10**30"), ("equals", "exp(1)"), ("point.exact", ["1", "1", "1", "0"])],
    "norm": [("equals", "7"), ("point.exact.0", "2"), ("point.exact.3", "1/100")],
    "critical-point": [
        ("point.radius", "1*2**-20"),
        ("point.center.0", "0"),
        ("point.rounds_to.0", "1.09861228866810969139524523692252570464749055616702"),
        ("congruence.0.0", "0"),
        ("point.preconditioner.0.0", minus),
    ],
    "stationary": [("point.exact.0", "1"), ("point.exact.0", "1/10**40"), ("point.exact", ["0", "1"])],
    "morse-bott": [
        ("family.2", "1 - 2*s"),
        ("at.0", "1/2"),
        ("complement.0", ["0", "0", "0"]),
        ("rows.0", 1),
        ("point.exact.1", "2"),
    ],
    "supporting-hyperplane": [
        ("subgradients.0.0", "2"),
        ("subgradients.2.0", "1"),
        ("subgradients.1.0", "-1/2"),
        ("point.exact", ["1", "1", "1", "0"]),
    ],
    "data-optimal": [("point.exact.0", "3"), ("point.exact.1", "1 + 1/10**40"), ("point.exact", ["2"])],
    "lower-value": [
        ("better.exact", ["-1", "-2", "1", "0"]),
        ("better.exact.0", "9"),
        ("point.exact", ["1", "0", "1", "0"]),
    ],
    "sample-lower": [("output.0", "0"), ("sample", 1), ("sample", 7), ("output.0", "-1")],
    "input-lower": [("output.0", "0"), ("output.0", "-1"), ("input", 5)],
    "residual-gradient": [("point.exact", ["1"]), ("input", 9), ("output", 1)],
    "residual-value": [("equals", "1/2"), ("equals", "0"), ("output", 1), ("input", 2)],
    "descent": [
        ("points.0.a.0", minus),
        ("points.0.radius", "1/8"),
        ("points", []),
        ("order", 0),
        ("direction.0", "0"),
        ("points.39.a.0", "1/8"),
    ],
    "orbit": [("a.0", "0"), ("steps.0.t", minus), ("steps.3.radius", "1*2**-60"), ("steps", []), ("a.0", "100000")],
    "escape": [("c.0", "0"), ("c.0", minus), ("c.0", "100"), ("W.0.0", "-40")],
    "unattained": [("input", 3), ("input", -1), ("input", "0")],
    "unreachable": [
        ("relation", ">="),
        ("constant", "1"),
        ("terms.0.y", "2"),
        ("terms.0.high", "5"),
        ("terms.0.low", lambda x: "-1/1000"),
        ("terms", []),
    ],
    "nowhere-stationary": [
        ("pieces", drop),
        ("pieces.0.at", "5"),
        ("pieces.2.at", "-1"),
        ("pieces.1.output", 1),
        ("pieces", lambda x: [*x, x[-1]]),
    ],
    "flow-law": [("a", ["1"]), ("bits", 64), ("point", {"exact": []})],
    "flow-limit": [("limit", "2"), ("limit", "0"), ("a.0", "-1"), ("a.0", "3")],
    "auxiliary-orbit": [("a", "0"), ("steps.0.t", minus), ("steps.0.radius", "1*2**-50"), ("steps", [])],
    "auxiliary-slope": [("points.0.a", minus), ("points.0.radius", "1/8"), ("points", []), ("points.0.a", "0")],
    "auxiliary-minimum": [("point.exact.0", "3"), ("point.exact.1", "1 + 1/10**40"), ("point.exact", ["2"])],
    "margins": [("point.exact.4", "1"), ("point.exact.0", "-1"), ("point.exact", ["0", "0", "0", "0", "0"])],
    "gradient-basis": [
        ("tangent_at.0", "2"),
        ("h.0", "1"),
        ("eps", "-1/8"),
        ("eps", "1/1000"),
        ("points.1.0", "1"),
        ("penalty", "u1"),
    ],
    "gradient-basis-violated": [
        ("basis.model.0", "1"),
        ("basis.alpha.0.0", "3/2 + 3/(5*d**2)"),
        ("basis.points.0.1", "d - 1"),
        ("basis.points.0.1", "sqrt(-d)"),
        ("basis.h.0", "2"),
        ("conclusion", "basis"),
    ],
    "outputs-isolated": [("rows.0", 1), ("rows.0", 2), ("rows", []), ("point.exact", [])],
    "tangent": [("last_layer", []), ("models", []), ("point.exact.1", "1"), ("models.0.alpha", ["0"])],
    "interpolating-basis": [
        ("eps", "0"),
        ("moves", drop),
        ("moves.0.beta", "2"),
        ("moves", lambda x: [x[1], *x[1:]]),
        ("eps", "-1"),
    ],
    "augmented-isolated": [
        ("at.0", "1"),
        ("held", []),
        ("moving", [1]),
        ("at.1", "1/2"),
        ("held", [1, 2]),
    ],
    "augmented-kink": [("at.1", "1"), ("at.1", "-1/10**30"), ("at.0", "1"), ("at", ["0", "0", "0"])],
    "augmented-cusp": [("at.1", "1/100"), ("at.0", "1"), ("at.2", "1/10**30"), ("at", ["0"])],
    "augmented-hyperplane": [("at.1", "1"), ("at.0", "1"), ("at", ["0", "0", "0"])],
    "augmented-samplewise": [("at.0", "1"), ("at.0", "1/10**40"), ("at", ["0"])],
    "augmented-optimal": [("at.1", "1"), ("at.0", "2"), ("at", ["0"])],
    "least-value": [
        ("level", "1/10"),
        ("reach.1", "1/4"),
        ("reach.0", "-2"),
        ("point.exact", []),
        ("reach", ["2", "2"]),
    ],
    "augmented-norm": [("equals", "1"), ("at.0", "1"), ("equals", "1/10**30")],
    "augmented-stationary": [("at.0", "3"), ("at.1", "1"), ("at.3", "1")],
    "judgement": [
        ("rule", "attained"),
        ("claim", "CHAR"),
        ("rests_on", lambda x: ["0" * 64, *x]),
        ("rests_on", []),
        ("statement", "0" * 64),
        ("file", "0" * 64),
        ("point.exact.0", "7"),
        ("rests_on", lambda x: [*x, x[0]]),
    ],
    "violation": [
        ("conclusion", "realizable"),
        ("dropped", []),
        ("dropped", ["paper-augmentation", "convex"]),
        ("claim", "CHAR"),
        ("points", "critical-points"),
        ("rests_on", drop),
        ("witness.1", "1"),
        ("file", "0" * 64),
    ],
}


def edited(data: Json, edit: Edit) -> Json:
    """The data with the change, or None if the place is not there."""
    *path, last = edit[0].split(".")
    data = copy.deepcopy(data)
    x = data
    for key in path:
        if (isinstance(x, list) and int(key) >= len(x)) or (isinstance(x, dict) and key not in x):
            return None
        x = x[int(key)] if isinstance(x, list) else x[key]
    key: Any = int(last) if isinstance(x, list) else last
    there = key < len(x) if isinstance(x, list) else key in x
    if not there and edit[0] not in ("a", "bits", "point"):
        return None
    x[key] = edit[1](x[key]) if callable(edit[1]) else edit[1]
    return data


@pytest.fixture(scope="module")
def told(made: Path) -> Callable[[str, Edit], tuple[str, str]]:
    """What the checker says of a lie, told of the first certificate that has such a place."""
    paths = sorted((made / "run/certificates").rglob("*.json")) + sorted((made / "claims/families").rglob("*.json"))
    documents, claims = [recheck.read(path) for path in paths], recheck.read(made / "run/claims.json")

    def tell(kind: str, edit: Edit) -> tuple[str, str]:
        for document in documents:
            for i, certificate in enumerate(document["certificates"]):
                data = edited(certificate["data"], edit) if certificate["kind"] == kind else None
                if data is None or data == certificate["data"]:
                    continue
                if kind in ("judgement", "violation"):
                    certificates = [*document["certificates"][:i], {"kind": kind, "data": data}]
                    file = document["file"] and {**document["file"], **document["problem"]["text"]}
                    altered = {**document, "certificates": certificates}
                    *before, last = recheck.check_case(altered, file or None, claims, only="nothing else")
                    assert all(verdict == "valid" for _, verdict, _ in before)
                    return last[1:]
                problem = recheck.Problem(document["problem"]["text"])
                return recheck.guarded(partial(recheck.KINDS[kind], problem, data))[1:]
        raise AssertionError(f"no {kind} has a place {edit[0]}")

    return tell


@pytest.mark.parametrize("kind", LIES)
def test_lies_of_a_kind_are_refused(told: Callable[[str, Edit], tuple[str, str]], kind: str) -> None:
    assert len(LIES[kind]) >= 3
    for edit in LIES[kind]:
        verdict, why = told(kind, edit)
        assert verdict != "valid", edit
        assert "malformed (" not in why, (edit, why)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return second_checker(*arguments, cwd=PROGRAM.parent)


def alone(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The program in an interpreter of its own, without anything of the package."""
    command = [sys.executable, "-I", str(PROGRAM), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_true_certificates_are_valid(made: Path) -> None:
    done = alone(made / "run", made / "claims/families", made / "claims/steps", made / "counterexamples")
    assert done.returncode == 0, done.stdout + done.stderr
    kinds = {line.split()[0] for line in done.stdout.splitlines()[1:]}
    assert kinds >= {*LIES, "step", "orbit-vanish", "orbit-value", "residuals-seen"}
    assert all(line.split()[2:] == ["0", "0"] for line in done.stdout.splitlines()[1:])


@pytest.fixture(scope="module")
def unchanged(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case and a statement with their certificates, all of them valid."""
    folder = tmp_path_factory.mktemp("unchanged")
    for name in ("bad-minima/dead-relu-logistic", "necessity/standing/theorem"):
        for source in (f"counterexamples/{name}.toml", f"run/certificates/{name}.json", f"run/statements/{name}.json"):
            if (made / source).exists():
                (folder / source).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(made / source, folder / source)
    shutil.copy(made / "run/claims.json", folder / "run/claims.json")
    assert run(folder / "run", folder / "counterexamples").returncode == 0
    return folder


@pytest.fixture
def bench(unchanged: Path, tmp_path: Path) -> Path:
    shutil.copytree(unchanged, tmp_path, dirs_exist_ok=True)
    return tmp_path


def rewrite(path: Path, change: Callable[[Json], object]) -> None:
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))


CASE = "run/certificates/bad-minima/dead-relu-logistic.json"
TOML = "counterexamples/bad-minima/dead-relu-logistic.toml"
STATEMENT = "run/statements/necessity/standing/theorem.json"


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["problem"]["text"]["problem"]["inputs"].append(["7"]),
        lambda d: d["problem"].update(sha256="0" * 64),
        lambda d: d["file"]["point"].update(theta=["-1", "-1", "1", "0"]),
        lambda d: d["certificates"].pop(0),
        lambda d: d["certificates"].clear(),
        lambda d: d["certificates"].reverse(),
        lambda d: d["certificates"].append({"kind": "oracle", "data": {}}),
        lambda d: d["certificates"].append(7),
        lambda d: d.update(version=2),
        lambda d: d.update(extra=1),
        lambda d: d.pop("case"),
    ],
)
def test_a_changed_document_is_refused(bench: Path, change: Callable[[Json], object]) -> None:
    rewrite(bench / CASE, change)
    done = run(bench / "run", bench / "counterexamples")
    assert done.returncode == 1
    assert "invalid" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value = ", 'norm = "5"\nvalue = '),
        ("[point]", '[augment]\nlam = "1/5"\n\n[point]'),
        ('theta = ["-1"', 'theta = ["-2"'),
        ('method = "', 'order = "1"\nmethod = "'),
    ],
)
def test_a_changed_case_has_no_certificates(bench: Path, old: str, new: str) -> None:
    text = (bench / TOML).read_text()
    assert old in text
    (bench / TOML).write_text(text.replace(old, new, 1))
    assert run(bench / "run", bench / "counterexamples").returncode in (1, 2)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(statement="0" * 64),
        lambda d: d.update(kind="orbit-vanish"),
        lambda d: d["data"].pop("seen"),
        lambda d: d["data"]["seen"].update(rate="2"),
        lambda d: d["data"]["seen"].update(rate="0"),
        lambda d: d["data"]["orbits"].clear(),
        lambda d: d["data"]["orbits"][0].update(alpha="2"),
        lambda d: d["data"]["orbits"][0].update(field="scale"),
        lambda d: d["data"]["orbits"][0].update(above="lam*a"),
        lambda d: d["data"]["orbits"][0].update(lam="negative"),
        lambda d: d["data"]["orbits"][0]["kinks"].update({"u + b": "1"}),
        lambda d: d["data"]["met"].pop("differentiable"),
        lambda d: d["data"]["met"].pop("convex"),
        lambda d: d["data"]["met"].update(realizable="kept"),
        lambda d: d["data"]["assumptions"].pop(),
        lambda d: d.update(kind="no-instance", data={"assumption": "convex"}),
    ],
)
def test_a_changed_statement_is_refused(bench: Path, change: Callable[[Json], object]) -> None:
    rewrite(bench / STATEMENT, change)
    done = run(bench / "run", bench / "counterexamples")
    assert done.returncode in (1, 3), done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_steps_that_are_changed_are_refused(made: Path, tmp_path: Path) -> None:
    shutil.copy(made / "claims/claims.json", tmp_path)
    path = tmp_path / "LIANG.json"
    for change in (
        lambda d: d["certificates"][0]["data"].update(relation=">"),
        lambda d: d["certificates"][0]["data"].update(claim="ELIM"),
        lambda d: d["certificates"][0]["data"].update(stated=["Rational", "1"]),
        lambda d: d["certificates"][0]["data"].update(stated=["Tuple", 7]),
        lambda d: d.update(claim="OTHER"),
    ):
        shutil.copy(made / "claims/steps/LIANG.json", path)
        assert run(path, made / "counterexamples").returncode == 0
        rewrite(path, change)
        assert run(path, made / "counterexamples").returncode in (1, 3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        '{"a": 1, "a": 1}',
        '{"format": 1.5}',
        "[" * 100000,
        "\ufeff{}",
        '{"format": "é"}',
        '{"n": 12345678901}',
    ],
)
def test_bad_input_is_a_message(bench: Path, text: str) -> None:
    (bench / CASE).write_text(text, encoding="utf-8")
    done = run(bench / "run", bench / "counterexamples")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr


def test_bad_arguments_are_messages(bench: Path) -> None:
    for arguments in (
        (),
        (bench / "run",),
        (bench / "nowhere", bench / "counterexamples"),
        (bench / "run", bench / "nowhere"),
    ):
        done = alone(*arguments)
        assert done.returncode == 2
        assert "Traceback" not in done.stdout + done.stderr
    (bench / "empty").mkdir()
    assert run(bench / "empty", bench / "counterexamples").returncode == 2
    (bench / TOML).write_text("[problem", encoding="utf-8")
    assert run(bench / "run", bench / "counterexamples").returncode in (1, 2)


def test_a_case_without_certificates_is_missed(bench: Path) -> None:
    (bench / CASE).unlink()
    done = run(bench / "run", bench / "counterexamples")
    assert done.returncode == 1
    assert "dead-relu-logistic.toml: no certificates" in done.stdout


def test_one_file_of_a_folder(bench: Path) -> None:
    done = run(bench / "run", bench / STATEMENT.replace("run/statements", "counterexamples").replace("json", "toml"))
    assert done.returncode == 0
    assert done.stdout.split()[-4:] == ["all", "1", "0", "0"]


def test_a_part_of_the_folder(bench: Path) -> None:
    shutil.copytree(bench / "counterexamples/bad-minima", bench / "elsewhere/bad-minima")
    (bench / "elsewhere").rename(bench / "counterexamples/necessity/standing/again")
    done = run(bench / "run", bench / "counterexamples/bad-minima")
    assert done.returncode == 0, done.stdout
    of_one = run(bench / "run", bench / TOML)
    assert done.stdout == of_one.stdout
    missed = run(bench / "run", bench / "counterexamples/necessity")
    assert missed.returncode == 1
    assert "necessity/standing/again/bad-minima/dead-relu-logistic.toml: no certificates" in missed.stdout


def test_the_command_is_the_program(bench: Path) -> None:
    shutil.move(bench / "run", bench / "reports")
    command = [sys.executable, "-m", "verify", "recheck"]
    environment = {**os.environ, "PYTHONPATH": str(PROGRAM.parent.parent)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=bench, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout == alone(bench / "reports", bench / "counterexamples").stdout
