"""The variants of the atlas: added neurons and penalties, one record each, and what the criterion says of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Neuron:
    """A neuron ``a*phi(u + b)``.

    Attributes:
        phi: its formula.
        shape: ``exponential``: phi = C exp(k s). ``power``: phi = C s^p on each side of s = 0. ``step``: constant on
            each side of a jump. ``free``: no field ``alpha a d/da + (beta + gamma b) d/db + gamma w d/dw`` annihilates
            the neuron.
    """

    phi: str
    shape: str

    @property
    def formula(self) -> str:
        """The neuron as a file writes it."""
        return f"a*{self.phi}"


@dataclass(frozen=True)
class Penalty:
    """A penalty, with its shape.

    ``flat``: a multiple of a power of ``|a|`` above the first, of one sign. ``corner``: of a power up to the first.
    ``decay``: of b, too. ``none``.
    """

    formula: str
    shape: str


NEURONS: dict[str, Neuron] = {
    "exp": Neuron("exp(u + b)", "exponential"),
    "2^u": Neuron("2**(u + b)", "exponential"),
    "sinh": Neuron("sinh(u + b)", "free"),
    "cosh": Neuron("cosh(u + b)", "free"),
    "u exp u": Neuron("(u + b)*exp(u + b)", "free"),
    "tanh": Neuron("tanh(u + b)", "free"),
    "sigmoid": Neuron("sigmoid(u + b)", "free"),
    "softplus": Neuron("softplus(u + b)", "free"),
    "relu": Neuron("relu(u + b)", "power"),
    "relu^2": Neuron("relu(u + b)**2", "power"),
    "u": Neuron("(u + b)", "power"),
    "u^2": Neuron("(u + b)**2", "power"),
    "u^3": Neuron("(u + b)**3", "power"),
    "sin": Neuron("sin(u + b)", "free"),
    "exp(-u^2)": Neuron("exp(-(u + b)**2)", "free"),
    "1/(1+u^2)": Neuron("1/(1 + (u + b)**2)", "free"),
    "arctan": Neuron("atan(u + b)", "free"),
    "exp(-|u|)": Neuron("exp(-abs(u + b))", "free"),
    "step": Neuron("step(u + b)", "step"),
}

PENALTIES: dict[str, Penalty] = {
    "a^2": Penalty("lam*a**2", "flat"),
    "a^4": Penalty("lam*a**4", "flat"),
    "|a|": Penalty("lam*abs(a)", "corner"),
    "|a|^(3/2)": Penalty("lam*abs(a)**(3/2)", "flat"),
    "sqrt|a|": Penalty("lam*sqrt(abs(a))", "corner"),
    "a^2+b^2": Penalty("lam*(a**2 + b**2)", "decay"),
    "a^2+b^2+|w|^2": Penalty("lam*(a**2 + b**2 + w2)", "decay"),
    "none": Penalty("0*a", "none"),
    "-a^2": Penalty("-lam*a**2", "flat"),
}

CONCLUSIONS = ("vanish", "elimination")


def predicted(neuron: Neuron, penalty: Penalty, conclusion: str) -> bool:
    """What the criterion says: whether the conclusion holds for every convex differentiable loss, data and network.

    ``vanish`` does if some orbit leaves the neuron as it is and lowers the penalty wherever a is not 0. ``elimination``
    does if moreover nothing holds a at 0 but the data, and the neuron sees all residuals.
    """
    if conclusion == "vanish":
        return neuron.shape in ("exponential", "power") and penalty.shape in ("flat", "corner")
    return neuron.shape == "exponential" and penalty.shape == "flat"
