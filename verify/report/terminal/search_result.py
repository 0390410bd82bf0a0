"""What a search found, in words for the terminal. It takes plain values, and can make or upgrade no verdict."""

from __future__ import annotations

from pathlib import Path

from ...commands.checked import FoundStatement


def words(found: FoundStatement, target: Path) -> str:
    """The result of ``verify search`` as text: the verdict, what was tried, and the witness or the reason."""
    lines = [f"{found['statement']}: {found['title']} (expected: {found['expect']})"]
    tried = ", ".join(f"{count} {name}" for name, count in found["generators"].items())
    tally = f"{found['examples']} examples ({tried}), {found['met_assumptions']} met the assumptions"
    tally += f", {found['non_vacuous']} non-vacuous, seed {found['seed']}"
    match found["verdict"]:
        case "refuted":
            when = "from the example database" if found["round"] is None else f"in round {found['round']}"
            by = f"by the generator {found['found_by']!r} {when}, after {found['seconds']:.2f} s"
            lines.append(f"REFUTED ({found['grade']}) {by}")
        case "holds" if found["proof"] is not None:
            lines.append(f"HOLDS (symbolic): {found['proof']['says']}")
            lines += [f"  {line}" for line in found["proof"]["because"]]
        case "holds":
            lines.append("HOLDS (sampled): no violation was found among these examples; this proves nothing more")
        case "vacuous":
            lines.append("VACUOUS: no example met the assumptions, or none had anything to examine")
        case _ if found["obstacle"] is not None:
            lines.append(f"UNKNOWN: {found['obstacle']}, so that examples without a violation say nothing")
        case _:
            lines.append(f"UNKNOWN: in {found['undecided']} examples floats suggest a violation that was not certified")
    lines.append(tally + (", interrupted" if found["interrupted"] else ""))
    if found["file"] is not None:
        lines += ["", found["file"].rstrip(), "", f"saved; to prove it like any other case: verify check {target}"]
    return "\n".join(lines)
