"""The verdicts and grades of one result as short texts, for a reader that knows nothing else of it."""

from __future__ import annotations

from ..commands.checked import TaskResult
from ..verdict import Verdict, of_steps
from .claim_rows import weakest

NONE = "none"


def graded(result: TaskResult) -> dict[str, str]:
    """How it came out (``status``); its ``verdict`` or, of a case, that of each claim; and the ``grade``.

    The grade of a case is the weakest of all that is proved of it; "none" if nothing is, or nothing is graded. All are
    plain texts, which travel between processes.
    """
    status = {"status": str(result["status"])}
    match result["task"]:
        case "case":
            proved = [f["grade"] for f in result["findings"] if f["verdict"] == Verdict.PROVED]
            rows = sorted(result["claims"].items())
            claims = {name: f"{row['verdict']}, {row['grade'] or 'no grade'}" for name, row in rows}
            return {**status, "grade": weakest(proved) or NONE, **claims}
        case "claim":
            verdict = of_steps([step["proved"] for step in result["steps"]])
            return {**status, "verdict": str(verdict), "grade": "symbolic" if verdict == Verdict.HOLDS else NONE}
        case "statement":
            return {**status, "verdict": str(result["verdict"]), "grade": result["grade"] or NONE}
