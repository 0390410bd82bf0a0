"""Instances of PGB: models with a planted local minimum, and points nearby at which they have the same outputs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from ..files.load import problem_from_tables
from ..numerics import ball
from ..numerics.identity import constant_text, vanish
from ..numerics.linear import solution
from ..numerics.point import Exact
from ..numerics.program import Program
from ..problem.case import Family
from ..problem.derivatives import gradient
from ..problem.expression import Expr, num, rational, substitute
from ..problem.formula import constant, parse
from ..propose.models import BasisText, last_layer
from ..prove.subject import Subject
from .synthetic import made_case

# --------------------------------------------------------------------------------------------------- bases of files


STEP = Fraction(1, 16)


def family_basis(subject: Subject) -> BasisText | None:
    """The point and, for each parameter of the file's ``[family]``, a point nearby with the same outputs.

    None without such points, and where the network is not linear in its last layer or L has a term in theta alone.
    """
    case, problem = subject.case, subject.problem
    if case.family is None or case.tables["problem"].get("regularizer") is not None:
        return None
    if not isinstance(subject.point, Exact):
        return None
    z = dict(zip(problem.names, subject.point.values, strict=True))
    last = last_layer(problem, z)
    if last is None:
        return None
    base = dict(zip(case.family.parameters, case.family.at, strict=True))
    moved = [substitute(case.family.theta, {**base, name: value + STEP}) for name, value in base.items()]
    kept = [at for at in moved if _same_outputs(subject, list(z.values()), at)]
    if not kept:
        return None
    h = ["0"] * len(problem.names)
    for k in last:
        h[k] = subject.case.point.theta[k].text
    points = (tuple(t.text for t in case.point.theta), *(tuple(constant_text(x) for x in at) for at in kept))
    return BasisText((), "0", tuple(h), "1", _reach(list(z.values()), kept), points)


def _same_outputs(subject: Subject, z: Sequence[Expr], at: Sequence[Expr]) -> bool:
    names = subject.problem.names
    outputs = [f for group in subject.problem.distinct for f in subject.problem.outputs[group[0]]]
    here, there = (substitute(outputs, dict(zip(names, values, strict=True))) for values in (z, at))
    return vanish([a - b for a, b in zip(here, there, strict=True)])


def _reach(z: Sequence[Expr], points: Sequence[Sequence[Expr]]) -> Fraction:
    """A power of 2 greater than the distance of every point from z."""
    with ball.precision(64):
        squares = [
            ball.magnitude(sum(Program([(a - b) ** 2 for a, b in zip(at, z, strict=True)], []).run(ball.BALLS, [])))
            for at in points
        ]
    eps = Fraction(STEP)
    while eps * eps <= max(squares):
        eps *= 2
    return eps


# ------------------------------------------------------------------------------------------------------ planted bases


def planted_bases(seed: int) -> Iterator[Subject]:
    """Strict minima with r = -1, 0, 1/2, 1, 2, 3, and zero amplitudes that leave weights free."""
    rng = random.Random(seed)
    for r, psi in enumerate(("1/z1", "z2 - z3", "z1*z2", "z1**2", "z1**3"), start=-1):
        yield _strict(rng, seed, r, psi)
    yield _balanced(rng, seed)
    for number, loss in enumerate(("squared", "logistic", "pseudo-huber", "polynomial-hinge")):
        yield perturbable(rng, seed, loss, degree=1 + number % 2, units=1 + number // 2)


def _strict(rng: random.Random, seed: int, r: int, psi: str) -> Subject:
    """z1 (c0 + c1 z2 x + c2 z3 x^2 + c3 z2 z3 x^3): linear in z1, so h = (z1, 0, 0), and psi of degree r in z1."""
    c = [rng.choice((-1, 1)) * rng.randint(1, 3) for _ in range(4)]
    formula = f"z1*({c[0]} + ({c[1]})*z2*x1 + ({c[2]})*z3*x1**2 + ({c[3]})*z2*z3*x1**3/8)"
    z = [Fraction(rng.choice((-1, 1)) * rng.randint(3, 6), 4) for _ in range(3)]
    h = (str(z[0]), "0", "0")
    made = planted(rng, seed, f"pgb-strict-r={r}", formula, z, (psi,), "u1**2/50", h, str(r))
    assert made is not None
    return made


def _balanced(rng: random.Random, seed: int) -> Subject:
    """z1 (z2 + z3 x) with weight decay: of degree 2 in z, so h = z/2 and r = 1/2; z1^2 = z2^2 + z3^2 at minima."""
    legs = rng.choice([(5, 3, 4), (13, 5, 12), (17, 8, 15)])
    z = [Fraction(rng.choice((-1, 1)) * leg, legs[0]) for leg in legs]
    h = tuple(str(value / 2) for value in z)
    penalty = "(u1**2 + u2**2 + u3**2)/10"
    made = planted(rng, seed, "pgb-strict-r=1/2", "z1*(z2 + z3*x1)", z, ("z1", "z2", "z3"), penalty, h, "1/2")
    assert made is not None
    return made


def planted(
    rng: random.Random,
    seed: int,
    name: str,
    formula: str,
    z: Sequence[Fraction],
    psi: tuple[str, ...],
    penalty: str,
    h: tuple[str, ...],
    r: str,
) -> Subject | None:
    """Squared loss on six inputs, with targets so near the outputs at z, and such that z is a critical point.

    The residuals e must satisfy J'e = -(m/2) dR/dz, J the Jacobian: random small ones are corrected by J w. None if the
    columns of J are dependent.
    """
    inputs = [[str(x)] for x in range(-2, 4)]
    names = [f"z{k + 1}" for k in range(len(z))]
    regularizer = penalty
    for j, inside in enumerate(psi):
        regularizer = regularizer.replace(f"u{j + 1}", f"({inside})")
    tables: dict[str, Any] = {
        "problem": {
            "network": {"formula": [formula], "parameters": names},
            "loss": "squared",
            "inputs": inputs,
            "targets": [["0"] for _ in inputs],
            "regularizer": regularizer,
        },
        "augment": {},
    }
    at: dict[str, Expr] = {name: num(value) for name, value in zip(names, z, strict=True)}
    outputs = [row[0] for row in problem_from_tables(tables).outputs]
    jacobian = [_numbers(substitute(gradient(f, names), at)) for f in outputs]
    pull = _numbers(substitute(gradient(parse(regularizer, names), names), at))
    small = [Fraction(rng.randint(-8, 8), 64) for _ in inputs]
    columns = list(zip(*jacobian, strict=True))
    wanted = [-Fraction(len(inputs), 2) * p - _dot(c, small) for p, c in zip(pull, columns, strict=True)]
    w = solution([[_dot(c, d) for d in columns] for c in columns], wanted)
    if w is None:
        return None
    residuals = [e + _dot(row, w) for e, row in zip(small, jacobian, strict=True)]
    values = _numbers(substitute(outputs, at))
    tables["problem"]["targets"] = [[str(f - e)] for f, e in zip(values, residuals, strict=True)]
    theta = tuple(str(value) for value in z)
    case = made_case(name, "A planted strict minimum", "bad-minimum", tables, theta)
    return Subject.of(case, seed, basis=BasisText(psi, penalty, h, r, Fraction(0), (theta,)))


def _numbers(values: Sequence[Expr]) -> list[Fraction]:
    return [v for v in map(rational, values) if v is not None]


def _dot(x: Sequence[Fraction], y: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0))


# A sequence of signs whose first 4 are orthogonal to all polynomials of degree 1 in x = 0, 1, ..., its 8 to degree 2.
THUE_MORSE = (1, -1, -1, 1, -1, 1, 1, -1)
MOVES = 3


def perturbable(rng: random.Random, seed: int, loss: str, degree: int, units: int, name: str | None = None) -> Subject:
    """Units a (w x + c)^degree with a = 0 on labels orthogonal to all polynomials of this degree: w and c are free.

    The losses are even or depend on the margin, so that their slopes at the output 0 are multiples of the labels.
    """
    start, gap = Fraction(rng.randint(-8, 8), 4), Fraction(rng.randint(1, 8), 4)
    signs = THUE_MORSE[: 4 * degree]
    terms, h, at, theta, free = [], [], [], [], []
    for k in range(units):
        a, w, c = (f"z{3 * k + j}" for j in (1, 2, 3))
        terms.append(f"{a}*({w}*x1 + {c})**{degree}")
        h += ["0", "0", "0"]
        at += [Fraction(rng.choice((-1, 1)) * rng.randint(4, 8), 4 + k), Fraction(rng.randint(-8, 8), 4)]
        theta += ["0", f"s{2 * k + 1}", f"s{2 * k + 2}"]
        free += [f"s{2 * k + 1}", f"s{2 * k + 2}"]
    psi = tuple(f"z{3 * k + 1}" for k in range(units))
    tables = {
        "problem": {
            "network": {"formula": [" + ".join(terms)], "parameters": [f"z{k + 1}" for k in range(3 * units)]},
            "loss": loss,
            "inputs": [[str(start + gap * i)] for i in range(len(signs))],
            "targets": [[str(sign)] for sign in signs],
            "regularizer": " + ".join(f"{a}**2/10" for a in psi),
        },
        "augment": {},
    }
    points = [_point(at)]
    for _ in range(MOVES):
        points.append(_point([v + Fraction(rng.randint(-8, 8), 64) for v in at]))
    texts = tuple(str(v) for v in at)
    family = Family(tuple(free), tuple(theta), tuple(parse(t, free) for t in theta), texts, _constants(texts), "family")
    case = made_case(
        name or f"pgb-{loss}-degree-{degree}-units-{units}",
        "Zero amplitudes with free weights",
        "bad-minimum",
        tables,
        points[0],
        family=family,
    )
    penalty = " + ".join(f"u{k + 1}**2/10" for k in range(units))
    return Subject.of(case, seed, basis=BasisText(psi, penalty, tuple(h), "1", Fraction(1, 2), tuple(points)))


def _point(free: Sequence[Fraction]) -> tuple[str, ...]:
    """Amplitudes 0, and the weights and biases ``free``."""
    return tuple(t for k in range(0, len(free), 2) for t in ("0", str(free[k]), str(free[k + 1])))


def _constants(texts: Sequence[str]) -> tuple[Expr, ...]:
    return tuple(constant(t) for t in texts)
