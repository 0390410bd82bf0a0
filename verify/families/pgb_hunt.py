"""A hunt for violations of PGB on random models, and false variants of it, each refuted exactly on a tiny model.

PGB is about any Q(z), so no variant of the augmented objective puts it to the test, as statement files do for others.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from ..kernel.evidence import Evidence
from ..prove.inquiry import ask
from ..prove.outcome import Hunt, Outcome
from ..prove.risk_questions import local_minimum
from ..prove.subject import Subject
from .pgb_instances import perturbable, planted

if TYPE_CHECKING:
    import sympy

# -------------------------------------------------------------------------------------------------- random models

EXAMPLES = 32
LOSSES = ("squared", "logistic", "pseudo-huber", "polynomial-hinge")


def hunted(seed: int, check: Callable[[Subject], Outcome]) -> Hunt:
    """``EXAMPLES`` random models; those whose point is certified a local minimum put the bound to the test."""
    rng = random.Random(f"pgb {seed}")
    exercised, violated = 0, []
    for _ in range(EXAMPLES):
        subject = drawn(rng, seed)
        if subject is None or not is_local_minimum(subject):
            continue
        found = check(subject)
        exercised += found.verdict in ("holds", "fails")
        if found.verdict == "fails":
            violated.append(f"{subject.case.tables['problem']}: {found.detail}")
    variants = tuple((says, refutes()) for says, refutes in VARIANTS.items())
    return Hunt(EXAMPLES, exercised, tuple(violated), variants)


def is_local_minimum(subject: Subject) -> bool:
    """Whether its point is proved a local minimum."""
    question = local_minimum(subject)
    return isinstance(ask(subject, [question]).results[question.name], Evidence)


def drawn(rng: random.Random, seed: int = 0) -> Subject | None:
    """A random model and a point: three of four times a critical point, else zero amplitudes with free weights.

    None if no data were found for which the point is critical.
    """
    if rng.random() < 1 / 4:
        return perturbable(rng, seed, rng.choice(LOSSES), rng.randint(1, 2), rng.randint(1, 2))
    last, inner = rng.randint(1, 2), rng.randint(0, 2)
    names = [f"z{k + 1}" for k in range(last + inner)]
    formula = " + ".join(f"{name}*({_polynomial(rng, names[last:])})" for name in names[:last])
    degrees = [rng.randint(-1, 2) for _ in range(last)]
    psi = "*".join(f"{name}**{degree}" for name, degree in zip(names, degrees, strict=False))
    psi += "".join(f"*{name}" for name in names[last:] if rng.random() < 1 / 2)
    z = [Fraction(rng.choice((-1, 1)) * rng.randint(2, 8), 4) for _ in names]
    h = (*map(str, z[:last]), *("0" for _ in range(inner)))
    penalty = f"u1**2/{rng.randint(10, 100)}"
    return planted(rng, seed, "pgb-drawn", formula, z, (psi,), penalty, h, str(sum(degrees)))


def _polynomial(rng: random.Random, names: Sequence[str]) -> str:
    """A few random terms in the parameters and x."""
    terms = []
    for power in rng.sample(range(4), rng.randint(1, 3)):
        factors = [f"{name}**{rng.randint(1, 2)}" for name in names if rng.random() < 2 / 3]
        terms.append("*".join([f"({rng.choice((-1, 1)) * rng.randint(1, 3)}/2)", *factors, f"x1**{power}"]))
    return " + ".join(terms)


# --------------------------------------------------------------------------------------------------- false variants

Point = Mapping["sympy.Symbol", "sympy.Expr"]


def _critical(objective: sympy.Expr, at: Point) -> bool:
    return all(objective.diff(z).subs(at) == 0 for z in at)


def _strict_minimum(objective: sympy.Expr, at: Point) -> bool:
    """A critical point with a positive definite Hessian matrix, by exact arithmetic."""
    import sympy

    hessian = sympy.hessian(objective, list(at)).subs(at)
    return _critical(objective, at) and hessian.is_positive_definite is True


def _less(x: sympy.Expr | int, y: sympy.Expr) -> bool:
    """x < y is proved."""
    return (y - x).is_positive is True


def _mean_square(values: Sequence[sympy.Expr], targets: Sequence[sympy.Expr]) -> sympy.Expr:
    import sympy

    squares = [(v - y) ** 2 for v, y in zip(values, targets, strict=True)]
    return sympy.simplify(sum(squares) / len(squares))


def every_critical_point() -> bool:
    """z1 (z2 x + z3) at (0, 1, 0), labels orthogonal to x: at (0, 1, d) the outputs are the same, and 1 is a model."""
    import sympy

    z1, z2, z3 = sympy.symbols("z1:4", real=True)
    d = sympy.Symbol("d", positive=True)
    at = {z1: sympy.Integer(0), z2: sympy.Integer(1), z3: sympy.Integer(0)}
    nearby = {**at, z3: d}
    phi, targets = [z1 * (z2 * x + z3) for x in range(4)], [1, 1, 1, -1]
    objective = _mean_square(phi, targets)
    same = all(f.subs(nearby) == f.subs(at) for f in phi)
    model = [(f.diff(z1).subs(nearby) - f.diff(z1).subs(at)) / (2 * d) for f in phi]
    return _critical(objective, at) and same and _less(_mean_square(model, targets), objective.subs(at))


def any_differentiable_loss() -> bool:
    """Q(q) = q^2 ((q - 2)^2 + 3/8), phi = z1 = 7/4, a strict local minimum: the model 0 costs 0."""
    import sympy

    z1 = sympy.Symbol("z1", real=True)
    at = {z1: sympy.Rational(7, 4)}
    objective = z1**2 * ((z1 - 2) ** 2 + sympy.Rational(3, 8))
    return _strict_minimum(objective, at) and _less(objective.subs(z1, 0), objective.subs(at))


def without_h() -> bool:
    """phi = 1 + z1^2 with the loss q^2, at z1 = 0: the derivative is 0, so is the only model, and costs 0."""
    import sympy

    z1 = sympy.Symbol("z1", real=True)
    at = {z1: sympy.Integer(0)}
    phi = 1 + z1**2
    only_model = phi.diff(z1).subs(at) == 0
    return _strict_minimum(phi**2, at) and only_model and _less(0, (phi**2).subs(at))


def without_the_term_in_r() -> bool:
    """phi = z1, psi = 1 + z2^2 with r = 0, Q = phi^2 + psi^2 at (0, 0): the model 0 costs 0, less than Q = 1."""
    import sympy

    z1, z2 = sympy.symbols("z1 z2", real=True)
    at = {z1: sympy.Integer(0), z2: sympy.Integer(0)}
    phi, psi = z1, 1 + z2**2
    objective = phi**2 + psi**2
    identities = sympy.expand(z1 * phi.diff(z1) - phi) == 0 and z1 * psi.diff(z1) == 0
    return _strict_minimum(objective, at) and identities and _less(0, objective.subs(at))


def coefficients_of_each_sample() -> bool:
    """phi = z1 on two samples with the targets 1 and -1: with coefficients of its own each of them is fitted."""
    import sympy

    z1 = sympy.Symbol("z1", real=True)
    at = {z1: sympy.Integer(0)}
    objective = _mean_square([z1, z1], [1, -1])
    slope = z1.diff(z1)
    return _strict_minimum(objective, at) and _less(_mean_square([slope, -slope], [1, -1]), objective.subs(at))


def every_point_nearby() -> bool:
    """z1 (1 + z2 x + z2^2 x^2) at (1, 0), residuals orthogonal to 1 and x: derivatives at (1, d) make x^2 a model."""
    import sympy

    z1, z2 = sympy.symbols("z1 z2", real=True)
    d = sympy.Symbol("d", positive=True)
    at = {z1: sympy.Integer(1), z2: sympy.Integer(0)}
    phi = [z1 * (1 + z2 * x + z2**2 * x**2) for x in (-1, 0, 1)]
    targets = [sympy.Rational(n, 4) for n in (3, 6, 3)]
    objective = _mean_square(phi, targets)
    one, line, moved = ([f.diff(z).subs(p) for f in phi] for z, p in ((z1, at), (z2, at), (z1, {**at, z2: d})))
    parabola = [(m - a - d * b) / d**2 for a, b, m in zip(one, line, moved, strict=True)]
    model = [sympy.Rational(3, 2) * a - sympy.Rational(3, 4) * p for a, p in zip(one, parabola, strict=True)]
    return _strict_minimum(objective, at) and _less(_mean_square(model, targets), objective.subs(at))


def conversely() -> bool:
    """phi = z1^3, h = z1/3, (phi - 1)^2 at 0: no other point has its output, and 0 is the only model, as dear as Q."""
    import sympy

    z1 = sympy.Symbol("z1", real=True)
    s = sympy.Symbol("s", positive=True)
    at = {z1: sympy.Integer(0)}
    phi = z1**3
    objective = (phi - 1) ** 2
    alone = sympy.solveset(phi, z1, sympy.S.Reals) == sympy.FiniteSet(0)
    only_model = phi.diff(z1).subs(at) == 0
    fall = sympy.factor(objective.subs(at) - objective.subs(z1, 1 / (1 + s)))
    return alone and only_model and _less(0, sympy.numer(fall)) and _less(0, sympy.denom(fall))


VARIANTS: dict[str, Callable[[], bool]] = {
    "at every critical point": every_critical_point,
    "for losses Q_i that are not convex": any_differentiable_loss,
    "without numbers h that reproduce phi": without_h,
    "without the term in 1 - r": without_the_term_in_r,
    "with coefficients of its own for each sample": coefficients_of_each_sample,
    "with derivatives at all points nearby, whatever their outputs": every_point_nearby,
    "conversely, as a sufficient condition": conversely,
}
"""PGB with a part left out, in words, and the function that is true if this is refuted."""
