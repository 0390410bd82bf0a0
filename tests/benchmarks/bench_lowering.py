"""How long an objective with gradient and Hessian takes to lower and to run, beside symengine (if it is installed).

    python tests/benchmarks/bench_lowering.py

The objective is the 2-2-1 tanh network on XOR, 9 parameters. Medians of runs in turns; the ratio is the stable part.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from statistics import median

import numpy as np
from bench_candidates import translated, xor_network

from verify.numerics import ball
from verify.numerics.program import FLOATS
from verify.propose.critical_points import lowered

RUNS = 15
BATCH = 2000


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    objective, names, _ = xor_network()
    program = lowered(objective, names)
    points = np.random.default_rng(0).normal(size=(len(names), BATCH))
    exact = [ball.ball(Fraction(float(v))) for v in points[:, 0]]
    ours, theirs, batch, other = [], [], [], []
    compiled = symengine_of(objective, names)
    for _ in range(RUNS):
        ours.append(seconds(lambda: lowered(objective, names)))
        batch.append(seconds(lambda: program.run(FLOATS, list(points))) / BATCH)
        if compiled is not None:
            theirs.append(seconds(lambda: symengine_of(objective, names)))
            other.append(seconds(lambda: compiled(points.T)) / BATCH)
    print(f"lowering, {program.size} operations     {1e3 * median(ours):8.2f} ms")
    print(f"value, gradient, Hessian in floats {1e6 * median(batch):8.2f} us a point, in batches of {BATCH}")
    for bits in (53, 256, 1024):
        with ball.precision(bits):
            balls = median(seconds(lambda: program.run(ball.BALLS, exact)) for _ in range(50))
        print(f"the same in balls, {bits:4d} bits       {1e6 * balls:8.1f} us a point")
    if compiled is None:
        print("symengine is not installed: nothing to compare with")
        return
    print(f"symengine: differentiate and compile (LLVM, CSE)  {1e3 * median(theirs):8.2f} ms, ratio to ours "
          f"{median(theirs) / median(ours):.1f}")  # fmt: skip
    print(f"symengine: floats {1e6 * median(other):8.2f} us a point, ratio to ours {median(other) / median(batch):.2f}")


def symengine_of(objective: object, names: list[str]) -> Callable[[np.ndarray], object] | None:
    """Value, gradient and lower Hessian as one compiled function of a batch of points; None without symengine."""
    try:
        import symengine
    except ImportError:
        return None
    symbols = symengine.symbols(names)
    value = translated(objective, dict(zip(names, symbols, strict=True)))
    slopes = [value.diff(s) for s in symbols]
    lower = [slopes[i].diff(symbols[j]) for i in range(len(names)) for j in range(i + 1)]
    return symengine.Lambdify(symbols, [value, *slopes, *lower], backend="llvm", cse=True, opt_level=3)


if __name__ == "__main__":
    main()
