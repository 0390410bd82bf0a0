"""A statement is refuted by its own instances alone: each restriction of its file is proved of the instance.

The certificates of every instance here are true: it violates what it says that it violates. Only whether it is one of
the statement's is at stake. Both checkers are asked.
"""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from problems import formula

from verify import recheck
from verify.claims.registry import claims, statements
from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.files.statement_file import statement_from_tables
from verify.kernel.certificate import canonical, read
from verify.kernel.evidence import Evidence
from verify.kernel.membership import DATA, LAM, _is_domain, _moves, _rests
from verify.kernel.statement_refutation import check_refutation
from verify.numerics.point import Exact
from verify.problem.formula import constant
from verify.prove.refuted_tables import refutation

Json = dict[str, Any]

NECESSITY = Path(__file__).parents[2] / "counterexamples" / "necessity"
CLAIMS = {name: claim.table() for name, claim in statements().items()}


def instance(name: str, **problem: Any) -> Json:
    """The tables of a file of an instance, with other entries of its problem."""
    found = tomllib.loads((NECESSITY / f"{name}.toml").read_text(encoding="utf-8"))
    for key in ("residual_gradients", "witness_norm"):
        found["expect"].pop(key, None)
    found["problem"].update(problem)
    return found


def about(tables: Json, augment: Json | None = None, **restrictions: Any) -> Json:
    """The file of the statement that an instance refutes, with these restrictions."""
    mine = {"augment": augment if augment is not None else tables.get("augment", {})}
    said = {**tables["statement"], **restrictions}
    return {"title": "t", "kind": "statement", "source": "s", "statement": said, **mine}


def documented(tables: Json) -> Json:
    """The document of a true violation."""
    found = refutation(tables, claims(), "x")
    assert found is not None
    return found[1]


def proved(document: Json, file: Json) -> list[Evidence]:
    return check_refutation(statement_from_tables(file, "x"), read(canonical(document)), statements())


def second(document: Json, file: Json) -> str:
    """What the second checker says of it: the worst of its verdicts."""
    said = recheck.gathered_verdicts("file", recheck.check_refutation(document, file, CLAIMS))
    return max((verdict for _, verdict, _ in said), key=("valid", "holey", "invalid").index)


RELU = instance("relu-neuron")
TWICE = instance("relu-neuron", inputs=[["0"], ["0"]], targets=[["1"], ["1"]])
CONFLICT = instance("relu-neuron", inputs=[["0"], ["0"]], targets=[["1"], ["2"]])
DOUBT = instance("relu-neuron", inputs=[["0"], ["0"]], targets=[["exp(1)*exp(1)"], ["exp(2)"]])
"""Equal inputs whose targets are equal, though not by their texts."""
TWO = instance("relu-neuron", inputs=[["0"], ["1/2"]], targets=[["1"], ["1"]])
WIDE = instance("relu-neuron", inputs=[["0", "0"]])
WIDE["witness"]["W"] = [["0", "0"]]
MOVING = instance("linear-neuron-trained")
FREE = instance("relu-neuron", loss={"formula": "(q - y)**2"})
DECLARED = instance("relu-neuron", loss={"formula": "(q - y)**2 + (q - y)**4", "facts": ["convex"]})
DECAYED = {**RELU, "augment": {**RELU["augment"], "lam": "1/2"}}
BOUNDED = instance("bounded-amplitude")
ROOT = {**RELU, "augment": {"neuron": "a*relu(u + b)", "penalty": "lam*sqrt(a)", "constraints": ["a >= 0"]}}
NO_BOUND = {key: value for key, value in ROOT["augment"].items() if key != "constraints"}
NAUGHT = {
    **ROOT,
    "statement": {**ROOT["statement"], "dropped": ["paper-augmentation", "lam-nonzero"]},
    "augment": {**ROOT["augment"], "lam": "0"},
}
AT_REST = instance(
    "critical-points", network={"formula": ["relu(t1 - 1)"], "parameters": ["t1"]}, inputs=[["0"]], targets=[["1"]]
)
AT_REST |= {
    "statement": {**AT_REST["statement"], "dropped": ["paper-augmentation"]},
    "augment": {"neuron": "a**(5/2)*exp(u + b)", "penalty": "lam*a**(5/2)", "constraints": ["a >= 0"]},
}
"""With the bound each (theta, 0, b, W) is critical; without it L~ has no value around these points."""
BEYOND = {**RELU, "augment": {**RELU["augment"], "constraints": ["a >= 0"]}}

MEMBERS: dict[str, tuple[Json, Json]] = {
    "no restriction": (RELU, about(RELU)),
    "loss": (RELU, about(RELU, loss="squared")),
    "loss as a table": (RELU, about(RELU, loss={"name": "squared"})),
    "loss by formula": (FREE, about(FREE, loss={"formula": "(q - y)**2"})),
    "facts of the statement": (DECLARED, about(DECLARED, loss=DECLARED["problem"]["loss"])),
    "formula without facts": (FREE, about(FREE)),
    "distinct": (TWO, about(TWO, data="distinct", distinct=2)),
    "repeated": (TWICE, about(TWICE, data="repeated", distinct=1)),
    "realizable": (TWICE, about(TWICE, data="realizable")),
    "conflicting": (CONFLICT, about(CONFLICT, data="conflicting")),
    "two inputs": (WIDE, about(WIDE, inputs=2)),
    "dead": (RELU, about(RELU, networks="dead")),
    "trained": (MOVING, about(MOVING, networks="trained")),
    "lam": (DECAYED, about(DECAYED)),
    "lam of a class": (DECAYED, about(DECAYED, {**RELU["augment"], "lam": "nonzero"})),
    "bound": (BOUNDED, about(BOUNDED, {"constraints": ["a >= 0"]})),
    "critical points on a bound of the statement": (AT_REST, about(AT_REST)),
    "bound that is the domain": (ROOT, about(ROOT, NO_BOUND)),
    "bound that is the domain at lam = 0": (NAUGHT, about(NAUGHT, {**NO_BOUND, "lam": "free"})),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_an_instance_refutes_its_statement(name: str) -> None:
    tables, file = MEMBERS[name]
    document = documented(tables)
    assert proved(document, file)[-1].kind == "violation"
    assert second(document, file) == "valid"


STRANGERS: dict[str, tuple[Json, Json, str]] = {
    "another loss": (RELU, about(RELU, loss="logistic"), "another loss"),
    "a loss of another width": (RELU, about(RELU, loss={"name": "huber", "delta": "1"}), "another loss"),
    "a loss with facts that nobody declared": (DECLARED, about(DECLARED), "facts are declared"),
    "fewer facts than the statement's": (FREE, about(FREE, loss={**FREE["problem"]["loss"], "facts": ["convex"]}),
                                         "another loss"),
    "repeated inputs": (TWICE, about(TWICE, data="distinct"), "proved to be distinct"),
    "different inputs": (TWO, about(TWO, data="repeated"), "proved to be repeated"),
    "equal targets": (TWICE, about(TWICE, data="conflicting"), "proved to be conflicting"),
    "different targets": (CONFLICT, about(CONFLICT, data="realizable"), "proved to be realizable"),
    "targets not known to differ": (DOUBT, about(DOUBT, data="conflicting"), "proved to be conflicting"),
    "too many inputs": (TWO, about(TWO, distinct=1), "more than 1 different inputs"),
    "more inputs": (RELU, about(RELU, inputs=2), "not 2 inputs"),
    "fewer inputs": (WIDE, about(WIDE), "not 1 inputs"),
    "more outputs": (RELU, about(RELU, outputs=2), "and 2 outputs"),
    "a network that moves": (MOVING, about(MOVING, networks="dead"), "proved to be dead"),
    "a network that rests": (RELU, about(RELU, networks="trained"), "proved to be trained"),
    "negative lam": (RELU, about(RELU, {**RELU["augment"], "lam": "negative"}), "lam is not negative"),
    "lam that is 0": (RELU, about(RELU, {**RELU["augment"], "lam": "zero"}), "lam is not zero"),
    "another lam": (DECAYED, about(DECAYED, {**RELU["augment"], "lam": "1"}), "lam is not 1"),
    "another neuron": (RELU, about(RELU, {"neuron": "a*relu(u - b)"}), "another .augment."),
    "the neuron in other words": (RELU, about(RELU, {"neuron": "a*relu(b + u)"}), "another .augment."),
    "another penalty": (RELU, about(RELU, {**RELU["augment"], "penalty": "lam*a**4"}), "another .augment."),
    "shared": (RELU, about(RELU, {**RELU["augment"], "shared": True}), "another .augment."),
    "frozen": (RELU, about(RELU, {**RELU["augment"], "frozen": ["b"]}), "another .augment."),
    "covered": (RELU, about(RELU, {**RELU["augment"], "outputs": [1]}), "another .augment."),
    "no bound": (RELU, about(RELU, {**RELU["augment"], "constraints": ["b <= 1"]}), "lacks a bound"),
    "a bound of its own": (BOUNDED, about(BOUNDED, {}), "a bound that was not proved"),
    "a bound that is no domain": (BEYOND, about(BEYOND, RELU["augment"]), "a bound that was not proved"),
    "a bound with critical points on it": (
        AT_REST, about(AT_REST, {k: v for k, v in AT_REST["augment"].items() if k != "constraints"}), "a bound more"),
    "another conclusion": (RELU, about(RELU, conclusion="data-optimal"), "another statement"),
    "other points": (RELU, about(RELU, points="critical-points"), "another statement"),
    "another claim": (RELU, about(RELU, claim="REAL"), "another statement"),
    "an assumption more": (RELU, about(RELU, dropped=["paper-augmentation", "convex"]), "another statement"),
    "an assumption less": (RELU, about(RELU, dropped=[]), "another statement"),
    "another change": (RELU, about(RELU, changes="nothing"), "another statement"),
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGERS)
def test_what_violates_another_statement_refutes_none(name: str) -> None:
    tables, file, words = STRANGERS[name]
    document = documented(tables)
    with pytest.raises(CertificateError, match=words):
        proved(document, file)
    assert second(document, file) != "valid"


def _network(document: Json) -> None:
    document["problem"]["text"]["problem"]["targets"] = [["0"]]


def _claim(document: Json) -> None:
    document["file"]["statement"]["claim"] = "REAL"


def _theta(document: Json) -> None:
    document["file"]["point"]["theta"] = ["5"]


def _grounds(document: Json) -> None:
    document["certificates"][-1]["data"]["rests_on"][0] = "0" * 64


def _file(document: Json) -> None:
    document["certificates"][-1]["data"]["file"] = "0" * 64


def _problem(document: Json) -> None:
    document["problem"]["sha256"] = "0" * 64


def _nothing(document: Json) -> None:
    del document["certificates"][-1]


def _after(document: Json) -> None:
    document["certificates"].append({"kind": "value", "data": {"point": {"exact": ["0"]}, "equals": "1"}})


def _kind(document: Json) -> None:
    document["file"]["kind"] = "statement"


@pytest.mark.parametrize(
    "lie", [_network, _claim, _theta, _grounds, _file, _problem, _nothing, _after, _kind], ids=lambda lie: lie.__name__
)
def test_a_forged_document_refutes_nothing(lie: Callable[[Json], None]) -> None:
    document = copy.deepcopy(documented(RELU))
    assert proved(document, about(RELU))
    lie(document)
    with pytest.raises(CertificateError):
        proved(document, about(RELU))
    assert second(document, about(RELU)) == "invalid"


@pytest.mark.parametrize("lam", ["-2", "-1", "-1/2", "0", "1/2", "1", "2"])
def test_the_classes_of_lam(lam: str) -> None:
    value = Fraction(lam)
    signs = {"positive": value > 0, "negative": value < 0, "zero": value == 0, "nonzero": value != 0, "free": True}
    assert {name: holds(value) for name, holds in LAM.items()} == signs


@pytest.mark.parametrize(
    ("inputs", "targets", "classes"),
    [
        (["1", "2"], ["0", "0"], {"any", "distinct", "realizable"}),
        (["1", "1"], ["0", "0"], {"any", "repeated", "realizable"}),
        (["1", "1"], ["0", "1"], {"any", "repeated", "conflicting"}),
    ],
)
def test_the_classes_of_data(inputs: list[str], targets: list[str], classes: set[str]) -> None:
    problem = problem_from_tables(formula("t1*x1", ["t1"], list(zip(inputs, targets, strict=True)), loss="squared"))
    assert {name for name, holds in DATA.items() if holds(problem)} == classes


ROOT, MIRRORED, USUAL = "a**(1/2)*exp(u + b)", "(-a)**(1/2)*exp(u + b)", "a*exp(u + b)"


@pytest.mark.parametrize(
    ("augment", "bound", "is_domain"),
    [
        ({"neuron": ROOT}, "a >= 0", True),
        ({"neuron": ROOT}, "a <= 0", False),
        ({"neuron": ROOT}, "a >= -1", True),
        ({"neuron": ROOT}, "a >= 1", False),  # it takes the minima with smaller amplitudes away
        ({"neuron": ROOT}, "b >= 0", False),
        ({"neuron": ROOT}, "W >= 0", False),
        ({"neuron": MIRRORED}, "a <= 0", True),
        ({"neuron": MIRRORED}, "a >= 0", False),
        ({"neuron": USUAL}, "a >= 0", False),
        ({"neuron": "a*exp(u)*b**(1/2)"}, "b >= 0", True),
        ({"neuron": "a*exp(u)*b**(1/2)"}, "b >= 1", False),
        ({"neuron": "a*exp(u)*b**(1/2)"}, "b <= 0", False),
        ({"neuron": USUAL, "penalty": "lam*a**2 + 0*log(3 - b)"}, "b <= 3", True),
        ({"neuron": USUAL, "penalty": "lam*a**(3/2)"}, "a >= 0", True),
        ({"neuron": USUAL, "penalty": "lam*abs(a)**(3/2)"}, "a >= 0", False),
    ],
)
def test_a_bound_is_a_domain_where_nothing_has_a_value_beyond_it(augment: Json, bound: str, is_domain: bool) -> None:
    augment = {"penalty": "lam*a**2", **augment, "constraints": [bound]}
    problem = problem_from_tables(formula("t1*x1", ["t1"], [("1", "1")], augment=augment))
    (constraint,) = problem.augmentation.constraints
    assert _is_domain(problem, constraint) is is_domain


@pytest.mark.parametrize(
    ("network", "theta", "rests", "moves"),
    [
        ("relu(t1 - 1)*x1", ["0"], True, False),
        ("relu(t1 - 1)*x1", ["1"], False, False),  # it moves, but that is not proved at a kink
        ("relu(t1 - 1)*x1", ["2"], False, True),
        ("-t1*x1", ["0"], False, True),
        ("t1*x1", ["0"], False, True),  # of its two outputs, one moves
        ("relu(t1)*(x1 - 1)", ["0"], False, False),  # of its two outputs, one rests
        ("relu(t1 - 1/2)", ["0"], True, False),
        ("relu(-t1 - 1/2)", ["0"], True, False),
        ("t1**4", ["0"], False, True),
        ("t1**5", ["0"], False, False),
        ("t2*(t1 - 2)", ["2", "0"], False, True),  # its slope is 0 there
        ("relu(t1 - 1)/t2", ["0", "0"], False, False),
        ("step(t1)", ["0"], False, False),
        ("step(t1)", ["-1"], True, False),
    ],
)
def test_whether_an_output_rests_or_moves_near_a_point(
    network: str, theta: list[str], rests: bool, moves: bool
) -> None:
    names = [f"t{i + 1}" for i in range(len(theta))]
    problem = problem_from_tables(formula(network, names, [("0", "0"), ("1", "0")]))
    at = Exact(tuple(theta), tuple(constant(text, "theta") for text in theta))
    assert (_rests(problem, at), _moves(problem, at)) == (rests, moves)


@pytest.mark.parametrize("bound", ["b <= -2", "b >= 0", "W >= 1", "a >= 1/2"])
def test_a_point_out_of_bounds_is_no_witness(bound: str) -> None:
    tables = {**RELU, "augment": {**RELU["augment"], "constraints": [bound]}}
    assert refutation(tables, claims()) is None
    document = json.loads(canonical(documented(RELU)))
    document["problem"]["text"]["augment"]["constraints"] = [bound]
    document["problem"]["sha256"] = recheck.sha256(document["problem"]["text"])
    kept = [entry for entry in document["certificates"] if entry["kind"] != "violation"]
    with pytest.raises(CertificateError, match="bound"):
        proved({**document, "certificates": kept}, about(tables))


def test_an_instance_that_meets_what_is_dropped_refutes_nothing() -> None:
    tables = {**RELU, "statement": {**RELU["statement"], "dropped": ["paper-augmentation", "lam-nonzero"]}}
    assert refutation(tables, claims()) is None


def test_an_instance_that_misses_what_is_kept_refutes_nothing() -> None:
    assert refutation(instance("relu-neuron", regularizer="relu(t1 - 1)"), claims()) is None


def test_what_contradicts_itself_or_is_empty_refutes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    document, file = documented(RELU), about(RELU)
    with pytest.raises(CertificateError, match="its last certificate, and no other"):
        proved({**document, "certificates": []}, file)
    with pytest.raises(CertificateError, match="its last certificate, and no other"):
        proved({**document, "certificates": document["certificates"][:-1]}, file)
    monkeypatch.setattr("verify.kernel.statement_refutation.contradictions", lambda *_: ["two are one"])
    with pytest.raises(CertificateError, match="contradiction: two are one"):
        proved(document, file)
