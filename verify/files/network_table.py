"""Reads ``network = {...}``: layers from widths and an activation, or one formula per output."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..exact import shorten
from ..problem.activations import ACTIVATIONS
from ..problem.expression import num
from ..problem.folding import trouble
from ..problem.network import FormulaNetwork, LayeredNetwork, Network
from ..problem.objective import MAX_WRITTEN
from .reader import Reader, count
from .schema import NetworkShape
from .source_positions import Where

MAX_PARAMETERS = 2000
MAX_OUTPUTS = 100
MAX_DIMENSION = 1000
MAX_LAYERED = 20_000_000
"""Samples times parameters of a network of layers; formulas are read up to ``MAX_WRITTEN``."""

NETWORK: Where = ("problem", "network")
INPUTS: Where = ("problem", "inputs")

_LAYERED = ("widths", "activation", "bias", "skip")
_WRITTEN = ("formula", "parameters")

Inputs = tuple[tuple[Fraction, ...], ...]


def read_network(
    shape: NetworkShape | None, dimension: int | None, inputs: Inputs | None, reader: Reader
) -> Network | None:
    """The network, checked against the ``inputs`` that it has to take, of length ``dimension`` (None: not known)."""
    if shape is None:
        return None
    layered = [key for key in _LAYERED if key in shape.model_fields_set]
    written = [key for key in _WRITTEN if key in shape.model_fields_set]
    if layered and written:
        found = f"found {', '.join(layered)} next to {', '.join(written)}"
        reader.fault(NETWORK, f"a network is given by widths or by formulas, not by both: {found}")
        return None
    network = _formulas(shape, dimension, reader) if written else _layers(shape, reader)
    if network is not None and dimension is not None and dimension != network.inputs:
        entries = count(dimension, "entry", "entries")
        reader.fault(INPUTS, f"the inputs have {entries}, but widths begins with {network.inputs}")
    elif network is not None and inputs is not None:
        _check_values(network, inputs, reader)
    return network


def _layers(shape: NetworkShape, reader: Reader) -> LayeredNetwork | None:
    before = len(reader.faults)
    hidden = shape.widths is None or len(shape.widths) != 2
    complete = _complete(shape, ("widths", "activation") if hidden else ("widths",), reader)
    reader.choice(shape.activation, ACTIVATIONS, (*NETWORK, "activation"), "an activation")
    if shape.widths is None:
        return None
    where = (*NETWORK, "widths")
    if len(shape.widths) < 2:
        reader.fault(where, "widths needs at least two entries: the inputs, the hidden layers, the outputs")
    for i, width in enumerate(shape.widths):
        if not 1 <= width <= MAX_PARAMETERS:
            reader.fault((*where, i), f"a width is from 1 to {MAX_PARAMETERS}; found {shorten(width, 30)}")
    skips = _skips(shape.skip, len(shape.widths) - 1, reader)
    if len(reader.faults) > before or not complete:
        return None
    network = LayeredNetwork(tuple(shape.widths), shape.activation or "linear", shape.bias is not False, skips)
    size = network.work
    if size > MAX_PARAMETERS:
        reader.fault(where, f"the network has {size} parameters: at most {MAX_PARAMETERS} are read")
        return None
    return network


def _complete(shape: NetworkShape, keys: Sequence[str], reader: Reader) -> bool:
    """Whether ``keys`` are all there, and no other key is faulty; the absent ones are reported."""
    for key in keys:
        if key not in shape.model_fields_set:
            reader.fault(NETWORK, f"the key {key!r} is missing in [problem.network]")
    return all(getattr(shape, key) is not None for key in {*keys, *shape.model_fields_set})


def _skips(pairs: Sequence[Sequence[int]] | None, depth: int, reader: Reader) -> tuple[tuple[int, int], ...]:
    skips = [(pair[0], pair[1]) for pair in pairs or ()]
    for n, (i, j) in enumerate(skips):
        where = (*NETWORK, "skip", n)
        if not (i >= 0 and i + 2 <= j <= depth):
            found = f"found [{shorten(i, 30)}, {shorten(j, 30)}]"
            reader.fault(where, f"a skip goes from layer i to layer j with 0 <= i and i + 2 <= j <= {depth}; {found}")
        elif (i, j) in skips[:n]:
            reader.fault(where, f"the skip [{i}, {j}] stands twice")
    return tuple(skips)


def _formulas(shape: NetworkShape, dimension: int | None, reader: Reader) -> FormulaNetwork | None:
    before = len(reader.faults)
    complete = _complete(shape, _WRITTEN, reader)
    names = reader.names(shape.parameters, (*NETWORK, "parameters"))
    if shape.formula is not None and not 1 <= len(shape.formula) <= MAX_OUTPUTS:
        found = f"found {len(shape.formula)}"
        reader.fault((*NETWORK, "formula"), f"a network has from 1 to {MAX_OUTPUTS} outputs, a formula each; {found}")
    if not complete or names is None:
        return None
    size = MAX_DIMENSION if dimension is None else dimension
    arguments = [f"x{d + 1}" for d in range(size)]
    formulas = reader.formulas(shape.formula, (*NETWORK, "formula"), [*names, *arguments])
    if formulas is None or len(reader.faults) > before:
        return None
    return FormulaNetwork(formulas, names, size)


def _check_values(network: Network, inputs: Inputs, reader: Reader) -> None:
    """Check that the network has a value at each input, at a cost that is allowed."""
    formulas = network.formulas if isinstance(network, FormulaNetwork) else ()
    most = MAX_WRITTEN if formulas else MAX_LAYERED
    if network.work * len(inputs) > most:
        size = f"{count(len(inputs), 'sample', 'samples')} through a network of {network.work} operations"
        reader.fault(INPUTS, f"{size} are more than {most}: use fewer samples or a smaller network")
        return
    for x in dict.fromkeys(inputs if formulas else ()):
        problem = trouble(formulas, {f"x{d + 1}": num(v) for d, v in enumerate(x)})
        if problem is not None:
            reader.fault((*INPUTS, inputs.index(x)), f"the network {problem} at this input")
            return
