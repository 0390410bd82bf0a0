"""The bad minima that are shipped, as the table of ``notes/bad-minima.md``: seconds of processor time to check a case.

python tests/benchmarks/bench_corpus.py
"""

from __future__ import annotations

import time
from pathlib import Path

from verify.commands.check import Settings, check_case
from verify.files.load import load, read_tables

CASES = Path(__file__).resolve().parent.parent.parent / "counterexamples" / "bad-minima"
HEAD = ("case", "source", "network", "loss", "parameters", "samples", "L", "L elsewhere", "verdict", "proof", "seconds")
LONGEST_FORMULA = 60
"""Characters of a formula that is shown."""


def row(path: Path) -> tuple[str, ...]:
    case, tables = load(path), read_tables(path).tables["problem"]
    begun = time.process_time()
    checked = check_case(case, Settings())
    seconds = time.process_time() - begun
    expect = case.expect
    assert expect.value is not None
    assert expect.better_value is not None
    assert expect.method is not None
    proved = checked["status"] == "as expected"
    return (
        f"`{path.stem}`",
        source(read_tables(path).tables["source"]),
        network(tables["network"]),
        loss(tables["loss"]) + (" + term in theta" if "regularizer" in tables else ""),
        str(len(case.problem.names)),
        str(len(case.problem.inputs)),
        value(expect.value.text),
        value(expect.better_value.text),
        "bad local minimum" if proved else "not proved",
        f"`{expect.method.text}`",
        f"{seconds:.2f}",
    )


def source(text: str) -> str:
    """Who, and when; "this suite" if that is all."""
    who = text.split(" (")[0].split(", arXiv")[0].split(";")[0]
    return "this suite" if who.startswith(("Constructed for this suite", "Trained for")) else who


def network(table: dict[str, object]) -> str:
    """Widths and activation, or the formula if it is short."""
    if "widths" in table:
        widths = table["widths"]
        assert isinstance(widths, list)
        return f"{'-'.join(map(str, widths))} {table['activation']}"
    formulas = table["formula"]
    assert isinstance(formulas, list)
    text = ", ".join(formulas)
    return f"`{text}`" if len(text) <= LONGEST_FORMULA else "a formula"


def loss(table: str | dict[str, str]) -> str:
    if isinstance(table, str):
        return table
    return table["name"] if "name" in table else f"`{table['formula']}`"


def value(text: str) -> str:
    """A value as the file has it; a decimal is cut off, not rounded."""
    return f"{text[1:10]}..." if text.startswith("~") and len(text) > 10 else text


def main() -> None:
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    for path in sorted(CASES.glob("*.toml")):
        print(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row(path))} |")


if __name__ == "__main__":
    main()
