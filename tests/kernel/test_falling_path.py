"""``falling-path``: true ones prove that L falls for ever and to what; each lie is refused for its own reason."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from problems import Tables, formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence, Grade

Json = dict[str, Any]
LOG = "log(1/t)"


def risk(text: str, *names: str) -> Tables:
    """L is this function of the parameters."""
    return formula("0", list(names or ("t1",)), [("0", "0")], regularizer=text)


def data(point: list[str], path: list[str], limit: str, **more: Any) -> Json:
    stated: Json = {"rounds_to": limit[1:], "bits": 192} if limit.startswith("~") else {"equals": limit}
    return {
        "point": {"exact": point},
        "path": path,
        "limit": stated,
        "tail": "1",
        "cuts": [],
        "order": 6,
        "bits": 192,
        "rank": "open",
    } | more


def line(limit: str, **more: Any) -> Json:
    """From t1 = 1 on at speed 1."""
    return data(["1"], [f"1 + {LOG}"], limit, **more)


def check(tables: Tables, content: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate("falling-path", problem.digest, content))


EXP = risk("exp(-t1)")
LOGISTIC: Tables = {
    "problem": {
        "network": {"widths": [1, 1], "activation": "linear"},
        "loss": "logistic",
        "inputs": [["1"], ["3/2"], ["-1/3"]],
        "targets": [["1"], ["1"], ["-1"]],
    },
    "augment": {},
}
SOFTMAX: Tables = {
    "problem": {
        "network": {"widths": [1, 2], "activation": "linear", "bias": False},
        "loss": "softmax-cross-entropy",
        "inputs": [["1"], ["-1"]],
        "targets": [["1", "0"], ["0", "1"]],
    },
    "augment": {},
}
SAMPLES = [("1", "-1"), ("2", "-1"), ("1/2", "1"), ("-3", "-2")]
MERGING = formula("t3*tanh(t1*x1) + t4*tanh(t2*x1)", ["t1", "t2", "t3", "t4"], SAMPLES)
MERGED = ["5/4 - (1 - t)/4", "3/4 + (1 - t)/4", "1/t", "-1/t"]
FINE: Json = {"tail": "1/16", "cuts": [f"{k}/64" for k in range(5, 64)]}

TRUE: dict[str, tuple[Tables, Json]] = {
    "to 0": (EXP, line("0")),
    "to 0, in pieces": (EXP, line("0", **FINE)),
    "to a number": (risk("tanh(1) + exp(-t1)"), line("tanh(1)")),
    "to a negative number": (risk("-tanh(t1)"), line("-1")),
    "to a rounded number": (risk("sqrt(2) + exp(-t1)"), line("~1.414214")),
    "a term rises": (risk("exp(-t1) - exp(-2*t1)/3"), line("0")),
    "irrational rates": (risk("exp(-sqrt(2)*t1) + exp(-tanh(1)*t1)"), line("0", **FINE)),
    "a power": (risk("1/t1"), data(["1"], ["1/t"], "0")),
    "a kink that is passed": (risk("exp(-t1) + relu(2 - t1)"), line("0", **FINE)),
    "a logistic loss": (LOGISTIC, data(["1", "0"], [f"1 + 2*{LOG}", "0"], "0", rank="global", **FINE)),
    "softmax": (SOFTMAX, data(["1", "-1"], [f"1 + {LOG}", f"-1 - {LOG}"], "0", rank="global")),
    "the second class of softmax runs off": (
        SOFTMAX,
        data(["1", "-1"], ["1", f"-1 - {LOG}"], "0", rank="global", **FINE),
    ),
    "a bad plateau": (
        risk("(t2**2 - 1)**2 + t2/4 + exp(-t1)", "t1", "t2"),
        data(["1", "1"], [f"1 + {LOG}", "1"], "1/4", rank="bad", better={"exact": ["1", "-1"]}),
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_one_is_accepted(name: str) -> None:
    found = check(*TRUE[name])
    assert found.grade is Grade.CERTIFIED
    rank = found.facts["rank"]
    assert rank == TRUE[name][1]["rank"]
    assert ("; L is nowhere lower" in found.statement) == (rank == "global")
    assert ("elsewhere, which is lower" in found.statement) == (rank == "bad")


def test_units_that_merge_become_a_unit_and_its_derivative() -> None:
    """In the limit the output is x1/2 times the derivative of tanh at x1: L there is computed anew, without a path."""
    found = check(MERGING, data(["5/4", "3/4", "1", "-1"], MERGED, "~3.5984087", order=8))
    limit = formula("x1*(1 - tanh(x1)**2)/2", ["t1"], SAMPLES)
    problem = problem_from_tables(limit)
    value: Json = {"point": {"exact": ["0"]}, "rounds_to": "3.5984087", "bits": 128}
    assert checker.check(problem, Certificate("value", problem.digest, value)).grade is Grade.CERTIFIED
    assert found.facts["limit"].startswith("3.598408")


LIES: dict[str, tuple[Tables, Json, str]] = {
    "the limit is wrong by 1e-6": (EXP, line("1/10**6"), "was not proved"),
    "the limit is wrong by 1e-30": (EXP, line("1/10**30"), "was not proved"),
    "the last digit of the limit is wrong": (risk("sqrt(2) + exp(-t1)"), line("~1.414213"), "not proved to round"),
    "it rises": (risk("-exp(-t1)"), line("0"), "fall on the tail"),
    "it stays": (risk("1 + 0*t1"), line("1"), "fall on the tail"),
    "it turns up far out": (risk("exp(-t1) + sigmoid(t1 - 50)/1000"), line("1/1000", **FINE), "expanded on the tail"),
    "it turns up beyond the tail's end": (
        risk("exp(-t1) - exp(-t1/2)/1000"),
        line("0", **FINE),
        "fall on the tail",
    ),
    "it turns up from below 0": (risk("exp(-2*t1) - exp(-t1)/3"), line("0", **FINE), "fall on the tail"),
    "a hump on the way": (
        risk("exp(-t1) + sigmoid(9*t1 - 16) - sigmoid(9*t1 - 25)"),
        line("0", **FINE),
        "fall along the path between",
    ),
    "a hump within the tail": (
        risk("exp(-t1) + sigmoid(9*t1 - 16) - sigmoid(9*t1 - 25)"),
        line("0"),
        "expanded on the tail",
    ),
    "it stands still after a kink": (risk("relu(3 - t1)"), line("0", **FINE), "fall on the tail"),
    "it stands still between two kinks": (
        risk("exp(-t1)*step(t1 - 2) + relu(3/2 - t1)"),
        line("0", **FINE),
        "continuous",
    ),
    "a kink on the tail": (risk("exp(-t1) + abs(t1 - 40)"), line("0"), "expanded on the tail"),
    "it jumps down": (risk("exp(-t1) + step(2 - t1)"), line("0", **FINE), "continuous"),
    "it jumps up where a piece ends": (
        risk("2*exp(-t1) + step(t1 - 1 - log(2))/8"),
        line("1/8", tail="1/4", cuts=["1/2"]),
        "continuous",
    ),
    "it leaves the domain": (risk("exp(-t1) + 0*log(40 - t1)"), line("0"), "expanded on the tail"),
    "it leaves the domain on the way": (risk("exp(-t1) + 0*sqrt(3/2 - t1)"), line("0", **FINE), "expanded|contin"),
    "it passes a pole": (
        risk("exp(-t1) + 0/(t1 - 3/2)"),
        line("0", **FINE),
        "expanded|continuous",
    ),
    "it passes a pole far out": (risk("1/(t1 - 40)**2"), line("0"), "expanded on the tail"),
    "the path has a pole": (
        EXP,
        data(["1"], [f"1 + {LOG} + 0/(t - 1/3)"], "0", **FINE),
        "continuous",
    ),
    "the path has a pole that moves nothing": (
        risk("exp(-t1) + 0*t2", "t1", "t2"),
        data(["1", "0"], [f"1 + {LOG}", "0/(t - 1/3)"], "0", **FINE),
        "continuous",
    ),
    "the path jumps where nothing depends on it": (
        risk("exp(-t1) + 0*t2", "t1", "t2"),
        data(["1", "1"], [f"1 + {LOG}", "step(t - 1/3)"], "0", **FINE),
        "continuous",
    ),
    "the path has no values": (
        risk("exp(-t1) + 0*t2", "t1", "t2"),
        data(["1", "0"], [f"1 + {LOG}", "0*log(t - 1/2)"], "0"),
        "path was not expanded",
    ),
    "it starts elsewhere": (EXP, data(["1"], [f"2 + {LOG}"], "0"), "start at the point, in t1"),
    "it nearly starts there": (EXP, data(["1"], [f"1 + 1/10**30 + {LOG}"], "0"), "start at the point, in t1"),
    "a path into a minimum": (risk("t1**2"), data(["1"], ["t"], "0"), "no coordinate was proved unbounded"),
    "a path that goes round": (risk("exp(-t1)"), data(["1"], ["1 + sin(log(t))"], "0"), "path was not expanded"),
    "unbounded by a number that is 0": (
        risk("t1**2 + 0*t2", "t1", "t2"),
        data(["1", "0"], ["t", f"(sin(atan(1)) - sqrt(2)/2)*{LOG}"], "0"),
        "no coordinate was proved unbounded",
    ),
    "a pole that cancels but for 1e-30": (
        MERGING,
        data(["5/4", "3/4", "1", "-1"], [MERGED[0], f"{MERGED[1]} + (1 - t)/10**30", *MERGED[2:]], "0"),
        "expanded on the tail|tend to a number",
    ),
    "the limit does not exist": (risk("-t1"), line("0"), "tend to a number"),
    "tail 0": (EXP, line("0", tail="0"), "greater than 0"),
    "a tail beyond 1": (EXP, line("0", tail="2", cuts=[]), "at most 1"),
    "a cut beyond 1": (EXP, line("0", tail="1/2", cuts=["3/2"]), "do not rise"),
    "a cut before the tail": (EXP, line("0", tail="1/2", cuts=["1/4"]), "do not rise"),
    "cuts that fall": (EXP, line("0", tail="1/4", cuts=["3/4", "1/2"]), "do not rise"),
    "a cut twice": (EXP, line("0", tail="1/4", cuts=["1/2", "1/2"]), "do not rise"),
    "cuts after the whole": (EXP, line("0", tail="1", cuts=["1"]), "do not rise"),
    "order 0": (EXP, line("0", order=0), "at least 1"),
    "a rank that there is not": (EXP, line("0", rank="best"), "no rank"),
    "global, and L may be negative": (
        risk("exp(-t1) - t2**2", "t1", "t2"),
        data(["1", "0"], [f"1 + {LOG}", "0"], "0", rank="global"),
        "was not seen to be >= 0",
    ),
    "global, and the limit is not 0": (risk("1 + exp(-t1)"), line("1", rank="global"), "proved to be 0"),
    "global, and the limit is tiny": (risk("10**(-30) + exp(-t1)"), line("1/10**30", rank="global"), "proved to be 0"),
    "bad, by a point on the path": (EXP, line("0", rank="bad", better={"exact": ["20"]}), "lower than the limit"),
    "bad, by a point as high": (
        risk("exp(-t1)*t2", "t1", "t2"),
        data(["1", "1"], [f"1 + {LOG}", "1"], "0", rank="bad", better={"exact": ["1", "0"]}),
        "lower than the limit",
    ),
    "bad, without a point": (EXP, line("0", rank="bad"), "better"),
    "a point that it does not need": (EXP, line("0", better={"exact": ["1"]}), "unknown field"),
    "another variable": (EXP, data(["1"], ["1 + log(1/s)"], "0"), "s"),
    "the wrong class of softmax": (
        SOFTMAX,
        data(["1", "-1"], [f"1 - {LOG}", f"-1 - {LOG}/2"], "0"),
        "tend to a number|fall on the tail|expanded",
    ),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused(name: str) -> None:
    tables, content, reason = LIES[name]
    with pytest.raises(CertificateError, match=reason):
        check(tables, content)


@pytest.mark.parametrize("field", ["point", "path", "limit", "tail", "cuts", "order", "bits", "rank"])
def test_no_field_may_be_missing(field: str) -> None:
    content = copy.deepcopy(line("0"))
    del content[field]
    with pytest.raises(CertificateError, match=field):
        check(EXP, content)


def test_a_tail_with_too_many_digits_to_print_is_refused_in_words() -> None:
    with pytest.raises(CertificateError, match=r"between t = 1/10000.*\.\.\. and t = 1$"):
        check(EXP, line("0", tail="1e-9000"))
