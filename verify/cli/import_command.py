"""``verify import``."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import InputError


@click.command("import")
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
    """Make a case of a trained MODEL: .onnx, .safetensors or .npz.

    It has the weights, exactly, with the data and the loss.
    """
    from ..commands.import_model import ImportOptions, import_model
    from ..exact import exact

    if output.suffix != ".toml":
        raise InputError("the file of a case ends in .toml", str(output))
    names, order = (tuple(name for name in text.split(",") if name) for text in (classes, layers))
    options = ImportOptions(targets, names, loss, reduction, exact(decay, "--decay"), decay_biases, activation, order)
    imported = import_model(model, data, options)
    files = imported.case.write(output)
    for line in imported.summary:
        click.echo(line)
    click.echo(f"wrote {', '.join(map(str, files))}; now run: verify check {output}")


COMMAND = import_
