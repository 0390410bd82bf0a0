"""A reader turns the texts of a problem into exact values and gathers every fault on the way, each with its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from ..errors import FileError, InputError
from ..exact import DECIMAL, exact, shorten
from ..problem.case import Text
from ..problem.expression import Expr, rational
from ..problem.formula import RESERVED, parse
from ..spelling import meant
from .source_positions import Places, Where, spelled

MAX_FAULTS = 200
"""A file may have thousands of faults of one kind; after this many the rest is only counted."""

MAX_NAME = 40

T = TypeVar("T")

_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_INPUT = re.compile(r"x[0-9]+")


@dataclass
class Reader:
    """Where things stand, and the faults met so far. A value that could not be read is None, and has been reported."""

    places: Places
    faults: list[InputError] = field(default_factory=list)

    def fault(self, where: Where, message: str) -> None:
        """Report that the value at ``where`` is at fault."""
        self.faults.append(InputError(message, self.places(where)))

    def misspelt(self, key: str) -> bool:
        """Whether it was reported that the key stands there under another name."""
        return any(fault.message.endswith(f": did you mean {key!r}?") for fault in self.faults)

    def finish(self) -> None:
        """Raise ``FileError`` with all faults in the order of the lines, if there is one."""
        if self.faults:
            faults = sorted(self.faults, key=lambda fault: _line(fault.place))
            more = len(faults) - MAX_FAULTS
            rest = [InputError(f"... and {more} more faults")] if more > 0 else []
            raise FileError(faults[:MAX_FAULTS] + rest)

    def number(self, text: str, where: Where, *, positive: bool = False) -> Fraction | None:
        """The rational number ``text``."""
        try:
            value = exact(text, self.places(where))
        except InputError as error:
            self.faults.append(error)
            return None
        if positive and value <= 0:
            self.fault(where, f"{shorten(text)!r} must be greater than 0")
            return None
        return value

    def formula(self, text: str, where: Where, names: Collection[str] = ()) -> Expr | None:
        """The formula ``text`` in the variables ``names``; a constant if there are none."""
        try:
            return parse(text, names, self.places(where))
        except InputError as error:
            self.faults.append(error)
            return None

    def decimal(self, text: str, where: Where, what: str) -> Fraction | None:
        """The decimal ``text``: its last digit says how exactly the number is known."""
        if not DECIMAL.fullmatch(text):
            self.fault(where, f'{shorten(text)!r} is not a decimal such as "-0.4532984242" or "5.2e-5": {what}')
            return None
        return self.number(text, where)

    def numbers(self, texts: Sequence[str] | None, where: Where) -> tuple[Fraction, ...] | None:
        """A row of rational numbers."""
        return None if texts is None else whole([self.number(t, (*where, i)) for i, t in enumerate(texts)])

    def formulas(
        self, texts: Sequence[str] | None, where: Where, names: Collection[str] = ()
    ) -> tuple[Expr, ...] | None:
        """A row of formulas."""
        return None if texts is None else whole([self.formula(t, (*where, i), names) for i, t in enumerate(texts)])

    def rationals(self, texts: Sequence[str] | None, where: Where) -> tuple[Fraction, ...] | None:
        """A row of constant formulas with rational values, such as ``1/2 + 1/3``."""
        row = self.formulas(texts, where)
        if row is None or texts is None:
            return None
        values = [rational(x) for x in row]
        for i, value in enumerate(values):
            if value is None:
                self.fault((*where, i), f"{shorten(texts[i])!r} is not rational")
        return whole(values)

    def names(self, names: Sequence[str] | None, where: Where) -> tuple[str, ...] | None:
        """A row of new names for parameters: well formed, all different, none that means something already."""
        if names is None:
            return None
        before = len(self.faults)
        for i, name in enumerate(names):
            at = (*where, i)
            if not _NAME.fullmatch(name) or len(name) > MAX_NAME:
                self.fault(at, f"{shorten(name)!r} is no name: letters, digits, _; at most {MAX_NAME}; no digit first")
            elif name in RESERVED:
                self.fault(at, f"the name {name!r} belongs to a function or constant: choose another, such as 't1'")
            elif _INPUT.fullmatch(name):
                self.fault(at, f"the name {name!r} is reserved for the inputs: choose another, such as 't1'")
            elif name in names[:i]:
                self.fault(at, f"the name {name!r} stands twice")
        return tuple(names) if len(self.faults) == before else None

    def choice(self, text: str | None, known: Collection[str], where: Where, what: str) -> str | None:
        """``text`` if it is one of ``known``."""
        if text is None or text in known:
            return text
        self.fault(where, f"{shorten(text)!r} is not {what}{meant(text, known)}")
        return None

    def matching(self, text: str | None, pattern: re.Pattern[str], where: Where, what: str) -> Text | None:
        """``text`` with its place, if it has the form of ``what``."""
        if text is None:
            return None
        if pattern.fullmatch(text) is None:
            self.fault(where, f"{shorten(text)!r} is no {what}")
            return None
        return Text(text, self.places(where))

    def length(self, row: Sequence[object] | None, wanted: int | None, where: Where, what: str) -> bool:
        """Whether ``row`` has ``wanted`` entries; yes if one of the two is None, as its fault has been reported."""
        if row is None or wanted is None or len(row) == wanted:
            return True
        self.fault(where, f"{spelled(where)} has {count(len(row), 'entry', 'entries')}; expected {wanted}: {what}")
        return False


def whole(items: Iterable[T | None]) -> tuple[T, ...] | None:
    """The items, or None if one of them is None."""
    row = tuple(items)
    return None if any(item is None for item in row) else tuple(item for item in row if item is not None)


def count(number: int, one: str, many: str) -> str:
    """``1 entry``, ``2 entries``."""
    return f"{number} {one if number == 1 else many}"


def _line(place: str) -> int:
    line = place.rpartition(":")[2]
    return int(line) if line.isascii() and line.isdigit() and len(line) < 20 else 0
