"""The power of the search on drawn statements, as lines of text. It takes plain values."""

from __future__ import annotations

from ...commands.checked import JsonObject


def words(found: JsonObject) -> str:
    """What ``verify power --drawn`` came to."""
    settings = found["settings"]
    lines = [
        f"{found['all']['tried']} drawn statements, seed {settings['seed']}, at most {settings['budget']:g} s each"
    ]
    for name, said in (("false", "refuted"), ("true", "proved"), ("all", "decided rightly")):
        lines.append(f"{name:6} {_share(found[name], said)}")
    lines.append(f"decided against the truth: {len(found['wrong'])}")
    lines += [
        f"  {row['number']}: {row['title']} is {row['true']}; the search: {row['verdict']}" for row in found["wrong"]
    ]
    lines += [
        f"  undecided, {'true' if row['true'] else 'false'}: {row['kind']} ({row['number']})"
        for row in found["undecided"]
    ]
    return "\n".join(lines)


def _share(row: JsonObject, said: str) -> str:
    if row["rate"] is None:
        return "none"
    low, high = row["interval"]
    return f"{row['right']}/{row['tried']} {said}, {row['rate']:.1%} [{low:.1%}, {high:.1%}]"
