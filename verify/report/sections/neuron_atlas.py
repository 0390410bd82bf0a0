"""The atlas: which added neurons, at which penalties, eliminate bad local minima at all."""

from __future__ import annotations

from collections.abc import Sequence

from ...commands.checked import AtlasDocument
from ...store import atlas_cells
from ...store.marks import Mark
from ...verdict import CellVerdict
from ..blocks import Badge, Block, Code, Column, Group, Heading, Items, Line, Link, Paragraph, Row, Section, Table
from ..phrases import prose, strong

MARKS = {
    CellVerdict.TRUE: Mark.HOLDS,
    CellVerdict.FALSE: Mark.NONE,
    CellVerdict.UNKNOWN: Mark.UNKNOWN,
}


def _page(atlas: AtlasDocument | None) -> Sequence[Block]:
    if atlas is None:
        return []
    about: Line = (
        prose("Which added neurons a phi(w.x + b), at which penalties lam P, eliminate bad local minima at all? "),
        prose("Convex differentiable losses, any data and any network, everything trained, every lam > 0. "),
        strong("T"),
        ": true, proved by identities. ",
        strong("F"),
        ": false, with a witness that the kernel has accepted. ",
        strong("?"),
        f": not decided. Each letter leads to its reason or witness, which is a file for verify check. Seed "
        f"{atlas['seed']}.",
    )
    blocks: list[Block] = [Paragraph(about)]
    for grid in atlas_cells.grids(atlas):
        columns = (Column("φ"), *map(Column, atlas["penalties"]))
        rows = tuple(
            Row(((neuron,), *map(_letter, fields)), styles=("", *(field.style for field in fields)))
            for neuron, fields in grid.rows
        )
        table = Table(f"Atlas: {grid.conclusion}", columns, rows, "atlas")
        blocks += [Heading(grid.conclusion), Paragraph((prose(f"Is {grid.words}?"),), "soft"), table]
        blocks += [_cell(field) for _, fields in grid.rows for field in fields]
    return blocks


def _letter(field: atlas_cells.Field) -> Line:
    return (Link("atlas", field.name, field.letter, f"{field.name}. {field.words}"),)


def _cell(field: atlas_cells.Field) -> Group:
    """The reason of a cell or its witness, which is shown where a link leads to it."""
    cell, proof = field.cell, field.cell["proof"]
    tried = f"; {cell['non_vacuous']} of {cell['examples']} examples were non-vacuous" if proof is not None else ""
    blocks: list[Block] = [Paragraph((strong(field.name), f". {field.words}{tried}."))]
    if proof is not None:
        blocks.append(Items(tuple((line,) for line in proof["because"])))
    if cell["file"] is not None:
        blocks.append(Code(cell["file"]))
    return Group(tuple(blocks), "cell", "atlas", field.name)


def _brief(atlas: AtlasDocument | None) -> Sequence[Block]:
    blocks: list[Block] = []
    for grid in atlas_cells.grids(atlas) if atlas is not None else ():
        columns = (Column("phi"), *map(Column, atlas["penalties"] if atlas is not None else ()))
        rows = tuple(Row(((neuron,), *map(_verdict, fields))) for neuron, fields in grid.rows)
        about = f"For the neuron a*phi(u + b) and the penalty: is {grid.words}?"
        blocks += [Heading(grid.conclusion), Paragraph((about,)), Table(grid.conclusion, columns, rows)]
    return blocks


def _verdict(field: atlas_cells.Field) -> Line:
    if field.against:
        return (Badge(f"{field.verdict}!", Mark.FAILS),)
    return (Badge(field.verdict, MARKS[field.verdict]),)


def _terminal(atlas: AtlasDocument | None) -> Sequence[Block]:
    return [] if atlas is None else [Paragraph((atlas_cells.tally(atlas),))]


SECTION = Section(
    "atlas", "Atlas of neurons and penalties", 100, lambda r: r["atlas"], _page, _brief, _terminal, short="Atlas"
)
