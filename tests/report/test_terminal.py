"""The tables in a terminal fit a window of 80 columns, one line for each claim and case."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from verify.report.terminal import tables
from verify.store import results

Json = dict[str, Any]

HERE = Path(__file__).parent


def printed(found: Json, width: int) -> list[str]:
    """The lines of the summary in a window of this width."""
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        tables.summary(console, found, Path("reports"))
    return captured.get().splitlines()


def the_suite() -> Json:
    """Results with every claim, and none of the cases, as wide as they get in practice."""
    found = results.combine([], results.Settings())
    for row in found["claims"]:
        row["search"] |= {"refuted": 29, "standing": 19, "grade": "symbolic"}
        senses = {"attained": 47, "contrapositive": 53, "none-exists": 28, "unknown-existence": 0}
        row["instances"] |= {
            "verdict": "holds",
            "grade": "certified",
            "total": 128,
            "nonvacuous": 100,
            "senses": senses,
        }
        row["proof"] |= {"checked": True, "verdict": "holds"}
        row["steps"] = [{"name": "s", "says": "", "relation": "=", "proved": True}] * 11
    return found


@pytest.mark.parametrize("width", [80, 100, 120])
def test_every_claim_is_one_line(width: int) -> None:
    found = the_suite()
    lines = printed(found, width)
    assert max(map(len, lines)) <= width
    for row in found["claims"]:
        (line,) = [line for line in lines if line.startswith(f"{row['name']} ")]
        assert re.search(r"11/11 certified +(100/128 )?47/53/28/0 29 refuted, 19 proved *$", line), line


@pytest.mark.parametrize("width", [80, 120, 200])
def test_every_case_has_the_letter_of_every_claim(width: int) -> None:
    found = results.read(HERE)
    case = found["cases"][1]
    names = list(case["claims"])
    more = {f"CLAIM-{k}": case["claims"][names[0]] for k in range(8)}
    for other in found["cases"]:
        other["claims"] |= more
    (line,) = [line for line in printed(found, width) if re.match(rf"{re.escape(case['name'])} ", line)]
    assert len(re.findall(r"(?<= )[HSV?F-](?= |$)", line)) == len(names) + len(more)


def test_what_fails_is_said_in_full_and_how_it_came_out_stands_last() -> None:
    lines = printed(results.read(HERE), 80)
    assert any(line.startswith("fails ") for line in lines)
    assert re.fullmatch(r"\d+ claims, \d+ cases, \d+ statements: .* \(exit status \d\)", lines[-2])
    assert lines[-1] == "report: reports/index.html"
