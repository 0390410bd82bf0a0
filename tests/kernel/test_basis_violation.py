"""What refutes PGB and its false variants: models that cost less, as near the point as one likes; and every lie."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from problems import Tables, formula

from verify.claims.registry import statements
from verify.commands.check import Settings, check_case
from verify.errors import CertificateError, FileError
from verify.files.load import load, problem_from_tables
from verify.files.problem_table import problem_from_tables as rebuilt
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.contradiction import contradictions
from verify.kernel.evidence import Evidence
from verify.kernel.ground import file_digest
from verify.kernel.kinds import basis_violation
from verify.problem.case import BASIS

Json = dict[str, Any]
Change = Callable[[Json], None]

NECESSITY = Path(__file__).parent.parent.parent / "counterexamples" / "necessity"
FILES = {
    "pgb-critical-points": "basis",
    "pgb-nonconvex-loss": "basis",
    "pgb-without-h": "basis-without-h",
    "pgb-without-r": "basis-without-r",
    "pgb-each-sample": "basis-of-each-sample",
    "pgb-all-nearby": "basis-of-all-nearby",
    "pgb-sufficient": "basis-suffices",
}

# f = z1 (z2 x + z3) at (0, 1, 0), labels orthogonal to x only: critical, and no local minimum.
MASKED = formula("z1*(z2*x1 + z3)", ["z1", "z2", "z3"], [("0", "1"), ("1", "1"), ("2", "1"), ("3", "-1")])
NEARBY: Json = {
    "point": {"exact": ["0", "1", "0"]},
    "conclusion": "basis",
    "basis": {
        "h": ["0", "0", "0"],
        "points": [["0", "1", "d"]],
        "alpha": [["-1/(2*d)", "0", "0", "1/(2*d)", "0", "0"]],
        "model": ["1/2"] * 4,
    },
    "bits": 64,
}
# (z1 - 3)^2 / 2 at z1 = 1, which is no local minimum: the derivative 1 makes the model 3.
LINE = formula("z1", ["z1"], [("0", "3")])
HERE: Json = {
    "point": {"exact": ["1"]},
    "conclusion": "basis",
    "basis": {"h": ["1"], "alpha": [["3"]], "model": ["3"]},
    "bits": 64,
}
DECAY = formula("z1", ["z1", "z2"], [("0", "0")], regularizer="(1 + z2**2)**2")
TERM: Json = {
    "point": {"exact": ["0", "0"]},
    "conclusion": "basis-without-r",
    "basis": {
        "psi": ["1 + z2**2"],
        "penalty": "u1**2",
        "h": ["0", "0"],
        "r": "0",
        "alpha": [["0", "0"]],
        "model": ["0", "0"],
    },
    "bits": 64,
}
CURVE = formula("z1*(1 - x1) + z1**2*x1", ["z1"], [("0", "0"), ("1", "1")])
ALONE: Json = {"point": {"exact": ["0"]}, "rows": [0], "bits": 64}

TRUE: dict[str, tuple[Tables, str, Json]] = {
    "nearby": (MASKED, "gradient-basis-violated", NEARBY),
    "here": (LINE, "gradient-basis-violated", HERE),
    "term": (DECAY, "gradient-basis-violated", TERM),
    "alone": (CURVE, "outputs-isolated", ALONE),
}


def check(tables: Tables, kind: str, data: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate(kind, problem.digest, data))


@pytest.mark.parametrize("name", TRUE)
def test_a_true_certificate_is_accepted(name: str) -> None:
    assert check(*TRUE[name]).statement


def test_every_kind_has_a_true_certificate_here() -> None:
    assert {kind for _, kind, _ in TRUE.values()} == set(basis_violation.CHECKS)


def put(*path: Any, value: Any) -> Change:
    def change(data: Json) -> None:
        target: Any = data
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = value

    return change


def basis(**changes: Any) -> Change:
    return lambda data: data["basis"].update(changes)


LIES: dict[str, tuple[str, Change, str]] = {
    "another_conclusion": ("nearby", put("conclusion", value="vanish"), "'conclusion' is one of"),
    "sufficiency_is_refuted_otherwise": ("nearby", put("conclusion", value="basis-suffices"), "'conclusion' is one of"),
    "a_model_that_costs_the_same": (
        "nearby",
        basis(model=["1"] * 4, alpha=[["-1/d", "0", "0", "1/d", "0", "0"]]),
        "cost less",
    ),
    "a_model_that_costs_more": (
        "nearby",
        basis(model=["-1"] * 4, alpha=[["1/d", "0", "0", "-1/d", "0", "0"]]),
        "cost less",
    ),
    "another_model_than_the_coefficients_make": ("nearby", basis(model=["1/3"] * 4), "made of derivatives"),
    "a_model_that_depends_on_d": ("nearby", basis(model=["d"] * 4), "d"),
    "a_point_that_stays_away": ("nearby", basis(points=[["0", "1", "1/4"]]), "tend to z"),
    "a_point_that_jumps_away": ("nearby", basis(points=[["0", "1", "d + 1 - step(-d)"]]), "continuous in d"),
    "a_point_without_a_value": ("nearby", basis(points=[["0", "1", "d*sqrt(-d)"]]), "continuous in d"),
    "a_point_with_other_outputs": ("nearby", basis(points=[["d", "1", "d"]]), "keep all outputs"),
    "coefficients_without_a_value": (
        "nearby",
        basis(alpha=[["-1/(2*d) + 0*log(-d)", "0", "0", "1/(2*d) + 0*log(-d)", "0", "0"]]),
        "defined for d > 0",
    ),
    "too_few_coefficients": ("nearby", basis(alpha=[["0", "0", "0"]]), "length 6"),
    "coefficients_of_each_sample": ("nearby", basis(alpha=[["0"] * 6] * 4), "'alpha' has a row"),
    "h_does_not_reproduce": ("here", basis(h=["2"]), "sum h_k d_k"),
    "no_h": ("here", lambda data: data["basis"].pop("h"), "'h' is missing"),
    "h_where_there_is_none": ("here", put("conclusion", value="basis-without-h"), "unknown field"),
    "not_a_number": ("here", basis(model=["pie"]), "pie"),
    "the_term_is_not_left_out": ("term", put("conclusion", value="basis"), "cost less"),
    "another_r": ("term", basis(r="1"), "sum h_k d_k"),
    "the_penalty_is_left_out": ("term", lambda data: data["basis"].pop("penalty"), r"R\(psi\)"),
    "psi_without_h": (
        "term",
        lambda data: (data.update(conclusion="basis-without-h"), data["basis"].pop("h"), data["basis"].pop("r")),
        "without numbers h",
    ),
    "no_row": ("alone", put("rows", value=[]), "'rows' must name 1"),
    "an_output_whose_derivative_is_0": ("alone", put("rows", value=[1]), "proved regular"),
    "the_same_output_twice": ("alone", put("rows", value=[0, 0]), "'rows' must name 1"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused_with_the_condition_that_it_breaks(lie: str) -> None:
    true, change, piece = LIES[lie]
    tables, kind, data = TRUE[true]
    altered = copy.deepcopy(data)
    change(altered)
    with pytest.raises(CertificateError, match=piece):
        check(tables, kind, altered)


def test_a_point_on_a_kink_is_refused() -> None:
    kinked = formula("relu(z1)", ["z1"], [("0", "3")])
    data = {**HERE, "point": {"exact": ["0"]}, "basis": {"h": ["0"], "alpha": [["3"]], "model": ["3"]}}
    with pytest.raises(CertificateError, match="differentiable"):
        check(kinked, "gradient-basis-violated", data)
    with pytest.raises(CertificateError, match="differentiable"):
        check(kinked, "outputs-isolated", {**ALONE, "rows": [0]})


def test_coefficients_of_each_sample_fit_where_common_ones_do_not() -> None:
    tables = formula("z1", ["z1"], [("0", "1"), ("1", "-1")])
    own: Json = {
        "point": {"exact": ["0"]},
        "conclusion": "basis-of-each-sample",
        "basis": {"h": ["0"], "alpha": [["1"], ["-1"]], "model": ["1", "-1"]},
        "bits": 64,
    }
    assert check(tables, "gradient-basis-violated", own).facts["model"].startswith("0")
    with pytest.raises(CertificateError, match="'alpha' has a row"):
        check(tables, "gradient-basis-violated", {**own, "conclusion": "basis"})
    decayed = formula("z1", ["z1"], [("0", "1"), ("1", "-1")], regularizer="z1**2")
    table = {**own["basis"], "psi": ["z1"], "penalty": "u1**2", "model": ["1", "-1", "0"]}
    with pytest.raises(CertificateError, match="there is no psi"):
        check(decayed, "gradient-basis-violated", {**own, "basis": table})


def test_a_model_nearby_contradicts_no_tangent_and_one_at_the_point_does() -> None:
    last = {"last_layer": [0], "models": [{"alpha": ["1", "0", "0"]}], "bits": 64}
    tangent = check(MASKED, "tangent", {"point": NEARBY["point"], **last})
    nearby = check(MASKED, "gradient-basis-violated", NEARBY)
    assert contradictions(problem_from_tables(MASKED), [tangent, nearby]) == []
    here = check(LINE, "gradient-basis-violated", HERE)
    assert here.facts["moved"] == "0"


# -------------------------------------------------------------------------------------------------------- the files


@pytest.fixture(scope="module")
def documents() -> dict[str, Json]:
    found = {}
    for name in FILES:
        result = check_case(load(NECESSITY / f"{name}.toml"), Settings())
        assert result["status"] == "as expected"
        found[name] = result["certificates"]
    return found


def test_every_conclusion_about_models_has_a_false_variant() -> None:
    assert set(FILES.values()) == set(BASIS)


@pytest.mark.parametrize("name", FILES)
def test_the_variant_is_proved_false_from_its_document(name: str, documents: dict[str, Json]) -> None:
    document = json.loads(json.dumps(documents[name]))
    proved = checker.check_document(rebuilt(document["problem"]["text"]), document, statements()).values()
    (violation,) = [e for e in proved if e.kind == "violation"]
    assert violation.facts["conclusion"] == FILES[name]
    assert "contradiction" not in violation.facts


@pytest.mark.parametrize("name", FILES)
def test_without_any_one_of_its_grounds_the_variant_is_not_proved_false(name: str, documents: dict[str, Json]) -> None:
    made = documents[name]
    at = next(i for i, entry in enumerate(made["certificates"]) if entry["kind"] == "violation")
    grounds = made["certificates"][at]["data"]["rests_on"]
    assert len(grounds) == (3 if name == "pgb-sufficient" else 2)
    for ground in grounds:
        document = copy.deepcopy(made)
        document["certificates"][at]["data"]["rests_on"] = [other for other in grounds if other != ground]
        with pytest.raises(CertificateError, match=r"not proved|no model was proved"):
            checker.check_document(rebuilt(document["problem"]["text"]), document, statements())


BROKEN: dict[str, tuple[Callable[[Json], Any], str]] = {
    "no problem": (lambda d: d.pop("problem"), "must be there"),
    "a problem that is no object": (lambda d: d.update(problem=[]), "must be there"),
    "a problem without a text": (lambda d: d["problem"].pop("text"), "must be there"),
    "no list of certificates": (lambda d: d.update(certificates={}), "must be there"),
    "a file that is no object": (lambda d: d.update(file=[]), "'file' is an object"),
    "another digest": (lambda d: d["problem"].update(sha256="0" * 64), "about another problem"),
    "another text": (lambda d: d["problem"]["text"]["problem"].update(loss="huber"), "about another problem"),
    "a certificate that is none": (lambda d: d["certificates"].append([]), "nothing else"),
    "a certificate without data": (lambda d: d["certificates"][0].pop("data"), "nothing else"),
    "a certificate with a field more": (lambda d: d["certificates"][0].update(more=1), "nothing else"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_document_that_is_malformed_or_about_another_problem_is_refused(
    name: str, documents: dict[str, Json]
) -> None:
    made, (change, words) = documents["pgb-nonconvex-loss"], BROKEN[name]
    document = copy.deepcopy(made)
    change(document)
    with pytest.raises(CertificateError, match=words):
        checker.check_document(rebuilt(made["problem"]["text"]), document, statements())


def test_a_document_proves_nothing_of_another_problem(documents: dict[str, Json]) -> None:
    one, other = (documents[name] for name in ("pgb-nonconvex-loss", "pgb-without-r"))
    with pytest.raises(CertificateError, match="about another problem"):
        checker.check_document(rebuilt(other["problem"]["text"]), one, statements())


def test_the_model_is_the_one_that_the_file_names(documents: dict[str, Json]) -> None:
    document = json.loads(json.dumps(documents["pgb-nonconvex-loss"]))
    document["file"]["basis"]["h"] = ["14/8"]
    for entry in document["certificates"]:
        if "file" in entry["data"]:
            entry["data"]["file"] = file_digest(document["file"])
    with pytest.raises(CertificateError, match="names another model"):
        checker.check_document(rebuilt(document["problem"]["text"]), document, statements())


def test_pgb_itself_is_not_refuted_by_a_variant(tmp_path: Path) -> None:
    """The same files, said to be about PGB as it stands, are refuted by nothing."""
    for name in ("pgb-without-r", "pgb-each-sample", "pgb-all-nearby"):
        text = (NECESSITY / f"{name}.toml").read_text(encoding="utf-8").replace(f'"{FILES[name]}"', '"basis"')
        path = tmp_path / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        result = check_case(load(path), Settings())
        (finding,) = [f for f in result["findings"] if f["name"] == "the statement is false"]
        assert finding["verdict"] == "unknown"
        assert result["status"] == "undecided"


FAULTS = {
    "a model of a variant that has none": (
        "pgb-sufficient",
        'h = ["0"]',
        'h = ["0"]\nmodel = ["0"]',
        "does not belong",
    ),
    "no model": ("pgb-without-h", 'model = ["0"]\n', "", "'model' is missing"),
    "h where there is none": ("pgb-without-h", "[basis]", '[basis]\nh = ["0"]', "except with the conclusion"),
    "no h": ("pgb-nonconvex-loss", 'h = ["7/4"]\n', "", "'h' belongs into"),
    "another variable": ("pgb-all-nearby", '["1", "d"]', '["1", "s"]', "'s'"),
    "too few coefficients": ("pgb-all-nearby", '"-3/(4*d**2)", "0"]', '"-3/(4*d**2)"]', "expected 4"),
    "another conclusion": ("pgb-nonconvex-loss", '"basis"', '"converse"', "and only there"),
    "another key": ("pgb-nonconvex-loss", "alpha =", "beta =", "beta"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_table_is_named(name: str, tmp_path: Path) -> None:
    file, old, new, piece = FAULTS[name]
    text = (NECESSITY / f"{file}.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "faulty.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(FileError, match=piece):
        load(path)
