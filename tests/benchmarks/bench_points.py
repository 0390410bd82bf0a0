"""What each shipped point takes, as the table of ``notes/points.md``: seconds of processor time for the whole answer.

python tests/benchmarks/bench_points.py
"""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

from verify.commands.classify import classified, classify
from verify.files.load import load
from verify.verdict import Verdict

POINTS = Path(__file__).resolve().parent.parent.parent / "counterexamples" / "points"
RUNS = 3
ABOUT_ADDED_NEURONS = {"residual-gradient", "descent"}
HEAD = ("case", "question", "answer", "rank", "kinds of certificate", "parameters", "samples", "seconds")


def row(path: Path) -> tuple[str, ...]:
    case, seconds = load(path), []
    for _ in range(RUNS):
        begun = time.process_time()
        checked = classify(case)
        seconds.append(time.process_time() - begun)
    proved = [f["kind"] for f in checked["findings"] if f["verdict"] == Verdict.PROVED]
    kinds = sorted({kind for kind in proved if kind not in ABOUT_ADDED_NEURONS | {"answer"}})
    said, problem = classified(checked), checked["problem"]
    return (
        f"`{path.stem}`",
        case.title,
        f"`{said['answer']}`",
        f"`{said['rank']}`",
        ", ".join(f"`{kind}`" for kind in kinds),
        str(problem["parameters"]),
        str(problem["samples"]),
        f"{median(seconds):.2f}",
    )


def main() -> None:
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    for path in sorted(POINTS.glob("*.toml")):
        print(f"| {' | '.join(row(path))} |")


if __name__ == "__main__":
    main()
