"""Whole problems: the balls of L~, its gradient and its Hessian on a box contain the values at a point of the box."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any

from ..families.variants import NEURONS
from ..files.problem_table import problem_from_tables
from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.krawczyk import Landscape
from ..problem.activations import ACTIVATIONS
from ..problem.expression import Expr, topological
from ..problem.losses import LOSSES
from ..problem.objective import Problem
from ..problem.target_sets import TARGET_SETS
from ..units.engine import whole
from ..units.processes import Processes
from .enclosures import contains
from .high_precision import context, derivative, exactly, values
from .measure import Figures, Measure, Setting, Size

WANTED = {Size.CI: 60, Size.FULL: 20_000}
BITS = 2400
STEP = -500
"""Differences of 2**-500: in 2,400 bits they leave 1,400, and their own error is about 2**-1000."""
SLACK = -800
BOXES = 2
SECOND = 6
"""Second derivatives of each problem that are compared."""

Balls = Callable[[Landscape, Sequence[Ball]], tuple[Ball, Sequence[Ball], Sequence[Sequence[Ball]]]]


def enclosed(scape: Landscape, box: Sequence[Ball]) -> tuple[Ball, Sequence[Ball], Sequence[Sequence[Ball]]]:
    """Value, gradient and Hessian on a box, as the kernel computes them."""
    return scape.value(box), scape.gradient(box), scape.hessian(box)


def problem(random: Random) -> Problem:
    """A small network with any activation, loss, neuron and data."""
    name = random.choice(sorted(LOSSES))
    loss = LOSSES[name]
    outputs = 2 if loss.targets == "distribution" else 1
    inputs, hidden = random.randint(1, 2), random.randint(1, 2)
    rows = [[str(Fraction(random.randint(-6, 6), 4)) for _ in range(inputs)] for _ in range(random.randint(1, 3))]
    targets = [[str(y) for y in TARGET_SETS[loss.targets].random(random, outputs)] for _ in rows]
    tables: dict[str, Any] = {
        "problem": {
            "network": {"widths": [inputs, hidden, outputs], "activation": random.choice(sorted(ACTIVATIONS))},
            "loss": name,
            "inputs": rows,
            "targets": targets,
        },
        "augment": {"neuron": NEURONS[random.choice(sorted(NEURONS))].formula, "lam": "1/3"},
    }
    return problem_from_tables(tables)


def on_a_kink(mp: Any, function: Expr, at: dict[str, Any]) -> bool:
    """Whether a kink of the function is so near the point that differences would straddle it."""
    conditions = [x.args[0] for x in topological([function]) if x.op == "where"]
    return any(u is None or abs(u) < mp.ldexp(1, STEP + 100) for u in values(mp, conditions, at))


def examine(found: Problem, random: Random, balls: Balls, figures: Figures) -> None:
    """Compare the balls of one problem on some boxes with the truth at a point of each."""
    mp = context(BITS)
    names = found.augmented_names
    scape = Landscape(found.augmented_risk, names)
    for _ in range(BOXES):
        centres = [Fraction(random.randint(-32, 32), random.choice((1, 8, 16))) for _ in names]
        radius = random.choice((Fraction(0), Fraction(1, 2**40), Fraction(1, 64), Fraction(1, 2)))
        point = [c + radius * Fraction(random.randint(-16, 16), 16) for c in centres]
        bits = random.choice((53, 128, 256))
        with ball.precision(bits):
            box = [ball.around(c, radius) if radius else ball.ball(c) for c in centres]
            value, slopes, second = balls(scape, box)
        at = {name: exactly(mp, x) for name, x in zip(names, point, strict=True)}
        where = f"{found.loss.name}, {centres} +- {radius} at {bits} bits, at {point}"

        def f(x: Sequence[Any], mp: Any = mp) -> Any:
            return values(mp, [scape.function], dict(zip(names, x, strict=True)))[0]

        compared = [("the value", value, f(list(at.values())))]
        if not on_a_kink(mp, scape.function, at):
            n = range(len(names))
            orders = [*((i,) for i in n), *random.sample([(i, j) for i in n for j in range(i + 1)], SECOND)]
            for order in orders:
                known = slopes[order[0]] if len(order) == 1 else second[order[0]][order[1]]
                truth = derivative(f, list(at.values()), order, mp.ldexp(1, STEP))
                compared.append((" ".join(f"d{names[i]}" for i in order), known, truth))
        for what, enclosure, truth in compared:
            figures.tried += 1
            if not ball.finite(enclosure):
                figures.count("nothing claimed")
            elif truth is None:
                figures.count("no value there")
                figures.fault(f"{what} of {where}: there is no value, and the ball is {enclosure}")
            else:
                figures.count("enclosed")
                if not contains(mp, enclosure, truth, mp.ldexp(1 + abs(truth), SLACK)):
                    figures.fault(f"{what} of {where}: {mp.nstr(truth, 25)} is not in {enclosure}")


def shared(number: int, setting: Setting) -> Figures:
    """Every problem whose number leaves this rest."""
    figures = Figures()
    for i in range(number, WANTED[setting.size], setting.jobs):
        if time.monotonic() > setting.deadline:
            break
        random = Random(f"{setting.seed}/program/{i}")
        examine(problem(random), random, enclosed, figures)
        figures.count("problems")
    return figures


def run(setting: Setting) -> Figures:
    """Random problems, one after the other."""
    figures = Figures(wanted=WANTED[setting.size] * BOXES)
    for _, found in whole(Processes(setting.jobs).each(partial(shared, setting=setting), range(setting.jobs))):
        figures.add(found)
    return figures


MEASURE = Measure(
    name="programs",
    catches="a ball of L~, of a slope or of a second derivative that does not contain the true value in the box",
    run=run,
    seconds={Size.CI: 60.0, Size.FULL: 1200.0},
)
