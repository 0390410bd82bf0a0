"""Reads ``[augment]``: which neuron is added, at what penalty, and what is trained."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from ..exact import shorten
from ..problem.augmentation import NEURON_NAMES, PAPER_NEURON, PAPER_PENALTY, PENALTY_NAMES, Augmentation, Constraint
from ..problem.expression import num
from ..problem.folding import trouble
from .reader import Reader, count, whole
from .schema import AugmentShape

FREEZABLE = ("theta", "a", "b", "W")

_CONSTRAINT = re.compile(r"[ \t]*([abW])[ \t]*(<=|>=)[ \t]*([^ \t]+)[ \t]*")


def read_augmentation(shape: AugmentShape | None, reader: Reader) -> Augmentation | None:
    """The augmentation; the paper's if there is no ``[augment]``, or where a key is not given."""
    shape = shape or AugmentShape()
    before = len(reader.faults)
    neuron, penalty, lam = PAPER_NEURON, PAPER_PENALTY, Fraction(1)
    if shape.neuron is not None:
        neuron = reader.formula(shape.neuron, ("augment", "neuron"), NEURON_NAMES) or neuron
    if shape.penalty is not None:
        penalty = reader.formula(shape.penalty, ("augment", "penalty"), PENALTY_NAMES) or penalty
    if shape.lam is not None:
        lam = reader.number(shape.lam, ("augment", "lam")) or Fraction(0)
    problem = trouble([penalty], {"lam": num(lam)})
    if problem is not None:
        reader.fault(("augment", "penalty"), f"the penalty {problem} at this lam")
    for i, name in enumerate(shape.frozen or ()):
        reader.choice(name, FREEZABLE, ("augment", "frozen", i), "what can be frozen")
    constraints = whole([_constraint(text, i, reader) for i, text in enumerate(shape.constraints or ())])
    for name in dict.fromkeys(c.name for c in constraints or ()):
        lows = [c.bound for c in constraints or () if c.name == name and c.relation == ">="]
        highs = [c.bound for c in constraints or () if c.name == name and c.relation == "<="]
        if lows and highs and max(lows) > min(highs):
            found = f"{shorten(max(lows), 20)} <= {name} <= {shorten(min(highs), 20)}"
            reader.fault(("augment", "constraints"), f"no point meets these bounds: {found}")
    covered = _covered(shape.outputs, reader)
    if len(reader.faults) > before or constraints is None:
        return None
    return Augmentation(neuron, penalty, lam, shape.shared is True, covered, tuple(shape.frozen or ()), constraints)


def fitted(augmentation: Augmentation, outputs: int, reader: Reader) -> Augmentation:
    """The augmentation of a network with ``outputs`` outputs; a list of all of them is the same as no list."""
    for k in augmentation.covered or ():
        if k >= outputs:
            has = count(outputs, "output", "outputs")
            reader.fault(("augment", "outputs"), f"there is no output {shorten(k + 1)}: the network has {has}")
    return replace(augmentation, covered=None) if augmentation.covered == tuple(range(outputs)) else augmentation


def _constraint(text: str, i: int, reader: Reader) -> Constraint | None:
    where = ("augment", "constraints", i)
    match = _CONSTRAINT.fullmatch(text)
    if match is None:
        reader.fault(where, f"{shorten(text)!r} is no constraint such as 'b <= 5' on a, b or W")
        return None
    bound = reader.number(match[3], where)
    return None if bound is None else Constraint(match[1], match[2], bound)


def _covered(outputs: Sequence[int] | None, reader: Reader) -> tuple[int, ...] | None:
    if outputs is None:
        return None
    where = ("augment", "outputs")
    if not outputs:
        reader.fault(where, 'augment.outputs is empty: write "all", or the numbers of outputs, counted from 1')
    for i, k in enumerate(outputs):
        if k < 1:
            reader.fault((*where, i), "the outputs are counted from 1")
        elif k in outputs[:i]:
            reader.fault((*where, i), "an output stands twice")
    return tuple(sorted(k - 1 for k in outputs))
