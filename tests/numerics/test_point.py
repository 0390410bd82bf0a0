"""Points: what they enclose, what they are in a certificate, and that the kernel reads the same point back."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from verify.errors import CertificateError
from verify.files.load import load
from verify.kernel import theta_point
from verify.kernel.certificate import Fields
from verify.numerics import ball
from verify.numerics.krawczyk import Box
from verify.numerics.point import Boxed, Exact
from verify.problem.formula import constant
from verify.problem.objective import Problem
from verify.propose.certificates import determine

CASES = Path(__file__).parent.parent.parent / "counterexamples"


def boxed() -> tuple[Boxed, Problem]:
    case = load(CASES / "bad-minima" / "sine-frequency.toml")
    found = determine(theta_point.landscape(case.problem), case.point, 256)
    assert isinstance(found, Boxed)
    return found, case.problem


def test_an_exact_point_encloses_its_constants_at_any_precision() -> None:
    point = Exact(("1/3", "-log(2)"), (constant("1/3"), constant("-log(2)")))
    for bits in (64, 512):
        third, log = point.enclosure(bits)
        assert abs(ball.midpoint(third) - Fraction(1, 3)) <= ball.radius(third) < Fraction(1, 2 ** (bits - 2))
        assert ball.sign(log) == -1
    assert point.center[0] == ball.midpoint(point.enclosure(64)[0])
    assert list(point.constants(("u", "v"))) == ["u", "v"]
    assert point.written() == {"exact": ["1/3", "-log(2)"]}


def test_the_kernel_reads_back_the_point_that_was_written() -> None:
    found, problem = boxed()
    read = theta_point.point(problem, Fields({"point": found.written()}, "test"))
    assert read == found
    exact = Exact(("1/3",) * len(found.center), (constant("1/3"),) * len(found.center))
    assert theta_point.point(problem, Fields({"point": exact.written()}, "test")) == exact


def test_the_kernel_believes_no_box_that_anyone_has_made() -> None:
    """A ``Boxed`` is a proposal like any other until the kernel has run Krawczyk's test on what is written."""
    found, problem = boxed()
    moved = Box(tuple(c + 1 for c in found.box.center), found.box.radius)
    lies = [
        replace(found, box=moved),
        replace(found, rounds_to=("7", *found.rounds_to[1:])),
        replace(found, preconditioner=tuple(tuple(Fraction(0) for _ in row) for row in found.preconditioner)),
    ]
    for lie in lies:
        with pytest.raises(CertificateError):
            theta_point.point(problem, Fields({"point": lie.written()}, "test"))


def test_a_box_has_no_exact_coordinates_and_lies_in_itself() -> None:
    found, problem = boxed()
    with pytest.raises(CertificateError, match="exact coordinates"):
        theta_point.coordinates(problem, found)
    assert found.inside(found)
    assert not replace(found, box=Box(found.box.center, 2 * found.box.radius)).inside(found)
