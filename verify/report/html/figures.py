"""Figures of numbers: one row for each case above one axis. Every number stands in the results; templates draw it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

Json = dict[str, Any]

# ------------------------------------------------------------------------------------------------ the values of a case

LEFT, RIGHT = Decimal(2), Decimal(98)
"""Where a horizontal axis begins and ends, in percent of the width."""


@dataclass(frozen=True)
class Mark:
    """A point on a horizontal axis: its place in percent, what it shows (its shape), and its words."""

    x: str
    shape: str
    words: str
    text: str = ""


@dataclass(frozen=True)
class Row:
    """One case on the axis, and its numbers, one for each column."""

    case: str
    marks: tuple[Mark, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Axis:
    """Rows above one axis with its ticks, and the names of the columns of numbers beside it."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    ticks: tuple[Mark, ...]


def levels(results: Json) -> Axis:
    """L at the point (always at the right end), at the better point, and at the end of the escape path."""
    rows = [row for case in results["cases"] if (row := _levels(case)) is not None]
    ticks = [Mark(_percent(Decimal(k) / 4), "tick", "", text) for k, text in enumerate(("0", "¼", "½", "¾", "L(θ)"))]
    return Axis(("L(θ)", "escape path", "better point"), tuple(rows), tuple(ticks))


def _levels(case: Json) -> Row | None:
    here, better, limit = (_fact(case, name) for name in ("L", "L_better", "limit"))
    if here is None or here <= 0 or (better is None and limit is None):
        return None
    marks = [Mark(_percent(Decimal(1)), "here", f"L(θ) = {short(here)}")]
    for value, shape, name in ((better, "better", "better point"), (limit, "limit", "escape path")):
        if value is not None:
            x = _percent(min(max(value / here, Decimal(0)), Decimal(1)))
            marks.append(Mark(x, shape, f"{name} {short(value)}"))
    numbers = (short(here), *("–" if v is None else _beside(v, here) for v in (limit, better)))
    return Row(case["name"], tuple(marks), numbers)


def _beside(value: Decimal, here: Decimal) -> str:
    """A value; where it looks like ``here`` when shortened, by how much it is lower."""
    if short(value) != short(here):
        return short(value)
    return f"{short(here)} − {short(here - value, 2)}" if value < here else "just below"


# ---------------------------------------------------------------------------------------- how little the descent shows

ROUNDING = Decimal(2) ** -53
"""Half the distance from 1 to the next number of double precision."""
TICKS = (0, 5, 20, 50, 100, 200, 400, 800, 1600, 3200)
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
CROWDED = Decimal(3)
"""Marks nearer than this, in percent, would cover each other."""


def depths(results: Json) -> Axis:
    """By how much L~ falls at the smallest radius, relative to L(theta), at each (b, W).

    From 10^-e the distance to the right end, 1, grows like the square root of e: one case may fall by 10^-15, another
    by 10^-700.
    """
    found = [(case, drops) for case in results["cases"] if (drops := _drops(case))]
    exponents = [drop.adjusted() for _, drops in found for drop, _, _ in drops]
    decades = 20 * ceil(max([20, *(-e for e in exponents)]) / 20)
    rows = [Row(case["name"], _placed(drops, decades), (short(drops[0][0], 2), drops[0][1])) for case, drops in found]
    ticks = [Mark(_rooted(Decimal(10) ** -e, decades), "tick", "", _power(e)) for e in TICKS if e <= decades]
    ticks.append(Mark(_rooted(ROUNDING, decades), "rounding", "unit roundoff of double precision"))
    return Axis(("least fall / L(θ)", "its order"), tuple(rows), tuple(ticks))


def _power(e: int) -> str:
    """10 to the power of ``-e``."""
    return f"10⁻{str(e).translate(RAISED)}" if e else "1"


def _drops(case: Json) -> list[tuple[Decimal, str, str]]:
    """(fall relative to L, order, where) of each certified descent, the smallest first."""
    here = _fact(case, "L")
    if here is None or here <= 0:
        return []
    drops = []
    for finding in case["findings"]:
        facts = finding.get("facts", {})
        drop = _decimal(facts.get("drop_at_smallest_radius"))
        if drop is not None and drop > 0:
            drops.append((drop / here, facts.get("order", ""), finding["name"].rpartition(", ")[2]))
    return sorted(drops)


def _placed(drops: Sequence[tuple[Decimal, str, str]], decades: int) -> tuple[Mark, ...]:
    """A mark for each descent; one that would cover another is raised, or left out if its order is the same."""
    marks: list[Mark] = []
    for drop, order, where in drops:
        x = _rooted(drop, decades)
        crowd = [m for m in marks if Decimal(x) - Decimal(m.x) < CROWDED]
        if not any(m.text == order for m in crowd):
            shape = f"{'hidden' if drop < ROUNDING else 'seen'}{' high' if crowd else ''}"
            marks.append(Mark(x, shape, f"{where}: order {order}, fall {short(drop)}", order))
    return tuple(marks)


# -------------------------------------------------------------------------------------------------------------- numbers


def _fact(case: Json, name: str) -> Decimal | None:
    """A number that some finding of the case states about its point: those on the escape path and the better point."""
    for finding in case["findings"]:
        if finding.get("kind") in ("escape", "lower-value") and name in finding["facts"]:
            return _decimal(finding["facts"][name])
    return None


def _decimal(text: str | None) -> Decimal | None:
    """A fact as a number; None where it is none, such as a ball with its radius."""
    try:
        value = Decimal(text) if text is not None else None
    except ArithmeticError:
        return None
    return value if value is not None and value.is_finite() else None


def short(value: Decimal, digits: int = 4) -> str:
    """A number for the eye."""
    if value == 0:
        return "0"
    if -5 < value.adjusted() < 7:
        text = f"{round(value, max(digits - 1 - value.adjusted(), 0)):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    digits_left = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{digits_left}e{exponent.lstrip('+')}".replace("-", "−")


def _percent(fraction: Decimal) -> str:
    return f"{LEFT + (RIGHT - LEFT) * fraction:.2f}"


def _rooted(value: Decimal, decades: int) -> str:
    share = min(max(-value.log10() / decades, Decimal(0)), Decimal(1))
    return _percent(1 - share.sqrt())
