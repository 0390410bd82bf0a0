"""The options that several commands take, and how a number on the command line is read: by ``verify.exact``."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

REPORTS = Path("reports")
LARGEST_SEED = 2**63 - 1
LONGEST = 10**9


class Number(click.ParamType):  # type: ignore[type-arg]
    """An exact number from ``low`` to ``high``; a whole one, or else a float that is at least the least above 0."""

    def __init__(self, name: str, low: int, high: int, whole: bool) -> None:
        self.name, self.low, self.high, self.whole = name, low, high, whole

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | float:
        from fractions import Fraction  # not above: the help of a command reads no number

        from .errors import NumberError
        from .exact import exact, shorten

        try:
            number = Fraction(value) if isinstance(value, int | float) else exact(value)
        except (NumberError, ValueError, OverflowError) as error:
            self.fail(getattr(error, "message", str(error)), param, ctx)
        shown = shorten(number if isinstance(value, int | float) else str(value))
        if self.whole and number.denominator != 1:
            self.fail(f"{shown} is not a whole number", param, ctx)
        if not self.low <= number <= self.high:
            self.fail(f"{shown} is not in the range from {self.low} to {self.high}", param, ctx)
        if self.whole:
            return int(number)
        if float(number) == 0:
            self.fail(f"{shown} is not greater than 0", param, ctx)
        return float(number)


class Folder(click.Path):
    """A folder to write into, whose name can be printed."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value).isprintable():
            self.fail(f"{str(value)!a} is not printable UTF-8", param, ctx)
        return super().convert(value, param, ctx)


def whole(low: int, high: int) -> Number:
    """A whole number from ``low`` to ``high``."""
    return Number("integer", low, high, True)


SEED = whole(0, LARGEST_SEED)
SECONDS = Number("seconds", 0, LONGEST, False)

reports_option = click.option(
    "--reports", type=Folder(path_type=Path), default=REPORTS, help="Folder of the report [reports]."
)
jobs_option = click.option("--jobs", type=whole(1, 64), default=os.cpu_count() or 1, help="Processes [all cores].")
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document on stdout and nothing else."
)


def common(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every command takes."""
    for option in (
        json_option,
        jobs_option,
        click.option("--budget", type=SECONDS, help="Seconds for each case [no limit]."),
        click.option("--seed", type=SEED, default=0, help="Seed of all random choices [0]."),
    ):
        command = option(command)
    return command
