"""exp, tanh and the logistic function of whole arrays of floats, each with a proved bound on its error.

NumPy promises no bound for its own. Here ``exp(x) = 2^k exp(r)`` with ``r = x - k log 2``, ``|r| < 0.36``, and
``exp(r)`` is its Taylor polynomial of degree 13: only ``+ - * /``, ``rint`` and ``ldexp`` are used.
``notes/theory.md``, section 10, has the analysis.
"""

from __future__ import annotations

from math import factorial

import numpy as np

from .arrays import Floats

EXP_ERROR = 2.0**-47
"""``exp`` is no farther off, relative to itself, or off by less than ``TINY`` where it is as small as that."""
QUOTIENT_ERROR = 2.0**-44
"""The logistic function is no farther off, relative to itself, and tanh no farther than this."""
TINY = 2.0**-1000
FARTHEST = 708.0
"""Beyond it exp is put to infinity, and below its negative to 0."""

_HIGH = float.fromhex("0x1.62e42fee00000p-1")  # log 2 to 33 bits: k times it is exact
_LOW = float.fromhex("0x1.a39ef35793c76p-33")  # what is left of log 2
_TERMS = [1.0 / factorial(n) for n in range(13, -1, -1)]


def exps(x: Floats) -> Floats:
    """exp(x) to ``EXP_ERROR``; infinite beyond ``FARTHEST``, 0 below its negative, not a number where x is none."""
    inner = np.clip(x, -FARTHEST, FARTHEST)
    k = np.rint(inner * 1.4426950408889634)
    r = (inner - k * _HIGH) - k * _LOW
    total = np.full_like(r, _TERMS[0])
    for term in _TERMS[1:]:
        total *= r
        total += term
    with np.errstate(invalid="ignore"):
        found = np.ldexp(total, k.astype(np.int32))
    found[x > FARTHEST] = np.inf
    found[x < -FARTHEST] = 0.0
    return found


def sigmoids(x: Floats) -> Floats:
    """1/(1 + exp(-x)) to ``QUOTIENT_ERROR``, relative to itself, or off by less than ``TINY``."""
    e = exps(-np.abs(x))
    return np.where(x >= 0, 1.0, e) / (1.0 + e)


def tanhs(x: Floats) -> Floats:
    """tanh(x), off by no more than ``QUOTIENT_ERROR``."""
    e = exps(-2.0 * np.abs(x))
    return np.copysign((1.0 - e) / (1.0 + e), x)
