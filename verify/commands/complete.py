"""All critical points, or all local minima, of L in a box: a search in floats that the kernel checks without one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
from typing_extensions import TypedDict

from ..errors import CertificateError, InputError
from ..exact import exact
from ..kernel import checker, theta_point
from ..kernel.bisection import DOWN, MOST_COORDINATES, OPEN, generations
from ..kernel.certificate import Certificate, document, read_file
from ..kernel.evidence import Evidence
from ..kernel.mirrors import Mirror
from ..kernel.only_points import twice_differentiable
from ..numerics.arrays import Floats
from ..numerics.krawczyk import Box
from ..numerics.point import Boxed
from ..problem.case import Case
from ..propose.complete_lists import complete_list
from ..propose.cover_points import CoverPoint
from ..propose.cover_search import Cover, CoverSearch
from ..propose.mirror_images import mirrored, mirrors

Write = Callable[[Path, str], None]
KIND = "complete-list"
SHOWN = 100
"""So many of the largest pieces that are not decided are listed."""


class ListedPoint(TypedDict):
    """A critical point of the list: its value, its type and index, whether it is in the box, and its coordinates."""

    value: str
    type: str
    index: int
    place: str
    theta: list[str]


class Complete(TypedDict):
    """What was proved: of which box, in words and numbers, the points, and the largest pieces that are not decided."""

    statement: str
    seek: str
    complete: bool
    symmetries: bool
    box: list[list[float]]
    points: list[ListedPoint]
    pieces: int
    undecided: int
    undecided_share: float
    undecided_pieces: list[list[list[float]]]
    search_seconds: float
    check_seconds: float
    certificate: str


class Started(TypedDict):
    """A box with what is sought in it, the symmetries that are used, and what was found before."""

    low: Floats
    high: Floats
    minima: bool
    mirrors: list[Mirror]
    weights: list[int]
    before: Cover | None


def complete(
    case: Case, started: Started, budget: float | None, said: Callable[[int, float], None], keep: Path, write: Write
) -> Complete:
    """Search the box, keep the certificate by ``write`` in ``keep``, and let the kernel check it.

    The budget is that of the search; the check takes about as long once more.

    Raises:
        InputError: L was not proved twice continuously differentiable near the box, or has no or too many parameters.
    """
    problem, low, high = case.problem, started["low"], started["high"]
    n = len(problem.names)
    if not 0 < n <= MOST_COORDINATES:
        raise InputError(f"a complete search is for 1 to {MOST_COORDINATES} parameters; here are {n}")
    if not problem.written:
        raise InputError("a complete search is for networks and data that are small enough to write L out as a formula")
    if not twice_differentiable(problem, low, high):
        words = "L was not proved twice continuously differentiable all over the box, and a complete search needs that"
        raise InputError(f"{words}: choose another box, or a network without kinks", "--box")
    begun = monotonic()
    rises = [mirror.rise(started["weights"]) for mirror in started["mirrors"]]
    test = (lambda lows, highs: mirrored(rises, lows, highs, high)) if rises else None
    search = CoverSearch(theta_point.landscape(problem), low, high, started["minima"], test)
    deadline = float("inf") if budget is None else begun + budget
    cover = search.run(deadline, said, started["before"])
    middle = monotonic()
    certificate = complete_list(problem, low, high, started["minima"], cover, started["mirrors"], started["weights"])
    write(keep, _text({**document(case.name, case.tables, [certificate]), "file": case.file}))
    evidence = checker.check(problem, certificate)
    return _rows(evidence, low, high, cover, (middle - begun, monotonic() - middle), keep)


def start(case: Case, box: Sequence[tuple[float, float]], minima: bool) -> Started:
    """A box of which nothing is known, with the symmetries of L that map it onto itself."""
    low, high = (np.array(ends, dtype=np.float64) for ends in zip(*box, strict=True))
    found, weights = mirrors(case.problem, low, high)
    return {"low": low, "high": high, "minima": minima, "mirrors": found, "weights": weights, "before": None}


def resume(case: Case, path: Path) -> Started:
    """What an earlier search has left in a file.

    Raises:
        InputError: the file holds no certificate of such a search, or one about another problem.
    """
    try:
        found = read_file(path)
        (certificate,) = (c for c in found.certificates if c.kind == KIND)
        if certificate.problem != case.problem.digest:
            raise InputError("it is about another problem than the file", str(path))
        return _started(certificate)
    except (CertificateError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise InputError(f"holds no certificate of a complete search ({error})", str(path)) from error


def _started(certificate: Certificate) -> Started:
    data = certificate.data
    low, high = (np.array([float(exact(v)) for v in data[key]]) for key in ("low", "high"))
    n, letters = len(low), [np.frombuffer(text.encode(), dtype=np.uint8) for text in data["tree"]]
    list(generations(data["tree"], low[None, :], high[None, :]))  # the tree is one of this box
    codes = np.frombuffer(data["directions"].encode(), dtype=np.uint8).astype(np.float64).reshape(-1, n) - ord("M")
    counts = [np.count_nonzero(x == DOWN) for x in letters]
    directions = np.split(codes, np.cumsum(counts)[:-1])
    return {
        "low": low,
        "high": high,
        "minima": data["seek"] == "local-minima",
        "mirrors": [Mirror(tuple(m["places"]), tuple(int(s) for s in m["signs"])) for m in data["symmetries"]],
        "weights": [int(w) for w in data["weights"]],
        "before": Cover(letters, directions, [_point(p) for p in data["points"]]),
    }


def _point(data: dict[str, Any]) -> CoverPoint:
    at = data["point"]
    box = Box(tuple(map(exact, at["center"])), exact(at["radius"]))
    rows = tuple(tuple(map(exact, row)) for row in at["preconditioner"])
    low, high = (np.array([float(exact(v)) for v in data[key]]) for key in ("low", "high"))
    return CoverPoint(Boxed(box, rows, at["bits"], tuple(at["rounds_to"])), low, high)


def _text(content: object) -> str:
    return json.dumps(content, indent=1, ensure_ascii=True) + "\n"


def _rows(
    evidence: Evidence, low: Floats, high: Floats, cover: Cover, seconds: tuple[float, float], keep: Path
) -> Complete:
    facts, data = evidence.facts, evidence.certificate.data
    n, rows = len(low), list[ListedPoint]()
    listed = zip(
        data["points"], _split(facts["values"]), _split(facts["indices"]), _split(facts["places"]), strict=True
    )
    for point, value, index, place in listed:
        kind = {"0": "strict local minimum", str(n): "strict local maximum"}.get(index, f"saddle of index {index}")
        theta = list(point["point"]["rounds_to"])
        rows.append({"value": value, "type": kind, "index": int(index), "place": place, "theta": theta})
    left = list[list[list[float]]]()
    for generation in generations(data["tree"], low[None, :], high[None, :]):
        for i in generation.of(OPEN)[: SHOWN - len(left)]:
            left.append([[a, b] for a, b in zip(generation.low[i].tolist(), generation.high[i].tolist(), strict=True)])
    return {
        "statement": evidence.statement,
        "seek": facts["seek"],
        "complete": facts["complete"] == "yes",
        "symmetries": facts["symmetries"] == "yes",
        "box": [[a, b] for a, b in zip(low.tolist(), high.tolist(), strict=True)],
        "points": sorted((row for row in rows if row["place"] != "outside"), key=_number),
        "pieces": int(facts["pieces"]),
        "undecided": int(facts["undecided"]),
        "undecided_share": float(facts["undecided_share"]),
        "undecided_pieces": left,
        "search_seconds": round(seconds[0], 3),
        "check_seconds": round(seconds[1], 3),
        "certificate": str(keep),
    }


def _number(row: ListedPoint) -> float:
    """The value, as far as it is written; a bound on its size, if it is 0 to within one."""
    return float(row["value"].removeprefix("0 to within "))


def _split(text: str) -> list[str]:
    return text.split("; ") if text else []
