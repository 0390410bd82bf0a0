"""What certifying a strict minimum costs by size, beside the Hessian in floats with its eigenvalues.

python tests/benchmarks/bench_sizes.py

Each network is trained in floats first, which is not counted. Then, in turns, in processor time: the Hessian in floats
by the same passes, with NumPy's eigenvalues; the kernel's check of the certificate, with nothing remembered; and the
search for it, from the weights in floats.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
from scipy.optimize import minimize

from verify.files.problem_table import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Unknown
from verify.numerics.layered import layered_floats
from verify.problem.network import LayeredNetwork
from verify.problem.objective import Problem
from verify.propose.strict_minima import strict_minimum

NETWORKS = (
    ([1, 8, 1], 50),
    ([1, 8, 8, 1], 100),
    ([2, 16, 16, 1], 100),
    ([4, 83, 1], 200),
    ([4, 165, 1], 200),
    ([4, 22, 36, 1], 200),
    ([3, 6, 1], 1_000),
    ([3, 6, 1], 10_000),
    ([3, 6, 1], 100_000),
)
HEAD = ("widths", "parameters", "samples", "check", "search", "floats", "check/floats", "least eigenvalue", "MB so far")


def tables(widths: list[int], samples: int) -> dict[str, Any]:
    """Noisy sines, and weight decay."""
    rng = np.random.default_rng(0)
    inputs = rng.uniform(-2, 2, (samples, widths[0])).round(3)
    targets = (np.sin(2 * inputs).sum(1) + 0.3 * rng.normal(size=samples)).round(3)
    squares = "+".join(f"{name}**2" for name in LayeredNetwork(tuple(widths), "tanh").parameters)
    problem = {
        "network": {"widths": widths, "activation": "tanh"},
        "loss": "squared",
        "inputs": [[repr(float(v)) for v in row] for row in inputs],
        "targets": [[repr(float(v))] for v in targets],
        "regularizer": f"({squares})/200",
    }
    return {"problem": problem, "augment": {}}


def trained(problem: Problem, widths: list[int]) -> list[float]:
    """Weights in floats where L-BFGS stops at a gradient of 1e-6."""
    risk, rng = layered_floats(problem), np.random.default_rng(0)

    def slopes(x: Any) -> tuple[float, Any]:
        value, gradient = risk.value_and_gradient(x)
        return float(value), gradient

    start = np.concatenate([np.concatenate([rng.normal(0, a**-0.5, a * b), np.zeros(b)]) for a, b in pairwise(widths)])
    options = {"maxiter": 20_000, "maxfun": 40_000, "gtol": 1e-6, "ftol": 0.0, "maxcor": 30}
    return [float(v) for v in minimize(slopes, start, jac=True, method="L-BFGS-B", options=options).x]


def seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def row(widths: list[int], samples: int) -> tuple[str, ...]:
    content = tables(widths, samples)
    problem = problem_from_tables(content)
    weights = trained(problem, widths)
    found: list[Certificate | Unknown] = []
    search = seconds(lambda: found.append(strict_minimum(problem, [Fraction(v) for v in weights])))
    certificate = found[0]
    assert isinstance(certificate, Certificate), certificate
    risk, theta = layered_floats(problem), np.array(weights)
    rates: list[Any] = []
    floats, check = [], []
    for _ in range(1 if samples > 10_000 else 3):
        floats.append(seconds(lambda: rates.append(np.linalg.eigvalsh(risk.hessian(theta)))))
        anew = problem_from_tables(content)
        check.append(seconds(partial(checker.check, anew, certificate)))
    ratio = median(check) / median(floats)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sizes = ("-".join(map(str, widths)), str(len(weights)), str(samples))
    return (
        *sizes,
        f"{median(check):.2f}",
        f"{search:.2f}",
        f"{median(floats):.3f}",
        f"{ratio:.0f}",
        f"{rates[0][0]:.1e}",
        f"{memory:.0f}",
    )


def main() -> None:
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}", flush=True)
    found = []
    for widths, samples in NETWORKS:
        found.append(row(widths, samples))
        print(f"| {' | '.join(found[-1])} |", flush=True)
    print(f"exponent of the check in the samples, 6 units: {exponent(found[-2], found[-1], 2):.2f}")
    print(f"exponent in the parameters, one hidden layer: {exponent(found[3], found[4], 1):.2f}")


def exponent(one: tuple[str, ...], other: tuple[str, ...], column: int) -> float:
    return float(np.log(float(other[3]) / float(one[3])) / np.log(float(other[column]) / float(one[column])))


if __name__ == "__main__":
    main()
