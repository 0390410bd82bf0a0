"""All benchmarks, printed by one command: ``python tests/benchmarks`` (or with names: ``... check help``).

Whole commands are timed from outside, with their peak memory; every figure is a median, beside its target.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent.parent


def timed(*command: str, runs: int) -> tuple[float, float]:
    """Median seconds of a command, and the peak memory in MB of its largest process."""
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - begun)
    return median(seconds), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def bench_help() -> None:
    seconds, _ = timed(sys.executable, "-m", "verify", "--help", runs=7)
    print(f"verify --help                          {seconds:7.2f} s      target 0.4 s")


def bench_check() -> None:
    with tempfile.TemporaryDirectory() as folder:
        check = (sys.executable, "-m", "verify", "check", "--reports", folder, "--store")
        seconds, memory = timed(*check, "off", runs=3)
        os.environ["XDG_STATE_HOME"] = folder
        timed(*check, f"{folder}/units.sqlite", runs=1)
        again, _ = timed(*check, f"{folder}/units.sqlite", runs=3)
    print(f"verify check, all cases and claims     {seconds:7.1f} s      target 60 s; {memory:.0f} MB, target 1024 MB")
    print(f"the same again, all of it from a store {again:7.1f} s      target 2 s")


def bench_point() -> None:
    """One nondegenerate critical point of one-tanh, certified anew: Krawczyk and inertia at 53 bits, and the kernel."""
    from verify.exact import exact, fixed
    from verify.files.load import load
    from verify.kernel import checker, theta_point
    from verify.kernel.certificate import Certificate
    from verify.numerics import ball
    from verify.numerics.inertia import negative_eigenvalues
    from verify.numerics.krawczyk import Box, contains_one_zero
    from verify.numerics.point import Boxed
    from verify.propose import certificates
    from verify.propose.newton import eigenvectors, preconditioner, refine

    case = load(ROOT / "counterexamples/bad-minima/one-tanh.toml")
    scape = theta_point.landscape(case.problem)
    start = [exact(t.text) for t in case.point.theta]
    found = refine(scape, start, 53)
    assert found is not None
    box = Box(found[0].center, Fraction(1, 2**30))

    def bare() -> None:
        y = preconditioner(scape, box.center)
        assert y is not None
        assert contains_one_zero(scape, box, y, 53)
        with ball.precision(53):
            congruence = eigenvectors(scape.float_hessian(box.center))
            assert negative_eigenvalues(scape.hessian(box.balls()), congruence) == 0

    def whole() -> None:
        refined = refine(scape, start, 128)
        assert refined is not None
        point = Boxed(*refined, 192, tuple(fixed(c, 15) for c in refined[0].center))
        certificate = certificates.critical_point(case.problem, scape, point, 53)
        assert isinstance(certificate, Certificate)
        theta_point._box_point.cache_clear()  # measure the check, not the memory of it
        checker.check(case.problem, certificate)

    for title, work in (("Krawczyk and inertia of one point", bare), ("the same, refined and as a certificate", whole)):
        print(f"{title:38s} {milliseconds(work):7.2f} ms     target 2 ms")


def milliseconds(work: Callable[[], None], runs: int = 200) -> float:
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return 1000 * median(times)


def bench_candidates() -> None:
    print("candidates against scipy.optimize.root     target: ratio 10")
    subprocess.run([sys.executable, str(Path(__file__).parent / "bench_candidates.py")], cwd=ROOT, check=True)


def bench_pytest() -> None:
    seconds, _ = timed(sys.executable, "-m", "pytest", "-q", runs=1)
    print(f"pytest, everything                     {seconds:7.0f} s      target 180 s")


def bench_points() -> None:
    subprocess.run([sys.executable, str(Path(__file__).parent / "bench_points.py")], cwd=ROOT, check=True)


def bench_sizes() -> None:
    subprocess.run([sys.executable, str(Path(__file__).parent / "bench_sizes.py")], cwd=ROOT, check=True)


def bench_corpus() -> None:
    subprocess.run([sys.executable, str(Path(__file__).parent / "bench_corpus.py")], cwd=ROOT, check=True)


def bench_lowering() -> None:
    subprocess.run([sys.executable, str(Path(__file__).parent / "bench_lowering.py")], cwd=ROOT, check=True)


def bench_units() -> None:
    subprocess.run([sys.executable, str(Path(__file__).parent / "bench_units.py")], cwd=ROOT, check=True)


BENCHES = {
    "help": bench_help,
    "check": bench_check,
    "point": bench_point,
    "points": bench_points,
    "sizes": bench_sizes,
    "corpus": bench_corpus,
    "lowering": bench_lowering,
    "units": bench_units,
    "candidates": bench_candidates,
    "pytest": bench_pytest,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHES:
        BENCHES[name]()
