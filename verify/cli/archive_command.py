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
    from ..commands.archive import archive as packed
    from ..files.case_files import cases_folder
    from ..store.atomic import settle, write_bytes

    settle(reports)
    made = packed(reports, cases_folder())
    write_bytes(output, made.content)
    click.echo(f"wrote {output}: {made.documents} files of certificates; SHA-256 {made.sha256}")


COMMAND = archive
