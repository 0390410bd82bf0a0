"""FLOW: how fast gradient flow drives the bias of an added neuron to infinity."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from ..exact import nearest, rough
from ..kernel.claim_statement import Have, Rule
from ..kernel.evidence import Unknown
from ..numerics import ball
from ..numerics.point import Point
from ..numerics.program import FLOATS, Program
from ..problem.expression import Expr, num, var
from ..propose import certificates
from ..propose.gradient_flow import Stop, Trajectory, integrate
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Question
from ..prove.outcome import Result
from ..prove.subject import Subject
from ..verdict import Verdict
from .vanish import objective

if TYPE_CHECKING:
    import sympy


def bias_follows_the_amplitude() -> Terms:
    """With a' = -dL~/da and b' = -dL~/db: b' - a a' = 2 lam a^2, whatever the loss."""
    import sympy

    a, b, lam = sympy.symbols("a b lambda", real=True)
    value = objective(a, b, lam)
    a_speed, b_speed = -sympy.diff(value, a), -sympy.diff(value, b)
    return b_speed - a * a_speed, 2 * lam * a**2


def _along_the_flow(quantity: sympy.Expr) -> sympy.Expr:
    """d/dt of a quantity made of a(t) and b(t), with b' replaced by a a' + 2 lam a^2."""
    import sympy

    a, b, t, lam = _path()
    return sympy.diff(quantity, t).doit().subs(b.diff(t), a * a.diff(t) + 2 * lam * a**2)


def _path() -> tuple[sympy.Expr, sympy.Expr, sympy.Symbol, sympy.Symbol]:
    """a(t), b(t), t, lam."""
    import sympy

    t = sympy.Symbol("t", real=True)
    lam = sympy.Symbol("lambda", positive=True)
    return sympy.Function("a", real=True)(t), sympy.Function("b", real=True)(t), t, lam


def exact_balance() -> Terms:
    """b - a^2/2 - 2 lam * integral of a^2 is constant."""
    import sympy

    a, b, t, lam = _path()
    s = sympy.Symbol("s", real=True)
    return _along_the_flow(b - a**2 / 2 - 2 * lam * sympy.Integral(a.subs(t, s) ** 2, (s, 0, t))), sympy.Integer(0)


def reduced_bias_grows() -> Terms:
    """y = b - a^2/2 has y' = 2 lam a^2."""
    a, b, _, lam = _path()
    return _along_the_flow(b - a**2 / 2), 2 * lam * a**2


def amplitude_from_the_reduced_bias() -> Terms:
    """With c = a e^b and y = b - a^2/2: c^2 e^(-2y) = a^2 e^(a^2), increasing in a^2."""
    import sympy

    a, b, c, y = sympy.symbols("a b c y", real=True)
    square = (c**2 * sympy.exp(-2 * y)).subs({c: a * sympy.exp(b), y: b - a**2 / 2})
    return square, a**2 * sympy.exp(a**2)


def amplitude_map_increases() -> Terms:
    """d/dp of p e^p is (1 + p) e^p > 0 for p = a^2 >= 0."""
    import sympy

    p = sympy.Symbol("p", nonnegative=True)
    return sympy.diff(p * sympy.exp(p), p), sympy.Integer(0)


def growth_law() -> Terms:
    """d/dt e^(2y) = 4 lam c^2 e^(-a^2)."""
    import sympy

    a, b, _, lam = _path()
    c = a * sympy.exp(b)
    return _along_the_flow(sympy.exp(2 * (b - a**2 / 2))), 4 * lam * c**2 * sympy.exp(-(a**2))


def growth_limit() -> Terms:
    """As c = c* + eps and a = eps with eps -> 0, the growth 4 lam c^2 e^(-a^2) tends to 4 lam c*^2."""
    import sympy

    end, eps = sympy.symbols("c_end epsilon", real=True)
    lam = sympy.Symbol("lambda", positive=True)
    return sympy.limit(4 * lam * (end + eps) ** 2 * sympy.exp(-(eps**2)), eps, 0), 4 * lam * end**2


def _long_after(eps: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr, sympy.Symbol, sympy.Symbol, sympy.Symbol]:
    """(a^2, b, lam, c*, t) when c = c* + eps, e^(2y) = (4 lam c*^2 + eps) t and the a^2 in e^(-a^2) is eps."""
    import sympy

    lam, t = sympy.symbols("lambda t", positive=True)
    end = sympy.Symbol("c_end", real=True, nonzero=True)
    grown = (4 * lam * end**2 + eps) * t
    square = (end + eps) ** 2 / grown * sympy.exp(-eps)
    return square, sympy.log(grown) / 2 + eps / 2, lam, end, t


def bias_limit() -> Terms:
    """b = y + a^2/2, so b - (1/2) log(4 lam c*^2 t) tends to 0."""
    import sympy

    eps = sympy.Symbol("epsilon", positive=True)
    _, b, lam, end, t = _long_after(eps)
    return sympy.limit(b, eps, 0) - sympy.log(4 * lam * end**2 * t) / 2, sympy.Integer(0)


def amplitude_limit() -> Terms:
    """a^2 = c^2 e^(-2y) e^(-a^2), so 4 lam t a^2 tends to 1; the sign of a is that of c."""
    import sympy

    eps = sympy.Symbol("epsilon", positive=True)
    square, _, lam, _, t = _long_after(eps)
    return sympy.limit(4 * lam * t * square, eps, 0), sympy.Integer(1)


def gradient_is_never_too_small() -> Terms:
    """(p^2 + q^2)(1 + a^2) >= (a p - q)^2: with p, q the slopes in a and b, a p - q = 2 lam a^2."""
    import sympy

    a, p, q = sympy.symbols("a p q", real=True)
    return (p**2 + q**2) * (1 + a**2), (a * p - q) ** 2


def gradient_decays_like_one_over_2t() -> Terms:
    """2 lam a^2/sqrt(1 + a^2) with a^2 = 1/(4 lam t) is 1/(2t) to first order."""
    import sympy

    lam, t = sympy.symbols("lambda t", positive=True)
    square = 1 / (4 * lam * t)
    return sympy.limit(t * 2 * lam * square / sympy.sqrt(1 + square), t, sympy.oo), sympy.Rational(1, 2)


STEPS = (
    Step(
        "bias-follows-the-amplitude",
        "Along gradient flow b' = a a' + 2 lam a^2, exactly, for any differentiable loss.",
        bias_follows_the_amplitude,
    ),
    Step("exact-balance", "Integrated over time this is a conservation law.", exact_balance),
    Step("reduced-bias-grows", "y = b - a^2/2 never decreases.", reduced_bias_grows),
    Step(
        "amplitude-from-the-reduced-bias",
        "The amplitude is a function of y and of the effective amplitude c = a e^b,",
        amplitude_from_the_reduced_bias,
    ),
    Step("amplitude-map-increases", "because p e^p is increasing for p >= 0.", amplitude_map_increases, ">"),
    Step("growth-law", "e^(2y) grows at the rate 4 lam c^2 e^(-a^2),", growth_law),
    Step("growth-limit", "which tends to 4 lam c*^2 when c tends to c* and a to 0.", growth_limit),
    Step("bias-limit", "Hence b = (1/2) log(4 lam c*^2 t) + o(1),", bias_limit),
    Step("amplitude-limit", "and a^2 = 1/(4 lam t) to first order.", amplitude_limit),
    Step(
        "gradient-is-never-too-small",
        "At every point the gradient has at least the norm 2 lam a^2/sqrt(1 + a^2),",
        gradient_is_never_too_small,
        ">=",
    ),
    Step(
        "gradient-decays-like-one-over-2t",
        "which is 1/(2t) along such a flow: any tolerance is met, although no critical point is near.",
        gradient_decays_like_one_over_2t,
    ),
)


BITS, STAGES, TOLERANCE = 80, 8, Fraction(1, 10**15)


def questions(subject: Subject) -> list[Question]:
    """The law, for the file's L~, and the limit that the rates refer to, if the file states another one than 0."""
    flow, problem = subject.case.flow, subject.problem
    if flow is None:
        return []
    law = Question("the law of the flow", subject.point, lambda _: [certificates.flow_law(problem)])
    if flow.limit == 0:
        return [law]

    def conclude(result: Result) -> Result:
        if not isinstance(result, Unknown):
            return result
        why = f"no finite time confirms or refutes a limit, and that it is {flow.limit} was not proved"
        return Unknown(result.reason, f"{why}: {result.detail}")

    limit = Question(
        f"a e^b tends to {flow.limit}",
        subject.point,
        lambda _: [certificates.flow_limit(problem, flow, BITS)],
        conclude,
    )
    return [law, limit]


def note(subject: Subject) -> str:
    """What is measured on a computed path: it says nothing about a limit, however long it is, and decides nothing."""
    if not isinstance(subject.point, Point):
        return ""
    return _measured(subject, _trajectory(subject, subject.point))


LAW = (Have("flow-law", here=False),)
LIMIT = (Have("flow-limit", here=False, stated=(("a", "flow.a"), ("b", "flow.b"), ("limit", "flow.limit"))),)

RULES = (
    Rule("rates", Verdict.HOLDS, None, (LAW, LIMIT), "the law; {flow_limit_statement}, and so the rates"),
    Rule("law", Verdict.HOLDS, None, (LAW,), "the law; no rate is claimed", stated=(("flow.limit", "0"),)),
)


def _measured(subject: Subject, path: Trajectory) -> str:
    """How law and rates look on a path computed in high precision, without enclosures: this proves nothing."""
    flow = subject.case.flow
    assert flow is not None
    seen = f"measured to t = {rough(path.end)}"
    if path.stop is not Stop.DONE:
        seen += f", where it stopped: {path.stop.value}"
    seen += f": law kept to {_defect(subject, path):.0e}, {_values(subject, path)}"
    rates = _rates(subject, path, float(flow.limit)) if flow.limit != 0 else []
    if rates:
        seen += f"; off the limits of the rates by {rates[0]:.1e} at first, {rates[-1]:.1e} at last"
    return seen


def _trajectory(subject: Subject, point: Point) -> Trajectory:
    """The flow of L~ in all its parameters, at t = 10, 100, ..., with the integral of each a_k^2."""
    problem, flow = subject.problem, subject.case.flow
    assert flow is not None
    with ball.precision(BITS):
        theta = [ball.midpoint(v) for v in point.enclosure(BITS)]
    start = [*theta, *flow.a, *flow.b, *(v for row in flow.W for v in row)]
    times = [Fraction(10) ** k for k in range(1, 100) if Fraction(10) ** k <= flow.until]
    squares: list[Expr] = [var(name) ** 2 for name in problem.added_names[0]] or [num(0)]
    return integrate(
        problem.augmented_risk,
        problem.augmented_names,
        start,
        [Fraction(0), *times],
        quadratures=squares,
        bits=BITS,
        stages=STAGES,
        tolerance=TOLERANCE,
        deadline=subject.deadline,
    )


def _values(subject: Subject, path: Trajectory) -> str:
    """L~ and the original L at both ends, in floats."""
    problem = subject.problem
    program = Program([problem.augmented_risk, problem.risk], problem.augmented_names)
    ends = [program.run(FLOATS, [np.float64(nearest(v)) for v in state]) for state in (path.states[0], path.states[-1])]
    (above, below), (above_end, below_end) = [[float(v) for v in values] for values in ends]
    return f"L~ from {above:.3g} to {above_end:.3g}, L(theta) from {below:.3g} to {below_end:.3g}"


def _defect(subject: Subject, path: Trajectory) -> float:
    """The most by which b - b(0) = (|a|^2 - |a(0)|^2)/2 + 2 lam int |a|^2 dt is off, over all neurons and times."""
    problem, lam = subject.problem, subject.problem.augmentation.lam
    a_names, b_names, _ = problem.added_names
    place = {name: i for i, name in enumerate(path.names)}
    worst = Fraction(0)
    for state, integrals in zip(path.states, path.integrals, strict=True):
        for h, b_name in enumerate(b_names):
            mine = range(len(a_names)) if problem.augmentation.shared else [h]
            law = sum(
                (_change(path, state, place[a_names[k]], square=True) / 2 + 2 * lam * integrals[k] for k in mine),
                Fraction(0),
            )
            worst = max(worst, abs(_change(path, state, place[b_name]) - law))
    return nearest(worst)


def _change(path: Trajectory, state: tuple[Fraction, ...], i: int, square: bool = False) -> Fraction:
    first, now = path.states[0][i], state[i]
    return now * now - first * first if square else now - first


def _rates(subject: Subject, path: Trajectory, limit: float) -> list[float]:
    """At each time after 0: how far a sqrt(4 lam t) is from its limit, or b - log(4 lam c^2 t)/2 from 0."""
    from math import copysign, log, sqrt

    lam = float(subject.problem.augmentation.lam)
    a_name, b_name = subject.problem.added_names[0][0], subject.problem.added_names[1][0]
    i, j = path.names.index(a_name), path.names.index(b_name)
    found = []
    for t, state in list(zip(map(float, path.times), path.states, strict=True))[1:]:
        off_a = abs(float(state[i]) * sqrt(4 * lam * t) - copysign(1, limit))
        off_b = abs(float(state[j]) - log(4 * lam * limit**2 * t) / 2)
        found.append(max(off_a, off_b))
    return found


CLAIM = Claim(
    name="FLOW",
    title="Gradient flow escapes, logarithmically slowly",
    statement=(
        r"\ell_i \text{ differentiable} \ \Longrightarrow\ \dot b_k = a_k \dot a_k + 2 \lambda a_k^2 "
        r"\text{ along gradient flow of } \tilde L;\quad \text{if } \lambda > 0 \text{ and } a_k e^{b_k} \to c_* \neq 0"
        r"\text{ then } a_k \sqrt{4 \lambda t} \to \operatorname{sign}(c_*),\quad "
        r"b_k - \tfrac12 \log(4 \lambda c_*^2 t) \to 0"
    ),
    words=(
        "Along gradient flow the bias of an added neuron is tied to its amplitude by an exact law that knows nothing "
        "of loss, data and network (theta and W may move too). If the effective amplitude a exp(b) settles at a value "
        "other than 0, the bias grows like half the logarithm of time and the amplitude falls like 1/sqrt(4 lam t)."
    ),
    assumptions=("paper-augmentation", "lam-positive", "differentiable"),
    source="ours",
    uses=("VANISH",),
    steps=STEPS,
    glue=(
        "Take one pair (a_k, b_k) on a solution of the flow that exists for all t >= 0; the other parameters may move "
        "with it or not. Let c = a e^b tend to c* != 0. By the law y' = 2 lam a^2 >= 0, so y has a limit, finite or "
        "infinite. Were it finite, a^2 e^(a^2) = c^2 e^(-2y) would tend to a positive number, so (the map p e^p being "
        "increasing) a^2 to a positive number, and y' with it: then y would be unbounded. So y tends to infinity, "
        "a^2 e^(a^2) to 0, and a to 0. Now d/dt e^(2y) tends to 4 lam c*^2, and a function whose derivative tends to a "
        "number kappa is kappa t + o(t): e^(2y) = (4 lam c*^2 + eps) t with eps tending to 0. The two limits follow "
        "with b = y + a^2/2 and a^2 = c^2 e^(-2y) e^(-a^2); a has the sign of c. No rate for c is needed. For a neuron "
        "shared by all outputs read a^2 as |a|^2, a a' as a.a', and c* as a vector: a sqrt(4 lam t) tends to c*/|c*|."
    ),
    rules=RULES,
    questions=questions,
    note=note,
    unsearched="about rates of a flow, not about points of L~",
)
