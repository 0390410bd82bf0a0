"""Converged starts per second: ``candidates`` against a loop over ``scipy.optimize.root(method="hybr")``.

Run ``python tests/benchmarks/bench_candidates.py``. Both search the same box for critical points of the same objective,
in turns, in one process; the medians of the runs and their ratio are printed. scipy gets the fastest scalar functions
that we know: gradient and Hessian compiled by symengine (LLVM, with common subexpressions) if it is installed, else the
straight-line program on floats. Compiling, for either side, is not timed.

"Converged" is judged alike: scipy's ends go through ``near``, which is the last part of ``candidates`` (a few more
Newton steps, then a small gradient and a small next step), and that is not timed. Only critical points in the box are
counted: far outside, saturated units give plateaus that double precision cannot tell from critical points, and most of
scipy's starts on the tanh unit end there. Isolated points (regular Hessian) are counted apart.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from verify.numerics.program import FLOATS, Program
from verify.problem.derivatives import gradient, hessian
from verify.problem.expression import Expr, topological
from verify.problem.formula import parse
from verify.propose.critical_points import Candidate, candidates, lowered, near

Floats = NDArray[np.float64]
Scalar = Callable[[Floats], Floats]


def tanh_unit() -> tuple[Expr, list[str], float]:
    """One tanh unit, 5 samples, 3 parameters: two strict local minima up to sign, one of them bad."""
    data = zip(range(-2, 3), (0, 1, -1, -2, -2), strict=True)
    terms = [f"(a*tanh(({x})*w + v) - ({y}))**2/2" for x, y in data]
    names = ["a", "w", "v"]
    return parse(" + ".join(terms), names), names, 5.0


def xor_network() -> tuple[Expr, list[str], float]:
    """The 2-2-1 tanh network on XOR: 4 samples, 9 parameters; its critical points are not isolated."""
    names = [f"t{i}" for i in range(1, 10)]
    units = "t7*tanh(t1*({0}) + t2*({1}) + t3) + t8*tanh(t4*({0}) + t5*({1}) + t6) + t9"
    terms = [f"({units.format(p, q)} - ({-p * q}))**2/2" for p in (-1, 1) for q in (-1, 1)]
    return parse(" + ".join(terms), names), names, 3.0


def compiled(objective: Expr, names: list[str]) -> tuple[str, Scalar, Scalar]:
    """The gradient and the Hessian at one point, as fast as we can, and what made them."""
    n = len(names)
    try:
        import symengine
    except ImportError:
        first = Program(gradient(objective, names), names)
        second = Program([entry for row in hessian(objective, names) for entry in row], names)
        return (
            "straight-line program on floats",
            lambda x: np.array(first.run(FLOATS, list(x)), dtype=np.float64),
            lambda x: np.array(second.run(FLOATS, list(x)), dtype=np.float64).reshape(n, n),
        )
    symbols = symengine.symbols(names)
    value = translated(objective, dict(zip(names, symbols, strict=True)))
    slopes = [value.diff(s) for s in symbols]
    curvatures = [[slope.diff(s) for s in symbols] for slope in slopes]
    options = {"backend": "llvm", "cse": True, "opt_level": 3}
    try:
        pair = symengine.Lambdify(symbols, slopes, **options), symengine.Lambdify(symbols, curvatures, **options)
        return "symengine Lambdify, LLVM", *pair
    except (ValueError, TypeError, RuntimeError):
        pair = symengine.Lambdify(symbols, slopes, cse=True), symengine.Lambdify(symbols, curvatures, cse=True)
        return "symengine Lambdify, interpreted", *pair


def translated(objective: Expr, values: dict[str, object]) -> object:
    """``objective`` as an expression of symengine (smooth operations only)."""
    import symengine

    new: dict[Expr, object] = {}
    for x in topological([objective]):
        a = [new[argument] for argument in x.args]
        match x.op:
            case "num":
                new[x] = symengine.Rational(x.data.numerator, x.data.denominator)
            case "var":
                new[x] = values[x.data]
            case "add":
                new[x] = a[0] + a[1]
            case "sub":
                new[x] = a[0] - a[1]
            case "mul":
                new[x] = a[0] * a[1]
            case "div":
                new[x] = a[0] / a[1]
            case "neg":
                new[x] = -a[0]
            case "pow":
                new[x] = a[0] ** symengine.Rational(x.data.numerator, x.data.denominator)
            case _:
                new[x] = getattr(symengine, x.op)(a[0])
    return new[objective]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="runs of each side, in turns (default 5)")
    parser.add_argument("--starts", type=int, default=8192, help="starts a run of candidates (default 8192)")
    parser.add_argument("--scipy-starts", type=int, default=500, help="starts a run of scipy (default 500)")
    options = parser.parse_args()
    cases = {"tanh unit, 3 parameters": tanh_unit(), "2-2-1 tanh on XOR, 9 parameters": xor_network()}
    for title, (objective, names, half) in cases.items():
        compare(title, objective, names, half, options)


def compare(title: str, objective: Expr, names: list[str], half: float, options: argparse.Namespace) -> None:
    """Run both sides in turns and print one block."""
    program, n = lowered(objective, names), len(names)
    maker, fun, jac = compiled(objective, names)
    ours, theirs = [], []
    for seed in range(options.runs):
        begun = time.perf_counter()
        search = candidates(program, n, [(-half, half)] * n, options.starts, np.random.default_rng(seed))
        ours.append(counted(search.candidates, half) / (time.perf_counter() - begun))
        starts = np.random.default_rng(seed).uniform(-half, half, (options.scipy_starts, n))
        begun = time.perf_counter()
        ends = hybr(fun, jac, starts)
        seconds = time.perf_counter() - begun
        theirs.append(counted(near(program, ends), half) / seconds)
    print(f"{title}; box +-{half:g}; {options.runs} runs in turns, {options.starts} and {options.scipy_starts} starts")
    print(f"  scipy's functions: {maker}")
    for k, kind in enumerate(("converged starts/s", "of these isolated")):
        rate, other = median(run[k] for run in ours), median(run[k] for run in theirs)
        ratio = f"{rate / other:.1f}" if other else "none found"
        print(f"  {kind:20s} candidates {rate:8.0f}   scipy hybr {other:8.0f}   ratio {ratio}")


def counted(found: Sequence[Candidate], half: float) -> Floats:
    """How many starts ended at a critical point in the box, and at one whose Hessian is regular."""
    inside = [candidate for candidate in found if max(map(abs, candidate.point)) <= half]
    hits = sum(candidate.hits for candidate in inside)
    return np.array([hits, sum(candidate.hits for candidate in inside if not candidate.singular)], dtype=np.float64)


def hybr(fun: Scalar, jac: Scalar, starts: Floats) -> Floats:
    """Where scipy ends from each start."""
    from scipy.optimize import root

    with np.errstate(all="ignore"):
        ends = [root(fun, start, jac=jac, method="hybr").x for start in starts]
    return np.array(ends)


if __name__ == "__main__":
    main()
