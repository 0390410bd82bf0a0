"""The command line: one command a file of this folder. Only this folder and ``__main__`` print and exit.

Exit status: 0 all as expected; 1 something came out otherwise; 2 bad input or usage; 3 undecided within the budget.
Heavy imports stand inside the commands, so that ``verify --help`` starts at once.
"""

from __future__ import annotations

import importlib
import os
import sys

import click

from ..errors import VerifyError


def main() -> None:
    """Run the command line; every deliberate error is one message and exit status 2."""
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
    from ..exact import print_any_length

    print_any_length()


for _name in sorted(os.listdir(os.path.dirname(__file__))):  # pkgutil would take a tenth of the time of --help
    if _name.endswith("_command.py"):
        commands.add_command(importlib.import_module(f"{__name__}.{_name.removesuffix('.py')}").COMMAND)
