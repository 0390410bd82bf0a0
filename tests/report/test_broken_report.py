"""A folder of a report that somebody else has made: no reader waits, runs for long or touches what is outside."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from verify import recheck
from verify.claims.registry import statements
from verify.commands.atlas_proofs import proved, read_cells, statement
from verify.commands.checked import AtlasCell
from verify.commands.reported import reported
from verify.commands.reprove import PROVERS, STATEMENT_DOCUMENTS, STEPS, STEPS_FORMAT, STEPS_VERSION, reprove
from verify.errors import CertificateError, InputError, VerifyError
from verify.files.load import load
from verify.kernel.certificate import Certificate, Fields
from verify.kernel.checker import check
from verify.kernel.ground import Ground
from verify.kernel.symbolic_terms import read as read_term
from verify.store import atlas_cells, atomic, results, stamp, trust_table

CASES = Path(__file__).parents[2] / "counterexamples"


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("results.json", results.read),
        ("results.json", lambda folder: reported(folder / "results.json")),
        ("atlas.json", lambda folder: read_cells(folder / "atlas.json")),
        ("steps/AUX.json", lambda f: PROVERS[STEPS]("steps/AUX", f / "steps/AUX.json", {}, statements())),
        ("certificates/x.json", lambda folder: reprove(folder, folder)),
    ],
)
def test_a_pipe_in_place_of_a_file_is_a_message(name: str, read: Callable[[Path], object], tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    os.mkfifo(tmp_path / name)
    with pytest.raises(VerifyError):
        read(tmp_path)


@pytest.mark.parametrize("content", [None, "9" * 10**6, "[" * 10**5, '{"rows": 1}'])
@pytest.mark.parametrize("module", [atlas_cells, trust_table, stamp])
def test_what_is_kept_beside_the_report_is_none_if_it_is_broken(
    module: ModuleType, content: str | None, tmp_path: Path
) -> None:
    assert module in (atlas_cells, trust_table, stamp)
    path = tmp_path / module.NAME
    if content is None:
        os.mkfifo(path)
    else:
        path.write_text(content)
    assert module.read(tmp_path) is None


def test_the_second_checker_opens_no_pipe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "claims.json").write_text("{}")
    os.mkfifo(tmp_path / "x.json")
    assert recheck.main([str(tmp_path), str(tmp_path)]) == 1
    assert "is no regular file" in capsys.readouterr().out
    os.unlink(tmp_path / "claims.json")
    os.mkfifo(tmp_path / "claims.json")
    assert recheck.main([str(tmp_path), str(tmp_path)]) == 2


def test_the_second_checker_writes_out_no_number_that_would_not_end() -> None:
    ten, one = ["Rational", "10"], ["Rational", "1"]
    data = {"claim": "AUX", "step": "x", "relation": "=", "stated": one}
    for power in ("9999999999", "-9999999999"):
        data["derived"] = ["Pow", ten, ["Rational", power]]
        document = {
            "format": STEPS_FORMAT,
            "version": 1,
            "claim": "AUX",
            "certificates": [{"kind": "step", "data": data}],
        }
        assert [verdict for _, verdict, _ in recheck.check_steps(document, {"AUX": {}})] == ["holey"]


@pytest.mark.parametrize("key", ["put", "gone"])
@pytest.mark.parametrize("name", ["../kept", "/kept", "a/../../kept", "."])
def test_an_interrupted_run_touches_nothing_outside_its_folder(key: str, name: str, tmp_path: Path) -> None:
    folder, kept = tmp_path / "reports", tmp_path / "kept"
    (folder / atomic.READY).mkdir(parents=True)
    kept.write_text("mine")
    name = name.replace("/kept", str(kept)) if name.startswith("/") else name
    (folder / atomic.READY / atomic.NAMES).write_text(json.dumps({"put": [], "gone": [], key: [name]}))
    with pytest.raises(InputError, match="outside the folder"):
        atomic.settle(folder)
    assert kept.read_text() == "mine"


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"put": 1, "gone": []}', '{"put": [1], "gone": []}'])
def test_names_that_no_run_has_left_are_a_message(text: str, tmp_path: Path) -> None:
    (tmp_path / atomic.READY).mkdir()
    (tmp_path / atomic.READY / atomic.NAMES).write_text(text)
    with pytest.raises(InputError):
        atomic.settle(tmp_path)


@pytest.mark.parametrize(
    "file",
    [
        '[augment]\nlam = "1e999999999"',  # of which Python's own reader of fractions makes a number
        '[augment]\nlam = "nan"',
        "[augment]\nlam = 1e999",
        "augment = " + "[" * 10_000,
        "augment = 1" + "0" * 300_000,
        "",
    ],
)
def test_a_witness_of_the_atlas_that_cannot_be_read_is_refused(file: str) -> None:
    cell = dict.fromkeys(AtlasCell.__required_keys__) | {"verdict": "false", "file": file}
    with pytest.raises(CertificateError):
        proved(cell, statement("exp(u)", "a**2", "vanish"), statements())


def test_a_message_about_a_certificate_is_short(tmp_path: Path) -> None:
    long = "abs(" * 10_000
    for entry in ({"kind": long, "data": {}}, {"kind": "step", "data": {"claim": long, "step": long}}):
        with pytest.raises(CertificateError) as raised:
            PROVERS[STEPS]("steps/AUX", _steps(tmp_path, entry), {}, statements())
        assert len(str(raised.value)) < 1000
    one = ["Rational", "1"]
    data = {"claim": "AUX", "step": long, "relation": "=", "derived": one, "stated": ["Rational", "2"]}
    with pytest.raises(CertificateError, match="SymPy does not prove") as raised:
        PROVERS[STEPS]("steps/AUX", _steps(tmp_path, {"kind": "step", "data": data}), {}, statements())
    assert len(str(raised.value)) < 1000
    problem = load(CASES / "bad-minima/double-well.toml").problem
    with pytest.raises(CertificateError, match="unknown kind") as raised:
        check(problem, Certificate(long, problem.digest, {}))
    assert len(str(raised.value)) < 2000
    fields = Fields({"rests_on": ["\r\n" * 9]}, "violation")
    with pytest.raises(CertificateError, match="it rests on") as raised:
        Ground(statements()).evidence(fields)
    assert str(raised.value).isprintable()


def _steps(folder: Path, entry: object) -> Path:
    path = folder / "AUX.json"
    content = {"format": STEPS_FORMAT, "version": STEPS_VERSION, "claim": "AUX", "certificates": [entry]}
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize("text", ["5", "[]", "null", '"format"', "true"])
def test_a_file_of_steps_is_an_object(text: str, tmp_path: Path) -> None:
    (tmp_path / "AUX.json").write_text(text)
    with pytest.raises(CertificateError, match="an object is expected"):
        PROVERS[STEPS]("steps/AUX", tmp_path / "AUX.json", {}, statements())


def rational(text: str) -> list[str]:
    return ["Rational", text]


@pytest.mark.parametrize(
    "term",
    [
        ["Symbol", "x", {"positive": True, "negative": True}],
        ["Ad\r\nd"],
        ["A" * 9999],
        ["Indexed", ["IndexedBase", ["Symbol", "x", {}]]],
        rational("1e9999999999"),  # SymPy would write these out
        rational("1" * 20_000),
        ["Pow", rational("10"), rational("9999999999")],
        ["Pow", rational("2/3"), rational("-9999999999")],
        ["Pow", ["Pow", rational("2"), rational("30000")], rational("30000")],
        ["factorial", rational("9999999999")],
        ["binomial", rational("9999999999"), rational("4999999999")],
    ],
)
def test_a_message_about_a_term_is_one_short_line(term: object) -> None:
    with pytest.raises(CertificateError) as raised:
        read_term(term)
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 300


def test_a_certificate_of_a_statement_is_read_with_the_care_of_all_others(tmp_path: Path) -> None:
    toml = CASES / "necessity/standing/theorem.toml"
    path = tmp_path / "theorem.json"
    for text in ("9" * 10**6, "[" * 10**5, "1.5", '{"a": 1, "a": 1}', "é"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(CertificateError, match="is not JSON of exact numbers"):
            PROVERS[STATEMENT_DOCUMENTS]("theorem", path, {"theorem": toml}, statements())
