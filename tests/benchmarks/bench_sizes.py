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
from verify.kernel.kinked_ball import slopes_of
from verify.numerics.layered import layered_floats
from verify.numerics.point import Exact
from verify.problem.expression import num
from verify.problem.network import LayeredNetwork
from verify.problem.objective import Problem
from verify.propose.box_reasons import nothing_within
from verify.propose.kinked_minima import kinked_minimum
from verify.propose.smoothing import least_when_rounded
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
KINKED_NETWORKS = (([2, 8, 8, 1], 200, 1000), ([2, 20, 20, 1], 500, 1000), ([2, 20, 20, 1], 500, 3000))
"""Classifiers of relu: widths, samples, and one by the weight decay."""
KINKED = (
    "widths",
    "parameters",
    "samples",
    "decay",
    "kinks",
    "symmetries",
    "check",
    "search",
    "radius of a box without",
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


def classes(widths: list[int], samples: int, decay: int) -> dict[str, Any]:
    """Two half moons with noise, the logistic loss, and decay of the weights without biases."""
    rng = np.random.default_rng(0)
    angle, upper = rng.uniform(0, np.pi, samples), np.arange(samples) % 2 == 0
    moons = np.where(upper[:, None], np.c_[np.cos(angle), np.sin(angle)], np.c_[1 - np.cos(angle), 0.5 - np.sin(angle)])
    inputs = (moons + 0.25 * rng.normal(size=(samples, 2))).round(3)
    names = [name for name in LayeredNetwork(tuple(widths), "relu").parameters if not name.startswith("b")]
    problem = {
        "network": {"widths": widths, "activation": "relu"},
        "loss": "logistic",
        "inputs": [[repr(float(v)) for v in row] for row in inputs],
        "targets": [["1" if one else "-1"] for one in upper],
        "regularizer": f"({'+'.join(f'{name}**2' for name in names)})/{decay}",
    }
    return {"problem": problem, "augment": {}}


def kinked_row(widths: list[int], samples: int, decay: int) -> tuple[str, ...]:
    """A minimum on kinks, from weights in floats next to it; and, at L-BFGS's end, how far there is none."""
    content = classes(widths, samples, decay)
    problem = problem_from_tables(content)
    weights = trained(problem, widths)
    at = Exact(tuple(map(repr, weights)), tuple(num(Fraction(v)) for v in weights))
    box = nothing_within(problem, at, Fraction(1), time.monotonic() + 600)
    ended = least_when_rounded(problem, slopes_of(problem), np.array(weights), 100.0, 0)
    assert not isinstance(ended, Unknown), ended
    for first in range(1, 5):
        ended = least_when_rounded(problem, slopes_of(problem), ended[0], 100.0 * 0.1**first, 0)
        assert not isinstance(ended, Unknown), ended
    near, found = [Fraction(v) for v in ended[0].tolist()], list[Certificate | Unknown]()
    search = seconds(lambda: found.append(kinked_minimum(problem, near)))
    certificate = found[0]
    assert isinstance(certificate, Certificate), certificate
    check = seconds(partial(checker.check, problem_from_tables(content), certificate))
    point = certificate.data["point"]
    return (
        "-".join(map(str, widths)),
        str(len(weights)),
        str(samples),
        f"1/{decay}",
        str(len(point["kinks"])),
        str(len(point["held"])),
        f"{check:.2f}",
        f"{search:.2f}",
        box.data["radius"] if isinstance(box, Certificate) else "none",
    )


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
    print(f"\n| {' | '.join(KINKED)} |\n|{'---|' * len(KINKED)}", flush=True)
    for sizes in KINKED_NETWORKS:
        print(f"| {' | '.join(kinked_row(*sizes))} |", flush=True)
    print(f"exponent of the check in the samples, 6 units: {exponent(found[-2], found[-1], 2):.2f}")
    print(f"exponent in the parameters, one hidden layer: {exponent(found[3], found[4], 1):.2f}")


def exponent(one: tuple[str, ...], other: tuple[str, ...], column: int) -> float:
    return float(np.log(float(other[3]) / float(one[3])) / np.log(float(other[column]) / float(one[column])))


if __name__ == "__main__":
    main()
