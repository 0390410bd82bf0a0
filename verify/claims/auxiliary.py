"""AUX: two auxiliary variables, and no neuron, eliminate every local minimum at which L is not zero."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ..kernel import theta_point
from ..kernel.certificate import Certificate
from ..kernel.claim_statement import Have, Rule
from ..numerics import ball
from ..numerics.point import Exact, Point
from ..propose import certificates, related_certificates
from ..prove.augmented_questions import RADII
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Question, unless
from ..prove.risk_questions import BITS
from ..prove.subject import Subject
from ..verdict import Sense, Verdict

if TYPE_CHECKING:
    import sympy


def _auxiliary(risk: sympy.Expr, a: sympy.Expr, b: sympy.Expr, lam: sympy.Expr) -> sympy.Expr:
    """``M = L (1 + (a e^b - 1)^2) + lam a^2`` where L(theta) is ``risk``."""
    import sympy

    return risk * (1 + (a * sympy.exp(b) - 1) ** 2) + lam * a**2


def auxiliary_orbit() -> Terms:
    """M(theta, a e^(-t), b + t) - M(theta, a, b) = -lam a^2 (1 - e^(-2t)), whatever L."""
    import sympy

    risk, a, b, t, lam = sympy.symbols("L a b t lambda", real=True)
    change = _auxiliary(risk, a * sympy.exp(-t), b + t, lam) - _auxiliary(risk, a, b, lam)
    return change, -lam * a**2 * (1 - sympy.exp(-2 * t))


def auxiliary_orbit_descends() -> Terms:
    """For lam > 0, a != 0 and e^t = 1 + s with s > 0: M drops by lam a^2 (1 - (1 + s)^(-2)) > 0."""
    import sympy

    risk, b = sympy.symbols("L b", real=True)
    a = sympy.Symbol("a", real=True, nonzero=True)
    s, lam = sympy.symbols("s lambda", positive=True)
    moved = _auxiliary(risk, a / (1 + s), b + sympy.log(1 + s), lam)
    return _auxiliary(risk, a, b, lam) - moved, sympy.Integer(0)


def auxiliary_slope() -> Terms:
    """dM/da at a = 0 is -2 L e^b."""
    import sympy

    risk, a, b, lam = sympy.symbols("L a b lambda", real=True)
    return sympy.diff(_auxiliary(risk, a, b, lam), a).subs(a, 0), -2 * risk * sympy.exp(b)


def no_slope_no_risk() -> Terms:
    """-2 L e^b = 0 has L = 0 as its only solution."""
    import sympy

    risk, b = sympy.symbols("L b", real=True)
    (only,) = sympy.solve(-2 * risk * sympy.exp(b), risk)
    return only, sympy.Integer(0)


def auxiliary_bound() -> Terms:
    """M >= 0 if L >= 0 and lam >= 0: with y = a e^b - 1, M = L (1 + y^2) + lam a^2."""
    import sympy

    risk, lam = sympy.symbols("L lambda", nonnegative=True)
    a, b, y = sympy.symbols("a b y", real=True)
    return _auxiliary(risk, a, b, lam).subs(a * sympy.exp(b), 1 + y), sympy.Integer(0)


def auxiliary_bound_is_attained() -> Terms:
    """M = 0 at a = 0 if L = 0."""
    import sympy

    b, lam = sympy.symbols("b lambda", real=True)
    return _auxiliary(sympy.Integer(0), sympy.Integer(0), b, lam), sympy.Integer(0)


STEPS = (
    Step("auxiliary-orbit", "The orbit of VANISH keeps a e^b, so that M changes by its penalty only.", auxiliary_orbit),
    Step("auxiliary-orbit-descends", "M falls strictly along it unless a = 0.", auxiliary_orbit_descends, ">"),
    Step("auxiliary-slope", "At a = 0 the slope in a is -2 L(theta) e^b,", auxiliary_slope),
    Step("no-slope-no-risk", "which is 0 only if L(theta) = 0.", no_slope_no_risk),
    Step("auxiliary-bound", "Conversely M is nowhere negative,", auxiliary_bound, ">="),
    Step("auxiliary-bound-is-attained", "and it is 0 where a = 0 and L(theta) = 0.", auxiliary_bound_is_attained),
)

AMPLITUDES = (Fraction(3, 2), Fraction(-1, 2**20))
BIAS = Fraction(1, 3)


def questions(subject: Subject) -> list[Question]:
    """Where L(theta) = 0, a global minimum of M; elsewhere (theta, 0, b) is no local minimum; nor is any a != 0."""
    problem, point = subject.problem, subject.point
    exact = isinstance(point, Exact)
    minimum = Question(
        "global minimum of M",
        point,
        lambda point: [certificates.plain(problem, "auxiliary-minimum", point)],
        optional=True,
    )
    minima = [minimum] if exact else []
    slope = Question("no local minimum of M at (theta, 0, b)", point, lambda point: [_slope(subject, point)])
    return [*[_orbit(subject, a) for a in AMPLITUDES], *minima, *unless(minima, [slope])]


def _orbit(subject: Subject, a: Fraction) -> Question:
    return Question(
        f"no local minimum of M with a = {float(a):.3g}",
        subject.point,
        lambda _: [related_certificates.auxiliary_orbit(subject.problem, a, RADII)],
    )


M_ORBITS = (Have("auxiliary-orbit", here=False),)

RULES = (
    Rule(
        "minimum",
        Verdict.HOLDS,
        Sense.ATTAINED,
        ((Have("auxiliary-minimum"),), M_ORBITS),
        "L(theta) = 0, and (theta, 0, b) is a global minimum of M",
    ),
    Rule(
        "slope",
        Verdict.HOLDS,
        Sense.CONTRAPOSITIVE,
        ((Have("auxiliary-slope"),), M_ORBITS),
        "L(theta) is not 0, and no (theta, a, b) is a local minimum of M",
    ),
)


def _slope(subject: Subject, point: Point) -> Certificate:
    with ball.precision(BITS):
        risk = theta_point.landscape(subject.problem).value(point.enclosure(BITS))
        return related_certificates.auxiliary_slope(subject.problem, point, risk, BIAS, RADII, BITS)


CLAIM = Claim(
    name="AUX",
    title="Two auxiliary variables eliminate every local minimum with a positive value",
    statement=(
        r"L \ge 0,\ \lambda > 0,\ M(\theta, a, b) = L(\theta)\,(1 + (a e^b - 1)^2) + \lambda a^2 \ \Longrightarrow\ "
        r"\{\text{local minima of } M\} = \{(\theta, 0, b) : L(\theta) = 0\}"
    ),
    words=(
        "Multiplying any objective that is nowhere negative by 1 + (a exp(b) - 1)^2 and adding lam a^2 leaves only "
        "local minima with a = 0 at which the objective is 0; these are global minima. Nothing is assumed of the "
        "objective. If it does not attain 0, there is no local minimum at all."
    ),
    assumptions=("lam-positive", "nonnegative"),
    source="related: Sohl-Dickstein and Kawaguchi 2019, arXiv 1901.03909",
    uses=("VANISH",),
    steps=STEPS,
    glue=(
        "If a is not 0, points of the orbit as near as one likes are strictly lower. If a = 0, the slope in a must "
        "vanish at a local minimum, so L(theta) = 0. Both moves leave theta alone: a local minimum in (a, b) is "
        "enough, and no sign of L is used so far, nor that lam is positive rather than not 0. Conversely M >= 0 = M at "
        "the points with a = 0 and L(theta) = 0. That the least value of L is 0 is no assumption: without a zero of L "
        "there is no local minimum."
    ),
    rules=RULES,
    questions=questions,
    unsearched="about another objective, not about L~",
)
