"""What the rules of several claims have in common: the facts that they ask for, and the rules of ELIM and its kin."""

from __future__ import annotations

from ..kernel.claim_statement import Have, Need, Rule
from ..kernel.refutation import LOCAL_MINIMUM, NONE_EXISTS
from ..verdict import Sense, Verdict

OPTIMAL: Need = (Have("data-optimal"),)
NOT_OPTIMAL: Need = (Have("residual-gradient"),)
DESCENTS: Need = (Have("descent"),)
ORBITS: Need = (Have("orbit", here=False),)
LOWER: Need = (Have("lower-value"),)
NONE: Need = NONE_EXISTS

OVER_ZERO = "(theta, 0, b, W) is no local minimum of L~ at {descent} (b, W)"
NONE_AT_ALL = "L~ has no local minimum at all (EXIST)"
ATTAINS = ("lam-positive", "data-only")
"""Where theta is data-optimal, (theta, 0, b, W) is then a local minimum of L~."""
ATTAINED = "(theta, 0, b, W) is a local minimum of L~ for all b and W, and theta is a global minimum of L"


def eliminating(*also: Need, words: str = "") -> tuple[Rule, ...]:
    """The rules of ELIM, of each case also asking for ``also``, with these words at the end.

    (theta, 0, b, W) over a data-optimal theta is a local minimum of L~ if lam > 0; for lam < 0 it is a saddle at most
    (b), so whether L~ has a local minimum is then not known.
    """
    return (
        Rule(
            "attained", Verdict.HOLDS, Sense.ATTAINED, (OPTIMAL, *also), ATTAINED + words, ("lam-positive", "data-only")
        ),
        Rule(
            "optimal",
            Verdict.HOLDS,
            Sense.UNKNOWN_EXISTENCE,
            (OPTIMAL, *also),
            "theta is data-optimal; it is not known whether L~ has a local minimum" + words,
        ),
        Rule(
            "none-exists", Verdict.VACUOUS, Sense.NONE_EXISTS, (NONE, NOT_OPTIMAL, DESCENTS, *also), NONE_AT_ALL + words
        ),
        Rule(
            "bad-minimum",
            Verdict.HOLDS,
            Sense.CONTRAPOSITIVE,
            (LOCAL_MINIMUM, LOWER, NOT_OPTIMAL, DESCENTS, *also),
            f"theta is a bad local minimum of L, and {OVER_ZERO}{words}",
        ),
        Rule(
            "not-optimal",
            Verdict.HOLDS,
            Sense.CONTRAPOSITIVE,
            (NOT_OPTIMAL, DESCENTS, *also),
            f"theta is not data-optimal, and {OVER_ZERO}{words}",
        ),
    )
