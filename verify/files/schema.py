"""The shapes of a problem file: which tables and keys there are, and of which type each value is. It is closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from .source_positions import Where

MAX_SAMPLES = 200_000
MAX_ROW = 2000


class Bare:
    """A TOML number with a point or an exponent, as written: it must never become a binary float."""

    def __init__(self, text: str) -> None:
        self.text = text


class Shape(BaseModel):
    """A table. Every key is optional to pydantic: None stands for a value that is absent, or faulty and reported."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Row = Annotated[list[str], Field(max_length=MAX_ROW)]
Rows = Annotated[list[Row], Field(max_length=MAX_SAMPLES)]
Integers = Annotated[list[int], Field(max_length=MAX_ROW)]
Pairs = Annotated[list[Annotated[list[int], Field(min_length=2, max_length=2)]], Field(max_length=100)]


class DataShape(Shape):
    """What stands in place of many numbers: a file beside this one."""

    file: str | None
    sha256: str | None
    columns: Annotated[Row | None, Field(min_length=1)] = None
    array: str | None = None


class NetworkShape(Shape):
    widths: Integers | None = None
    activation: str | None = None
    bias: bool | None = None
    skip: Pairs | None = None
    formula: Row | None = None
    parameters: Row | None = None


class LossShape(Shape):
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str | None]

    name: str | None = None
    formula: str | None = None
    facts: Row | None = None


def _named(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _all(value: object) -> object:
    return None if value == "all" else value


class ProblemShape(Shape):
    network: NetworkShape | None
    loss: Annotated[LossShape | None, BeforeValidator(_named)]
    inputs: Rows | None
    targets: Rows | None
    weights: Row | None = None
    reduction: str | None = None
    regularizer: str | None = None


class AugmentShape(Shape):
    neuron: str | None = None
    penalty: str | None = None
    lam: str | None = None
    shared: bool | None = None
    outputs: Annotated[Integers | None, BeforeValidator(_all)] = None
    frozen: Row | None = None
    constraints: Row | None = None


class PointShape(Shape):
    theta: Row | None
    refine: bool | None = None
    subgradients: Rows | None = None


class BetterShape(Shape):
    theta: Row | None
    refine: bool | None = None


class FamilyShape(Shape):
    parameters: Row | None
    theta: Row | None
    at: Row | None


class CenterShape(Shape):
    b: Row | None
    W: Rows | None


class FlowShape(Shape):
    a: Row | None
    b: Row | None
    W: Rows | None
    until: str | None
    limit: str | None


class StatementShape(Shape):
    claim: str | None
    changes: str | None
    dropped: Row | None = None
    points: str | None = None
    conclusion: str | None


class WitnessShape(Shape):
    a: Row | None
    b: Row | None
    W: Rows | None
    refine: bool | None = None
    method: str | None


class BasisShape(Shape):
    psi: Row | None = None
    penalty: str | None = None
    h: Row | None = None
    r: str | None = None
    points: Rows | None = None
    alpha: Rows | None = None
    model: Row | None = None


class ExpectShape(Shape):
    value: str | None = None
    better_value: str | None = None
    method: str | None = None
    residual_gradients: Rows | None = None
    order: str | None = None
    norm: str | None = None
    witness_norm: str | None = None
    claims: dict[str, str | None] | None = None
    answer: str | None = None
    rank: str | None = None


class TablesShape(Shape):
    """What a problem is built from."""

    problem: ProblemShape | None
    augment: AugmentShape | None = None


class FileShape(TablesShape):
    """A whole file."""

    title: str | None = None
    kind: str | None
    source: str | None = None
    belief: str | None = None
    catch: str | None = None
    restores: str | None = None
    point: PointShape | None
    family: FamilyShape | None = None
    center: Annotated[list[CenterShape], Field(max_length=100)] | None = None
    flow: FlowShape | None = None
    better: BetterShape | None = None
    statement: StatementShape | None = None
    witness: WitnessShape | None = None
    basis: BasisShape | None = None
    expect: ExpectShape | None = None


MEANINGS: Mapping[Where, str] = {
    ("file",): "a .csv or .npz file in the folder of this one",
    ("sha256",): "the SHA-256 of the file, in hex",
    ("title",): "one line that says what the case shows",
    ("kind",): "bad-minimum, failure-mode, data-optimal, necessity or point",
    ("source",): "where the case comes from",
    ("problem",): "the network, the loss and the data",
    ("problem", "network"): '{ widths = [2, 2, 1], activation = "tanh" } or { formula = ["..."], parameters = [...] }',
    ("problem", "loss"): 'a name such as "squared", or { formula = "(q - y)**2/2" }',
    ("problem", "inputs"): 'the inputs, such as [["0"], ["1"]]',
    ("problem", "targets"): "the targets, one row per input",
    ("point",): "theta, the point that the case is about",
    ("point", "theta"): "the parameters of the network, in order",
    ("better", "theta"): "the parameters of the network, in order",
    ("family", "parameters"): "the names of the family's own parameters",
    ("family", "theta"): "the parameters of the network as formulas in the family's parameters",
    ("family", "at"): "the values of the family's parameters at the point",
    ("statement", "claim"): "the claim that is varied, such as ELIM",
    ("statement", "changes"): "what is different, in words",
    ("statement", "conclusion"): "what the variant concludes, such as elimination",
    ("witness", "method"): "how the point is proved a local minimum of L~",
    ("flow", "limit"): "the limit of a*exp(b)",
    ("expect",): "what must come out",
    ("expect", "value"): "the value of L at the point",
}
