"""Files to fill in: one for each kind of case, each a small case that is complete and true as it stands."""

from __future__ import annotations

from ..errors import InputError
from ..exact import shorten
from ..problem.case import KINDS
from ..spelling import meant


def template(kind: str, name: str) -> str:
    """The text of a new problem file.

    Args:
        kind: a key of ``TEMPLATES``.
        name: goes into the title, for a start.

    Raises:
        InputError: there is no such kind.
    """
    if kind not in TEMPLATES:
        raise InputError(f"{shorten(kind)!r} is not a kind of case{meant(kind, TEMPLATES)}")
    title = "".join(c if c.isprintable() and c not in '"\\' else " " for c in name).strip() or "Untitled"
    written = _HEAD.format(title=title, kind=kind, means=TEMPLATES[kind])
    if kind == STATEMENT:
        return written + _STATEMENT
    head, problem, augment, tail = _PARTS[kind]
    return written + head + _PROBLEM + problem + augment + tail


_HEAD = """\
# {means}
# Every number is a text in quotes, and exact: "-3", "1/10", "0.25", and for constants also "log(2)", "sqrt(3)/2".
# Many numbers may stand in a .csv or .npz file beside this one; `verify import` writes the file of a trained network.
# How to write each kind: notes/writing-cases.md; every key: notes/counterexample-format.md.
# Check this file with: verify check FILE
title = "{title}"
kind = "{kind}"
source = "Where the case comes from: a paper with its arXiv number, or: constructed for this suite"
"""

_PROBLEM = """
[problem]
"""

_AUGMENT = """
[augment] # optional: the neuron a*exp(u + b), u = w.x, that is added to each output, at the penalty lam*a**2
lam = "1/10"
"""

_BAD_HEAD = """\
# The story; each of the three may be left out.
belief = "A unit that is active somewhere can always be moved to where it is needed."
catch = "It is dead at all three samples, so f is the constant t4 near the point, and 1 is the best constant."
restores = "One exponential neuron."
"""

_BAD_PROBLEM = """\
# f: layers, { widths = [1, 1, 1], activation = "relu" }, or formulas in x1, x2, ... and the parameters:
network = { formula = ["t1*relu(t2*x1 + t3) + t4"], parameters = ["t1", "t2", "t3", "t4"] }
loss = "squared"   # or another name, or { formula = "(q - y)**2" }
reduction = "mean" # or "sum"
inputs = [["0"], ["1"], ["2"]]  # one row per sample
targets = [["0"], ["0"], ["3"]] # one row per sample, one entry per output
"""

_BAD_TAIL = """
[point] # the bad local minimum: one value per parameter, in the order of the parameters
theta = ["1", "-1", "-1", "1"]
# Not known exactly? Write refine = true, and decimals that are correctly rounded to their last digit.

[better] # a point with a lower value of L; it takes refine = true as well
theta = ["3", "1", "-1", "0"]

[expect] # what must come out: an exact constant, or "~1.25" for a value that rounds to 1.25
value = "2"        # L at the point
better_value = "0" # L at the better point
method = "supporting-hyperplane" # how it is proved a local minimum; or strict, morse-bott, data-optimal
"""

_FAILURE_HEAD = """\
# The story; each of the three may be left out.
belief = "Where no derivative of L~ in (a, b, w) up to the second is negative, there is a local minimum."
catch = "The residuals 1, -2, 1 cancel against 1 and x, but not against x**2: L~ descends at order 2."
restores = "Looking at all orders."
"""

_FAILURE_PROBLEM = """\
# f: layers, { widths = [1, 1, 1], activation = "relu" }, or formulas in x1, x2, ... and the parameters:
network = { formula = ["t1"], parameters = ["t1"] }
loss = { formula = "(q - y)**2/2" } # or a name, such as "squared"
reduction = "sum" # or "mean", the default
inputs = [["0"], ["1"], ["2"]]    # one row per sample
targets = [["-1"], ["2"], ["-1"]] # one row per sample, one entry per output
"""

_FAILURE_TAIL = """
[point] # theta: one value per parameter
theta = ["0"]

[[center]] # optional, repeated: places (theta, 0, b, W) to examine; one b and one row of W per added neuron
b = ["0"]
W = [["0"]]

[expect] # what must come out: an exact constant, or "~1.25" for a value that rounds to 1.25
value = "3"                                # L at the point
residual_gradients = [["1"], ["-2"], ["1"]] # one row per distinct input: the slopes of the loss by the outputs
order = "2"                                # optional: the least order of descent at the first [[center]]
"""

_OPTIMAL_HEAD = """\
# The story; belief, catch and restores may each be left out.
catch = "The targets 0 and 2 at x = 0 conflict; no function does better there than their mean."
"""

_OPTIMAL_PROBLEM = """\
# f: layers, { widths = [1, 1, 1], activation = "relu" }, or formulas in x1, x2, ... and the parameters:
network = { formula = ["t1*x1 + t2"], parameters = ["t1", "t2"] }
loss = "squared"   # or another name, or { formula = "(q - y)**2" }
reduction = "mean" # or "sum"
inputs = [["0"], ["0"], ["1"]]  # one row per sample; equal inputs may have different targets
targets = [["0"], ["2"], ["4"]] # one row per sample, one entry per output
"""

_OPTIMAL_TAIL = """
[point] # theta: one exact value per parameter, in the order of the parameters
theta = ["3", "1"]

[expect] # what must come out: an exact constant, or "~1.25" for a value that rounds to 1.25
value = "2/3" # L at the point
method = "data-optimal" # the residual gradients vanish exactly, so no function does better
residual_gradients = [["0"], ["0"]] # optional: one row per distinct input, one entry per output
"""

_NECESSITY_HEAD = """\
catch = "At x = 0 the neuron is the constant a, and (a - 1)^2 + a^2 has its minimum at 1/2, not at 0."

[statement] # a claim with something changed; the file proves that this variant is false
claim = "VANISH"
changes = "the neuron a exp(w.x), without a bias" # in words
dropped = ["paper-augmentation"]  # the assumptions of the claim that are given up; all others are checked
conclusion = "vanish" # what the variant still concludes, and what fails: vanish, elimination, converse, ...
"""

_NECESSITY_PROBLEM = """\
network = { formula = ["relu(t1 - 1)"], parameters = ["t1"] } # constant in t1 near 0
loss = "squared"
inputs = [["0"]]
targets = [["1"]]
"""

_NECESSITY_AUGMENT = """
[augment] # the neuron and the penalty of the variant; what is left out is the paper's
neuron = "a*exp(u)" # a formula in a, b and u = w.x
"""

_NECESSITY_TAIL = """
[point]
theta = ["0"]

[witness] # with theta, a local minimum of the variant's L~; refine = true for correctly rounded decimals
a = ["1/2"]
b = ["0"]
W = [["0"]]
# how that is proved: isolated, jump, kink, cusp, hyperplane, samplewise, optimal, least-value, stationary
method = "isolated"

[expect]
value = "1" # L at the point
"""

_POINT_PROBLEM = """\
# f: layers, { widths = [1, 2, 1], activation = "tanh" }, or formulas in x1, x2, ... and the parameters:
network = { formula = ["t1*tanh(t2*x1 + t3)"], parameters = ["t1", "t2", "t3"] }
loss = "squared"   # or another name, or { formula = "(q - y)**2" }
reduction = "mean" # or "sum"
inputs = [["-2"], ["-1"], ["0"], ["1"], ["2"]]   # one row per sample
targets = [["0"], ["1"], ["-1"], ["-2"], ["-2"]] # one row per sample, one entry per output
"""

_POINT_TAIL = """
[point] # the weights, as they are printed: a decimal is the exact number that it is. The order of the parameters is
# that of the network: layer by layer, the weights row by row, then the biases.
theta = ["1.385950707821873", "-1.614492744779823", "-0.875835112049511"]

[expect] # optional: what must come out. Without it, verify classify FILE says what comes out.
answer = "strict-minimum" # or local-minimum, saddle, strict-maximum, critical-point, not-critical-within, ...
rank = "bad"              # L is lower elsewhere; or global
"""

_STATEMENT = """\
# A statement has no witness: verify search FILE looks for one from scratch, or for a proof that there is none.
catch = "Why it should be true, or false, in words; it may be left out."

[statement] # a claim with something changed
claim = "ELIM"
changes = "the penalty lam*a**4" # in words
dropped = ["paper-augmentation"] # the assumptions of the claim that are given up; verify list assumptions
conclusion = "elimination"       # what the variant still concludes: vanish, elimination, ...; verify list conclusions
expect = "true"                  # what you believe: true, or false
# Optional: what the instances are like.
# loss = "squared"
# inputs = 1        # the length of an input
# outputs = 1
# distinct = 3      # at most so many different inputs
# data = "distinct" # or repeated, conflicting, realizable
# networks = "dead" # or trained

[augment] # the neuron and the penalty of the variant; what is left out is the paper's
penalty = "lam*a**4"
"""

STATEMENT = "statement"

_PARTS = {
    "point": ("", _POINT_PROBLEM, _AUGMENT, _POINT_TAIL),
    "bad-minimum": (_BAD_HEAD, _BAD_PROBLEM, _AUGMENT, _BAD_TAIL),
    "failure-mode": (_FAILURE_HEAD, _FAILURE_PROBLEM, _AUGMENT, _FAILURE_TAIL),
    "necessity": (_NECESSITY_HEAD, _NECESSITY_PROBLEM, _NECESSITY_AUGMENT, _NECESSITY_TAIL),
    "data-optimal": (_OPTIMAL_HEAD, _OPTIMAL_PROBLEM, _AUGMENT, _OPTIMAL_TAIL),
}

TEMPLATES = {**KINDS, STATEMENT: "a variant of a claim without a witness, to be refuted or proved by a search"}
"""Every kind of file that can be written, with what it is."""
