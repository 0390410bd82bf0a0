"""The power of the search: python -m tests.benchmarks.bench_search [SEEDS] [BUDGET].

For all statements of ``tests/search/statements``: kill rate, median examples and seconds to kill, false alarms, share
of non-vacuous examples; beside a baseline that draws problems and points uniformly, with the same kernel and budget.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from verify.problem.statement_file import StatementFile, load_statement
from verify.search import material
from verify.search.hunt import Verdict, search
from verify.search.instance import Instance, Witness, certified, problem_of, with_better

STATEMENTS = Path(__file__).parent.parent / "search" / "statements"
METHODS = ("isolated", "hyperplane", "kink", "samplewise", "optimal")


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    budget = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    killed: list[Verdict] = []
    false, alarms, shares, plain = 0, 0, [], 0
    for path in sorted(STATEMENTS.glob("*.toml")):
        statement = load_statement(path)
        for seed in range(seeds):
            verdict = search(path, seed, budget)
            if verdict.tally.met:
                shares.append(verdict.tally.exercised / verdict.tally.met)
            if statement.expect == "true":
                alarms += verdict.verdict == "refuted"
                continue
            false += 1
            if verdict.verdict == "refuted":
                killed.append(verdict)
            else:
                print(f"  not refuted: {path.stem}, seed {seed}: {verdict.verdict}")
            plain += uniform(statement, seed, min(budget, max(5.0, verdict.seconds)))
    print(f"kill rate          {len(killed)}/{false}; uniform drawing {plain}/{false}")
    examples = statistics.median(v.tally.examples for v in killed)
    times = [v.seconds for v in killed]
    print(f"median to kill     {examples:.0f} examples, {statistics.median(times):.2f} s")
    print(f"longest to kill    {max(times):.1f} s")
    print(f"false alarms       {alarms}")
    print(f"non-vacuous share  {statistics.mean(shares):.1%} of the examples that met the assumptions")


def uniform(statement: StatementFile, seed: int, budget: float) -> bool:
    """Whether uniform drawing of small rational problems and points refutes the statement."""
    rng, end = random.Random(seed), time.monotonic() + budget
    known = material.losses(statement)
    while time.monotonic() < end and known:
        instance = _drawn(statement, rng, rng.choice(known))
        problem = problem_of(instance, statement)
        if problem is None:
            continue
        a, b, rows = problem.added_names
        texts = [[str(_number(rng)) for _ in part] for part in (a, b, *rows)]
        point = Witness(tuple(texts[0]), tuple(texts[1]), tuple(map(tuple, texts[2:])), False, rng.choice(METHODS))
        candidate: Instance | None = replace(instance, witness=point)
        if statement.conclusion == "elimination":
            candidate = with_better(replace(instance, witness=point), problem)
        elif statement.conclusion != "vanish":
            candidate = replace(instance, bare=True)
        if candidate is not None and certified(candidate, statement) is not None:
            return True
    return False


def _drawn(statement: StatementFile, rng: random.Random, loss: object) -> Instance:
    n = rng.randint(1, 4)
    inputs = tuple(tuple(_number(rng) for _ in range(statement.inputs)) for _ in range(n))
    targets = tuple(
        material.targets_near(loss, [float(_number(rng)) for _ in range(statement.outputs)], rng) for _ in range(n)
    )
    zeros = ((Fraction(0),) * statement.outputs,) * n
    return Instance(inputs, zeros, targets, (Fraction(1),) * n, loss, rng.choice(statement.lams))


def _number(rng: random.Random) -> Fraction:
    return Fraction(rng.randint(-8, 8), rng.choice((1, 2, 4)))


if __name__ == "__main__":
    main()
