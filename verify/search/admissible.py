"""What the instances of a statement have in common: the assumptions, the losses that suit, targets of each loss."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from ..claims.registry import claims
from ..errors import CertificateError
from ..files.statement_file import StatementFile
from ..kernel.assumptions import ASSUMPTIONS
from ..kernel.membership import data_fault, require_instance
from ..problem.losses import LOSSES
from ..problem.objective import Problem, SampleLoss
from ..problem.target_sets import TARGET_SETS, TargetSet
from ..truth import Truth
from .instance import Instance, Rows, Vector, certified, problem_of, problem_tables, theta_of

PREFERRED = ("squared", "pseudo-huber", "logistic", "absolute", "double-well", "geman-mcclure")


def kept(statement: StatementFile) -> set[str]:
    """The assumptions of the claim that the statement keeps."""
    claim = claims().get(statement.claim)
    return set(claim.assumptions) - set(statement.dropped) if claim is not None else set()


def meets(problem: Problem, statement: StatementFile) -> bool:
    """Whether an instance has the data of the statement: kept assumptions hold, dropped ones do not.

    That an input is repeated is not asked here: ``repeated`` makes it so.
    """
    if any(ASSUMPTIONS[key].test(problem) is not Truth.YES for key in kept(statement)):
        return False
    if any(key in ASSUMPTIONS and ASSUMPTIONS[key].test(problem) is Truth.YES for key in statement.dropped):
        return False
    asked = replace(statement, data="any") if statement.data == "repeated" else statement
    return data_fault(asked, problem) is None


def repeated(instance: Instance) -> Instance:
    """The instance with its first sample written as two of half the weight: L and L~ are what they were."""

    def twice(rows: Rows) -> Rows:
        return (rows[0], *rows)

    half = instance.weights[0] / 2
    return replace(
        instance,
        inputs=twice(instance.inputs),
        outputs=twice(instance.outputs),
        targets=twice(instance.targets),
        weights=(half, half, *instance.weights[1:]),
        better=None if instance.better is None else twice(instance.better),
    )


def refutes(instance: Instance, statement: StatementFile) -> bool:
    """Whether the kernel accepts the instance as a violation, and as one of those that the statement speaks of."""
    problem = problem_of(instance, statement)
    if problem is None or not meets(problem, statement):
        return False
    try:
        require_instance(statement, problem_tables(instance, statement), problem, theta_of(instance))
    except CertificateError:
        return False
    return certified(instance, statement) is not None


def losses(statement: StatementFile) -> tuple[Any, ...]:
    """The losses, as problem files write them, that meet what the statement keeps and not what it drops."""
    if statement.loss is not None:
        return (statement.loss,)
    keeps, dropped = kept(statement), set(statement.dropped)
    order = [*PREFERRED, *(name for name in LOSSES if name not in PREFERRED)]
    return tuple(name for name in order if _suits(name, keeps, dropped, statement))


def _suits(name: str, keeps: set[str], dropped: set[str], statement: StatementFile) -> bool:
    record = LOSSES[name]
    facts = {
        "convex": record.convex,
        "differentiable": record.differentiable,
        "stationary-is-global": record.stationary_is_global,
    }
    if any(fact in keeps and not holds for fact, holds in facts.items()):
        return False
    if any(fact in dropped and holds for fact, holds in facts.items()):
        return False
    if "eliminable" in keeps and not record.convex and not record.stationary_is_global:
        return False
    return record.targets != "distribution" or statement.outputs > 1


def facts(loss: Any, statement: StatementFile) -> SampleLoss | None:
    """What is known of a loss, at its own zero; None if it cannot be read there."""
    zeros: Rows = ((Fraction(0),) * statement.outputs,)
    rows: Rows = ((Fraction(0),) * statement.inputs,)
    blank = Instance(rows, zeros, tuple(anchors(loss, statement.outputs)[:1]), (Fraction(1),), loss, statement.lams[0])
    problem = problem_of(blank, statement)
    return None if problem is None else problem.loss


def target_set(loss: Any) -> str:
    """Which targets the loss is for, a key of ``TARGET_SETS``."""
    name = loss.get("name") if isinstance(loss, dict) else loss
    return LOSSES[name].targets if name in LOSSES else "real"


def targets_of(loss: Any) -> TargetSet:
    """The set of the loss's targets."""
    return TARGET_SETS[target_set(loss)]


def anchors(loss: Any, outputs: int) -> list[Vector]:
    """Targets whose summed loss at one input is least at the output 0."""
    return targets_of(loss).anchors(outputs)


def opposite(loss: Any, target: Vector) -> Vector:
    """Other targets at the same input, so that the two conflict."""
    return targets_of(loss).opposite(target)


ABOUT_POINTS = ("vanish", "value", "elimination", "data-optimal", "realizable")
"""Conclusions about the points of L~; the others are about the problem as a whole."""


def asks_for_better(statement: StatementFile) -> bool:
    """Whether a violation has to exhibit outputs at which L is lower."""
    return statement.conclusion in ("elimination", "data-optimal")


def asks_for_amplitude(statement: StatementFile) -> bool:
    """Whether a violation has to have an amplitude that is not 0."""
    return statement.conclusion in ("vanish", "value")


def is_about_points(statement: StatementFile) -> bool:
    """Whether the statement is about the points of L~."""
    return statement.conclusion in ABOUT_POINTS


def chooses_outputs(statement: StatementFile) -> bool:
    """Whether a violation may have a network that is dead at theta, with any outputs, and L of the data alone."""
    return is_about_points(statement) and "data-only" not in statement.dropped and statement.networks != "trained"


def is_about_dead_networks(statement: StatementFile) -> bool:
    """The same, and the amplitudes of a violation may be 0."""
    return chooses_outputs(statement) and not asks_for_amplitude(statement)


def chooses_parameters(statement: StatementFile) -> bool:
    """Whether a violation may have any network at any theta, and L of the data alone."""
    either = statement.networks in ("trained", "any")
    return is_about_points(statement) and "data-only" not in statement.dropped and either


def has_real_targets(statement: StatementFile) -> bool:
    """Whether a loss that suits takes any real numbers as targets."""
    return any(target_set(loss) == "real" for loss in losses(statement))
