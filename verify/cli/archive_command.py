"""``verify archive``."""

from __future__ import annotations

from pathlib import Path

import click

from ..options import REPORTS

FILE = Path("certificates.tar.zst")


@click.command()
@click.argument("reports", type=click.Path(path_type=Path), default=REPORTS)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=FILE, help=f"File [{FILE}].")
def archive(reports: Path, output: Path) -> None:
    """Write the certificates of REPORTS, and the files that they are about, into one file that can be cited.

    It is a tar file, compressed by zstd, with an index of SHA-256 digests; the same report gives the same bytes.
    Unpacked, it is proved again by `verify reprove reports counterexamples`, and by `verify recheck`.
    """
    from ..commands.archive import archive as write
    from ..files.case_files import cases_folder
    from ..store.atomic import settle

    settle(reports)
    made = write(reports, cases_folder(), output)
    click.echo(f"wrote {made.path}: {made.documents} files of certificates; SHA-256 {made.sha256}")


COMMAND = archive
