"""A project of one's own: a folder of cases that pytest proves, with what continuous integration needs for it."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError
from ..problem.case import FOLDERS
from .case_files import CASES, PROJECT, TABLE
from .scaffold import template

FIRST = CASES / FOLDERS["bad-minimum"] / "first.toml"
"""The case that a new project has: complete and true as it stands."""


def project_files(name: str, schema: Path, text_of_schema: str) -> dict[Path, str]:
    """The files of a new project, each with its text; the paths are relative to its folder.

    Args:
        name: of the project.
        schema: where the JSON Schema of a case is to be; the case names it in its first line, for editors.
        text_of_schema: the schema.
    """
    return {
        Path(PROJECT): _PYPROJECT,
        FIRST: f"#:schema ../{schema.name}\n{template('bad-minimum', 'Dead unit')}",
        CASES / schema.name: text_of_schema,
        Path(".github", "workflows", "cases.yml"): _WORKFLOW,
        Path("README.md"): _README.format(name=name, first=FIRST.as_posix()),
        Path(".gitignore"): "/reports/\n.hypothesis/\n.pytest_cache/\n.venv/\n",
    }


def write_project(folder: Path, schema: Path, text_of_schema: str) -> list[Path]:
    """Write a new project; return the paths of its files.

    Args:
        folder: it is made, or it is there and empty (but for what begins with a dot, such as ``.git``).
        schema, text_of_schema: as for ``project_files``.

    Raises:
        InputError: the folder holds something already, which is left as it is.
    """
    if folder.exists() and (not folder.is_dir() or any(not p.name.startswith(".") for p in folder.iterdir())):
        raise InputError("is there already, and not an empty folder; choose another name", str(folder))
    texts = {folder / path: text for path, text in project_files(folder.resolve().name, schema, text_of_schema).items()}
    for path in texts:
        if path.exists():
            raise InputError("exists already; choose another folder", str(path))
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(texts)


_PYPROJECT = f"""\
[tool.{TABLE}] # every TOML file below {CASES}/ is a case, however broken: pytest fails on one that it cannot read

[tool.pytest.ini_options]
testpaths = ["{CASES}"]
"""

_WORKFLOW = f"""\
name: cases
on: [push, pull_request]
jobs:
  proved:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install verify-minima pytest
      - run: python -m pytest
      - run: verify check {CASES}
      - run: verify reprove reports/partial {CASES}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: report
          path: reports
"""

_README = """\
# {name}

Networks, losses and points with exact numbers, and what is proved of them. Each file below
`counterexamples/` is a case.

```sh
python -m pip install verify-minima pytest
python -m pytest                        # proves all that the files state; the report is in reports/
verify check {first}
verify new bad-minimum mine             # another case; or failure-mode, data-optimal, necessity, point, statement
verify reprove reports/partial counterexamples   # proves a report again, from its certificates alone
```

Every number in a file is a text, and exact. A check fails with the file, the line and the statement that is not so;
exit status 3 is for what is not decided.
"""
