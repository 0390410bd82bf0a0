"""Powers as readers write them."""

from __future__ import annotations

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(exponent: int, base: int = 10) -> str:
    """A power of ten, or of another base.

    >>> raised(-12), raised(0), raised(-10, 2)
    ('10⁻¹²', '1', '2⁻¹⁰')
    """
    return f"{base}{str(exponent).translate(RAISED)}" if exponent else "1"
