"""What a search found, in words for the terminal. It takes plain values, and can make or upgrade no verdict."""

from __future__ import annotations

from pathlib import Path

from ...search.hunt import SearchDocument
from ...verdict import Verdict


def words(found: SearchDocument, target: Path) -> str:
    """The result of ``verify search`` as text: the verdict, what was tried, and the witness or the reason."""
    lines = [f"{found['statement']}: {found['title']} (expected: {found['expect']})"]
    tried = ", ".join(f"{count} {name}" for name, count in found["generators"].items())
    tally = f"{found['examples']} examples ({tried}), {found['met_assumptions']} met the assumptions"
    tally += f", {found['non_vacuous']} non-vacuous, seed {found['seed']}"
    match found["verdict"]:
        case Verdict.REFUTED | Verdict.CONTRADICTION:
            when = "from the example database" if found["round"] is None else f"in round {found['round']}"
            by = f"by the generator {found['found_by']!r} {when}, after {found['seconds']:.2f} s"
            lines.append(f"{found['verdict'].upper()} ({found['grade']}) {by}")
        case Verdict.HOLDS | Verdict.VACUOUS:
            lines.append(f"{found['verdict'].upper()} ({found['grade']})")
        case _:
            lines.append(f"UNKNOWN ({found['reason']}): {found['detail']}")
    if found["proof"] is not None:
        lines[-1] += f": {found['proof']['says']}"
        lines += [f"  {line}" for line in found["proof"]["because"]]
    lines.append(tally + (", interrupted" if found["interrupted"] else ""))
    if found["file"] is not None:
        lines += ["", found["file"].rstrip(), "", f"saved; to prove it like any other case: verify check {target}"]
    return "\n".join(lines)
