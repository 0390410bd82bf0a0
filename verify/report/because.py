"""Why a certificate proves what it proves, in a sentence for each kind, with the facts that the kernel has found.

``notes/certificate-format.md`` has the conditions in full. A kind that is not here is shown by its statement alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from ..commands.checked import ProvedFinding

BECAUSE = {
    "critical-point": (
        "By Gershgorin's discs of a congruent matrix the Hessian of L there has {index} negative eigenvalues, and all "
        "others are positive; the least lies in {least_eigenvalue}. L = {L} there."
    ),
    "strict-minimum": "There the Hessian of L is positive definite. L = {L} there.",
    "morse-bott": (
        "The gradient of L vanishes identically on a family of {dimension} parameters through the point, and across it "
        "the Hessian is positive definite, so that L is nowhere lower nearby. L = {L} there."
    ),
    "critical-orbit": (
        "L does not change along {dimension} vector fields, and across them its Hessian has {index} negative "
        "eigenvalues and no zero one. L = {L} there."
    ),
    "critical-family": (
        "L is critical along a family of {dimension} parameters, and across it its Hessian has {index} negative "
        "eigenvalues at least. L = {L} there."
    ),
    "supporting-hyperplane": (
        "A convex loss lies above its tangent plane at the outputs of the network, and however theta moves near the "
        "point, the outputs keep to one height of that plane: no point nearby has a lower L."
    ),
    "lower-value": "Both values are enclosed in balls, which do not meet: {L_better} there, {L} here.",
    "residual-gradient": (
        "The derivative of the data term in that output is {rho}. Some other function of the inputs fits the data "
        "better, so theta is not data-optimal."
    ),
    "data-optimal": (
        "All residual gradients vanish exactly; with this loss, on these data, outputs where they do are the best ones."
    ),
    "descent": (
        "With theta frozen, the expansion of L~ in the new parameters has its first term that is not 0 at order "
        "{order}, with the coefficient {kappa}. For small amplitudes of the other sign L~ falls. "
        "At the smallest radius it has fallen by about {drop_at_smallest_radius}, or more; radii: {radii}."
    ),
    "orbit": (
        "Scaling a by e^-t and adding t to b leaves the neurons as they are and lowers the penalty lam |a|^2, from "
        "any theta, b and W; carried out within these radii: {radii}."
    ),
    "auxiliary-orbit": (
        "Scaling a by e^-t and adding t to b leaves a e^b as it is and lowers the penalty lam a^2; carried out within "
        "these radii: {radii}."
    ),
    "auxiliary-slope": "The slope of M in a at a = 0 is -2 L(theta) e^b, and L(theta) = {L} is not 0; radii: {radii}.",
    "auxiliary-minimum": "No term of M is negative, and all of them are 0 there.",
    "escape": (
        "The neurons stay what they are, and their penalty lam c^2 e^(-2t) goes to 0: in the limit L~ is {limit}, "
        "below L(theta) = {L}."
    ),
    "interpolating-basis": (
        "The matrix of {moves} perturbed derivatives, at the inputs and in the amplitude, has the determinant "
        "{determinant}, which is not 0."
    ),
    "no-critical-point": "There {slope} has one sign, and is at least {steepness_at_least} in size.",
    "no-local-minimum": (
        "The box is cut into {pieces} pieces: on {slope} of them a derivative of L has one sign, on {down} a second "
        "derivative is negative."
    ),
    "descent-path": "Along the path L changes by {coefficient} t^{order} and terms of higher order: it falls.",
    "falling-path": "Along the path the slope of L is negative for ever, and its limit is {limit}.",
    "unreachable": "A combination of the outputs is {relation} for every theta, and would have to be {wanted}.",
    "outputs-isolated": "The determinant of the derivatives of the outputs is {determinant}, not 0.",
    "augmented-kink": "The slopes of L~ in the amplitude on both sides of 0: {slopes}.",
    "gradient-basis": "A convex loss is at least its tangent plane, which is constant along all {columns} derivatives.",
    "gradient-basis-violated": "That model costs {model}, and L(z) = {L}.",
    "sample-lower": "The loss of that sample is {loss} there, and {loss_there} at the other output.",
    "input-lower": "The summed loss at that input is {loss} there, and {loss_there} at the other output.",
}
"""By kind; in braces the names of facts."""


ENCLOSED = ("least_eigenvalue",)
"""Facts that are shown as the interval in which the number lies."""


def with_intervals(facts: Mapping[str, str]) -> dict[str, str]:
    """The facts, with an interval in the place of each number that is to be shown as one."""
    return {name: interval(said) if name in ENCLOSED else said for name, said in facts.items()}


def interval(digits: str) -> str:
    """The interval in which a number lies whose digits are certain up to one unit of the last (``ball.decimal``)."""
    try:
        number = Decimal(digits)
        unit = Decimal((0, (1,), int(number.as_tuple().exponent)))
    except (InvalidOperation, ValueError):  # words, such as "0 to within 1e-20"
        return digits
    return f"[{number - unit}, {number + unit}]".lower()


def because(finding: ProvedFinding) -> str:
    """The sentence for what is proved; empty if there is none for its kind, or a fact that it names is not there."""
    try:
        return BECAUSE.get(finding["kind"], "").format_map(with_intervals(finding["facts"]))
    except KeyError:
        return ""
