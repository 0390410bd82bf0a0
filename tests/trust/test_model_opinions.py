"""Falling paths, families, models, fits, balls and minorants: another true witness is no fault, and no lie is true."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify.commands.check import Settings, check_case
from verify.files.load import load
from verify.kernel.certificate import canonical
from verify.trust import second_opinion
from verify.trust.alterations import Alteration
from verify.trust.differences import harmless
from verify.trust.documents import Answer, CertifiedDocument, CheckerAnswer, kernel
from verify.trust.equivalence import equivalent
from verify.trust.mutant import Mutant
from verify.trust.rebinding import rebound

CASES = Path(__file__).parents[2] / "counterexamples"
KINDS = {
    "logistic-separable": ("falling-path", "nowhere-critical"),
    "step-at-the-wrong-place": ("falling-path",),
    "split-unit-minimum": ("critical-family",),
    "split-unit-saddle": ("critical-family",),
    "least-squares": ("convex-model",),
    "logistic-weight-decay": ("convex-model",),
    "relu-half-dead-for-good": ("critical-orbit",),
    "more-parameters-than-data": ("data-optimal",),
    "linear-narrow-layer-best": ("linear-layers", "rank-bound"),
    "linear-three-layers-lost-rank": ("no-local-minimum",),
    "relu-two-layers-decayed": ("minimum-in-ball",),
}
Change = Callable[[Any], object]


@pytest.fixture(scope="module")
def documents() -> dict[str, CertifiedDocument]:
    def document(name: str) -> CertifiedDocument:
        file = CASES / "points" / f"{name}.toml"
        content = json.loads(canonical(check_case(load(file), Settings())["certificates"]))
        return CertifiedDocument("certificates", f"points/{name}", content, file)

    return {name: document(name) for name in KINDS}


def data_of(subject: CertifiedDocument, kind: str, change: Change) -> Any:
    data = copy.deepcopy(next(entry["data"] for entry in subject.entries if entry["kind"] == kind))
    change(data)
    return data


def mutant_of(subject: CertifiedDocument, kind: str, change: Change) -> Mutant:
    i = next(i for i, entry in enumerate(subject.entries) if entry["kind"] == kind)
    content = copy.deepcopy(subject.content)
    content["certificates"][i]["data"] = data_of(subject, kind, change)
    content = rebound(content, subject.content)
    alteration = Alteration(("certificates", i, "data"), "set", content["certificates"][i]["data"])
    return Mutant(subject, alteration, content, kernel(subject, json.dumps(content)), subject.problem)


def put(*path: Any, to: Any) -> Change:
    """The change of one place; of a text, if ``to`` is a function."""

    def change(data: Any) -> None:
        for part in path[:-1]:
            data = data[part]
        data[path[-1]] = to(data[path[-1]]) if callable(to) else to

    return change


def times(text: str) -> Callable[[str], str]:
    return lambda number: f"{int(number.split('*')[0])}{text}" if "*2" in number else f"({number}){text}"


def slower(data: Any) -> None:
    data["path"] = [text.replace("(3)*log", "(5/2)*log") for text in data["path"]]


def one_more_rate(data: Any) -> None:
    data["path"][0] += " + (1/4)*log(1/t)"


def other_share(data: Any) -> None:
    data["point"]["at"] = ["2/5"]


TRUE: list[tuple[str, str, Change]] = [
    ("logistic-separable", "falling-path", slower),
    ("logistic-separable", "falling-path", put("order", to=6)),
    ("logistic-separable", "nowhere-critical", put("field", "W1_1_1", to="2")),
    ("split-unit-minimum", "critical-family", put("complement", 0, 0, to=lambda text: f"{text.split('*')[0]}*2**-30")),
    ("least-squares", "convex-model", put("rows", to=[1, 0])),
    ("more-parameters-than-data", "data-optimal", put("point", "bits", to=600)),
    ("relu-half-dead-for-good", "critical-orbit", put("fields", 0, "W1_2_1", to="1 + b1_2")),
    ("linear-narrow-layer-best", "rank-bound", put("within", to="1/1000")),
]


@pytest.mark.parametrize(("name", "kind", "change"), TRUE)
def test_another_witness_is_no_fault(
    documents: dict[str, CertifiedDocument], name: str, kind: str, change: Change
) -> None:
    mutant = mutant_of(documents[name], kind, change)
    assert mutant.said.answer is Answer.ACCEPTED, mutant.said.why
    found = equivalent(mutant)
    assert found is not None
    assert found.name in ("second opinion", "hint")
    if found.name == "second opinion":
        assert second_opinion.true(documents[name].problem, kind, data_of(documents[name], kind, change)) is True


def bounded(data: Any) -> None:
    data["path"] = [text.replace("log(1/t)", "(1 - t)") for text in data["path"]]


def climbing(data: Any) -> None:
    data["path"] = [text.replace("log(1/t)", "log(t)") for text in data["path"]]


def bent(data: Any) -> None:
    """First up, and then down."""
    data["path"] = [text.replace("log(1/t)", "(log(1/t) - 4*t*log(1/t))") for text in data["path"]]


def unsettled(data: Any) -> None:
    data["path"][0] = data["path"][0].replace("(3)", "(0)") + " + 3*t*log(1/t)"


FALSE: list[tuple[str, str, Change]] = [
    ("logistic-separable", "falling-path", bounded),
    ("logistic-separable", "falling-path", climbing),
    ("logistic-separable", "falling-path", bent),
    ("logistic-separable", "falling-path", put("limit", "equals", to="1/100")),
    ("logistic-separable", "falling-path", put("limit", to={"rounds_to": "0.1", "bits": 192})),
    ("logistic-separable", "falling-path", put("point", "exact", 0, to="5.54")),
    ("logistic-separable", "falling-path", put("rank", to="bad")),
    ("logistic-separable", "falling-path", put("rank", to="best")),
    ("step-at-the-wrong-place", "falling-path", put("rank", to="global")),
    ("step-at-the-wrong-place", "falling-path", put("limit", "rounds_to", to="0.12218752208104")),
    ("step-at-the-wrong-place", "falling-path", lambda d: d.update(better=d["point"])),
    ("logistic-separable", "nowhere-critical", put("field", "W1_1_1", to="0")),
    ("logistic-separable", "nowhere-critical", put("field", "W1_1_1", to="W1_1_1")),
    ("logistic-separable", "nowhere-critical", put("field", to={})),
    ("logistic-separable", "nowhere-critical", put("field", to={"other": "1"})),
    ("split-unit-minimum", "critical-family", put("factors", 0, 0, to="1 + s1")),
    ("split-unit-minimum", "critical-family", put("factors", 2, 1, to="2")),
    ("split-unit-minimum", "critical-family", put("rows", to=[0])),
    ("split-unit-minimum", "critical-family", put("point", "map", 2, to=times("*2"))),
    ("split-unit-minimum", "critical-family", put("point", "center", 0, to=times("*2**-100"))),
    ("split-unit-minimum", "critical-family", lambda d: [row.pop() for row in d["complement"]]),
    ("split-unit-minimum", "critical-family", put("complement", 0, to=lambda row: ["0"] * len(row))),
    ("split-unit-saddle", "critical-family", put("factors", 1, 0, to="0")),
    ("split-unit-saddle", "critical-family", put("factors", 6, 3, to="-1")),
    ("least-squares", "convex-model", put("columns", 0, 1, to="2")),
    ("least-squares", "convex-model", put("constant", 0, to="1")),
    ("least-squares", "convex-model", put("constant", to=["0", "0"])),
    ("least-squares", "convex-model", put("model", 0, to="t1 + t2**2")),
    ("least-squares", "convex-model", put("model", 0, to="t2")),
    ("least-squares", "convex-model", put("rows", to=[0, 0])),
    ("least-squares", "convex-model", put("penalty", to="m1**2")),
    ("logistic-weight-decay", "convex-model", put("penalty", to="(m1**2 + m2**2)/11")),
    ("logistic-weight-decay", "convex-model", lambda d: d.pop("penalty")),
    ("more-parameters-than-data", "data-optimal", put("point", "radius", to="0")),
    ("more-parameters-than-data", "data-optimal", put("point", "fit", to=lambda held: held[:-1])),
    ("relu-half-dead-for-good", "critical-orbit", put("point", "branches", 0, "side", to=1)),
    ("relu-half-dead-for-good", "critical-orbit", put("point", "branches", 0, "side", to=2)),
    ("relu-half-dead-for-good", "critical-orbit", put("point", "branches", 0, "kink", to="b1_1")),
    ("relu-half-dead-for-good", "critical-orbit", put("point", "branches", 0, "kink", to="b1_2 + 1")),
    ("relu-half-dead-for-good", "critical-orbit", put("point", "center", 4, to="1/9")),
    ("relu-half-dead-for-good", "critical-orbit", put("fields", 3, "b2_1", to="W2_1_1")),
    ("linear-narrow-layer-best", "linear-layers", lambda d: d.update(point={"exact": []})),
    ("linear-narrow-layer-best", "rank-bound", put("within", to="0")),
    ("linear-narrow-layer-best", "rank-bound", put("point", "exact", 0, to="0.5")),
    ("linear-three-layers-lost-rank", "no-local-minimum", put("pieces", 0, "above", to=lambda at: ["0"] * len(at))),
]


@pytest.mark.parametrize(("name", "kind", "change"), FALSE)
def test_the_second_opinion_on_a_lie_is_no(
    documents: dict[str, CertifiedDocument], name: str, kind: str, change: Change
) -> None:
    subject = documents[name]
    assert second_opinion.true(subject.problem, kind, data_of(subject, kind, lambda _: None)) is True
    assert second_opinion.true(subject.problem, kind, data_of(subject, kind, change)) is False


@pytest.fixture(scope="module")
def ball() -> tuple[CertifiedDocument, dict[str, Any]]:
    """A ball around a strict minimum, where the least eigenvalue of the Hessian is between 1/100 and 100."""
    file = CASES / "points" / "sine-wrong-well.toml"
    content = json.loads(canonical(check_case(load(file), Settings())["certificates"]))
    subject = CertifiedDocument("certificates", "points/sine-wrong-well", content, file)
    center = data_of(subject, "critical-point", lambda _: None)["point"]["center"]
    return subject, {"point": {"center": center, "radius": "1*2**-40", "curvature": "1/100"}}


@pytest.mark.parametrize(
    ("change", "true"),
    [
        (lambda _: None, True),
        (put("radius", to="1*2**-50"), True),
        (put("curvature", to="1/200"), True),
        (put("curvature", to="100"), False),
        (put("curvature", to="0"), False),
        (put("radius", to="0"), False),
        (put("center", 0, to=lambda c: f"{c.split('*')[0]}*2**-200"), False),
        (lambda d: d["center"].pop(), False),
        (lambda d: d.update(center=["1/3"] * len(d["center"])), False),
    ],
)
def test_the_second_opinion_on_a_ball(
    ball: tuple[CertifiedDocument, dict[str, Any]], change: Change, true: bool
) -> None:
    subject, data = ball
    said = copy.deepcopy(data)
    change(said["point"])
    assert second_opinion.true(subject.problem, "strict-minimum", said) is true


@pytest.mark.parametrize(
    ("change", "true"),
    [
        (lambda _: None, True),
        (put("curvature", to="1/10"), True),
        (put("radius", to="0"), False),
        (put("center", 0, to="1/3"), False),
        (put("held", to=[0]), False),
        (lambda d: d["center"].pop(), False),
    ],
)
def test_the_second_opinion_on_a_ball_with_kinks(
    documents: dict[str, CertifiedDocument], change: Change, true: bool
) -> None:
    """What it says is about L on the edge of the ball: not about the numbers that prove it."""
    subject = documents["relu-two-layers-decayed"]
    said = data_of(subject, "minimum-in-ball", lambda _: None)
    change(said["point"])
    assert second_opinion.true(subject.problem, "minimum-in-ball", said) is true


def test_a_point_of_each_form_has_coordinates(documents: dict[str, CertifiedDocument], ball: Any) -> None:
    subject, data = ball
    boxed = data_of(subject, "critical-point", lambda _: None)["point"]
    assert second_opinion.distance(subject.problem, data["point"], boxed) < 2.0**-100
    for name, kind, start in (
        ("split-unit-minimum", "critical-family", None),
        ("more-parameters-than-data", "data-optimal", "center"),
        ("relu-half-dead-for-good", "critical-orbit", "center"),
    ):
        problem, at = documents[name].problem, data_of(documents[name], kind, lambda _: None)["point"]
        exact = {"exact": at[start] if start else [str(x) for x in documents[name].tables["point"]["theta"]]}
        assert 0 < second_opinion.distance(problem, at, exact) < 1e-5


def test_a_piece_of_a_path_that_is_too_long_for_the_kernel_is_cut(documents: dict[str, CertifiedDocument]) -> None:
    subject = documents["step-at-the-wrong-place"]
    mutant = mutant_of(subject, "falling-path", put("tail", to="1/2"))
    assert mutant.said.answer is Answer.REFUSED
    rule = harmless(mutant, CheckerAnswer(Answer.ACCEPTED))
    assert rule is not None
    assert rule.name == "wide pieces"
    for change in (climbing, bounded, bent):
        lie = mutant_of(
            documents["logistic-separable"], "falling-path", lambda d, c=change: (d.update(tail="1/2"), c(d))
        )
        assert lie.said.answer is Answer.REFUSED
        assert harmless(lie, CheckerAnswer(Answer.ACCEPTED)) is None
