"""The paper's abstract, sentence by sentence, and the evidence for each claim of the suite, counted.

The sentences and our readings of them are data; theorems, steps, cases and variants are counted from claims and files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..claims.registry import claims
from ..files.load import is_statement, load
from ..files.statement_file import load_statement
from ..formal.build import theorems
from ..kernel.assumptions import met
from ..problem.case import Case
from ..prove.claim import Claim
from ..prove.judge import judge
from ..search.standing import proved
from ..truth import Truth
from ..verdict import Verdict

ROOT = Path(__file__).parent.parent.parent
FILES = ROOT / "counterexamples"


@dataclass(frozen=True)
class Limit:
    """Something that a sentence does not say, and the claims and cases that show it."""

    words: str
    see: tuple[str, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence of the abstract, what we take it to say, the claims that carry it, and what it does not say."""

    quote: str
    reading: str
    claims: tuple[str, ...]
    limits: tuple[Limit, ...]


SENTENCES = (
    Sentence(
        "In this paper, we theoretically prove that adding one special neuron per output unit eliminates all "
        "suboptimal local minima of any deep neural network, for multi-class classification, binary classification, "
        "and regression with an arbitrary loss function, under practical assumptions.",
        "The special neuron is a_k exp(w_k.x + b_k), on each output k, with the penalty lam |a|^2; together they make "
        "L into the augmented objective L~. No local minimum of L~ has a theta that is not a global minimum of L. "
        "This holds under either of two sets of assumptions: any data, and losses that are convex and differentiable "
        "in the output (ELIM); or data in which equal inputs carry equal targets, and differentiable losses whose "
        "stationary points are global minima (REAL). Any deep network: nothing at all is assumed of the network, not "
        "even that it is continuous in theta. The tasks differ in the loss only: softmax cross-entropy, logistic, "
        "squared, ...",
        ("ELIM", "REAL", "PGB-ELIM"),
        (
            Limit(
                "That L loses its bad local minima: L is as before. They are no longer local minima of L~, because a "
                "way down leads through the new parameters.",
                ("bad-minima/two-relus-constant", "bad-minima/one-tanh"),
            ),
            Limit(
                "That L~ has a local minimum. If the network is too small for its data it has none, and the sentence "
                "is true because there is nothing to eliminate.",
                ("EXIST", "failure-modes/opposite-residuals", "failure-modes/runaway-bias"),
            ),
            Limit(
                "The same for multi-class and binary classification with hard labels and cross-entropy or logistic "
                "loss, whatever the network: the theorem is vacuous there.",
                ("EXIST", "failure-modes/hard-labels", "bad-minima/dead-relu-logistic"),
            ),
            Limit(
                "That the loss may be arbitrary: arbitrary among those of ELIM or REAL. It is false for the absolute "
                "loss (no derivative), for a loss with a bad well of its own (not convex), and, if labels conflict, "
                "for a loss that is not convex and has good stationary points only.",
                ("necessity/absolute-loss", "necessity/nonconvex-loss", "necessity/invex-conflict"),
            ),
            Limit(
                "Which assumptions are practical. A term in theta alone, such as weight decay, is excluded: with one, "
                "theta can fit the data and still be a bad minimum. Decay of b, bounds on b and a frozen b are "
                "excluded too.",
                (
                    "necessity/regularized-network",
                    "necessity/bias-decay-elimination",
                    "necessity/bounded-bias-elimination",
                    "necessity/frozen-bias-elimination",
                ),
            ),
            Limit(
                "That any other neuron will do: tanh, sigmoid, softplus, ReLU, polynomials and others fail.",
                ("necessity/tanh-neuron", "necessity/relu-neuron", "necessity/quadratic-neuron"),
            ),
            Limit(
                "That as many neurons as outputs are needed: one, shared by all of them, is enough.",
                ("SHARED",),
            ),
        ),
    ),
    Sentence(
        "At every local minimum of any deep neural network with these added neurons, the set of parameters of the "
        "original neural network (without added neurons) is guaranteed to be a global minimum of the original neural "
        "network.",
        "A local minimum of the network is one of its objective. At every local minimum (theta, a, b, W) of L~, theta "
        "is a global minimum of L. What is proved is more: theta is data-optimal, that is, no function whatever has a "
        "lower loss on the data; and a local minimum in (a, b, W) with theta frozen is enough.",
        ("ELIM", "REAL", "PGB-ELIM", "CHAR"),
        (
            Limit(
                "Anything about points that are critical but no local minima. At saddles of L~ theta may be bad.",
                ("necessity/critical-points", "MASK"),
            ),
            Limit(
                "The converse: a global minimum of L need not give a local minimum of L~, nor need there be one. Only "
                "data-optimal theta do.",
                ("CHAR", "EXIST", "necessity/converse", "necessity/always-exists"),
            ),
            Limit(
                "That training gets there. Nothing is said of gradient descent reaching a local minimum; the "
                "parameters may run to infinity instead.",
                ("FLOW", "failure-modes/masked-hat", "failure-modes/runaway-bias"),
            ),
            Limit(
                "That every sample is fitted: where labels conflict, data-optimal is a compromise.",
                ("necessity/conflicting-labels", "data-optimal/conflicting-labels"),
            ),
        ),
    ),
    Sentence(
        "The effects of the added neurons are proven to automatically vanish at every local minimum.",
        "At every local minimum of L~ all amplitudes are zero, so that the augmented network is the original one at "
        "every input, and L~ = L(theta). Nothing is assumed of loss and network; only lam must not be 0.",
        ("VANISH",),
        (
            Limit(
                "That the neurons vanish during training. Before, they may take over the fit while the loss of the "
                "original network rises: in the named case from 1/3 to 2.05 (by numerical integration, not certified).",
                ("failure-modes/masked-hat",),
            ),
            Limit(
                "That (a, b, W) is determined: b and W are arbitrary there.",
                ("CHAR",),
            ),
            Limit(
                "The same without the penalty, or with b decayed, bounded, frozen or left out.",
                (
                    "necessity/no-penalty-vanish",
                    "necessity/bias-decay-vanish",
                    "necessity/bounded-bias-vanish",
                    "necessity/frozen-bias-vanish",
                    "necessity/no-bias-vanish",
                ),
            ),
        ),
    ),
    Sentence(
        "Moreover, we provide a novel theoretical characterization of a failure mode of eliminating suboptimal local "
        "minima via an additional theorem and several examples.",
        "Where theta is not data-optimal, L~ as a function of (a, b, W) has no local minimum at all, and every "
        "minimising sequence is unbounded (lam > 0): minimisation escapes to infinity. The abstract does not state "
        "the theorem; this form of it, and the examples, are ours. So is what else is said of the escape: to which "
        "value it leads (ESCAPE), how slowly (FLOW), how well it hides from floating point (MASK), and when it is "
        "certain (EXIST).",
        ("FAIL", "EXIST", "ESCAPE", "FLOW", "MASK"),
        (
            Limit(
                "That the failure is rare. It happens with every network too small for its data, and with hard labels.",
                ("EXIST", "failure-modes/hard-labels", "failure-modes/opposite-residuals"),
            ),
            Limit(
                "That one would notice. The biases grow like a logarithm, and at a bad local minimum gradient and "
                "Hessian may show nothing.",
                ("FLOW", "MASK", "failure-modes/runaway-bias", "failure-modes/mask-30"),
            ),
            Limit(
                "That the escape improves the original network: theta may stay where it is, or get worse.",
                ("failure-modes/masked-hat",),
            ),
        ),
    ),
    Sentence(
        "This paper also introduces a novel proof technique based on the perturbable gradient basis (PGB) necessary "
        "condition of local minima, which provides new insight into the elimination of local minima and is applicable "
        "to analyze various models and transformations of objective functions beyond the elimination of local minima.",
        "At a local minimum z of a mean of convex losses of a model that its own derivatives at z reproduce, no "
        "linear combination of derivatives, taken at points near z with the same outputs, costs less than the model "
        "at z, up to a term in the penalty (PGB). For the added neurons these derivatives interpolate everything, "
        "which proves the elimination theorem once more (PGB-ELIM). One application to an objective without added "
        "neurons is checked as well (PGB-TANGENT).",
        ("PGB", "PGB-ELIM", "PGB-TANGENT"),
        (
            Limit(
                "That the condition is sufficient: it is necessary, and holds at some points that are no local minima.",
                ("PGB",),
            ),
            Limit(
                "That a local minimum is good: the bound is only as low as the derivatives are rich. Without added "
                "neurons it holds at bad local minima too.",
                ("PGB-TANGENT", "bad-minima/two-sigmoids"),
            ),
            Limit(
                "That any points nearby will do: those with other outputs make it false. So do losses that are not "
                "convex, and coefficients of its own for each sample.",
                ("PGB",),
            ),
        ),
    ),
)

# -------------------------------------------------------------------------------------------------------- the evidence


@dataclass(frozen=True)
class ClaimEvidence:
    """What stands behind a claim, counted.

    Attributes:
        theorems: the names of those in Coq that are about it.
        steps: the symbolic steps of its proof.
        meeting: of all ``cases``, those that meet its assumptions.
        own: instances of its own.
        refuted: its variants that files prove false.
        by_identities: the statements of it that identities prove.
        unproved: those that are believed without a proof, and not refuted.
        held: of the instances ``drawn`` by its hunt, those that were decided and do not violate it.
        unsearched: why nothing is searched for, in words.
    """

    theorems: tuple[str, ...]
    steps: int
    meeting: int
    cases: int
    own: int
    refuted: int
    by_identities: int
    unproved: int
    held: int
    drawn: int
    unsearched: str


@cache
def evidence(claim: Claim) -> ClaimEvidence:
    """The evidence for a claim, from its own file, the Coq sources and the files of counterexamples."""
    drawn = claim.hunt(0) if claim.hunt is not None else ()
    by_identities = [by_identity for name, by_identity in _standing() if name == claim.name]
    return ClaimEvidence(
        theorems=tuple(theorem.name for theorem in theorems() if theorem.claim == claim.name),
        steps=len(claim.steps),
        meeting=sum(met(case.problem, claim.assumptions) is Truth.YES for case in _all_cases()),
        cases=len(_all_cases()),
        own=len(claim.family(0)) if claim.family is not None else 0,
        refuted=_varied().count(claim.name),
        by_identities=sum(by_identities),
        unproved=len(by_identities) - sum(by_identities),
        held=sum(judge(claim, study).verdict is Verdict.HOLDS for study in drawn),
        drawn=len(drawn),
        unsearched=claim.unsearched,
    )


def beside() -> Sequence[Claim]:
    """The claims that no sentence of the abstract makes."""
    named = {name for sentence in SENTENCES for name in sentence.claims}
    return [claim for name, claim in claims().items() if name not in named]


@cache
def _all_cases() -> list[Case]:
    """All cases but the witnesses of false variants, and the points, on which no claim is judged."""
    files = [p for p in sorted(FILES.rglob("*.toml")) if p.relative_to(FILES).parts[0] not in ("necessity", "points")]
    return [load(path, FILES) for path in files]


@cache
def _varied() -> list[str]:
    """The claim of each certified false variant."""
    return [load_statement(path).claim for path in sorted((FILES / "necessity").glob("*.toml"))]


@cache
def _standing() -> list[tuple[str, bool]]:
    """The claim of each statement that is believed, and whether identities prove it."""
    files = [path for path in sorted((FILES / "necessity").rglob("*.toml")) if is_statement(path)]
    believed = [statement for statement in map(load_statement, files) if statement.expect == "true"]
    return [(statement.claim, proved(statement) is not None) for statement in believed]
