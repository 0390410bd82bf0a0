"""The kernel's checks of the kinds about gradient flow of L~: its exact law, and a limit that is a theorem.

**Law.** The data term depends on (a_k, b_k) through ``a_k e^(b_k)`` alone, so its slopes p in a_k and q in b_k satisfy
``a_k p = q`` (for a shared neuron ``sum_k a_k p_k = q``). Along ``a' = -p - 2 lam a, b' = -q`` this is
``b' = a a' + 2 lam a^2``.

**Limit.** Let all inputs be 0, let there be one output and no theta: L~ is ``D(c) + lam a^2`` with ``c = a e^b``. Let
D be convex and differentiable, ``D'(c*) = 0 < D''(c*)``, ``c* > 0``, ``lam > 0``, and ``0 <= c <= c*`` at the start.
Then c tends to c*. *Proof.* D' < 0 below c*. Along the flow ``b' = -c D'(c)`` and
``c' = -(e^(2b) + c^2) D'(c) - 2 lam c``; at c = 0 this is positive and at c* negative, so c stays in [0, c*], and b
does not decrease. If b were bounded, the flow would stay in a bounded set and have a critical limit point; there a = 0
(VANISH), so c = 0 and the slope in a is ``e^b D'(0)``, which is not 0. So b tends to infinity. For c <= c* - delta,
``c' >= e^(2b) |D'(c* - delta)| - 2 lam c*``, positive from some time on: c comes above ``c* - delta`` and stays there.
QED (For c* < 0 exchange signs.)
"""

from __future__ import annotations

from ...numerics import ball
from ...numerics.identity import vanish, zero
from ...numerics.program import Program
from ...problem.derivatives import gradient
from ...problem.expression import ZERO, function, substitute, var
from ...problem.objective import Problem
from ...truth import Truth
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import differentiable
from ..kind import Kind
from ..paper_augmentation import require_papers
from ..region import LARGE, Range, Region
from ..theta_point import read_constant
from .risk import assuming


def _law(problem: Problem, fields: Fields) -> Finding:
    """Along gradient flow of L~ each bias follows its amplitude by the exact law, whatever else moves."""
    _require_flow(problem)
    neuron = problem.augmentation.neuron
    shift = {"a": var("a") * function("exp", -var("t")), "b": var("b") + var("t")}
    require(vanish([substitute([neuron], shift)[0] - neuron]), "the neuron was not proved invariant on the orbit")
    square = "|a|^2" if problem.augmentation.shared else "a^2"
    words = f"along every gradient flow of L~, (b - {square}/2)' = 2 lam {square} for each added neuron"
    return Finding(words + assuming(problem), Grade.SYMBOLIC)


def _limit(problem: Problem, fields: Fields) -> Finding:
    """Along the gradient flow from (a, b) the effective amplitude a e^b tends to the stated limit."""
    _require_flow(problem)
    require(problem.loss.convex is True, f"the loss {problem.loss.name} is not known to be convex")
    require(problem.augmentation.lam > 0, "lam is not positive")
    require(problem.network.outputs == 1, "there is more than one output")
    require(not problem.names, "the network has parameters, which move as well")
    require(not any(v for x in problem.inputs for v in x), "an input is not 0, so W moves as well")
    text, bits = fields.text("limit"), fields.bits()
    (a,), (b,) = fields.numbers("a", 1), fields.numbers("b", 1)
    end = read_constant(text, fields)
    data = ZERO
    for i, (output,) in enumerate(problem.outputs):
        data = data + problem.sample_loss(i, [output + var("c")])
    first = gradient(data, ["c"])[0]
    second = gradient(first, ["c"])[0]
    at_end = substitute([first, second], {"c": end})
    with ball.precision(bits):
        limit, curvature = Program([end, at_end[1]], []).run(ball.BALLS, [])
        require(ball.sign(limit) in (1, -1), "the limit was not proved different from 0")
        require(zero(at_end[0]) is Truth.YES, f"the data term was not proved stationary at the amplitude {text}")
        require(ball.positive(curvature), f"the data term was not proved strictly convex at the amplitude {text}")
        require(ball.less(abs(limit), LARGE), "the limit is too large")
        reach = ball.magnitude(limit) + 1
        whole = Region({"c": Range(-reach, reach)})
        require(differentiable(data, whole) is Truth.YES, "the data term was not proved differentiable up to the limit")
        if a != 0:
            inside = ball.positive(ball.ball(a) * limit) and ball.less(
                ball.ball(abs(a)) * ball.exponential(b), abs(limit)
            )
            require(inside, "the effective amplitude at the start was not proved to lie between 0 and the limit")
        facts = {"limit": ball.decimal(limit, 15)}
    words = f"along the gradient flow of L~ from this start a e^b tends to {text}"
    return Finding(words + assuming(problem), Grade.CERTIFIED, facts)


def _require_flow(problem: Problem) -> None:
    require_papers(problem)
    require(problem.loss.differentiable is True, f"the loss {problem.loss.name} is not known to be differentiable")


CHECKS: dict[str, Kind] = {"flow-law": Kind(_law), "flow-limit": Kind(_limit)}
