"""Figures that were drawn, as texts: what a report shows of a case."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from html import escape

from ..errors import InputError
from ..kernel.evidence import Evidence
from ..problem.case import Case
from . import kinds
from .figure_kind import FigureKind
from .scene import Scene
from .style import DARK


@dataclass(frozen=True)
class Drawn:
    """One figure of one case.

    Attributes:
        name: of its kind, as on the command line; a case has one of each kind at most.
        title: the heading.
        svg: one ``<svg>`` element, complete, which may stand in a page or be a file: no script, nothing from elsewhere,
            and its ids are those of no other figure.
        alternative: what is to be seen, in sentences.
        caption: what of it is proved, and what is only drawn.
    """

    name: str
    title: str
    svg: str
    alternative: str
    caption: str

    def words(self) -> dict[str, str]:
        """All of it but the picture."""
        return {"name": self.name, "title": self.title, "alternative": self.alternative, "caption": self.caption}


def figures_of(case: Case, proved: Iterable[Evidence], brief: bool = False) -> tuple[Drawn, ...]:
    """Every figure that applies to a case; with ``brief`` those that a report has room and time for.

    Raises:
        FigureError: one of them would show something else than what was proved.
    """
    scene = Scene(case, tuple(proved))
    found = []
    for kind in kinds.figure_kinds():
        if (kind.brief or not brief) and kind.refuses(scene) is None:
            with suppress(InputError):  # numbers beyond those that can be drawn: no picture is better than a wrong one
                found.append(_drawn(kind, scene))
    return tuple(found)


def figure_of(case: Case, proved: Iterable[Evidence], name: str, form: str = "svg") -> tuple[Drawn, bytes]:
    """One figure, also in another form: ``svg``, ``png`` or ``pdf``.

    Raises:
        InputError: there is no such figure, or it does not apply or cannot be drawn, and why.
        FigureError: it would show something else than what was proved.
    """
    scene = Scene(case, tuple(proved))
    kind = kinds.figure_kind(name)
    why = kind.refuses(scene)
    if why is not None:
        raise InputError(f"the figure {name} does not apply: {why}", case.path)
    return _drawn_as(kind, scene, form)


def prepare() -> None:
    """Import what draws: once, before processes are made of this one."""
    from . import sketch

    sketch.sketching()


def refusals(case: Case, proved: Iterable[Evidence]) -> dict[str, str]:
    """The figures that do not apply to a case, by their names, and why."""
    scene = Scene(case, tuple(proved))
    answers = ((kind.name, kind.refuses(scene)) for kind in kinds.figure_kinds())
    return {name: why for name, why in answers if why is not None}


def _drawn(kind: FigureKind, scene: Scene) -> Drawn:
    return _drawn_as(kind, scene, "svg")[0]


def _drawn_as(kind: FigureKind, scene: Scene, form: str) -> tuple[Drawn, bytes]:
    from .sketch import Sketch, sketching  # matplotlib, which is slow to import

    try:
        with sketching():
            sketch = Sketch(kind.height)
            told = kind.draw(scene, sketch)
            how = sketch.finish()
            source = sketch.bytes("svg").decode()
            other = sketch.bytes(form) if form != "svg" else b""
    except (ArithmeticError, ValueError) as error:  # LinAlgError is a ValueError
        why = f"the figure {kind.name} cannot be drawn: {type(error).__name__}, {error}"
        raise InputError(why, scene.case.path) from error
    svg = _alone(source, f"{scene.case.name}/{kind.name}", kind.title, told.alternative)
    drawn = Drawn(kind.name, kind.title, svg, told.alternative, f"{told.caption} {how}".strip())
    return drawn, other or svg.encode()


def _alone(source: str, name: str, title: str, alternative: str) -> str:
    """Matplotlib's text as one element with ids of its own, a title and a description, light or dark as the page is."""
    own = "f" + hashlib.sha256(name.encode()).hexdigest()[:8]
    svg = source[source.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(\bid=")', rf"\1{own}-", svg)
    svg = re.sub(r'((?:xlink:)?href="#|url\(#)', rf"\1{own}-", svg)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    # A mark is a shape that is used: each use has the colour, which no rule changes in the shape itself.
    svg = re.sub(r"<defs>.*?</defs>", lambda m: re.sub(r"stroke: #\w+(; )?", "", m[0]), svg, flags=re.DOTALL)
    rules = "".join(
        f'#{own} [style*="{part}: {light}"]{{{part}:{dark} !important}}'
        for light, dark in DARK.items()
        for part in ("fill", "stroke")
    )
    style = f"<style>@media (prefers-color-scheme: dark){{{rules}}}</style>"
    words = f'<title id="{own}-title">{escape(title)}</title>\n <desc id="{own}-desc">{escape(alternative)}</desc>'
    begin = f'<svg id="{own}" role="img" aria-labelledby="{own}-title" aria-describedby="{own}-desc"'
    head, rest = svg.split(">", 1)
    return f"{head.replace('<svg', begin, 1)}>\n {words}\n {style}{rest}"
