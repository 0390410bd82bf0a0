"""Symmetries of L and critical points across their orbits: proposals for the kind ``critical-orbit``.

Looked for are vector fields that are affine in the parameters: rescaling of hidden units, a shift of all outputs,
another basis between two layers, whatever a dead unit has. They are the null space of a matrix of slopes of L at points
nearby, in floats, rounded to small rational numbers. Claims nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import qr

from ..errors import CertificateError
from ..exact import nearest, write
from ..kernel.certificate import Certificate, Fields, matrix
from ..kernel.evidence import Unknown
from ..kernel.kinds.critical_orbit import require_symmetry, vector_field
from ..kernel.minorant import RiskParts
from ..kernel.neighbourhood import BITS
from ..kernel.region import Region
from ..kernel.sides import one_case
from ..kernel.theta_point import across, parts_at
from ..numerics import ball
from ..numerics.krawczyk import Box
from ..numerics.linear import null_space
from ..numerics.point import Sliced
from ..numerics.program import FLOATS, Program
from ..problem.derivatives import gradient
from ..problem.expression import ZERO, num, rational, substitute
from ..problem.objective import Problem
from .basis_changes import basis_changes
from .newton import congruence, refine

Floats = NDArray[np.float64]
FieldTexts = dict[str, str]
"""A vector field as a certificate has it."""

NEAR = 2.0**-5
"""How far from the point L is looked at, relative to its coordinates."""

GAP = 1e-10
"""Singular values below this part of the largest one count as 0."""

INDEPENDENT = 1e-4
"""The least singular value of fields, each of length 1, that count as independent."""

LARGEST_RATE = 12
"""Numerators and denominators of rates."""

EXACT_UP_TO = 700
"""Terms of fields up to which they are looked for exactly, if that is possible.

A network of 25 parameters has 650.
"""

LONGEST = 4000
"""Characters of a field."""

GENERAL_UP_TO = 24
"""Parameters up to which all affine fields are looked for, and not only those that scale and shift."""


Branches = tuple[tuple[str, int], ...]
"""Conditions of kinks, and on which side each is replaced by its branch."""


def critical_orbit(
    problem: Problem, near: Sequence[Fraction], seed: int, bits: int, branches: Branches = ()
) -> Certificate | Unknown:
    """A certificate about the critical orbit of L close to the numbers ``near``, if one is found.

    With ``branches`` it is about the minorant of L that these kinks make.
    """
    everywhere = all_held(near, bits, branches)
    fields = symmetries(problem, parts_at(problem, everywhere), near, np.random.default_rng(seed))
    found, held = transversal(problem, near, fields, branches=branches)
    if not 0 < len(held) < len(near) + len(branches):
        return Unknown("method", "no symmetry of L was found in which its parameters move")
    start = replace(everywhere, held=held)
    try:
        scape = across(problem, start)
    except CertificateError as error:
        return Unknown("method", str(error))
    free = [c for i, c in enumerate(near) if i not in held]
    refined = refine(scape, free, bits) if free else (Box((), Fraction(1)), ())
    if refined is None:
        words = f"Newton's method found no isolated critical point of L across its {len(found)} symmetries"
        return Unknown("singular", words)
    box, preconditioner = refined
    rest = iter(box.center)
    center = tuple(near[i] if i in held else next(rest) for i in range(len(near)))
    data = {
        "point": replace(start, box=Box(center, box.radius), preconditioner=preconditioner, bits=bits + 64).written(),
        "fields": found,
        "congruence": matrix(congruence(scape, box.center) if free else ()),
        "bits": bits,
    }
    return Certificate("critical-orbit", problem.digest, data)


def all_held(center: Sequence[Fraction], bits: int, branches: Branches) -> Sliced:
    """A point with these exact coordinates, and the minorant there that the branches make."""
    return Sliced(tuple(range(len(center))), Box(tuple(center), Fraction(0)), (), bits, branches=branches)


def symmetries(
    problem: Problem, parts: RiskParts, near: Sequence[Fraction], rng: np.random.Generator
) -> list[FieldTexts]:
    """Vector fields along which L, of these parts, seems not to change near the point; the kernel looks at each."""
    names = problem.names
    at = np.array([nearest(c) for c in near])
    slopes = Program(gradient(parts.risk, names), names)

    def gradients(count: int) -> tuple[Floats, Floats]:
        points = at + NEAR * (np.abs(at) + NEAR) * rng.uniform(-1, 1, (count, len(at)))
        with np.errstate(all="ignore"):
            columns = slopes.run(FLOATS, list(points.T))
        found = np.stack([np.broadcast_to(np.asarray(c, dtype=np.float64), count) for c in columns], axis=1)
        usable = np.all(np.isfinite(found), axis=1)
        return points[usable], found[usable]

    known = basis_changes(problem) if problem.regularizer is ZERO else []
    if known:
        return known
    _, first = gradients(16)
    if not len(first):
        return []
    dead = np.all(first == 0.0, axis=0)
    still = [{names[i]: "1"} for i in np.flatnonzero(dead)]
    live = [int(i) for i in np.flatnonzero(~dead)]
    if not live:
        return still
    still += _exact_fields(problem, parts, near, live, rng)
    general = len(live) <= GENERAL_UP_TO
    moved = [(i, names[j]) for i in live for j in (live if general else [i])] + [(i, "1") for i in live]
    points, slopes_there = gradients(len(moved) + len(moved) // 4 + 16)
    values = {"1": np.ones(len(points))} | {names[j]: points[:, j] for j in live}
    rows = np.stack([slopes_there[:, i] * values[factor] for i, factor in moved], axis=1)
    return still + [_field(problem, moved, vector) for vector in _null_space(rows)]


Moved = list[tuple[int, str]]
"""Parameters with the factors at which they may be moved: terms of a vector field, but for their coefficients."""


def _field(problem: Problem, moved: Moved, coefficients: Sequence[Fraction]) -> FieldTexts:
    texts: FieldTexts = {}
    for (i, factor), c in zip(moved, coefficients, strict=True):
        if c:
            term = write(c) if factor == "1" else factor if c == 1 else f"{write(c)}*{factor}"
            name = problem.names[i]
            texts[name] = f"{texts[name]} + {term}" if name in texts else term
    return texts


def _exact_fields(
    problem: Problem, parts: RiskParts, near: Sequence[Fraction], live: Sequence[int], rng: np.random.Generator
) -> list[FieldTexts]:
    """Fields with rates 1 and 1/t_j along which no output changes, if these are polynomials in theta near the point.

    Units of relu that are active at few inputs have some; their coefficients are too long for floats.
    """
    names = problem.names
    with ball.precision(BITS):
        region = Region.near(names, [ball.ball(c) for c in near])
    pieces = [one_case(x, region) for group in problem.distinct for x in parts.outputs[group[0]]]
    smooth = [x for x in pieces if x is not None]
    moved = [(i, f"1/{names[j]}") for i in live for j in live] + [(i, "1") for i in live]
    if len(smooth) < len(pieces) or problem.regularizer is not ZERO or not 0 < len(moved) <= EXACT_UP_TO:
        return []
    slopes = [slope for x in smooth for slope in gradient(x, names)]
    n, rows = len(names), list[list[Fraction]]()
    while len(rows) < len(moved) + 4 * len(smooth):
        point = {name: Fraction(int(rng.integers(1, 50)) * int(rng.choice([-1, 1]))) for name in names}
        values = [rational(v) for v in substitute(slopes, {name: num(v) for name, v in point.items()})]
        known = [v for v in values if v is not None]
        if len(known) < len(values):
            return []
        factors = {"1": Fraction(1)}
        for name, value in point.items():
            factors[f"1/{name}"] = 1 / value
        rows += [[known[k + i] * factors[factor] for i, factor in moved] for k in range(0, len(known), n)]
    found = [_field(problem, moved, x) for x in null_space(rows)]
    return [texts for texts in found if sum(map(len, texts.values())) <= LONGEST]


def _null_space(rows: Floats) -> list[list[Fraction]]:
    """A basis of the null space in reduced echelon form, rounded to small rational numbers."""
    sizes = np.linalg.norm(rows, axis=1)
    rows = rows[sizes > 0] / sizes[sizes > 0, None]
    if len(rows) < rows.shape[1]:
        return []
    scale = np.linalg.norm(rows, axis=0)
    scale[scale == 0] = 1.0
    _, values, vectors = np.linalg.svd(rows / scale, full_matrices=False)
    basis = vectors[values <= GAP * values[0]] / scale
    echelon: list[Floats] = []
    for column in reversed(range(basis.shape[1])):
        if not len(basis):
            break
        best = int(np.argmax(np.abs(basis[:, column])))
        if abs(basis[best, column]) < 1e-6 * np.max(np.abs(basis[best])):
            continue
        row = basis[best] / basis[best, column]
        basis = np.delete(basis, best, axis=0)
        basis = basis - np.outer(basis[:, column], row)
        echelon = [other - other[column] * row for other in echelon] + [row]
    return [[Fraction(float(v)).limit_denominator(LARGEST_RATE) for v in row] for row in echelon]


def _is_symmetry(problem: Problem, at: Sliced, texts: FieldTexts) -> bool:
    try:
        require_symmetry(problem, at, vector_field(problem, Fields(texts, "field")), "the field")
    except CertificateError:
        return False
    return True


def transversal(
    problem: Problem,
    near: Sequence[Fraction],
    fields: Sequence[FieldTexts],
    kinks: Sequence[str] = (),
    branches: Branches = (),
) -> tuple[list[FieldTexts], tuple[int, ...]]:
    """Fields that are symmetries and independent at the point, simple ones first, and coordinates that they change.

    There are as many coordinates as fields, and the fields change them independently. They are symmetries on each side
    of the kinks that are named.
    """
    values = [np.float64(nearest(c)) for c in near]
    place = replace(all_held(near, 64, branches), kinks=tuple(kinks), multipliers=(Fraction(0),) * len(kinks))
    chosen: list[FieldTexts] = []
    rates = np.zeros((0, len(values)))
    for texts in sorted(fields, key=lambda texts: sum(map(len, texts.values()))):
        field = vector_field(problem, Fields(texts, "field"))
        row = np.zeros(len(values))
        with np.errstate(all="ignore"):
            moved = Program(list(field.values()), problem.names).run(FLOATS, values)
        for name, value in zip(field, moved, strict=True):
            row[problem.names.index(name)] = float(value)
        size = np.linalg.norm(row)
        more = np.vstack([rates, row / size]) if size and np.isfinite(size) else rates
        if (
            len(more) > len(rates)
            and np.linalg.svd(more, compute_uv=False)[-1] > INDEPENDENT
            and _is_symmetry(problem, place, texts)
        ):
            chosen.append(texts)
            rates = more
    if not chosen:
        return [], ()
    _, _, columns = qr(rates, pivoting=True, mode="economic")
    return chosen, tuple(sorted(int(i) for i in columns[: len(chosen)]))
