"""Figures of numbers: one row for each case above one axis. The numbers are those of the results; templates draw it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from ...store import descents
from ...store.results_schema import CaseRow

# ------------------------------------------------------------------------------------------------ the values of a case

LEFT, RIGHT = Decimal(2), Decimal(98)
"""Where a horizontal axis begins and ends, in percent of the width."""


@dataclass(frozen=True)
class AxisMark:
    """A point on a horizontal axis: its place in percent, what it shows (its shape), and its words."""

    x: str
    shape: str
    words: str
    text: str = ""


@dataclass(frozen=True)
class AxisRow:
    """One case on the axis, and its numbers, one for each column."""

    case: str
    marks: tuple[AxisMark, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Axis:
    """Rows above one axis with its ticks, and the names of the columns of numbers beside it."""

    columns: tuple[str, ...]
    rows: tuple[AxisRow, ...]
    ticks: tuple[AxisMark, ...]


def levels(cases: Sequence[CaseRow]) -> Axis:
    """L at the point (always at the right end), at the better point, and at the end of the escape path."""
    rows = [_levels(case["name"], found) for case in cases if (found := descents.levels(case)) is not None]
    ticks = [
        AxisMark(_percent(Decimal(k) / 4), "tick", "", text) for k, text in enumerate(("0", "¼", "½", "¾", "L(θ)"))
    ]
    return Axis(("L(θ)", "escape path", "better point"), tuple(rows), tuple(ticks))


def _levels(case: str, found: descents.Levels) -> AxisRow:
    marks = [AxisMark(_percent(Decimal(1)), "here", f"L(θ) = {short(found.here)}")]
    for value, shape, name in ((found.better, "better", "better point"), (found.limit, "limit", "escape path")):
        if value is not None:
            x = _percent(min(max(value / found.here, Decimal(0)), Decimal(1)))
            marks.append(AxisMark(x, shape, f"{name} {short(value)}"))
    beside = ("–" if value is None else _beside(value, found.here) for value in (found.limit, found.better))
    return AxisRow(case, tuple(marks), (short(found.here), *beside))


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


def depths(cases: Sequence[CaseRow]) -> Axis:
    """By how much L~ falls at the smallest radius, relative to L(theta), at each (b, W).

    From 10^-e the distance to the right end, 1, grows like the square root of e: one case may fall by 10^-15, another
    by 10^-700.
    """
    found = [(case["name"], drops) for case in cases if (drops := descents.drops(case))]
    exponents = [drop.fall.adjusted() for _, drops in found for drop in drops]
    decades = 20 * ceil(max([20, *(-e for e in exponents)]) / 20)
    rows = [AxisRow(case, _placed(drops, decades), (short(drops[0].fall, 2), drops[0].order)) for case, drops in found]
    ticks = [AxisMark(_rooted(Decimal(10) ** -e, decades), "tick", "", _power(e)) for e in TICKS if e <= decades]
    ticks.append(AxisMark(_rooted(ROUNDING, decades), "rounding", "unit roundoff of double precision"))
    return Axis(("least fall / L(θ)", "its order"), tuple(rows), tuple(ticks))


def _power(e: int) -> str:
    """10 to the power of ``-e``."""
    return f"10⁻{str(e).translate(RAISED)}" if e else "1"


def _placed(drops: Sequence[descents.Drop], decades: int) -> tuple[AxisMark, ...]:
    """A mark for each descent; one that would cover another is raised, or left out if its order is the same."""
    marks: list[AxisMark] = []
    for drop in drops:
        x = _rooted(drop.fall, decades)
        crowd = [m for m in marks if Decimal(x) - Decimal(m.x) < CROWDED]
        if not any(m.text == drop.order for m in crowd):
            shape = f"{'hidden' if drop.fall < ROUNDING else 'seen'}{' high' if crowd else ''}"
            words = f"{drop.where}: order {drop.order}, fall {short(drop.fall)}"
            marks.append(AxisMark(x, shape, words, drop.order))
    return tuple(marks)


# -------------------------------------------------------------------------------------------------------------- numbers


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
