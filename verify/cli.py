"""The command line. Only this file and ``__main__`` print and exit.

Exit status: 0 all as expected; 1 something came out otherwise; 2 bad input or usage; 3 undecided within the budget.
Heavy imports stand inside the commands, so that ``verify --help`` starts at once.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .errors import InputError, VerifyError
from .exact import print_any_length, shorten
from .options import REPORTS, SECONDS, SEED, common, jobs_option, json_option, reports_option, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console


EXAMPLES = Path(".hypothesis", "statements")
FOUND = REPORTS / "found"


def main() -> None:
    """Run the command line; every deliberate error is one message and exit status 2."""
    print_any_length()
    try:
        sys.exit(commands(standalone_mode=False))  # the exit status of the command, None for 0
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        sys.exit(130)
    except VerifyError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except OSError as error:
        click.echo(f"error: {error.filename or 'a file'}: {error.strerror}", err=True)
        sys.exit(2)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="verify-minima")
def commands() -> None:
    """Check the theorems of 'Elimination of All Bad Local Minima in Deep Learning' on exact instances.

    \b
    Exit status: 0 all as expected; 1 something came out otherwise;
                 2 bad input or usage; 3 undecided within the budget.
    """


@commands.command()
@click.argument("what", nargs=-1, metavar="[FILE or CLAIM ...]")
@click.option("--figures/--no-figures", default=True, help="Draw the cases for the report [yes].")
@reports_option
@common
def check(
    what: tuple[str, ...], figures: bool, reports: Path, seed: int, budget: float | None, jobs: int, as_json: bool
) -> None:
    """Prove all claims and all counterexample files, or those named; write the report.

    A FILE is a TOML file or a folder of them; a CLAIM is a name such as ELIM. Without any, everything is checked. A
    check of a part leaves the report of everything alone: its own is in the folder partial below it.
    """
    from .commands.check import Settings, run
    from .commands.tasks import tasks as named
    from .report import site
    from .report.terminal import tables
    from .store import atlas_cells, results, stamp, trust_table
    from .store.atomic import require_folder

    tasks, only = named(what)
    partial = f"only {shorten(', '.join(sorted(what)), 200)}" if what else None
    folder = results.folder_of(reports, partial)
    settings = Settings(seed, budget, jobs, only, figures=folder if figures else None)
    require_folder(folder)
    console = _console()
    with tables.progress(console, len(tasks), quiet=as_json) as advance:
        checked = run(tasks, settings, lambda task, result: advance(task.name, str(result["status"])))
    trust = trust_table.values(trust_table.read(reports))
    combined = results.combine(checked, settings, stamp.read(reports), atlas_cells.read(reports), partial, trust)
    certificates = results.certificates(checked)
    shown = {**site.pages(folder, combined, certificates), **results.drawings(checked)}
    results.write(folder, combined, certificates, shown)
    if as_json:
        click.echo(json.dumps(combined, ensure_ascii=False))
    else:
        tables.summary(console, combined, folder)
    raise click.exceptions.Exit(combined["exit"])


@commands.command()
@click.argument("kind", metavar="KIND")
@click.argument("name", metavar="NAME")
def new(kind: str, name: str) -> None:
    """Write a commented example file of KIND to fill in: bad-minimum, failure-mode, data-optimal, necessity or point.

    The file of a network that was trained elsewhere is written by `verify import`.
    """
    from .files.case_files import CASES
    from .files.scaffold import template
    from .problem.case import FOLDERS

    text = template(kind, name)
    if not name or not all(c.isalnum() or c in "-_" for c in name):
        raise InputError(f"{name!r}: use letters, digits, '-' and '_', as in 'two-sines'", "NAME")
    path = CASES / FOLDERS[kind] / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise InputError("exists already; choose another name, or edit that file", str(path)) from error
    click.echo(f"wrote {path}; edit it, then run: verify check {path}")


@commands.command("import")
@click.argument("model", type=click.Path(path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), required=True, help="The training data: .csv or .npz (X, y).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The case file to write, FILE.toml."
)
@click.option(
    "--target", "targets", multiple=True, help="A column of the CSV that is a target; may be given several times."
)
@click.option("--classes", default="", help="The labels in the order of the outputs, separated by commas.")
@click.option("--loss", help="Such as squared, logistic, softmax-cross-entropy [by a last softmax or sigmoid].")
@click.option("--reduction", type=click.Choice(["mean", "sum"]), default="mean", help="Of the losses [mean].")
@click.option("--decay", default="0", metavar="D", help="Adds D/2 times the sum of the squared weights [0].")
@click.option("--decay-biases", is_flag=True, help="The squares of the biases, too.")
@click.option("--activation", help="Of a .safetensors or .npz model: relu, tanh, ...")
@click.option("--layers", default="", help="Its layers in their order, separated by commas, if no number says it.")
def import_(
    model: Path, data: Path, output: Path, targets: tuple[str, ...], classes: str, loss: str | None, reduction: str,
    decay: str, decay_biases: bool, activation: str | None, layers: str,
) -> None:  # fmt: skip
    """Make a case of a trained MODEL (.onnx, .safetensors, .npz): its weights, exactly, with its data and its loss."""
    from .commands.import_model import ImportOptions, import_model
    from .exact import exact

    if output.suffix != ".toml":
        raise InputError("the file of a case ends in .toml", str(output))
    names, order = (tuple(name for name in text.split(",") if name) for text in (classes, layers))
    options = ImportOptions(targets, names, loss, reduction, exact(decay, "--decay"), decay_biases, activation, order)
    imported = import_model(model, data, options)
    files = imported.case.write(output)
    for line in imported.summary:
        click.echo(line)
    click.echo(f"wrote {', '.join(map(str, files))}; now run: verify check {output}")


@commands.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--box", default="-5,5", help="LOW,HIGH for every parameter, or one pair for each, after a semicolon.")
@click.option(
    "--starts", type=whole(1, 10_000_000), help="Starts, the point of FILE and random ones in the box [2000]."
)
@common
def locate(file: Path, box: str, starts: int | None, seed: int, budget: float | None, jobs: int, as_json: bool) -> None:
    """Find critical points of L from the point of FILE and from a box; each one is certified and classified.

    Points that are the same but for the order, the signs and the scales of hidden units are one row. Of more than 120
    parameters only minima are looked for, from 12 starts if no number is given, and nothing is certified.
    """
    from .commands.locate import locate as search
    from .commands.locate import read_box
    from .files.load import load
    from .report.terminal import tables

    case = load(file)
    found = search(case, read_box(box, len(case.problem.names)), starts, seed, budget)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        tables.critical_points(_console(), case.name, found)
    raise click.exceptions.Exit(3 if found["undecided"] else 0)


@commands.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--radius", default="1", help="How far from the point, in every coordinate, minima are ruled out [1].")
@reports_option
@common
def classify(file: Path, radius: str, reports: Path, seed: int, budget: float | None, jobs: int, as_json: bool) -> None:
    """Am I stuck? Say what L is near the point of FILE, such as the weights of a trained network, with proofs.

    A strict minimum, a saddle, no local minimum within a distance, ...: see notes/points.md. The certificates are
    written like those of a check of FILE. Exit status: 0 if all that was asked is decided; 1 if something is not as the
    file says; 3 if something is not decided.
    """
    from .commands import classify as classifier
    from .commands.check import Settings, file_task, run
    from .report import site
    from .store import results
    from .store.atomic import require_folder

    task = file_task(file)
    assert task.file is not None
    if task.file.is_statement:
        raise InputError("states a claim in general, and no point", str(file))
    settings = Settings(seed, budget, jobs, classify=True, radius=classifier.read_radius(radius))
    partial = f"what {shorten(str(file), 200)} has at its point"
    folder = results.folder_of(reports, partial)
    require_folder(folder)
    checked = run([task], settings, lambda *_: None)
    combined = results.combine(checked, settings, partial=partial)
    certificates = results.certificates(checked)
    results.write(folder, combined, certificates, site.pages(folder, combined, certificates))
    found = classifier.classified(combined["cases"][0])
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        for sentence in found["sentences"]:
            click.echo(sentence)
        click.echo(f"{found['name']}: {found['status']} (exit status {found['exit']}); certificates: {folder}")
    raise click.exceptions.Exit(found["exit"])


@commands.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--figure", "name", help="This one alone, such as fit, segment, slice, pit or descent [all that apply].")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file of one figure, or a folder [here].")
@click.option("--format", "form", type=click.Choice(["svg", "png", "pdf"]), help="[that of the output, or svg].")
@reports_option
@click.option("--seed", type=SEED, default=0, help="Seed of all random choices [0].")
@click.option("--budget", type=SECONDS, help="Seconds for the check of FILE, if it is not in REPORTS [no limit].")
@json_option
def plot(
    file: Path, name: str | None, output: Path | None, form: str | None, reports: Path, seed: int,
    budget: float | None, as_json: bool,
) -> None:  # fmt: skip
    """Draw figures of FILE: data and fit, L and L~ near the point, descents, the gradient flow, the network.

    What is marked in a figure as proved is so by the certificates in REPORTS, if they are of this very file, or else by
    a check of it. What each figure shows: notes/figures.md.
    """
    from .commands.check import Settings
    from .commands.plot import form_of
    from .commands.plot import plot as draw
    from .store.atomic import write_bytes

    form = form_of(output, form, name)
    found = draw(file, reports, name, Settings(seed, budget))
    rows = []
    for figure in found.figures(output, form):
        write_bytes(figure.path, figure.content)
        drawn = figure.drawn
        rows.append(drawn.words() | {"file": str(figure.path)})
        if not as_json:
            click.echo(f"wrote {figure.path}: {drawn.title}\n  {drawn.alternative}\n  {drawn.caption}")
    if as_json:
        click.echo(json.dumps({"figures": rows, "refused": dict(found.refused)}, ensure_ascii=False))
    else:
        for refused, why in found.refused.items():
            click.echo(f"no figure {refused}: {why}")


@commands.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--write", "target", type=click.Path(path_type=Path), help=f"Where to save the witness [{FOUND}/NAME].")
@click.option("--from-scratch", is_flag=True, help=f"Leave out what earlier runs found and kept in {EXAMPLES}.")
@common
def search(
    file: Path, target: Path | None, from_scratch: bool, seed: int, budget: float | None, jobs: int, as_json: bool
) -> None:
    """Try to refute the statement of FILE from scratch: find, certify and shrink a witness.

    Exit status: 0 if it comes out as the file expects; 1 if not; 3 undecided, or nothing to examine.
    """
    from .commands.statement_check import settled
    from .files.load import case_name
    from .files.statement_file import load_statement
    from .report.terminal.search_result import words
    from .search import interrupt
    from .search.hunt import search as hunt

    interrupt.heed()
    database = None if from_scratch else EXAMPLES
    statement = load_statement(file)
    hunted = hunt(statement, seed, budget if budget is not None else 60.0, jobs, database)
    found = settled(hunted, statement, case_name(file, None))
    target = target if target is not None else FOUND / file.name
    if found.text is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(found.text, encoding="utf-8")
    if as_json:
        click.echo(json.dumps(found.document(), ensure_ascii=False))
    else:
        click.echo(words(found.document(), target))
    raise click.exceptions.Exit(found.exit_status)


@commands.command()
@click.argument("what", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE or FOLDER ...]")
@click.option("--seeds", type=whole(1, 1000), default=3, help="Searches of each statement [3].")
@click.option("--seed", type=SEED, default=0, help="The first of the seeds [0].")
@click.option("--budget", type=SECONDS, default=60.0, help="Seconds for a false one [60].")
@click.option("--stand", type=SECONDS, default=10.0, help="Seconds for a true one [10].")
@jobs_option
@json_option
def power(what: tuple[Path, ...], seeds: int, seed: int, budget: float, stand: float, jobs: int, as_json: bool) -> None:
    """Measure the power of the search on statement files, or on all that come with the suite.

    Exit status: 0 if every false statement is refuted from every seed, no true one is, and 90 % of the examples that
    met the assumptions put the statement to the test; 1 if not.
    """
    from .commands.power import Measurement, measure, statements
    from .report.terminal import power_table as report
    from .report.terminal import tables
    from .search import interrupt

    interrupt.heed()
    chosen = statements(what)
    settings = Measurement(tuple(range(seed, seed + seeds)), budget, stand, jobs)
    console = _console()
    with tables.progress(console, len(chosen) * seeds, quiet=as_json) as advance:
        found = measure(chosen, settings, lambda run: advance(run.statement, run.verdict))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        report.show(console, found)
    raise click.exceptions.Exit(found["exit"])


@commands.command()
@reports_option
@click.option("--again", is_flag=True, help="Search for nothing: prove each cell of the atlas in this folder again.")
@common
def atlas(reports: Path, again: bool, seed: int, budget: float | None, jobs: int, as_json: bool) -> None:
    """Which added neurons and penalties eliminate bad local minima at all? Decide each pair, with a proof.

    The budget is for each cell, 60 seconds if none is given. Exit status: 0 if every cell is decided as the criterion
    says; 1 if one is not; 3 if one is unknown.
    """
    from .claims.registry import statements
    from .commands import atlas_proofs as proofs
    from .families import variants
    from .report.terminal import tables
    from .store import atlas_cells as kept

    console = _console()
    if again:
        document = kept.read(reports)
        if document is None:
            raise InputError("there is no atlas here that this code has made; run `verify atlas`", str(reports))
        document = proofs.again(document, statements())
    else:
        from .commands import atlas as maker

        total = len(variants.NEURONS) * len(variants.PENALTIES) * len(variants.CONCLUSIONS)
        with tables.progress(console, total, quiet=as_json) as advance:
            document = maker.cells(seed, budget if budget is not None else 60.0, jobs, advance)
    kept.write(reports, document)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        tables.atlas(console, document, reports / kept.NAME)
    raise click.exceptions.Exit(document["exit"])


@commands.command("formal-texts", hidden=True)
def formal_texts() -> None:
    """Ask Coq, write verify/formal/statements.txt anew, and print the rows of the review that go with it.

    Whoever puts these rows into notes/formal.md and verify/formal/review.txt says that he has read what has changed.
    """
    from .formal import build, statement_texts
    from .formal.agreed import SOURCES

    answers = build.answers_of()
    (SOURCES / statement_texts.NAME).write_text(build.statements_of(answers), encoding="utf-8")
    click.echo(build.rows_of(answers), nl=False)


@commands.command()
@reports_option
@json_option
def formal(reports: Path, as_json: bool) -> None:
    """Compile the Coq proofs, check them with coqchk, and list each theorem with its axioms.

    Exit status 0 if every statement is the reviewed one and every axiom an agreed one, 1 if not, 3 if this cannot be
    found out here: no Coq or another version, a library missing, no end within the time.
    """
    from .errors import FormalError, UncheckedError
    from .formal import build
    from .report.terminal import tables
    from .store import stamp

    try:
        result = build.run()
    except UncheckedError as error:
        click.echo(f"not checked on this machine: {error}", err=True)
        raise click.exceptions.Exit(3) from error
    except FormalError as error:
        click.echo(f"refuted: {error}", err=True)
        raise click.exceptions.Exit(1) from error
    stamp.write(reports, result)
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        tables.theorems(_console(), result)


@commands.command()
@click.argument("reports", type=click.Path(path_type=Path), default=REPORTS)
@click.argument("counterexamples", type=click.Path(path_type=Path), required=False)
def recheck(reports: Path, counterexamples: Path | None) -> None:
    """Check every certificate of REPORTS by a second, independent checker: the one file verify/recheck.py.

    It shares no code with the kernel, and runs alone as well, with Python's standard library. Exit status: 0 if every
    certificate is valid; 1 if one is not, or one is missing; 2 bad input; 3 if one is out of this checker's reach.
    """
    from .files.case_files import cases_folder
    from .recheck import main

    cases = cases_folder() if counterexamples is None else counterexamples
    raise click.exceptions.Exit(main([str(reports), str(cases)]))


@commands.command()
@click.argument("reports", type=click.Path(path_type=Path), default=REPORTS)
@click.argument("counterexamples", type=click.Path(path_type=Path), required=False)
@click.option("--budget", type=SECONDS, default=60.0, help="Seconds for each file of certificates [60].")
@json_option
def reprove(reports: Path, counterexamples: Path | None, budget: float, as_json: bool) -> None:
    """Prove every verdict of a report again, from files alone: the certificates in REPORTS and COUNTEREXAMPLES.

    COUNTEREXAMPLES is a folder, or one file; certificates of other cases, and the atlas, are then left out. Only the
    kernel is asked, nothing is searched for. Exit status: 0 if all is proved; 1 if a certificate is refused, or was
    made for another text; 3 if something that a file or the report states has no certificate, or the budget was spent.
    """
    from .claims.registry import statements
    from .commands.reprove import reprove as again
    from .files.case_files import cases_folder
    from .store.atomic import settle

    settle(reports)
    only = counterexamples is not None
    cases = cases_folder() if counterexamples is None else counterexamples
    found = again(reports, cases, only, statements(), budget)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        for verdict in ("refused", "missing"):
            for entry in found[verdict]:
                click.echo(f"{verdict}: {entry['case']}: {entry['message']}")
        click.echo(
            f"{found['certificates']} certificates in {found['documents']} files"
            + (f" and {found['cells']} cells of the atlas" if found["cells"] else "")
            + f" proved again, {found['cases']} cases: {found['status']} (exit status {found['exit']})"
        )
        if found["left_out"]:
            click.echo(f"left out: {found['left_out']} other files of certificates")
    raise click.exceptions.Exit(found["exit"])


@commands.command()
@reports_option
@click.option("--open", "show", is_flag=True, help="Open the report in a browser.")
def report(reports: Path, show: bool) -> None:
    """Build the report again from results.json, with the atlas of this folder."""
    from .report import site
    from .store import atlas_cells, results, trust_table

    trust = trust_table.values(trust_table.read(reports))
    found = results.renewed(results.read(reports), atlas_cells.read(reports), trust)
    results.save(reports, found, site.pages(reports, found, results.documents(reports, found)))
    page = reports / site.PAGE
    click.echo(f"wrote {page}")
    if show:
        click.launch(str(page))


@commands.command()
@reports_option
@click.option("--size", type=click.Choice(["ci", "full"]), default="ci", help="How much to try [ci].")
@click.option("--only", multiple=True, metavar="NAME", help="This check alone; may be given several times.")
@click.option("--more", is_flag=True, help="Go on where the figures in REPORTS end: same size, seed and code.")
@common
def trust(
    reports: Path, size: str, only: tuple[str, ...], more: bool, seed: int, budget: float | None, jobs: int,
    as_json: bool,
) -> None:  # fmt: skip
    """Check the checks: alter certificates, draw statements of known truth, compare balls with 1,000 bits.

    The certificates are those of REPORTS, which `verify check` (and `verify atlas`) has written. The budget is for
    each check. Exit status: 0 if nothing came out that must not, 1 if something did, 3 if nothing was tried.
    """
    from .files.case_files import cases_folder
    from .report.sections.checks_of_checks import table
    from .report.terminal import printed
    from .store import trust_table
    from .store.atomic import require_folder, settle
    from .trust.measure import Size
    from .trust.measures import chosen, perform

    wanted = chosen(only)
    require_folder(reports)
    settle(reports)
    console = _console()
    before = trust_table.rows_of(reports, size, seed) if more else ()

    def keep(rows: Sequence[trust_table.TrustRow]) -> None:
        trust_table.write(reports, size, seed, rows)

    rows = perform(wanted, Size(size), seed, budget, reports, cases_folder(), jobs, before, keep)
    trust_table.write(reports, size, seed, rows)
    if as_json:
        click.echo((reports / trust_table.NAME).read_text(encoding="utf-8"))
    else:
        found = trust_table.values(trust_table.read(reports))
        assert found is not None
        printed.show(console, table(found))
    raise click.exceptions.Exit(1 if any(r.faulty for r in rows) else 0 if all(r.passed for r in rows) else 3)


@commands.command(hidden=True)
def paper() -> None:
    """Write notes/paper.md anew, from the claims, the theorems and the files."""
    from .report.paper import write

    click.echo(f"wrote {write()}")


@commands.command(hidden=True)
@reports_option
def picture(reports: Path) -> None:
    """Draw notes/images/check.svg anew, from the results of the last check."""
    from .report.html.picture import write

    click.echo(f"wrote {write(reports)}")


@commands.command(hidden=True)
def illustrate() -> None:
    """Draw the figures of notes/images anew that show cases."""
    from .commands.illustrate import illustrate as illustrations
    from .store.atomic import write_bytes

    for figure in illustrations():
        write_bytes(figure.path, figure.content)
        click.echo(f"wrote {figure.path}")


def _console() -> Console:
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 120, highlight=False)
