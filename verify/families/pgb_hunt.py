"""Random models and points at which PGB is put to the test, in search of a violation."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction

from ..prove.subject import Subject
from .pgb_instances import perturbable, planted

EXAMPLES = 32
LOSSES = ("squared", "logistic", "pseudo-huber", "polynomial-hinge")


def drawn_models(seed: int) -> Iterator[Subject]:
    """``EXAMPLES`` random models, each with a critical point; at those that are local minima PGB is put to the test."""
    rng = random.Random(f"pgb {seed}")
    found = 0
    while found < EXAMPLES:
        subject = drawn(rng, seed, f"pgb-drawn-{found + 1:02}")
        if subject is not None:
            found += 1
            yield subject


def drawn(rng: random.Random, seed: int = 0, name: str = "pgb-drawn") -> Subject | None:
    """A random model and a point: three of four times a critical point, else zero amplitudes with free weights.

    None if no data were found for which the point is critical.
    """
    if rng.random() < 1 / 4:
        return perturbable(rng, seed, rng.choice(LOSSES), rng.randint(1, 2), rng.randint(1, 2), name)
    last, inner = rng.randint(1, 2), rng.randint(0, 2)
    names = [f"z{k + 1}" for k in range(last + inner)]
    formula = " + ".join(f"{name}*({_polynomial(rng, names[last:])})" for name in names[:last])
    degrees = [rng.randint(-1, 2) for _ in range(last)]
    psi = "*".join(f"{name}**{degree}" for name, degree in zip(names, degrees, strict=False))
    psi += "".join(f"*{name}" for name in names[last:] if rng.random() < 1 / 2)
    z = [Fraction(rng.choice((-1, 1)) * rng.randint(2, 8), 4) for _ in names]
    h = (*map(str, z[:last]), *("0" for _ in range(inner)))
    penalty = f"u1**2/{rng.randint(10, 100)}"
    return planted(rng, seed, name, formula, z, (psi,), penalty, h, str(sum(degrees)))


def _polynomial(rng: random.Random, names: Sequence[str]) -> str:
    """A few random terms in the parameters and x."""
    terms = []
    for power in rng.sample(range(4), rng.randint(1, 3)):
        factors = [f"{name}**{rng.randint(1, 2)}" for name in names if rng.random() < 2 / 3]
        terms.append("*".join([f"({rng.choice((-1, 1)) * rng.randint(1, 3)}/2)", *factors, f"x1**{power}"]))
    return " + ".join(terms)
