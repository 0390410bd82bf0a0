"""The pieces of which statements of known truth are made: neurons, penalties, and what is around them.

Each draw says which shape of ``notes/theory.md``, section 9 (*Which statements are drawn with their truth*) it has. Its
spelling may hide it: constants that are 0 in disguise, constants that are not 0 and look like it, bounds that are roots
and logarithms with the factor 0, one neuron in many spellings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from .disguises import NONZEROS, POSITIVES, ZEROS

SUM = ("(u + b)", "(b + u)", "(2*u/2 + b)")


@dataclass(frozen=True)
class KnownNeuron:
    """A neuron ``g(a) phi(b, u)``, u = w.x.

    Attributes:
        shape: of phi: ``exponential``, ``blind`` (exponential in b alone), ``cut`` (exponential on one side of a jump),
            ``power`` (whole, or cut off at 0), ``root`` (another power), ``pole`` (1/s), ``step``, or ``free``.
        formula: of the whole neuron.
        growth: the sign of the direction of b in which phi grows along the orbit; of a scale, that of its power.
        order: how many times as fast as a the neuron tends to 0 with a.
        signed: it has another sign for another sign of a.
        half: it has no value for a < 0.
        cone: it has no value for s < 0.
        outwards: for ``cut``, where b + u >= 0 is the side that has the neuron.
    """

    shape: str
    formula: str
    growth: int = 1
    order: int = 1
    signed: bool = True
    half: bool = False
    cone: bool = False
    outwards: bool = True


@dataclass(frozen=True)
class KnownPenalty:
    """A penalty without its factor lam.

    Attributes:
        shape: ``even`` (a power of the size of a), ``negative`` (minus one), ``decay`` (of a and b), or ``none``.
        formula: of the whole.
        order: the power of the size of a.
        jump: nothing; ``wall`` or ``drop`` (up or down beside a = 0, on a side or both), ``pinned`` (b^2 - 9 at a = 0
            alone), or ``upwards``, ``downwards`` (up, just beyond b = 0, for whoever moves b up, or down), or ``away``
            (no such b: whoever leaves b = 0 gains).
    """

    shape: str
    formula: str
    order: Fraction = Fraction(2)
    jump: str = ""


@dataclass(frozen=True)
class KnownSurroundings:
    """Outputs, and bounds.

    Attributes:
        outputs: 1, or 2.
        shared: one neuron for both.
        constraints: as in ``[augment]``.
        hidden: a term with the factor 0 whose domain is a bound; it is added to the penalty.
        coordinate: what is bounded: ``a``, ``b``, ``W``, or nothing.
        side: 1 if it is bounded from above, -1 from below.
        bound: where.
        open: the bound itself is not allowed.
    """

    outputs: int = 1
    shared: bool = False
    constraints: tuple[str, ...] = ()
    hidden: str = ""
    coordinate: str = ""
    side: int = 0
    bound: int = 0
    open: bool = False

    @property
    def words(self) -> str:
        """In words, for the table."""
        kind = "hidden bound" if self.hidden else "bound" if self.coordinate else ""
        return ", ".join(
            filter(None, ("shared" if self.shared else "", f"{kind} on {self.coordinate}" if kind else ""))
        )


def neuron(random: Random) -> KnownNeuron:
    """A neuron of a random shape."""
    s = random.choice(SUM)
    match random.randrange(12):
        case 0 | 1 | 2:
            return _exponential(random)
        case 3:
            z, c = random.choice(ZEROS), random.choice(NONZEROS)
            if random.random() < 0.5:
                return _with_amplitude(random, "blind", f"exp(({z})*u + b)")
            return _with_amplitude(random, "exponential", f"exp(({c})*u + b)")
        case 4:
            return _of_the_product(random)
        case 5 | 6:
            p = random.choice((s, f"{s}**2", f"{s}**3", f"relu{s}", f"relu{s}**2", f"{s}*step{s}", f"{s}**2*step{s}"))
            return _with_amplitude(random, "power", p)
        case 7:
            if random.random() < 0.3:
                return _with_amplitude(random, "pole", f"1/{s}", -1)
            p = random.choice((f"sqrt{s}", f"abs{s}**(1/2)", f"abs{s}**(3/2)", f"{s}*sqrt{s}"))
            return replace(_with_amplitude(random, "root", p), cone="sqrt" in p)
        case 8:
            k, outwards = random.choice((1, -1, 2)), random.random() < 0.5
            side = f"step{s}" if outwards else f"step(-{s})"
            made = _with_amplitude(random, "cut", f"exp({k}*{s})*{side}", 1 if k > 0 else -1)
            return replace(made, outwards=outwards)
        case 9:
            return _with_amplitude(random, "step", random.choice((f"step{s}", f"step(2*{s})", f"(1 - step(-{s}))")))
        case 10:
            names = ("sinh", "cosh", "tanh", "sigmoid", "softplus", "sin", "atan", "log")
            return _with_amplitude(random, "free", f"{random.choice(names)}{s}")
        case _:
            c = random.choice(NONZEROS)
            return _with_amplitude(random, "free", f"(exp{s} + ({c})*exp(2*{s}))")


def _exponential(random: Random) -> KnownNeuron:
    c, z, s = random.choice(POSITIVES), random.choice(ZEROS), random.choice(SUM)
    k = random.choice(("1/2", "2", "-1", "3", "sqrt(2)", "-1/3"))
    hidden = random.choice((f"sinh{s}", f"{s}**2", f"exp(-{s})", f"tanh{s}"))
    growing = (
        "exp(u + b)", "exp(u)*exp(b)", "2**(u + b)", f"({c})*exp(u + b)", f"exp(u + b + ({c}))", "exp((u + b)/2)**2",
        "1/exp(-u - b)", "(sinh(u + b) + cosh(u + b))", f"({c})**2*exp(u + b)", f"(exp{s} + ({z})*{hidden})",
    )  # fmt: skip
    if random.random() < 0.3:
        return _with_amplitude(random, "exponential", f"exp({k}*(u + b))", -1 if k.startswith("-") else 1)
    return _with_amplitude(random, "exponential", random.choice(growing))


def _with_amplitude(random: Random, shape: str, phi: str, growth: int = 1) -> KnownNeuron:
    """The amplitude as it is, in most cases; or with a factor, a power, a corner or a jump of its slope."""
    g, order, signed = random.choice(
        [("a", 1, True)] * 8
        + [("-a", 1, True), ("3*a", 1, True), ("a**3", 3, True), ("a*abs(a)", 2, True), ("a*(1 + step(a))", 1, True)]
        + [("abs(a)", 1, False), ("a**2", 2, False)]
    )
    return KnownNeuron(shape, f"{g}*{phi}", growth, order, signed)


def _of_the_product(random: Random) -> KnownNeuron:
    """A function of c = a exp(k (u + b)) that is c at first order near c = 0."""
    k = random.choice((1, -1, 2))
    c = f"a*exp({k}*(u + b))"
    growth = 1 if k > 0 else -1
    match random.randrange(4):
        case 0:
            p = random.choice(("3/2", "5/2"))
            return KnownNeuron("exponential", f"{c} + a**({p})*exp({p}*{k}*(u + b))", growth, half=True)
        case 1:
            return KnownNeuron("exponential", f"{c} + ({random.choice(ZEROS)})*sqrt(a)", growth, half=True)
        case 2:
            return KnownNeuron("exponential", f"log(1 + {c})", growth)
        case _:
            return KnownNeuron("exponential", random.choice((f"sinh({c})", f"atan({c})", f"{c} + ({c})**3")), growth)


def penalty(random: Random) -> KnownPenalty:
    """A penalty of a random shape."""
    match random.randrange(10):
        case 0 | 1:
            return _even(random)
        case 2:
            c = random.choice(("1", "1/2", "1/10"))
            return KnownPenalty("decay", f"a**2 + {c}*b**2")
        case 3:
            return KnownPenalty("none", "0*a")
        case 4:
            formula, order = random.choice((("-a**2", 2), ("-a**4", 4), ("a**2 - 2*a**2", 2)))
            return KnownPenalty("negative", formula, Fraction(order))
        case 5:
            return KnownPenalty("even", "a**2 + (b**2 - 9)*step(a)*step(-a)", jump="pinned")
        case 6 | 7:
            return _jumping_in_a(random, _even(random))
        case 8:
            return _jumping_in_b(random, _even(random))
        case _:
            z = random.choice(ZEROS)
            term = random.choice(("b**2", "b", "abs(b)", "step(a)", "step(b)", "exp(b)"))
            return KnownPenalty("even", f"a**2 + ({z})*{term}")


def _even(random: Random) -> KnownPenalty:
    c = random.choice(POSITIVES)
    formula, order = random.choice((
        ("a**2", "2"), ("a**4", "4"), ("abs(a)**(3/2)", "3/2"), ("a*a", "2"), ("2*a**2 - a**2", "2"),
        (f"({c})*a**2", "2"), ("abs(a)", "1"), ("sqrt(abs(a))", "1/2"),
    ))  # fmt: skip
    return KnownPenalty("even", formula, Fraction(order))


def _jumping_in_a(random: Random, smooth: KnownPenalty) -> KnownPenalty:
    c = random.choice(("1", "2", "sqrt(2)", "1/3"))
    jump, term = random.choice((
        ("wall", f"({c})*(1 - step(a))"), ("wall", f"({c})*(1 - step(-a))"), ("wall", f"-({c})*step(a)*step(-a)"),
        ("wall", f"({c})*step(abs(a) - 1) - ({c})*step(a)"), ("drop", f"-({c})*(1 - step(a))"),
        ("drop", f"({c})*step(-a)"), ("drop", f"({c})*step(a)*step(-a)"),
    ))  # fmt: skip
    return KnownPenalty("even", f"{smooth.formula} + {term}", smooth.order, jump)


def _jumping_in_b(random: Random, smooth: KnownPenalty) -> KnownPenalty:
    c = random.choice(("1", "2", "sqrt(2)", "1/3"))
    jump, term = random.choice((
        ("away", f"({c})*step(b)"), ("downwards", f"({c})*(1 - step(b))"), ("away", f"({c})*step(-b)"),
        ("upwards", f"({c})*(1 - step(-b))"),
    ))  # fmt: skip
    return KnownPenalty("even", f"{smooth.formula} + {term}", smooth.order, jump)


def surroundings(random: Random, about: KnownNeuron, punished: KnownPenalty) -> KnownSurroundings:
    """One output or two, shared or not, or a bound; pieces with a domain or a jump of their own get no bound."""
    if punished.jump == "pinned" or random.random() < 0.25:
        outputs = random.choice((1, 2))
        return KnownSurroundings(outputs, outputs == 2 and random.random() < 0.7)
    plain = punished.shape == "even" and not punished.jump and not about.half
    if not plain or about.shape in ("cut", "step") or random.random() < 0.5:
        return KnownSurroundings()
    coordinate, side = random.choice(("a", "a", "b", "b", "W")), random.choice((1, -1))
    bound = random.choice((0, 0, 1, -1)) if coordinate == "a" else random.choice((1, -1, 2, 0))
    if coordinate != "W" and random.random() < 0.4:
        return _hidden(random, coordinate, side, bound)
    stated = f"{coordinate} {'<=' if side > 0 else '>='} {bound}"
    return KnownSurroundings(constraints=(stated,), coordinate=coordinate, side=side, bound=bound)


def _hidden(random: Random, coordinate: str, side: int, bound: int) -> KnownSurroundings:
    """The bound as the domain of a term that is 0 wherever it has a value."""
    inside = f"{bound} - {coordinate}" if side > 0 else f"{coordinate} - ({bound})"
    closed: Sequence[str] = (f"sqrt({inside})", f"({inside})**(3/2)", f"({inside})**(1/4)")
    is_open = random.random() < 0.4
    term = random.choice((f"log({inside})", f"({inside})**(-1/2)") if is_open else closed)
    return KnownSurroundings(
        hidden=f"({random.choice(ZEROS)})*{term}", coordinate=coordinate, side=side, bound=bound, open=is_open
    )
