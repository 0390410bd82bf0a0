"""Adding one thing touches one file, or two with its prose: each noun is added in a scratch copy, used, and counted."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from textwrap import dedent

import pytest
from forked import in_copy

ROOT = Path(__file__).parent.parent
PARTS = (
    "verify",
    "notes",
    "tests",
    "counterexamples",
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "CITATION.cff",
    "LICENSE",
    ".ci",
    "pyproject.toml",
)

CASE = """
title = "A case for a new record"
kind = "data-optimal"
source = "A test."

[problem]
network = {network}
loss = "{loss}"
inputs = [["1"], ["-2"]]
targets = [["1"], ["-2"]]

[point]
theta = [{theta}]

[expect]
value = "0"
method = "data-optimal"
"""


class Scratch:
    """A copy of the project, to which one thing is added."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "project"
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
            self.folder.mkdir(exist_ok=True)
            copy(ROOT / part, self.folder / part)
        self.outside = folder

    def insert(self, file: str, before: str, text: str) -> None:
        """Put ``text`` before the first line of ``file`` that begins with ``before``."""
        path = self.folder / file
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        place = next(i for i, line in enumerate(lines) if line.startswith(before))
        path.write_text("".join([*lines[:place], text, *lines[place:]]), encoding="utf-8")

    def create(self, file: str, text: str) -> None:
        path = self.folder / file
        assert not path.exists()
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")

    def changed(self) -> set[str]:
        """The files that are not as they are in the project, or not there at all."""
        found = set()
        for part in PARTS:
            whole = self.folder / part
            for path in [whole] if whole.is_file() else whole.rglob("*"):
                name = path.relative_to(self.folder)
                if path.is_file() and path.suffix != ".pyc" and ".hypothesis" not in name.parts:
                    original = ROOT / name
                    if not original.is_file() or original.read_bytes() != path.read_bytes():
                        found.add(name.as_posix())
        return found

    def touched(self, noun: str, *written: str) -> set[str]:
        """The changed files, without those ``written`` by the suite; as many as CONTRIBUTING.md says of the noun."""
        changed = self.changed() - {*written}
        said = re.search(rf"^\| {noun} \| .* \| (\d) \|$", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE)
        assert said is not None
        assert len(changed) == int(said[1])
        return changed

    def run(self, *arguments: str, status: int = 0) -> str:
        """Run Python in the copy; what it prints, if it ends with this exit status."""
        done = in_copy(self.folder, *arguments)
        assert done.returncode == status, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def says(self, code: str) -> str:
        """What some lines of Python print in the copy."""
        return self.run("-c", dedent(code)).strip()

    def checks(self, text: str) -> None:
        """``verify check`` accepts a file with this text."""
        file = self.outside / "case.toml"
        file.write_text(text, encoding="utf-8")
        self.run("-m", "verify", "check", str(file), "--jobs", "1", "--reports", str(self.outside / "reports"))

    def passes(self, *arguments: str) -> None:
        """The tests of the copy that are named pass, and there are some."""
        assert " passed" in self.run("-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments)

    def fails(self, *arguments: str) -> set[str]:
        """The tests of the copy that fail, of those that are named."""
        said = self.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=no", *arguments, status=1)
        return set(re.findall(r"^FAILED [^:]*::(\S+)", said, re.MULTILINE))


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return Scratch(tmp_path)


def test_the_copy_is_used_and_nothing_in_it_is_changed_yet(scratch: Scratch) -> None:
    assert Path(scratch.says("import verify; print(verify.__file__)")).parent == scratch.folder / "verify"
    assert scratch.changed() == set()


def test_a_loss(scratch: Scratch) -> None:
    record = '"quartic", _residual(lambda r, p: power(r, Fraction(4))), "real", ANALYTIC, True, True, True, ALWAYS'
    scratch.insert("verify/problem/losses.py", '    Loss("logistic"', f"    Loss({record}),\n")
    row = "| `quartic` | `r**4` | any real numbers | analytic | yes | yes | yes | always |\n"
    scratch.insert("notes/counterexample-format.md", "| `logistic` |", row)
    scratch.checks(CASE.format(network='{ formula = ["t1*x1"], parameters = ["t1"] }', loss="quartic", theta='"1"'))
    tests = ("tests/problem/test_losses.py", "tests/problem/test_loss_facts.py", "tests/files/test_files.py")
    scratch.passes(*tests, "-k", "quartic or notes_describe")
    assert scratch.touched("a loss") == {"verify/problem/losses.py", "notes/counterexample-format.md"}


def test_a_loss_is_taken_for_nothing_that_its_record_does_not_say(scratch: Scratch) -> None:
    """Labels -1 and 1 make no margin loss, and being in the table makes no loss nonnegative."""
    formulas = {
        "lopsided": ("power(q - y - 1, TWO) - 1", False),
        "tilted": ("function('softplus', -(y * q)) + q", False),
        "one-sided": ("_square(y * q - 1) + _positive_part(q, 2)", True),
    }
    for name, (formula, positive) in formulas.items():
        record = f"'{name}', _outputwise(lambda q, y, p: {formula}), 'sign', 1, True, True, {positive}, ALWAYS"
        scratch.insert("verify/problem/losses.py", '    Loss("logistic"', f"    Loss({record}),\n")
    said = scratch.says(
        """
        from verify.files.load import problem_from_tables
        from verify.kernel.assumptions import ASSUMPTIONS
        network = {"formula": ["t1*x1"], "parameters": ["t1"]}
        for loss in ("lopsided", "tilted", "one-sided", "logistic"):
            tables = {"network": network, "loss": loss, "inputs": [["1"], ["2"]], "targets": [["1"], ["-1"]]}
            problem = problem_from_tables({"problem": tables})
            print(*(ASSUMPTIONS[key].test(problem).name for key in ("margin-loss", "nonnegative")))
        """
    )
    assert said.splitlines() == ["NO UNKNOWN", "NO NO", "NO YES", "YES YES"]


# name -> (the record after its name, the documented formula, the test that has to notice)
LIES = {
    "lie-convex": (
        "_residual(lambda r, p: 16 * _square(r) * (_square(r) - ONE)), 'real', ANALYTIC, True, False, False, ALWAYS",
        "16*(r**4 - r**2)",
        "test_convexity",
    ),
    "lie-not-convex": (
        "_residual(lambda r, p: _square(r)), 'real', ANALYTIC, False, True, True, ALWAYS",
        "r**2",
        "test_convexity",
    ),
    "lie-sign": (
        "_residual(lambda r, p: _square(r) - ONE), 'real', ANALYTIC, True, True, True, ALWAYS",
        "r**2 - 1",
        "test_sign",
    ),
    "lie-smooth": (
        "_residual(lambda r, p: absolute(r)), 'real', ANALYTIC, True, True, True, ALWAYS",
        "abs(r)",
        "test_order_of_smoothness",
    ),
    "lie-stationary": (
        "_residual(_double_well), 'real', ANALYTIC, False, True, True, ALWAYS",
        "r**2*((r - 2)**2 + 3/8)",
        "test_stationary_points",
    ),
    "lie-attained": (
        "_outputwise(lambda q, y, p: function('softplus', q) - y * q), 'unit', ANALYTIC, True, True, True, ALWAYS",
        "softplus(q) - y*q",
        "test_attains",
    ),
    "lie-formula": (
        "_residual(lambda r, p: _square(r)), 'real', ANALYTIC, True, True, True, ALWAYS",
        "r**2 + r**4/1000000",
        "test_values",
    ),
}


def test_a_loss_whose_record_lies_is_noticed(scratch: Scratch) -> None:
    for name, (record, formula, _) in LIES.items():
        scratch.insert("verify/problem/losses.py", '    Loss("logistic"', f"    Loss('{name}', {record}),\n")
        scratch.insert("notes/counterexample-format.md", "| `logistic` |", f"| `{name}` | `{formula}` | | | | | |\n")
    failed = scratch.fails("tests/problem/test_losses.py", "tests/problem/test_loss_facts.py", "-k", "lie-")
    for name, (_, _, test) in LIES.items():
        assert f"{test}[{name}]" in failed, failed


def test_an_activation(scratch: Scratch) -> None:
    record = '    Activation("swish", lambda u: u * function("sigmoid", u), ANALYTIC),\n'
    scratch.insert("verify/problem/activations.py", '    Activation("gelu"', record)
    row = "| `swish` | `u/(1 + exp(-u))` | analytic | no | - |\n"
    scratch.insert("notes/counterexample-format.md", "| `gelu` |", row)
    network = '{ formula = ["t1*x1 + t2*swish(x1)"], parameters = ["t1", "t2"] }'
    scratch.checks(CASE.format(network=network, loss="squared", theta='"1", "0"'))
    network = '{ widths = [1, 1, 1], activation = "swish", skip = [[0, 2]] }'
    scratch.checks(CASE.format(network=network, loss="squared", theta='"1", "0", "0", "0", "1"'))
    scratch.passes("tests/problem/test_activations.py", "tests/files/test_files.py", "-k", "swish or notes_describe")
    assert scratch.touched("an activation") == {"verify/problem/activations.py", "notes/counterexample-format.md"}


def test_a_kind_of_certificate(scratch: Scratch) -> None:
    scratch.create(
        "verify/kernel/kinds/counting.py",
        '''
        """The kernel's check of how many samples there are."""

        from __future__ import annotations

        from ...problem.objective import Problem
        from ..certificate import Fields
        from ..evidence import Grade
        from ..finding import Finding, require
        from ..kind import Kind


        def _samples(problem: Problem, fields: Fields) -> Finding:
            """There are as many samples as stated."""
            require(fields.number("count") == problem.samples, "there are more samples, or fewer")
            return Finding(f"there are {problem.samples} samples", Grade.SYMBOLIC)


        CHECKS: dict[str, Kind] = {"samples": Kind(_samples, asks=())}
        ''',
    )
    row = "| `samples` | `count` | there are `count` samples | so it is |\n"
    scratch.insert("notes/certificate-format.md", "| `value` |", row)
    said = scratch.says(
        """
        from verify.errors import CertificateError
        from verify.files.load import problem_from_tables
        from verify.kernel import checker
        from verify.kernel.certificate import Certificate
        network = {"formula": ["t1*x1"], "parameters": ["t1"]}
        tables = {"network": network, "loss": "squared", "inputs": [["1"], ["2"]], "targets": [["1"], ["-1"]]}
        problem = problem_from_tables({"problem": tables})
        print(checker.check(problem, Certificate("samples", problem.digest, {"count": "2"})).statement)
        try:
            checker.check(problem, Certificate("samples", problem.digest, {"count": "3"}))
        except CertificateError as error:
            print(error)
        """
    )
    assert said.splitlines()[0] == "there are 2 samples"
    assert "there are more samples, or fewer" in said.splitlines()[1]
    scratch.passes("tests/kernel/test_kinds.py", "-k", "other_kind or no_kind_is_lost")
    assert scratch.touched("a kind of certificate") == {
        "verify/kernel/kinds/counting.py",
        "notes/certificate-format.md",
    }


def test_a_generator_of_the_search(scratch: Scratch) -> None:
    scratch.create(
        "verify/search/generators/idle.py",
        '''
        """Nothing at all."""

        from __future__ import annotations

        from hypothesis import strategies as st

        from ...files.statement_file import StatementFile
        from ..trial import Generator, Trial


        def idle(statement: StatementFile) -> st.SearchStrategy[Trial]:
            """Examples that meet the assumptions and show nothing."""
            return st.just(Trial((), True))


        GENERATOR = Generator(rank=5, suits=lambda statement: statement.conclusion == "vanish", examples=idle)
        ''',
    )
    scratch.insert("notes/search.md", "| `orthogonal` |", "| `idle` | nothing |\n")
    said = scratch.says(
        """
        from pathlib import Path
        from verify.files.statement_file import load_statement
        from verify.search.generators import ways
        from verify.search.rounds import one_round
        for name in ("tanh-vanish", "tanh-neuron"):
            statement = load_statement(Path(f"tests/search/statements/{name}.toml"))
            print("idle" in ways(statement))
            print(one_round(statement, 0, 0).tally.generators["idle"] > 0)
        """
    )
    assert said.splitlines() == ["True", "True", "False", "False"]
    scratch.passes("tests/search/test_search.py", "-k", "notes_describe_every_generator")
    assert scratch.touched("a generator of the search") == {"verify/search/generators/idle.py", "notes/search.md"}


def test_a_neuron_and_a_penalty_of_the_atlas(scratch: Scratch) -> None:
    scratch.insert(
        "verify/families/variants.py", '    "sinh": ', '    "threefold": Neuron("exp(3*(u + b))", "exponential"),\n'
    )
    assert scratch.changed() == {"verify/families/variants.py"}
    scratch.insert("verify/families/variants.py", '    "|a|": ', '    "a^6": Penalty("lam*a**6", "flat"),\n')
    said = scratch.says(
        """
        from verify.claims.registry import statements
        from verify.commands import atlas, atlas_proofs
        document = atlas.cells(neurons=["threefold"], penalties=["a^6"])
        for cell in document["cells"]:
            proved = atlas_proofs.is_proved(cell, atlas_proofs.of_cell(document, cell), statements())
            print(cell["conclusion"], cell["verdict"], cell["predicted"], proved)
        """
    )
    assert said.splitlines() == ["vanish true true True", "elimination true true True"]
    scratch.passes("tests/search/test_atlas.py", "-k", "threefold or criterion_eliminates")
    assert scratch.touched("a neuron or a penalty of the atlas") == {"verify/families/variants.py"}


def test_an_assumption(scratch: Scratch) -> None:
    record = 'Assumption("the network has one output", lambda p: _known(p.network.outputs == 1))'
    scratch.insert("verify/kernel/assumptions.py", '    "data-only": ', f'    "one-output": {record},\n')
    scratch.insert("notes/theory.md", "| convex |", "| one-output | $K = 1$ |\n")
    said = scratch.says(
        """
        from verify.files.load import problem_from_tables
        from verify.kernel.assumptions import met
        for formula in (["t1"], ["t1", "t1"]):
            network = {"formula": formula, "parameters": ["t1"]}
            tables = {"network": network, "loss": "squared", "inputs": [["1"]], "targets": [["1"] * len(formula)]}
            print(met(problem_from_tables({"problem": tables}), ("convex", "one-output")).name)
        """
    )
    assert said.splitlines() == ["YES", "NO"]
    scratch.passes("tests/test_readme.py", "-k", "every_assumption")
    assert scratch.touched("an assumption") == {"verify/kernel/assumptions.py", "notes/theory.md"}


def test_a_claim(scratch: Scratch) -> None:
    """Its file, and its proof in the theory; its rows in the README and the notes are written by the suite."""
    scratch.create(
        "verify/claims/zero.py",
        '''
        """ZERO: where all amplitudes are 0, the added neurons add nothing."""

        from __future__ import annotations

        from ..prove.claim import Claim, Step, Terms


        def nothing_is_added() -> Terms:
            """a e^(u + b) = 0 at a = 0."""
            import sympy

            a, b, u = sympy.symbols("a b u", real=True)
            return (a * sympy.exp(u + b)).subs(a, 0), sympy.Integer(0)


        def nothing_is_paid() -> Terms:
            """lam a^2 = 0 at a = 0."""
            import sympy

            a, lam = sympy.symbols("a lambda", real=True)
            return (lam * a**2).subs(a, 0), sympy.Integer(0)


        CLAIM = Claim(
            name="ZERO",
            title="At a = 0 the added neurons add nothing",
            statement=r"a = 0 \\ \\Longrightarrow\\ \\tilde L(\\theta, a, b, W) = L(\\theta)",
            words="Where all amplitudes are 0, L~ is L.",
            assumptions=("paper-augmentation",),
            source="ours",
            uses=(),
            steps=(
                Step("nothing-is-added", "A neuron with a = 0 puts out 0,", nothing_is_added),
                Step("nothing-is-paid", "and the penalty is 0.", nothing_is_paid),
            ),
            glue="",
            rules=(),
            questions=lambda subject: [],
            unsearched="an identity",
        )
        ''',
    )
    scratch.insert(
        "notes/theory.md", "### LIANG", "### ZERO [ours]\n\n*At a = 0, $\\tilde L = L$.* By insertion. ∎\n\n"
    )
    scratch.run("-m", "verify", "paper")
    file = str(ROOT / "counterexamples" / "data-optimal" / "relu-fit.toml")
    scratch.run("-m", "verify", "check", "ZERO", file, "--jobs", "1", "--reports", str(scratch.outside / "reports"))
    scratch.passes("tests/claims/test_steps.py", "tests/test_readme.py", "-k", "ZERO or readme")
    scratch.passes("tests/report/test_paper.py", "-k", "generator_writes or has_its_row or says_why")
    by_hand = {"verify/claims/zero.py", "notes/theory.md"}
    assert scratch.touched("a claim", "notes/paper.md", "README.md") == by_hand


def test_a_section_of_the_report(scratch: Scratch) -> None:
    scratch.create(
        "verify/report/sections/sizes.py",
        '''
        """Sizes: how many parameters each case has."""

        from __future__ import annotations

        from collections.abc import Sequence

        from ...store.results_schema import Results
        from ..blocks import Block, Column, Row, Section, Table
        from ..phrases import to

        Sizes = list[tuple[str, int]]


        def takes(results: Results) -> Sizes:
            return [(case["name"], case["problem"]["parameters"]) for case in results["cases"]]


        def page(sizes: Sizes) -> Sequence[Block]:
            rows = tuple(Row(((to("case", name),), (str(size),))) for name, size in sizes)
            return [Table("Sizes", (Column("case"), Column("number of parameters", True)), rows)] if rows else []


        SECTION = Section("sizes", "How large the cases are", 105, takes, page, terminal=page)
        ''',
    )
    reports = scratch.outside / "reports"
    case = str(ROOT / "counterexamples" / "data-optimal" / "relu-fit.toml")
    printed = scratch.run("-m", "verify", "check", "-v", case, "--jobs", "1", "--reports", str(reports))
    html = (reports / "partial/sizes.html").read_text(encoding="utf-8")
    first = (reports / "partial/index.html").read_text(encoding="utf-8")
    brief = (reports / "partial/report.md").read_text(encoding="utf-8")
    assert "<h1>How large the cases are</h1>" in html
    assert first.index('<a href="cases.html">') < first.index('<a href="sizes.html">') < first.index('"again.html"')
    assert "## How large the cases are\n\n| case | number of parameters |" in brief
    assert "How large the cases are\ncase" in printed
    for shown in (html, brief, printed):
        assert "number of parameters" in shown
    assert scratch.touched("a section of the report") == {"verify/report/sections/sizes.py"}


def test_a_section_that_does_not_ask_for_the_terminal_is_not_there(scratch: Scratch) -> None:
    scratch.create(
        "verify/report/sections/motto.py",
        '''
        """A motto."""

        from ..blocks import Paragraph, Section

        SECTION = Section("motto", "Motto", 1, lambda results: results["status"], lambda text: [Paragraph((text,))])
        ''',
    )
    said = scratch.says(
        """
        from pathlib import Path
        from rich.console import Console
        from verify.report import markdown
        from verify.report.html import page
        from verify.report.terminal import tables
        from verify.store import results
        found = results.read(Path("tests/report"))
        print("Motto</h1>" in page.pages(found)["motto.html"], "## Motto" in markdown.page(found))
        console = Console()
        with console.capture() as printed:
            tables.summary(console, found, Path("reports"))
        print("Motto" in printed.get())
        """
    )
    assert said.split() == ["True", "True", "False"]


def test_a_figure(scratch: Scratch) -> None:
    scratch.create(
        "verify/figures/kinds/coordinates.py",
        '''
        """The coordinates of theta."""

        from __future__ import annotations

        from typing import TYPE_CHECKING

        from ..figure_kind import FigureKind, Told
        from ..lines import floats_of
        from ..scene import Scene

        if TYPE_CHECKING:
            from ..sketch import Sketch


        def _draw(scene: Scene, sketch: Sketch) -> Told:
            assert scene.theta is not None
            values = floats_of(scene.theta)
            (axes,) = sketch.panels()
            axes.bar(range(len(values)), values)
            sketch.floating()
            return Told(f"The {len(values)} coordinates of the point.", "")


        FIGURE = FigureKind("coordinates", "Coordinates", 90, lambda scene: scene.without_theta(), _draw)
        ''',
    )
    scratch.insert(
        "notes/figures.md", "| `network` |", "| `coordinates` | | the coordinates of theta | every point |\n"
    )
    case = str(ROOT / "counterexamples" / "data-optimal" / "relu-fit.toml")
    output = str(scratch.outside / "figure.png")
    said = scratch.run("-m", "verify", "plot", case, "--figure", "coordinates", "-o", output)
    assert "figure.png: Coordinates" in said
    assert "coordinates of the point.\n" in said
    assert Path(output).read_bytes().startswith(b"\x89PNG")
    assert scratch.touched("a figure") == {"verify/figures/kinds/coordinates.py", "notes/figures.md"}


def test_a_command(scratch: Scratch) -> None:
    command = '''
    import click

    @click.command()
    def hello() -> None:
        """Say hello."""
        click.echo("hello")

    COMMAND = hello
    '''
    scratch.create("verify/cli/hello_command.py", command)
    scratch.insert("README.md", "| `verify report` |", "| `verify hello` | says hello |\n")
    assert scratch.run("-m", "verify", "hello") == "hello\n"
    scratch.passes("tests/test_readme.py")
    assert scratch.touched("a command") == {"verify/cli/hello_command.py", "README.md"}
