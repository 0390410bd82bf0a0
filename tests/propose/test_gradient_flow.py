"""Gradient flows at high precision: known solutions, the exact identity of the (a, b) pair, and its limit law."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import log

import numpy as np
import pytest

from verify.numerics.ball import BALLS, Ball, approximate, ball, precision
from verify.numerics.program import FLOATS, Program
from verify.problem.derivatives import gradient
from verify.problem.expression import Expr, substitute, var
from verify.problem.formula import parse
from verify.propose.gradient_flow import Stop, Trajectory, integrate
from verify.propose.radau import radau

DECADES = [Fraction(10) ** k for k in range(8)]


def one_point(lam: Fraction) -> Expr:
    """One sample at x = 0 with target 1, network 0, squared loss, one added neuron: the penalised fit of a e^b to 1."""
    return parse(f"(a*exp(b) - 1)**2 + ({lam})*a**2", ["a", "b"])


def decade_run(lam: Fraction, **options: object) -> Trajectory:
    start = [Fraction(0), Fraction(0)]
    return integrate(one_point(lam), ["a", "b"], start, DECADES, quadratures=[parse("a**2", ["a"])], **options)


def defects(run: Trajectory, lam: Fraction, a: int = 0, b: int = 1, b_start: int = 0) -> list[float]:
    """How far each state is from ``b(T) - b(0) = (a(T)^2 - a(0)^2)/2 + 2 lam int a^2 dt``, for a(0) = 0."""
    rows = zip(run.states, run.integrals, strict=True)
    return [abs(float(z[b] - b_start - z[a] ** 2 / 2 - 2 * lam * i[0])) for z, i in rows]


def gap(value: Fraction, exact: Ball) -> float:
    return abs(approximate(ball(value) - exact))


@pytest.fixture(scope="module")
def half_run() -> Trajectory:
    return decade_run(Fraction(1, 2))


def test_two_stages_are_the_published_tableau() -> None:
    """Radau IIA with two stages has the nodes 1/3, 1 and the weights 5/12, -1/12; 3/4, 1/4."""
    method = radau(2, 64)
    published = [[Fraction(5, 12), Fraction(-1, 12)], [Fraction(3, 4), Fraction(1, 4)]]
    with precision(128):
        assert gap(Fraction(1, 3), method.nodes[0]) < 1e-19
        assert gap(Fraction(1), method.nodes[1]) < 1e-19
        assert max(gap(published[i][j], method.weights[i][j]) for i in range(2) for j in range(2)) < 1e-19


@pytest.mark.parametrize("stages", [1, 3, 8, 12])
def test_the_last_weights_integrate_polynomials_of_degree_2s_minus_2(stages: int) -> None:
    """The end of a step is a quadrature of order 2 s - 1: exact for x**k, k <= 2 s - 2, and not for the next power."""
    with precision(256):
        method = radau(stages, 128)
        for k in range(2 * stages):
            terms = [w * BALLS.power(c, Fraction(k)) for w, c in zip(method.weights[-1], method.nodes, strict=True)]
            assert (gap(Fraction(1, k + 1), sum(terms, start=ball(0))) < 1e-35) == (k <= 2 * stages - 2)


def test_an_exponential_decay_is_followed_to_thirty_digits() -> None:
    """z' = -3 z gives exp(-3 t) to 30 digits."""
    times = [Fraction(1, 3), Fraction(1), Fraction(5)]
    run = integrate(parse("3*z**2/2", ["z"]), ["z"], [Fraction(1)], times, bits=160, tolerance=Fraction(1, 10**30))
    with precision(200):
        errors = [gap(z[0], BALLS.functions["exp"](ball(-3 * t))) for t, z in zip(times, run.states, strict=True)]
    assert run.stop is Stop.DONE
    assert max(errors) < 1e-30


@pytest.mark.parametrize(("stages", "order"), [(1, 1), (2, 3), (3, 5)])
def test_the_error_falls_with_the_steps_at_the_order_of_the_method(stages: int, order: int) -> None:
    """On z' = -z - z**3 the error goes like steps**-(2 s - 1)."""
    errors, steps = [], []
    for digits in (4, 6) if stages == 1 else (10, 13):
        run = integrate(
            parse("z**2/2 + z**4/4", ["z"]), ["z"], [Fraction(1)], [Fraction(2)],
            stages=stages, tolerance=Fraction(1, 10**digits),
        )  # fmt: skip
        steps.append(run.steps)
        with precision(200):
            exact = BALLS.power(2 * BALLS.functions["exp"](ball(4)) - 1, Fraction(-1, 2))
            errors.append(gap(run.states[0][0], exact))
    assert log(errors[0] / errors[1]) / log(steps[1] / steps[0]) > order - 0.3


def test_a_curved_flow_agrees_with_an_explicit_method_in_doubles() -> None:
    """On Rosenbrock's function the trajectory is that of scipy's explicit method of order 8, to its accuracy."""
    from scipy.integrate import solve_ivp

    names = ["x", "y"]
    objective = parse("(1 - x)**2 + 10*(y - x**2)**2", names)
    times = [Fraction(1, 10), Fraction(1), Fraction(4)]
    run = integrate(objective, names, [Fraction(-1), Fraction(1, 2)], times, tolerance=Fraction(1, 10**16))
    slopes = Program(gradient(objective, names), names)
    other = solve_ivp(
        lambda t, z: [-float(g) for g in slopes.run(FLOATS, list(z))], (0.0, 4.0), [-1.0, 0.5],
        method="DOP853", rtol=1e-12, atol=1e-13, t_eval=[float(t) for t in times],
    )  # fmt: skip
    assert np.abs(np.array(run.states, dtype=float) - other.y.T).max() < 1e-9


def test_a_pair_obeys_its_identity_over_seven_decades(half_run: Trajectory) -> None:
    """b(T) - b(0) = (a(T)^2 - a(0)^2)/2 + 2 lam int a^2 dt, whose two sides are computed apart from each other."""
    assert half_run.stop is Stop.DONE
    assert half_run.times == tuple(DECADES)
    assert max(defects(half_run, Fraction(1, 2))) < 1e-28


def test_a_tighter_tolerance_reduces_the_defect() -> None:
    """The defect of the identity measures the accuracy: it falls with the tolerance, a thousandfold each time."""
    lam = Fraction(1, 2)
    found = [max(defects(decade_run(lam, stages=6, tolerance=Fraction(1, 10**k)), lam)) for k in (6, 12, 18)]
    assert found[0] > 1e3 * found[1] > 1e6 * found[2]


def test_the_pair_diverges_logarithmically(half_run: Trajectory) -> None:
    """a sqrt(4 lam t) -> 1 and b - log(4 lam t)/2 -> 0, closer with every decade from t = 10 to 10**7."""
    with precision(128):
        clocks = [ball(2 * t) for t in DECADES]
        rates = [gap(Fraction(1), ball(z[0]) * BALLS.power(u, Fraction(1, 2)))
                 for z, u in zip(half_run.states, clocks, strict=True)]  # fmt: skip
        shifts = [gap(z[1], BALLS.functions["log"](u) / 2) for z, u in zip(half_run.states, clocks, strict=True)]
    assert all(x > 3 * y for x, y in pairwise(rates[1:]))
    assert all(x > 3 * y for x, y in pairwise(shifts[1:]))
    assert max(rates[-1], shifts[-1]) < 1e-6


@pytest.mark.parametrize("lam", [Fraction(1, 10), Fraction(1, 2), Fraction(2)])
def test_the_pair_follows_the_next_terms_of_its_expansion(lam: Fraction) -> None:
    """1/s - (1 + 2 lam) log s + (4 lam - 6 lam**2) s - 4 lam t tends to a constant with error O(s**2), s = a**2.

    With c = a e^b: b' = a a' + 2 lam a^2 = -2 (c - 1) c gives c = 1 - lam s + (lam - lam^2) s^2 + O(s^3); put it into
    c'/c - s'/(2 s) = b' = s'/2 + 2 lam s, and integrate.
    """
    run = decade_run(lam)
    with precision(128):
        constants = []
        for t, (a, _) in zip(DECADES, run.states, strict=True):
            s = ball(a) * ball(a)
            log_s = BALLS.functions["log"](s)
            constants.append(1 / s - ball(1 + 2 * lam) * log_s + ball(4 * lam - 6 * lam**2) * s - ball(4 * lam * t))
        errors = [abs(approximate(c - constants[-1])) for c in constants]
    assert errors[3] < 1e-4
    assert all(x > 50 * y for x, y in pairwise(errors[3:-1]))


def test_joint_flow_from_a_bad_minimum_makes_the_network_worse() -> None:
    """Two ReLU units at a bad local minimum, with the added neuron: L~ falls towards 0, L rises from 1/3 above 2.

    No ReLU changes sides on the way, and the law a sqrt(4 lam t) -> -1 of a neuron that keeps its fit does not apply:
    here w grows as well, one input alone is fitted in the end, and a sqrt(8 lam t) -> -1.
    """
    names = ["a1", "w1", "v1", "a2", "w2", "v2", "c", "a", "w", "b"]
    network = "a1*relu(x*w1 + v1) + a2*relu(x*w2 + v2) + c"
    data = [(-1, 0), (0, 1), (1, 0)]

    def risk(output: str) -> Expr:
        total = parse("0")
        for x, y in data:
            q = substitute([parse(output, [*names, "x"])], {"x": parse(str(x))})[0]
            total = total + (q - y) ** 2 / 2
        return total

    lam, plain = Fraction(1, 10), risk(network)
    full = risk(f"{network} + a*exp(w*x + b)") + lam * var("a") ** 2
    start = [Fraction(v) for v in ("1", "1/2", "2", "-1/2", "1", "3", "-1/6", "0", "1/2", "0")]
    times = [Fraction(10) ** k for k in (0, 1, 2, 4, 7)]
    run = integrate(
        full, names, start, times, quadratures=[var("a") ** 2], bits=96, stages=6, tolerance=Fraction(1, 10**10)
    )
    values = [Program([full, plain], names).run(FLOATS, [np.float64(v) for v in z]) for z in run.states]
    assert run.stop is Stop.DONE
    assert run.kinks == 0
    assert max(defects(run, lam, a=7, b=9)) < 1e-12
    assert all(x[0] > 1.1 * y[0] for x, y in pairwise(values[1:]))
    assert values[-1][0] == pytest.approx(1.2296e-8, rel=1e-4)
    assert values[-1][1] == pytest.approx(2.0500757, abs=1e-7)
    assert float(run.states[-1][7]) * (8 * 0.1 * 1e7) ** 0.5 == pytest.approx(-0.99179, abs=1e-5)


def test_a_kink_is_crossed_where_it_lies() -> None:
    """Under 2 z + relu(z) from 1 the speed changes from 3 to 2 at t = 1/3, and the solution stays exact."""
    run = integrate(parse("2*z + relu(z)", ["z"]), ["z"], [Fraction(1)], [Fraction(1, 4), Fraction(2)])
    assert run.stop is Stop.DONE
    assert run.kinks == 1
    assert abs(run.states[0][0] - Fraction(1, 4)) < Fraction(1, 10**23)
    assert abs(run.states[1][0] + Fraction(10, 3)) < Fraction(1, 10**23)


def test_a_flow_that_slides_along_a_kink_stops_there() -> None:
    """Under abs(z) from 1 the flow reaches 0 at t = 1 and has no smooth piece to go on in."""
    run = integrate(parse("abs(z)", ["z"]), ["z"], [Fraction(1)], [Fraction(1, 2), Fraction(2)])
    assert run.stop is Stop.SLIDING
    assert run.times == (Fraction(1, 2),)
    assert abs(run.end - 1) < Fraction(1, 10**20)


def test_a_flow_that_ends_at_a_pole_stops_before_it() -> None:
    """z' = z**2 from 1 has its pole at t = 1: the times before it are reached, and none after."""
    run = integrate(
        parse("-z**3/3", ["z"]), ["z"], [Fraction(1)], [Fraction(1, 2), Fraction(2)], stages=4,
        tolerance=Fraction(1, 10**8), bits=96,
    )  # fmt: skip
    assert run.stop in (Stop.TOLERANCE, Stop.NEWTON)
    assert run.times == (Fraction(1, 2),)
    assert run.end == pytest.approx(1, abs=1e-6)


def test_the_allowed_steps_are_a_limit() -> None:
    """A run that has used up its steps says so, and reports no time that it did not reach."""
    run = integrate(one_point(Fraction(1, 2)), ["a", "b"], [Fraction(0)] * 2, [Fraction(10) ** 9], most_steps=5)
    assert (run.stop, run.times, run.states) == (Stop.STEPS, (), ())
    assert run.steps + run.rejected == 5


def test_time_zero_is_the_start() -> None:
    """The state at time 0 is the start itself, and the integrals are 0."""
    run = integrate(parse("z**2", ["z"]), ["z"], [Fraction(3, 4)], [Fraction(0)], quadratures=[parse("z", ["z"])])
    assert run.states == ((Fraction(3, 4),),)
    assert run.integrals == ((Fraction(0),),)


@pytest.mark.parametrize(
    ("start", "times", "options"),
    [
        ([Fraction(1), Fraction(1)], [Fraction(1)], {}),
        ([Fraction(1)], [Fraction(2), Fraction(1)], {}),
        ([Fraction(1)], [Fraction(-1)], {}),
        ([Fraction(1)], [Fraction(1)], {"tolerance": Fraction(0)}),
        ([Fraction(1)], [Fraction(1)], {"clock": Fraction(0)}),
        ([Fraction(1)], [Fraction(1)], {"stages": 0}),
    ],
)
def test_wrong_arguments_are_refused(start: list[Fraction], times: list[Fraction], options: dict[str, object]) -> None:
    """Wrong lengths, times that do not ascend from 0, and settings that are not positive raise ``ValueError``."""
    with pytest.raises(ValueError, match=r"variables|ascending|positive|at least 1"):
        integrate(parse("z**2", ["z"]), ["z"], start, times, **options)
