"""Exact linear algebra: solutions solve, there is none exactly if the ranks differ; eigenvalues and their signs."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from sympy import Matrix

from verify.numerics.linear import inertia, null_space, solution

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


@given(SYSTEMS)
def test_the_null_space_is_what_the_matrix_takes_to_0(system: tuple[list[list[Fraction]], list[Fraction]]) -> None:
    matrix, _ = system
    basis = null_space(matrix)
    assert all(sum(a * b for a, b in zip(row, x, strict=True)) == 0 for x in basis for row in matrix)
    assert Matrix(basis).rank() == len(basis) == len(matrix[0]) - Matrix(matrix).rank()


@given(st.lists(st.lists(st.integers(-3, 3), min_size=4, max_size=4), min_size=4, max_size=4), st.integers(1, 7))
def test_the_inertia_is_that_of_the_diagonal_after_a_congruence(rows: list[list[int]], scale: int) -> None:
    """By Sylvester's law: P' D P has the inertia of D, if P is regular (here: triangular with 1 on its diagonal)."""
    p = Matrix(4, 4, lambda i, j: rows[i][j] if i < j else int(i == j))
    d = [rows[i][i] for i in range(4)]
    form = p.T * Matrix.diag(*d) * p
    entries = [[Fraction(int(form[i, j]), scale) for j in range(4)] for i in range(4)]
    assert inertia(entries) == (sum(v < 0 for v in d), d.count(0), sum(v > 0 for v in d))


def test_the_inertia_of_an_invertible_matrix_with_a_zero_diagonal() -> None:
    """Elimination along the diagonal has no pivot here."""
    zero, one = Fraction(0), Fraction(1)
    assert inertia([[zero, one], [one, zero]]) == (1, 0, 1)
    assert inertia([[zero, one, zero], [one, zero, zero], [zero, zero, zero]]) == (1, 1, 1)


def test_what_has_no_entries() -> None:
    assert inertia([]) == (0, 0, 0)
    assert solution([], []) == []
    assert solution([[]], [Fraction(0)]) == []
    assert solution([[]], [Fraction(1)]) is None


def test_without_equations_there_are_no_unknowns() -> None:
    assert null_space([]) == []
