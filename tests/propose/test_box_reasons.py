"""Boxes without a critical point around networks that are looked at in whole layers."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from verify.errors import CertificateError
from verify.exact import exact, write
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.layered_risk import by_layers
from verify.numerics.point import Exact
from verify.problem.expression import num
from verify.problem.objective import Problem
from verify.propose.box_reasons import monotone, nothing_within

THETA = ("1", "-1", "0.5", "0.5", "1", "1", "0")


def large(loss: str, target: str) -> Problem:
    """Two relus, looked at by layers since there are many samples; L rises in the last bias at ``THETA``."""
    inputs = [[write(Fraction(i, 200) - 1)] for i in range(400)]
    network = {"widths": [1, 2, 1], "activation": "relu"}
    tables = {"network": network, "loss": loss, "inputs": inputs, "targets": [[target]] * len(inputs)}
    problem = problem_from_tables({"problem": tables, "augment": {}})
    assert by_layers(problem)
    return problem


def point() -> Exact:
    return Exact(THETA, tuple(num(exact(t)) for t in THETA))


def found(problem: Problem, largest: int) -> Certificate:
    certificate = nothing_within(problem, point(), Fraction(largest), time.monotonic() + 60)
    assert isinstance(certificate, Certificate), certificate
    return certificate


def test_a_box_that_is_too_wide_for_numbers_leaves_smaller_ones() -> None:
    problem = large("logistic", "-1")
    with pytest.raises(OverflowError):
        monotone(problem, point(), Fraction(10) ** 4)
    certificate = nothing_within(problem, point(), Fraction(10) ** 4, time.monotonic() + 60)
    assert isinstance(certificate, Certificate), certificate
    assert exact(certificate.data["radius"]) > Fraction(1, 100)


def test_the_radius_is_no_less_than_a_third_of_the_largest_that_one_slope_does_for() -> None:
    problem = large("squared", "0")
    certificate = nothing_within(problem, point(), Fraction(10), time.monotonic() + 60)
    assert isinstance(certificate, Certificate), certificate
    checker.check(problem, certificate)
    radius = exact(certificate.data["radius"])
    assert radius > Fraction(1, 100)
    for k in range(len(problem.names)):
        data = {**certificate.data, "parameter": k, "radius": write(radius * 3)}
        with pytest.raises(CertificateError):
            checker.check(problem, Certificate("no-critical-point", problem.digest, data))
