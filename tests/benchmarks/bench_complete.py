"""What a complete search takes and finds, as the tables of ``notes/complete.md``: seconds of processor time.

python tests/benchmarks/bench_complete.py [SECONDS for each network]
"""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np

from verify.files.load import problem_from_tables
from verify.kernel import checker, theta_point
from verify.kernel.evidence import Evidence
from verify.numerics.arrays import Floats
from verify.problem.objective import Problem
from verify.propose.complete_lists import complete_list
from verify.propose.cover_search import CoverSearch
from verify.propose.critical_points import candidates, lowered
from verify.propose.mirror_images import mirrored, mirrors

STEP = {"inputs": [["-2"], ["-1"], ["0"], ["1"], ["2"]], "targets": [["0"], ["1"], ["-1"], ["-2"], ["-2"]]}
XOR = {"inputs": [["0", "0"], ["0", "1"], ["1", "0"], ["1", "1"]], "targets": [["0"], ["1"], ["1"], ["0"]]}
SETS, STARTS = 40, (10, 100, 1000, 10_000)


def tanh(widths: list[int], data: dict[str, Any], decay: str) -> Problem:
    """A network of tanh units with weight decay on all parameters."""
    network = {"widths": widths, "activation": "tanh"}
    names = problem_from_tables(_tables(network, data)).names
    term = f"({' + '.join(f'{name}**2' for name in names)})*{decay}"
    return problem_from_tables(_tables(network, {**data, "regularizer": term} if decay != "0" else data))


def neuron(rows: list[tuple[tuple[str, str], str]]) -> Problem:
    """One sigmoid neuron of two inputs without a bias."""
    network = {"formula": ["sigmoid(t1*x1 + t2*x2)"], "parameters": ["t1", "t2"]}
    data = {"inputs": [list(x) for x, _ in rows], "targets": [[y] for _, y in rows]}
    return problem_from_tables(_tables(network, data))


def _tables(network: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    return {"problem": {"network": network, "loss": "squared", **data}, "augment": {}}


def measured(problem: Problem, width: float, minima: bool, budget: float) -> tuple[Evidence, float, float, Floats]:
    """What the kernel says of all points with coordinates up to ``width``; seconds of search and check; the points."""
    low, high = np.full(len(problem.names), -width), np.full(len(problem.names), width)
    begun = time.process_time()
    found, weights = mirrors(problem, low, high)
    rises = [m.rise(weights) for m in found]
    test = (lambda lows, highs: mirrored(rises, lows, highs, high)) if rises else None
    search = CoverSearch(theta_point.landscape(problem), low, high, minima, test)
    cover = search.run(time.monotonic() + budget, lambda generation, left: None)
    certificate = complete_list(problem, low, high, minima, cover, found, weights)
    middle = time.process_time()
    evidence = checker.check(problem, certificate)
    points = np.array([[float(c) for c in p.at.center] for p in cover.points]).reshape(-1, len(low))
    return evidence, middle - begun, time.process_time() - middle, points


def networks(budget: float) -> None:
    auer = neuron([(("1", "0"), "9/10"), (("0", "1"), "9/10"), (("-1", "1/10"), "9/10"), (("1/10", "-1"), "9/10")])
    cases: list[tuple[str, Problem, float, bool]] = [
        ("one sigmoid neuron, 4 samples", auer, 20.0, False),
        ("1-1-1 tanh, decay 1/16", tanh([1, 1, 1], STEP, "1/16"), 2.0, False),
        ("1-1-1 tanh, decay 1/16", tanh([1, 1, 1], STEP, "1/16"), 2.0, True),
        ("1-2-1 tanh, decay 1/16", tanh([1, 2, 1], STEP, "1/16"), 2.0, True),
        ("XOR, 2-2-1 tanh, decay 1/16", tanh([2, 2, 1], XOR, "1/16"), 2.0, True),
        ("XOR, 2-2-1 tanh", tanh([2, 2, 1], XOR, "0"), 2.0, True),
    ]
    print("| network | parameters | half-width | sought | search, s | check, s | pieces | share left open | said |")
    print(f"|{'---|' * 9}")
    for name, problem, width, minima in cases:
        evidence, search, check, _ = measured(problem, width, minima, budget)
        facts = evidence.facts
        sought = "minima" if minima else "critical points"
        row = (name, str(len(problem.names)), f"{width:g}", sought, f"{search:.2f}", f"{check:.2f}", facts["pieces"])
        print(f"| {' | '.join(row)} | {facts['undecided_share']} | {evidence.statement} |", flush=True)


def random_sets() -> None:
    """Of random neurons: what starts miss that the complete search has, and the other way round."""
    rng = np.random.default_rng(0)
    lists = complete = extra = 0
    missed, minima, seconds = dict.fromkeys(STARTS, 0), list[int](), list[float]()
    for i in range(SETS):
        n = 2 + i % 5
        x, y = rng.normal(0, 2, (n, 2)), rng.uniform(0.02, 0.98, n)
        problem = neuron([((f"{a:.3f}", f"{b:.3f}"), f"{c:.3f}") for (a, b), c in zip(x, y, strict=True)])
        evidence, search, check, points = measured(problem, 10.0, False, 30.0)
        seconds.append(search + check)
        lists, complete = lists + 1, complete + (evidence.facts["complete"] == "yes")
        minima.append(int(evidence.facts["local_minima"]))
        inside = points[np.array(evidence.facts["places"].split("; ")) == "inside"] if len(points) else points
        for starts in STARTS:
            box = [(-10.0, 10.0)] * 2
            arrived = candidates(lowered(problem.risk, problem.names), 2, box, starts, np.random.default_rng(1))
            at = np.array([c.point for c in arrived.candidates if not c.singular]).reshape(-1, 2)
            at = at[np.abs(at).max(axis=1, initial=0.0) < 10.0]
            missed[starts] += sum(not _among(p, at) for p in inside)
            extra += sum(not _among(p, points) for p in at) if evidence.facts["complete"] == "yes" else 0
        lists += len(inside) - 1
    print(f"\n{SETS} random sets of 2 to 6 samples, weights up to 10: {complete} complete, {lists} points listed;")
    print(
        "missed by " + ", ".join(f"{k} starts: {v}" for k, v in missed.items()) + f"; not in a complete list: {extra};"
    )
    print(f"local minima: {', '.join(f'{minima.count(k)} sets with {k}' for k in sorted(set(minima)))};")
    print(f"seconds, search and check: median {np.median(seconds):.2f}, longest {max(seconds):.2f}")


def _among(point: Floats, others: Floats) -> bool:
    return bool(len(others) and np.min(np.abs(others - point).max(axis=1)) < 1e-6)


if __name__ == "__main__":
    networks(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
    random_sets()
