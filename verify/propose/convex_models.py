"""Models of the parameters in which L is convex: proposals for the kind ``convex-model``. Claims nothing.

If the outputs are affine in theta, the model is theta. Else it is tried whether the network is an affine function of
its input, as linear layers are: then the model has the entries of their product, and of the bias that they make.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from ..exact import nearest
from ..kernel.certificate import Certificate, matrix, numbers
from ..kernel.evidence import Unknown
from ..numerics.point import Point
from ..numerics.program import FLOATS, Program
from ..problem.derivatives import gradient
from ..problem.expression import ZERO, Expr, num, rational, substitute, text, topological, var, variables
from ..problem.functions import FUNCTIONS
from ..problem.objective import Problem
from .certificates import independent_rows

MOST = 200
"""Entries of a model."""

Model = tuple[list[Expr], list[Fraction], list[list[Fraction]]]
"""Its formulas, the constant part of the outputs, and the column of each formula."""


def convex_model(problem: Problem, at: Point, bits: int) -> Iterator[Certificate | Unknown]:
    """A certificate that a local minimum of L at the point is a global one, if one is found."""
    if problem.loss.convex is not True:
        yield Unknown("method", f"the loss {problem.loss.name} is not known to be convex")
        return
    found = _affine(problem) or _of_the_input(problem)
    if found is None or not 0 < len(found[0]) <= min(MOST, len(problem.names)):
        yield Unknown("method", "L was not seen to be a convex function of a model of the parameters")
        return
    model, constant, columns = found
    values = [np.float64(nearest(c)) for c in at.center]
    programs = [Program(gradient(h, problem.names), problem.names) for h in model]
    with np.errstate(all="ignore"):
        slopes = [[float(v) for v in program.run(FLOATS, values)] for program in programs]
    data = {
        "point": at.written(),
        "model": [text(h) for h in model],
        "constant": numbers(constant),
        "columns": matrix(columns),
        "rows": independent_rows(np.array(slopes).T, len(model)),
        "bits": bits,
    }
    if problem.regularizer is not ZERO:
        places = {str(h.data): var(f"m{j + 1}") for j, h in enumerate(model)}
        data["penalty"] = text(substitute([problem.regularizer], places)[0])
    yield Certificate("convex-model", problem.digest, data)


def _affine(problem: Problem) -> Model | None:
    """The parameters themselves, if all outputs are affine in them."""
    names, components = problem.names, _components(problem)
    zeros = {name: num(0) for name in names}
    rows = [[rational(slope) for slope in gradient(f, names)] for f in components]
    constant = [rational(f) for f in substitute(components, zeros)]
    known, numbers_known = [[v for v in row if v is not None] for row in rows], [c for c in constant if c is not None]
    if any(len(row) < len(names) for row in known) or len(numbers_known) < len(components):
        return None
    also = variables([problem.regularizer])
    used = [i for i, name in enumerate(names) if name in also or any(row[i] for row in known)]
    return [var(names[i]) for i in used], numbers_known, [[row[i] for row in known] for i in used]


def _of_the_input(problem: Problem) -> Model | None:
    """The entries of the matrix and of the bias, if the network is a polynomial, and L has no term in theta alone."""
    network, components = problem.network, _components(problem)
    smooth = all(x.op != "where" and x.op not in FUNCTIONS for x in topological(components))
    if not smooth or problem.regularizer is not ZERO:
        return None
    units = [[Fraction(int(d == e)) for e in range(network.inputs)] for d in range(network.inputs)]
    bias = network.at([Fraction(0)] * network.inputs)
    model, columns = list[Expr](), list[list[Fraction]]()
    places = [(problem.inputs[group[0]], j) for group in problem.distinct for j in range(network.outputs)]
    for k in range(network.outputs):
        entries = [bias[k], *(network.at(unit)[k] - bias[k] for unit in units)]
        for d, entry in enumerate(entries):
            if entry is not ZERO:
                model.append(entry)
                columns.append([_factor(x, d) if j == k else Fraction(0) for x, j in places])
    return model, [Fraction(0)] * len(components), columns


def _factor(x: Sequence[Fraction], d: int) -> Fraction:
    return x[d - 1] if d else Fraction(1)


def _components(problem: Problem) -> list[Expr]:
    return [f for group in problem.distinct for f in problem.outputs[group[0]]]
