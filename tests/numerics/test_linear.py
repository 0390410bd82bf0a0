"""Exact elimination: solutions solve, and there is none exactly if the ranks differ."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from sympy import Matrix

from verify.numerics.linear import solution

ENTRIES = st.integers(-3, 3).map(Fraction)
SYSTEMS = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda size: st.tuples(
        st.lists(st.lists(ENTRIES, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]),
        st.lists(ENTRIES, min_size=size[0], max_size=size[0]),
    )
)


@given(SYSTEMS)
def test_a_solution_solves_and_exists_if_the_right_side_adds_no_rank(
    system: tuple[list[list[Fraction]], list[Fraction]],
) -> None:
    matrix, right = system
    x = solution(matrix, right)
    wider = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    assert (x is not None) == (Matrix(matrix).rank() == Matrix(wider).rank())
    if x is not None:
        assert [sum(a * b for a, b in zip(row, x, strict=True)) for row in matrix] == right
