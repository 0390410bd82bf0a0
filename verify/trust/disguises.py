"""Constants whose value is known and whose spelling hides it."""

from __future__ import annotations

ZEROS = (
    "sqrt(2)*sqrt(3) - sqrt(6)", "log(4) - 2*log(2)", "exp(log(3)) - 3", "sin(pi)", "tanh(0)", "cos(pi) + 1",
    "atan(1) - pi/4", "(1 + sqrt(2))**2 - 3 - 2*sqrt(2)", "log(2) + log(3) - log(6)", "sinh(log(2)) - 3/4",
    "2**(1/2) - sqrt(2)", "erf(0)", "sin(1)**2 + cos(1)**2 - 1", "1/3 + 1/6 - 1/2", "4*atan(1) - pi",
)  # fmt: skip
"""Constants that are 0; of some nobody here can prove it."""

NONZEROS = (
    "sqrt(2) + sqrt(3) - sqrt(10)", "exp(pi) - pi - 20", "355/113 - pi", "10**-40", "1 - cos(1/10**15)", "1/7", "2",
    "-1/1000", "sqrt(2) - 1", "tanh(1)", "pi - 3",
)  # fmt: skip
"""Constants that are not 0, some of them very small."""

POSITIVES = ("1", "1/3", "sqrt(2)", "exp(-20)", "pi - 3", "10**-20", "2 - sqrt(3)")
