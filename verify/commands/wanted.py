"""What the file of a case states, each as a certificate that has to be there to prove it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..exact import exact, write
from ..kernel.evidence import Evidence
from ..kernel.refutation import LEAST_VALUE

Json = dict[str, Any]


@dataclass(frozen=True)
class Want:
    """A certificate that has to be there: of this kind, with these data, whose evidence has these facts."""

    words: str
    kind: str
    data: Json
    facts: Mapping[str, str] = field(default_factory=dict)

    def among(self, evidence: Sequence[Evidence]) -> bool:
        """Whether it is there."""
        return any(self.met(e) for e in evidence)

    def met(self, evidence: Evidence) -> bool:
        """Whether it is this one."""
        written = evidence.certificate.data
        data = {**written, **{key: _texts(written.get(key)) for key in ("point", "better")}}
        return (
            evidence.kind == self.kind
            and all(data.get(key) == value for key, value in self.data.items())
            and all(evidence.facts.get(key) == value for key, value in self.facts.items())
        )


def wanted(tables: Mapping[str, Any]) -> Iterator[Want]:
    """What the tables of a case state of its points, of L~ and of its witness, each as one certificate."""
    if tables["kind"] == "point":
        yield from _of_answer(tables)
        return
    yield from _of_points(tables)
    yield from _of_kind(tables)
    yield from _of_added_neurons(tables)


def _of_answer(tables: Mapping[str, Any]) -> Iterator[Want]:
    """The answer about the point, and whether L is least there."""
    at = {"point": _stripped(tables["point"]["theta"])}
    for key, text in tables.get("expect", {}).items():
        yield Want(f"{key} = {text!r}", "answer", at, {key: text})


def _of_points(tables: Mapping[str, Any]) -> Iterator[Want]:
    """The values at the point and at the better one, the norm, the residual gradients, and the method."""
    expect, at = tables["expect"], {"point": _stripped(tables["point"]["theta"])}
    yield Want(f"value = {expect['value']!r}", "value", at | _compared(expect["value"]))
    if "better_value" in expect:
        better, text = {"point": _stripped(tables["better"]["theta"])}, expect["better_value"]
        yield Want(f"better_value = {text!r}", "value", better | _compared(text))
    if "norm" in expect:
        yield Want(f"norm = {expect['norm']!r}", "norm", at | _compared(expect["norm"]))
    for x, row in enumerate(expect.get("residual_gradients", ())):
        for k, text in enumerate(row):
            data = {**at, "input": x, "output": k} | _compared(text)
            yield Want(f"residual_gradients[{x}][{k}] = {text!r}", "residual-value", data)
    method = expect.get("method")
    if method == "strict":
        yield Want(f"method = {method!r}", "critical-point", at, {"index": "0"})
    elif method is not None:
        yield Want(f"method = {method!r}", method, at | _of_method(tables))


def _of_method(tables: Mapping[str, Any]) -> Json:
    """What the file states for its method besides the point: the family of critical points, or the subgradients."""
    family, point = tables.get("family"), tables["point"]
    if tables["expect"]["method"] == "morse-bott" and family is not None:
        return {"parameters": family["parameters"], "family": family["theta"], "at": family["at"]}
    return {"subgradients": point["subgradients"]} if "subgradients" in point else {}


def _of_kind(tables: Mapping[str, Any]) -> Iterator[Want]:
    """What a file of this kind says of its point, besides the method by which it is a local minimum."""
    at = {"point": _stripped(tables["point"]["theta"])}
    if "better" in tables:
        better = _stripped(tables["better"]["theta"])
        yield Want("that L is lower at the better point", "lower-value", at | {"better": better})
    if tables["kind"] == "data-optimal":
        yield Want("that the point is data-optimal", "data-optimal", at)
    if tables["kind"] == "failure-mode":
        yield Want("that the point is not data-optimal", "residual-gradient", at)
        yield Want("that L~ has no local minimum with a = 0 over the point", "descent", at)
        yield Want("that L~ has no local minimum with a != 0", "orbit", {})
    for i, center in enumerate(tables.get("center", ())):
        yield Want(f"that L~ descends at center {i + 1}", "descent", {**at, **_center(center)})


def _center(center: Mapping[str, Any]) -> Json:
    """The biases and weights of a centre as a certificate writes them."""
    return {
        "b": [write(exact(text)) for text in center["b"]],
        "W": [[write(exact(text)) for text in row] for row in center["W"]],
    }


def _of_added_neurons(tables: Mapping[str, Any]) -> Iterator[Want]:
    """The least order of descent at the first centre, the method for the witness, and its norm."""
    expect, witness = tables["expect"], tables.get("witness")
    if "order" in expect:
        at = {"point": _stripped(tables["point"]["theta"])}
        data = {**at, **_center(tables["center"][0]), "lower_orders_vanish": True}
        yield Want(f"order = {expect['order']!r}", "descent", data, {"order": expect["order"]})
    if witness is not None:
        at = {
            "at": [*tables["point"]["theta"], *witness["a"], *witness["b"], *(t for row in witness["W"] for t in row)]
        }
        method, theta = witness["method"], tables["point"]["theta"]
        there = {"point": _stripped(theta), "added": at["at"][len(theta) :]} if method == LEAST_VALUE else at
        kind = method if method == LEAST_VALUE else f"augmented-{method}"
        yield Want(f"the witness, method = {method!r}", kind, there)
        if "witness_norm" in expect:
            text = expect["witness_norm"]
            yield Want(f"witness_norm = {text!r}", "augmented-norm", at | _compared(text))


def _texts(point: object) -> list[str] | None:
    """The coordinates of a point as a certificate states them."""
    if not isinstance(point, Mapping):
        return None
    texts = point.get("exact", point.get("rounds_to"))
    return _stripped(texts) if isinstance(texts, list) else None


def _stripped(texts: Sequence[str]) -> list[str]:
    return [text.strip() for text in texts]


def _compared(expected: str) -> Json:
    return {"rounds_to": expected[1:].strip()} if expected.startswith("~") else {"equals": expected}
