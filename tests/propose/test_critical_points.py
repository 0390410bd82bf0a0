"""Candidates for critical points: none of the known ones is missed, plateaus are none, and every start is counted."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from verify.numerics.program import FLOATS, Program
from verify.problem.formula import parse
from verify.propose.critical_points import BATCH, Search, candidates, lowered, near

DEEP_LINEAR = "(a*b*c - 1)**2/2 + (a**2 + b**2 + c**2)/20"
TANH_UNIT = " + ".join(
    f"(a*tanh(({x})*w + v) - ({y}))**2/2" for x, y in zip(range(-2, 3), (0, 1, -1, -2, -2), strict=True)
)


def search(source: str, names: str, half: float, starts: int, seed: int = 1, **options: float) -> Search:
    """Search the cube ``[-half, half]^n``."""
    listed = names.split()
    program = lowered(parse(source, listed), listed)
    box = [(-half, half)] * len(listed)
    return candidates(program, len(listed), box, starts, np.random.default_rng(seed), **options)


def points(found: Search) -> NDArray[np.float64]:
    return np.array([candidate.point for candidate in found.candidates])


def test_the_lowered_program_gives_value_gradient_and_lower_triangle() -> None:
    """For x**2 y + y**3 the outputs are value, (2 x y, x**2 + 3 y**2), and 2 y; 2 x, 6 y."""
    program = lowered(parse("x**2*y + y**3", ["x", "y"]), ["x", "y"])
    outputs = [float(v) for v in program.run(FLOATS, [np.float64(3), np.float64(2)])]
    assert outputs == [26.0, 12.0, 21.0, 4.0, 6.0, 12.0]


def test_every_critical_point_of_the_deep_linear_network_is_found() -> None:
    """From 2000 starts come the origin and 8 points with a**2 = 10 p (1 - p), p = abc a root of p (1 - p)^3 = 10^-3."""
    found = search(DEEP_LINEAR, "a b c", 2.0, 2000)
    assert len(found.candidates) == 9
    for candidate in found.candidates:
        p = math.prod(candidate.point)
        if np.linalg.norm(candidate.point) > 1e-9:
            assert p * (1 - p) ** 3 == pytest.approx(1e-3, abs=1e-12)
        for a in candidate.point:
            assert a * a == pytest.approx(10 * p * (1 - p), abs=1e-12)
    values = [candidate.value for candidate in found.candidates]
    assert values == sorted(values)
    assert values[0] == pytest.approx(0.144818819218, abs=1e-12)


def test_every_critical_point_of_himmelblaus_function_is_found() -> None:
    """It has 4 minima of value 0, 4 saddles and 1 maximum, told apart by the signs of the eigenvalues."""
    found = search("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", "x y", 6.0, 1000)
    negative = [sum(rate < 0 for rate in candidate.eigenvalues) for candidate in found.candidates]
    assert sorted(negative) == [0, 0, 0, 0, 1, 1, 1, 1, 2]
    assert [candidate.value for candidate in found.candidates[:4]] == pytest.approx([0.0] * 4, abs=1e-20)


def test_the_bad_and_the_better_minimum_of_a_tanh_unit_are_found() -> None:
    """Of the isolated points two are minima, up to the sign of (a, w, v): a bad one and a better one."""
    found = search(TANH_UNIT, "a w v", 5.0, 4000)
    minima = [c for c in found.candidates if not c.singular and min(c.eigenvalues) > 0]
    assert {round(c.value, 11) for c in minima} == {0.94614591081, 1.32426357696}
    bad = next(c for c in minima if c.value > 1)
    assert [abs(v) for v in bad.point] == pytest.approx([1.385950707821873, 1.614492744779823, 0.875835112049511])
    assert bad.eigenvalues == pytest.approx((0.0413, 1.478, 3.958), abs=5e-4)


def test_the_eigenvalues_agree_with_finite_differences() -> None:
    """The reported eigenvalues are those of the Hessian by central differences of the value alone."""
    names = ["a", "b", "c"]
    value = Program([parse(DEEP_LINEAR, names)], names)
    step, axes = 1e-4, np.eye(3)
    for candidate in search(DEEP_LINEAR, "a b c", 2.0, 200).candidates:
        hessian = np.empty((3, 3))
        for i in range(3):
            for j in range(3):
                corners = [
                    s * t * float(value.run(FLOATS, list(candidate.point + step * (s * axes[i] + t * axes[j])))[0])
                    for s in (-1, 1)
                    for t in (-1, 1)
                ]
                hessian[i, j] = sum(corners) / (4 * step**2)
        assert np.linalg.eigvalsh(hessian) == pytest.approx(candidate.eigenvalues, abs=1e-6)


@pytest.mark.parametrize(
    "source", ["exp(-x)", "tanh(x)", "atan(x)", "exp(-x) + exp(-y)", "softplus(x)", "x + y**2", "1/(1 + x**2) + x/10"]
)
def test_every_start_is_counted_once(source: str) -> None:
    """Converged, escaped and stalled add up to the starts, and the hits to the converged ones."""
    found = search(source, "x y" if "y" in source else "x", 5.0, 501)
    assert found.converged + found.escaped + found.stalled == found.starts == 501
    assert sum(candidate.hits for candidate in found.candidates) == found.converged


@pytest.mark.parametrize("source", ["exp(-x)", "tanh(x)", "atan(x)", "exp(-x) + exp(-y)", "x + y**2"])
def test_a_small_gradient_is_no_candidate(source: str) -> None:
    """An objective that only creeps to its infimum has no candidate, however small its gradient becomes."""
    found = search(source, "x y" if "y" in source else "x", 9.0, 500)
    assert found.candidates == ()
    assert found.escaped + found.stalled == 500


def test_starts_that_run_away_are_counted_as_escaped() -> None:
    """Newton's method on atan leaves every bound."""
    found = search("atan(x)", "x", 5.0, 400)
    assert found.escaped >= 200


def test_starts_outside_the_domain_are_counted_as_escaped() -> None:
    """log(x)**2 has no value at the negative half of the starts; the others find its minimum at 1."""
    found = search("log(x)**2", "x", 4.0, 400)
    assert found.escaped >= 150
    assert points(found) == pytest.approx(np.array([[1.0]]))


def test_a_curve_of_critical_points_gives_singular_candidates() -> None:
    """For (x**2 + y**2 - 1)**2 each candidate is the origin, or lies on the circle and says that it is singular."""
    found = search("(x**2 + y**2 - 1)**2", "x y", 2.0, 500)
    radii = np.linalg.norm(points(found), axis=1)
    assert np.all((radii < 1e-9) | (abs(radii - 1) < 1e-9))
    assert np.count_nonzero(radii < 1e-9) == 1
    assert all(c.singular == (r > 0.5) for c, r in zip(found.candidates, radii, strict=True))


def test_a_degenerate_minimum_is_one_candidate() -> None:
    """All starts on x**4 + y**2, where the methods converge slowly, end at one and the same point."""
    found = search("x**4 + y**2", "x y", 2.0, 500)
    assert len(found.candidates) == 1
    assert found.converged == 500
    assert np.abs(points(found)).max() < 1e-4


def test_equal_points_are_merged_and_close_ones_are_not() -> None:
    """The five critical points of a quintic, two of them at a distance of 0.001, are told apart."""
    roots = [-1.5, -0.5, 0.0, 0.001, 1.0]
    coefficients = np.polynomial.polynomial.polyfromroots(roots)
    integral = " + ".join(f"({c:.15f})*x**{k + 1}/{k + 1}" for k, c in enumerate(coefficients))
    found = search(integral, "x", 2.0, 1000)
    assert sorted(points(found).ravel()) == pytest.approx(roots, abs=1e-7)


def test_the_same_seed_gives_the_same_search() -> None:
    """With one program, the generator's state decides everything."""
    program = lowered(parse(TANH_UNIT, ["a", "w", "v"]), ["a", "w", "v"])
    runs = [candidates(program, 3, [(-3, 3)] * 3, 300, np.random.default_rng(7)) for _ in range(2)]
    assert runs[0] == runs[1]


def test_the_budget_ends_the_search_between_batches() -> None:
    """With no time left after the first batch, only its starts are run and reported."""
    found = search("(x**2 - 1)**2", "x", 2.0, 3 * BATCH, budget=0.0)
    assert found.starts == BATCH
    assert len(found.candidates) == 3


def test_near_sharpens_a_rough_point_and_drops_a_plateau() -> None:
    """From a point known to 3 digits ``near`` gives all digits; from a plateau it gives nothing."""
    names = ["a", "w", "v"]
    program = lowered(parse(TANH_UNIT, names), names)
    (sharp,) = near(program, np.array([[1.386, -1.614, -0.876], [1.0, 0.5, 9.0]]))
    assert sharp.point == pytest.approx((1.385950707821873, -1.614492744779823, -0.875835112049511), abs=1e-12)
    assert sharp.hits == 1


@pytest.mark.parametrize(
    ("box", "starts"), [([(0.0, 1.0)], 5), ([(0.0, 1.0), (1.0, 1.0)], 5), ([(0.0, 1.0), (0.0, math.inf)], 5),
                        ([(0.0, 1.0)] * 2, 0)],
)  # fmt: skip
def test_a_wrong_box_or_no_start_is_refused(box: list[tuple[float, float]], starts: int) -> None:
    """The box must be n intervals of positive finite length, and there must be a start."""
    program = lowered(parse("x**2 + y**2", ["x", "y"]), ["x", "y"])
    with pytest.raises(ValueError, match=r"box|starts"):
        candidates(program, 2, box, starts, np.random.default_rng(0))


def test_how_far_a_run_may_go_is_measured_from_the_box() -> None:
    """A narrow box far from 0: the minimum inside it is found, and no start has escaped."""
    program = lowered(parse("(x - 700)**2 + (y + 3)**2", ["x", "y"]), ["x", "y"])
    found = candidates(program, 2, [(699.99, 700.01), (-3.01, -2.99)], 30, np.random.default_rng(0))
    assert points(found) == pytest.approx(np.array([[700.0, -3.0]]))
    assert (found.converged, found.escaped) == (30, 0)


def test_steps_are_as_long_as_the_box_asks() -> None:
    """In a narrow box round one of the zeros of sin(20 x) no start runs off to another one, however far 0 is."""
    program = lowered(parse("sin(20*x)**2", ["x"]), ["x"])
    zero = 2000 * math.pi / 20
    found = candidates(program, 1, [(zero - 0.03, zero + 0.03)], 300, np.random.default_rng(0))
    assert points(found) == pytest.approx(np.array([[zero]]))
    assert found.candidates[0].hits == 300


def test_a_given_point_is_the_first_start_of_each_method() -> None:
    """The minimum at 40 is reached by no start in the box; the point beside it is outside, and reaches it."""
    program = lowered(parse("(x**2 - 1)**2*(x - 40)**2/1600", ["x"]), ["x"])
    box = [(-1.2, -0.8)]
    without = candidates(program, 1, box, 30, np.random.default_rng(0))
    beside = candidates(program, 1, box, 30, np.random.default_rng(0), point=[39.9])
    assert not np.any(points(without) > 39)
    (far,) = [c for c in beside.candidates if c.point[0] > 39]
    assert far.hits == 3
    assert beside.starts == 30
    assert candidates(program, 1, box, 1, np.random.default_rng(0), point=[39.9]).starts == 1


@pytest.mark.parametrize("scale", ["1", "1e-6", "1e6"])
def test_exact_fits_are_zero_up_to_rounding_whatever_the_scale(scale: str) -> None:
    """On a curve of exact fits every value is 0 as far as floats show; a least value of one millionth is none."""
    found = search(f"{scale}*(x*y - 1/3)**2*(1 + x**2)", "x y", 3.0, 300, tolerance=min(1e-10, 1e-10 * float(scale)))
    assert len(found.candidates) > 20
    assert {c.zero for c in found.candidates if c.value < float(scale) * 1e-6} == {True}
    above = search("(x**2 + y**2 - 1)**2 + 1e-6", "x y", 2.0, 300)
    assert not any(c.zero for c in above.candidates)
