"""Junk in the place of any part of a certificate is refused with a message, or changes nothing that is claimed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from kinked import proved
from problems import Tables, formula
from test_basis_violation import TRUE as MODELS
from test_convex_model import GOOD as MODEL
from test_convex_model import LINE
from test_critical_family import TWO
from test_critical_family import good as trade
from test_critical_orbit import GOOD, PRODUCT
from test_descent_path import TRUE as PATHS
from test_exact_fit import PRODUCT as FIT
from test_exact_fit import good as fit
from test_gradient_bases import TRUE as PGB_TRUE
from test_kernel import TRUE
from test_minorants import FLAT
from test_minorants import GOOD as BRANCHES
from test_neighbourhood import ACCEPTED
from test_sharp_minimum import VALLEY, good

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.propose.output_relations import unreachable
from verify.propose.parameter_cover import nowhere_stationary

JUNK: tuple[Any, ...] = (None, True, -1, 10**30, "", "x", "1/0", "log(-1)", "-1", [], [[]], {}, {"x": "y"})
OUT_OF_REACH = formula("t1", ["t1"], [("0", "0"), ("1", "1")], loss="squared")
ONE = formula("0", [], [("0", "1")], augment={"lam": "1/2"})
FLOW = {"a": ["1/2"], "b": ["0"], "limit": "1", "bits": 64}
KINDS: dict[str, tuple[Tables, str, dict[str, Any]]] = {
    **{f"pgb {name}": case for name, case in (PGB_TRUE | MODELS).items()},
    **TRUE,
    **{f"near {name}": case for name, case in ACCEPTED.items()},
    **{f"path {name}": (tables, "descent-path", content) for name, (tables, content) in PATHS.items()},
    "critical-orbit": (PRODUCT, "critical-orbit", GOOD),
    "sharp-minimum": (VALLEY, "sharp-minimum", good()),
    "minorant": (FLAT, "critical-orbit", BRANCHES),
    "critical-family": (TWO, "critical-family", trade()),
    "exact fit": (FIT, "data-optimal", fit()),
    "convex-model": (LINE, "convex-model", MODEL),
    "flow-limit": (ONE, "flow-limit", FLOW),
}


def places(data: Any) -> Iterator[tuple[Any, ...]]:
    """The path to every part of the data."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield (key,)
        yield from ((key, *rest) for rest in places(value))


def refused(tables: Tables, kind: str, data: dict[str, Any]) -> int:
    problem = problem_from_tables(tables)
    count = 0
    for path in list(places(data))[:60]:
        for junk in JUNK:
            altered = copy.deepcopy(data)
            target: Any = altered
            for key in path[:-1]:
                target = target[key]
            target[path[-1]] = junk
            try:
                checker.check(problem, Certificate(kind, problem.digest, altered))
            except CertificateError as error:
                count += bool(str(error))
    return count


@pytest.mark.parametrize("name", KINDS)
def test_junk_is_refused_with_a_message(name: str) -> None:
    assert refused(*KINDS[name]) > 0


def test_junk_in_a_relation_of_outputs_is_refused() -> None:
    found = unreachable(problem_from_tables(OUT_OF_REACH))
    assert isinstance(found, Certificate)
    assert refused(OUT_OF_REACH, "unreachable", dict(found.data)) > 0


def test_junk_in_a_cover_of_the_parameter_space_is_refused() -> None:
    tables = formula("t2*tanh(t1*x1)", ["t1", "t2"], [("1", "1"), ("2", "3")], loss="squared")
    found = nowhere_stationary(problem_from_tables(tables))
    assert isinstance(found, Certificate)
    assert refused(tables, "nowhere-stationary", dict(found.data)) > 0


@pytest.mark.parametrize("name", ["weight decay", "units that turn"])
def test_junk_in_a_ball_with_kinks_is_refused(name: str) -> None:
    tables, data = proved(name)
    assert refused(tables, "minimum-in-ball", data) > 0
