"""Rules by which an accepted mutant is true, each with a mutant for which it is made and with lies beside it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from verify.commands.check import Settings, check_case
from verify.files.load import load
from verify.kernel.certificate import canonical
from verify.trust.alterations import Alteration
from verify.trust.documents import ATLAS, Answer, CertifiedDocument, CheckerAnswer, kernel
from verify.trust.equivalence import RULES, equivalent
from verify.trust.mutant import Mutant
from verify.trust.rebinding import rebound

Json = Any
CASES = Path(__file__).parents[2] / "counterexamples"


def rule(name: str) -> Any:
    return next(rule for rule in RULES if rule.name == name)


def document(name: str) -> CertifiedDocument:
    file = CASES / f"{name}.toml"
    content = json.loads(canonical(check_case(load(file), Settings())["certificates"]))
    return CertifiedDocument("certificates", name, content, file)


@pytest.fixture(scope="module")
def split() -> CertifiedDocument:
    return document("bad-minima/split-unit")


def mutant(subject: CertifiedDocument, path: tuple[str | int, ...], content: Json) -> Mutant:
    new = content
    for part in path:
        new = new[part]
    said = kernel(subject, json.dumps(content))
    return Mutant(subject, Alteration(path, "set", new), content, said, subject.problem)


def exchanged(subject: CertifiedDocument, kind: str) -> Json:
    """The document with two certificates of this kind in each other's place, and with its digests put right."""
    content = copy.deepcopy(subject.content)
    entries = content["certificates"]
    i, j = [i for i, entry in enumerate(entries) if entry["kind"] == kind][:2]
    entries[i], entries[j] = entries[j], entries[i]
    return rebound(content, subject.content)


ORDER = "order of certificates"


def test_two_descents_in_each_others_place_prove_the_same() -> None:
    subject = document("bad-minima/dead-relu")
    found = mutant(subject, ("certificates",), exchanged(subject, "descent"))
    assert found.said.answer is Answer.ACCEPTED
    assert [e.digest for e in found.said.evidence] != [e.digest for e in subject.proved]
    assert equivalent(found) is rule(ORDER)


def test_an_order_is_no_pretext(split: CertifiedDocument) -> None:
    """Neither for a certificate that the original has not, nor for a conclusion from another kind of evidence."""
    same = mutant(split, ("certificates",), copy.deepcopy(split.content))
    assert rule(ORDER).applies(same)
    elsewhere = replace(same, alteration=Alteration(("file",), "set", {}))
    assert not rule(ORDER).applies(elsewhere)
    other = document("bad-minima/double-well").proved
    assert not rule(ORDER).applies(replace(same, said=replace(same.said, evidence=(*split.proved, other[0]))))
    judgements = [e for e in split.proved if e.kind == "judgement"]
    alone = next(e for e in split.proved if e.kind not in ("judgement", "violation", "answer"))
    for judgement in judgements[:3]:
        data = {**judgement.certificate.data, "rests_on": [alone.digest, alone.digest]}
        lie = replace(judgement, certificate=replace(judgement.certificate, data=data))
        evidence = tuple(lie if e is judgement else e for e in split.proved)
        assert not rule(ORDER).applies(replace(same, said=replace(same.said, evidence=evidence)))


def test_two_fields_of_a_witness_may_be_exchanged(split: CertifiedDocument) -> None:
    """``eps`` and ``r`` of a gradient basis: two numbers that the theorem does not name."""
    i = next(i for i, entry in enumerate(split.entries) if entry["kind"] == "gradient-basis")
    data = split.entries[i]["data"]

    def with_data(new: Json) -> Mutant:
        content = copy.deepcopy(split.content)
        content["certificates"][i]["data"] = new
        return mutant(split, ("certificates", i, "data"), rebound(content, split.content))

    found = with_data({**data, "eps": data["r"], "r": data["eps"]})
    assert found.said.answer is Answer.ACCEPTED
    accepting = equivalent(found)
    assert accepting is not None
    assert accepting.name == "another witness"
    point = {**data["point"], "exact": data["point"]["exact"][::-1]}
    for lie in ({**data, "penalty": data["eps"], "eps": data["penalty"]}, {**data, "point": point}):
        forged = replace(with_data(lie), said=CheckerAnswer(Answer.ACCEPTED, "", split.proved))
        assert not rule("another witness").applies(forged)


GROUNDS: list[tuple[Callable[[list[str]], list[str]], bool]] = [
    (lambda digests: digests[::-1], True),
    (lambda digests: digests[:1], True),
    (lambda digests: [*digests, "0" * 64], False),
]


@pytest.mark.parametrize(("change", "true"), GROUNDS)
def test_the_grounds_of_a_cell_are_compared(change: Callable[[list[str]], list[str]], true: bool) -> None:
    """A false cell of the atlas has certificates of its own, in a document within it."""
    entry: Json = {"kind": "violation", "data": {"rests_on": ["1" * 64, "2" * 64]}}
    cell: Json = {"verdict": "false", "certificates": {"case": "found", "certificates": [entry]}}
    subject = CertifiedDocument(ATLAS, "a cell", cell)
    subject.__dict__["proved"] = ()
    content = copy.deepcopy(cell)
    path = ("certificates", "certificates", 0, "data", "rests_on")
    content["certificates"]["certificates"][0]["data"]["rests_on"] = change(entry["data"]["rests_on"])
    found = Mutant(subject, Alteration(path, "order", None), content, CheckerAnswer(Answer.ACCEPTED), None)
    assert rule("fewer grounds").applies(found) is true


@pytest.mark.parametrize(
    ("old", "new", "true"),
    [
        ("-0.16732", "-0.167", True), ("-0.16732", "0", True), ("0.16732", "0.16732", True), ("0.5", "1", False),
        ("-0.16732", "-0.168", False), ("0.16732", "0.167320", False), ("0.16732", "1e0", False),
        ("0.16732", "x", False),
    ],
)  # fmt: skip
def test_a_coarser_decimal_says_less(split: CertifiedDocument, old: str, new: str, true: bool) -> None:
    """``0.5`` is no number between 0.5 and 1.5 that is certain: it may be 0.45."""
    content = {**split.content, "certificates": [{"kind": "value", "data": {"rounds_to": old}}]}
    subject = replace(split, content=content)
    subject.__dict__["proved"] = ()
    path = ("certificates", 0, "data", "rounds_to")
    said = CheckerAnswer(Answer.ACCEPTED)
    assert rule("fewer digits").applies(Mutant(subject, Alteration(path, "digit", new), content, said, None)) is true
    other = ("certificates", 0, "data", "equals")
    content["certificates"][0]["data"]["equals"] = old
    assert not rule("fewer digits").applies(Mutant(subject, Alteration(other, "digit", new), content, said, None))
