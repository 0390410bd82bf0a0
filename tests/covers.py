"""Complete lists of critical points of small networks, with certificates of the kind ``complete-list``, and lies."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from problems import TANH, Tables, formula

from verify.files.load import problem_from_tables
from verify.kernel.theta_point import landscape
from verify.propose.complete_lists import complete_list
from verify.propose.cover_search import CoverSearch
from verify.propose.mirror_images import mirrored, mirrors

Json = dict[str, Any]
Box = list[tuple[float, float]]

WELLS = formula("t1**2 - t2*x1", ["t1", "t2"], [("1", "1"), ("0", "1/2")])
"""L = ((t1^2 - t2 - 1)^2 + (t1^2 - 1/2)^2) / 2: minima at t1 = +-1/sqrt 2, t2 = -1/2, a saddle at (0, -1)."""
NEURON = formula("sigmoid(t1*x1 + t2)", ["t1", "t2"], [("-2", "4/5"), ("-1", "1/10"), ("1/2", "9/10"), ("2", "1/5")])
QUARTIC = formula("t1**2 + t2*x1", ["t1", "t2"], [("0", "0"), ("1", "0")])
"""L has one critical point, 0, a minimum with a singular Hessian."""
LINE = formula("t1*t2", ["t1", "t2"], [("0", "0")])
"""L = (t1 t2)^2 / 2: both axes are critical."""

CASES: dict[str, tuple[Tables, Box, bool]] = {
    "wells": (WELLS, [(-2.0, 2.0), (-2.5, 1.5)], False),
    "wells, minima": (WELLS, [(-2.0, 2.0), (-2.5, 1.5)], True),
    "neuron": (NEURON, [(-3.0, 2.0), (-2.0, 2.0)], False),
    "neuron, minima": (NEURON, [(-3.0, 2.0), (-2.0, 2.0)], True),
    "unit": (TANH, [(0.5, 2.0), (-2.0, -1.0), (-1.5, -0.5)], False),
}


@cache
def _proved(name: str) -> Json:
    tables, box, minima = CASES[name]
    return searched(tables, box, minima)


def proved(name: str) -> tuple[Tables, Json]:
    """A case, with the data of its certificate."""
    return CASES[name][0], copy.deepcopy(_proved(name))


def searched(tables: Tables, box: Box, minima: bool = False, symmetric: bool = True, most: int = 40) -> Json:
    """The data of the certificate of a search of at most so many generations."""
    problem = problem_from_tables(tables)
    low, high = (np.array(ends) for ends in zip(*box, strict=True))
    found, weights = mirrors(problem, low, high) if symmetric else ([], [0] * len(low))
    rises = [m.rise(weights) for m in found]
    test = (lambda lows, highs: mirrored(rises, lows, highs, high)) if found else None
    search = CoverSearch(landscape(problem), low, high, minima, test)

    decide = search._decided

    def decided(lows: Any, highs: Any) -> Any:
        """Pieces of later generations are left open, as by Ctrl-C."""
        search.stopped = search.stopped or len(search.found.letters) >= most
        return (
            (np.full(len(lows), ord("?"), dtype=np.uint8), np.zeros(lows.shape))
            if search.stopped
            else decide(lows, highs)
        )

    search._decided = decided  # type: ignore[method-assign]
    cover = search.run(float("inf"), lambda generation, left: None)
    return dict(complete_list(problem, low, high, minima, cover, found, weights).data)


def leaf(data: Json, letters: str) -> tuple[int, int]:
    """The generation and the place of the first piece with one of these letters."""
    return next((g, i) for g, text in enumerate(data["tree"]) for i, c in enumerate(text) if c in letters)


def put(data: Json, letters: str, new: str) -> Json:
    """The first piece with one of these letters gets another one."""
    g, i = leaf(data, letters)
    text = data["tree"][g]
    data["tree"][g] = text[:i] + new + text[i + 1 :]
    return data


def changed(data: Json, path: tuple[Any, ...], change: Callable[[Any], Any]) -> Json:
    target: Any = data
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = change(target[path[-1]])
    return data


LIES: dict[str, Callable[[Json], Json]] = {
    "a point is missing": lambda d: changed(d, ("points",), lambda p: p[1:]),
    "a point twice": lambda d: changed(d, ("points",), lambda p: [*p, copy.deepcopy(p[0])]),
    "a slope where the point is": lambda d: put(d, "+", "A"),
    "newton where the point is": lambda d: put(d, "+", "*"),
    "in a box of a point, far away": lambda d: put(d, "AB", "+"),
    "a piece too few": lambda d: changed(d, ("tree", -1), lambda t: t[:-1]),
    "a piece too many": lambda d: changed(d, ("tree", -1), lambda t: f"{t}A"),
    "a generation is missing": lambda d: changed(d, ("tree",), lambda t: t[:-1]),
    "a generation is empty": lambda d: changed(d, ("tree",), lambda t: [*t, ""]),
    "no tree": lambda d: changed(d, ("tree",), lambda t: []),
    "the whole box is monotone": lambda d: changed(d, ("tree",), lambda t: ["A"]),
    "the whole box by newton": lambda d: changed(d, ("tree",), lambda t: ["*"]),
    "the whole box around the point": lambda d: changed(d, ("tree",), lambda t: ["+"]),
    "the whole box is mirrored": lambda d: changed(d, ("tree",), lambda t: ["~"]),
    "cut in a parameter that is none": lambda d: changed(d, ("tree", 0), lambda t: "z"),
    "a letter that is none": lambda d: put(d, "AB", "!"),
    "a letter beyond ASCII": lambda d: put(d, "AB", "\u00e4"),
    "the box is larger": lambda d: changed(d, ("high", 0), lambda t: "64"),
    "the box is upside down": lambda d: {**d, "low": d["high"], "high": d["low"]},
    "the box is no double": lambda d: changed(d, ("high", 0), lambda t: "2/3"),
    "the box of a point is larger": lambda d: changed(d, ("points", 0, "high", 0), lambda t: "32"),
    "the point is outside its box": lambda d: changed(d, ("points", 0, "low"), lambda t: d["points"][0]["high"]),
    "the point is elsewhere": lambda d: changed(d, ("points", 0, "point", "center", 0), lambda t: "1/7"),
    "a congruence of zeros": lambda d: changed(d, ("points", 0, "congruence"), lambda m: [["0"] * len(m)] * len(m)),
    "a direction too many": lambda d: changed(d, ("directions",), lambda t: f"{t}{'N' * len(d['low'])}"),
    "sought is something else": lambda d: changed(d, ("seek",), lambda t: "maxima"),
    "a symmetry that L has not": lambda d: {
        **d,
        "symmetries": [{"places": list(range(len(d["low"]))), "signs": ["-1"] * len(d["low"])}],
    },
}
