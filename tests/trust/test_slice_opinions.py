"""Points across slices: another true witness is no fault, and nothing false is called true."""

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
from verify.trust.differences import RULES as DIFFERENCES
from verify.trust.differences import harmless
from verify.trust.documents import Answer, CertifiedDocument, CheckerAnswer, kernel
from verify.trust.equivalence import equivalent
from verify.trust.mutant import Mutant
from verify.trust.opinion import Opinion
from verify.trust.rebinding import rebound
from verify.trust.second_checker import second

CASES = Path(__file__).parents[2] / "counterexamples"
KINDS = {
    "absolute-through-a-point": "sharp-minimum",
    "relu-noisy-sine-on-kinks": "sharp-minimum",
    "relu-product": "critical-orbit",
    "softmax-shift": "critical-orbit",
    "leaky-noisy-sine": "critical-orbit",
    "linear-small-weights": "no-local-minimum",
    "sigmoid-saturated": "no-local-minimum",
    "linear-three-layers-at-zero": "descent-path",
}


def _document(name: str) -> CertifiedDocument:
    file = CASES / f"{name}.toml"
    content = json.loads(canonical(check_case(load(file), Settings())["certificates"]))
    return CertifiedDocument("certificates", name, content, file)


@pytest.fixture(scope="module")
def documents() -> dict[str, CertifiedDocument]:
    return {name: _document(f"points/{name}") for name in KINDS}


def place(subject: CertifiedDocument, kind: str) -> int:
    return next(i for i, entry in enumerate(subject.entries) if entry["kind"] == kind)


def altered_data(subject: CertifiedDocument, kind: str, change: Callable[[Any], object]) -> Any:
    data = copy.deepcopy(subject.entries[place(subject, kind)]["data"])
    change(data)
    return data


def mutant_of(subject: CertifiedDocument, kind: str, change: Callable[[Any], object]) -> Mutant:
    i, content = place(subject, kind), copy.deepcopy(subject.content)
    content["certificates"][i]["data"] = altered_data(subject, kind, change)
    content = rebound(content, subject.content)
    alteration = Alteration(("certificates", i, "data"), "set", content["certificates"][i]["data"])
    return Mutant(subject, alteration, content, kernel(subject, json.dumps(content)), subject.problem)


def rate(parameter: str, text: str) -> Callable[[Any], object]:
    def change(data: Any) -> None:
        field = next(field for field in data["fields"] if set(field) == {parameter})
        field[parameter] = text

    return change


def swapped(data: Any) -> None:
    data["congruence"].reverse()


def halved(data: Any) -> None:
    data["congruence"] = [[f"{number.split('*')[0]}*2**-200" for number in row] for row in data["congruence"]]


TRUE = [
    ("relu-product", rate("W1_3_1", "-1")),
    ("relu-product", rate("W1_3_2", "3/2 + W1_1_1")),
    ("relu-noisy-sine-on-kinks", rate("W1_3_1", "5")),
    ("softmax-shift", swapped),
]


@pytest.mark.parametrize(("name", "change"), TRUE)
def test_another_witness_of_a_symmetry_is_no_fault(
    documents: dict[str, CertifiedDocument], name: str, change: Callable[[Any], object]
) -> None:
    mutant = mutant_of(documents[name], KINDS[name], change)
    assert mutant.said.answer is Answer.ACCEPTED
    found = equivalent(mutant)
    assert found is not None
    assert found.name == "second opinion"


def field_changes(data: Any) -> None:
    name, text = next((name, text) for field in data["fields"] for name, text in field.items())
    data["fields"][0] = {name: f"{text} + 1"}


def no_field(data: Any) -> None:
    data["fields"][0] = dict.fromkeys(data["fields"][0], "0")


def one_field_less(data: Any) -> None:
    data["fields"].pop()


def one_field_twice(data: Any) -> None:
    data["fields"][0] = data["fields"][1]


def singular(data: Any) -> None:
    data["congruence"] = [data["congruence"][0]] * len(data["congruence"])


def elsewhere(data: Any) -> None:
    data["point"]["center"] = [f"{number.split('*')[0]}*2**-50" for number in data["point"]["center"]]


def other_kink(data: Any) -> None:
    data["point"]["kinks"][0] = f"({data['point']['kinks'][0]}) + 1/1000"


def turned_kink(data: Any) -> None:
    data["point"]["multipliers"][0] = f"-{data['point']['multipliers'][0]}".replace("--", "") + "1"


def row_twice(data: Any) -> None:
    data["rows"] = [*data["rows"], *data["rows"]]


FALSE = [
    ("leaky-noisy-sine", field_changes), ("leaky-noisy-sine", no_field), ("leaky-noisy-sine", one_field_less),
    ("leaky-noisy-sine", one_field_twice), ("leaky-noisy-sine", singular), ("leaky-noisy-sine", elsewhere),
    ("softmax-shift", field_changes), ("softmax-shift", singular), ("softmax-shift", elsewhere),
    ("relu-product", no_field), ("relu-product", one_field_twice), ("relu-product", rate("W1_3_1", "0")),
    ("relu-noisy-sine-on-kinks", no_field), ("relu-noisy-sine-on-kinks", singular),
    ("relu-noisy-sine-on-kinks", elsewhere), ("relu-noisy-sine-on-kinks", other_kink),
    ("relu-noisy-sine-on-kinks", turned_kink), ("relu-noisy-sine-on-kinks", row_twice),
    ("absolute-through-a-point", other_kink), ("absolute-through-a-point", turned_kink),
    ("linear-three-layers-at-zero", lambda d: d.update(order=d["order"] + 1)),
    ("linear-three-layers-at-zero", lambda d: d.update(order=d["order"] - 1)),
    ("linear-three-layers-at-zero", lambda d: d.update(path=[f"1/9 + {text}" for text in d["path"]])),
    ("linear-three-layers-at-zero", lambda d: d.update(path=["0" for _ in d["path"]])),
    ("linear-three-layers-at-zero", lambda d: d.update(path=[f"2*({text})**2" for text in d["path"]])),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change"), FALSE)
def test_the_second_opinion_on_a_lie_is_no(
    documents: dict[str, CertifiedDocument], name: str, change: Callable[[Any], object]
) -> None:
    subject, kind = documents[name], KINDS[name]
    same = subject.entries[place(subject, kind)]["data"]
    assert second_opinion.true(subject.problem, kind, same) is True
    assert second_opinion.true(subject.problem, kind, altered_data(subject, kind, change)) is False


@pytest.mark.parametrize("name", ["linear-three-layers-at-zero"])
def test_another_path_down_is_no_fault(documents: dict[str, CertifiedDocument], name: str) -> None:
    mutant = mutant_of(documents[name], KINDS[name], lambda d: d.update(path=[f"3/2*({text})" for text in d["path"]]))
    found = equivalent(mutant)
    assert mutant.said.answer is Answer.ACCEPTED
    assert found is not None
    assert found.name == "second opinion"


def test_a_point_across_a_slice_has_coordinates(documents: dict[str, CertifiedDocument]) -> None:
    subject = documents["relu-noisy-sine-on-kinks"]
    at = subject.entries[place(subject, "sharp-minimum")]["data"]["point"]
    assert second_opinion.distance(subject.problem, at, at) == 0
    exact = {"exact": [f"{number} + 1/8" for number in at["center"]]}
    assert abs(float(second_opinion.distance(subject.problem, at, exact)) - 1 / 8) < 1e-12


def test_the_second_opinion_on_outputs_that_are_unreachable() -> None:
    subject = _document("necessity/pgb-without-h")
    data = next(entry["data"] for entry in subject.entries if entry["kind"] == "unreachable")
    (term,) = data["terms"]

    def said(**change: Any) -> bool | None:
        changed = {**data, "terms": [{**term, **{k: v for k, v in change.items() if k in term}}]}
        changed |= {k: v for k, v in change.items() if k not in term}
        return second_opinion.true(subject.problem, "unreachable", changed)

    assert (said(), said(y="3"), said(constant="1/2")) == (True, True, True)
    for lie in (
        {"constant": "2"}, {"constant": "-1"}, {"y": "-1"}, {"relation": "="}, {"low": "1/9"}, {"high": "-1/9"},
        {"high": "3"}, {"terms": []},
    ):  # fmt: skip
        assert said(**lie) is False


@pytest.mark.parametrize("height", [0, 2**300])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_sign_of_a_slope_that_few_bits_do_not_show_is_that_of_all_bits(
    documents: dict[str, CertifiedDocument], height: int, sign: int
) -> None:
    o = Opinion(documents["softmax-shift"].problem, 0)
    at = [o.mp.mpf(1) / 3]
    for size in (-300, -5):
        found = o.steep(lambda x, size=size: height + sign * o.mp.ldexp(x[0] ** 2, size), at, (0,))  # type: ignore[misc]
        assert abs(found * sign / o.mp.ldexp(2 * at[0], size) - 1) < 1e-20


WIDE = next(rule for rule in DIFFERENCES if rule.name == "wide boxes")


def other_slope(piece: int, k: int) -> Callable[[Any], object]:
    def change(data: Any) -> None:
        slopes = [piece for piece in data["pieces"] if "slope" in piece]
        slopes[piece % len(slopes)]["slope"] = k

    return change


def test_a_box_that_is_too_wide_for_the_kernel_is_cut(documents: dict[str, CertifiedDocument]) -> None:
    """Of all other slopes that may be named on a piece some are of one sign, and then either the kernel sees it or the
    same certificate with that piece cut proves it; the rest are refused by the second checker, and by the rule."""
    subject, found = documents["linear-small-weights"], set()
    pieces = [p for p in subject.entries[place(subject, "no-local-minimum")]["data"]["pieces"] if "slope" in p]
    for number in range(0, len(pieces), max(1, len(pieces) // 12)):
        for k in range(len(subject.problem.names)):
            if k == pieces[number]["slope"]:
                continue
            mutant = mutant_of(subject, "no-local-minimum", other_slope(number, k))
            other = second(subject, json.dumps(mutant.content))
            if mutant.said.answer is Answer.REFUSED and other.answer is Answer.ACCEPTED:
                rule = harmless(mutant, other)
                assert rule is not None
                assert rule.name == "wide boxes"
            elif mutant.said.answer is Answer.REFUSED:
                assert not WIDE.applies(mutant)
            found.add((mutant.said.answer, other.answer))
    assert (Answer.REFUSED, Answer.ACCEPTED) in found
    assert (Answer.REFUSED, Answer.CANNOT) in found or (Answer.REFUSED, Answer.REFUSED) in found


def test_a_box_on_which_a_slope_has_no_enclosure_is_cut_as_well(documents: dict[str, CertifiedDocument]) -> None:
    """L has no critical point at all; the quotient of exponentials has no ball on a box as wide as this."""
    subject = documents["sigmoid-saturated"]
    mutant = mutant_of(subject, "no-local-minimum", lambda d: d.update(radius="9"))
    assert mutant.said.answer is Answer.REFUSED
    other = second(subject, json.dumps(mutant.content))
    assert other.answer is Answer.ACCEPTED
    rule = harmless(mutant, other)
    assert rule is not None
    assert rule.name == "wide boxes"


def test_a_box_with_a_minimum_is_refused_however_it_is_cut(documents: dict[str, CertifiedDocument]) -> None:
    subject = documents["linear-small-weights"]
    mutant = mutant_of(subject, "no-local-minimum", lambda d: d.update(radius="40", pieces=[{"slope": 0}]))
    assert mutant.said.answer is Answer.REFUSED
    assert harmless(mutant, CheckerAnswer(Answer.ACCEPTED)) is None
