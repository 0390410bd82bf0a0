"""Calls Coq, and tells a refusal from an environment that cannot check.

Coq is called with a command line and an environment of ours, so that no variable, configuration file or folder of the
user adds to what it loads. A refusal counts only where the same Coq accepts a small text that is known to be right.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ..errors import FormalError, UncheckedError
from .agreed import COQ, INSTALL, LIBRARIES, LIBRARY

SECONDS = 600
COQC = ("coqc", "-q", "-w", "none", "-Q", ".", LIBRARY)
COQCHK = ("coqchk", "-silent", "-Q", ".", LIBRARY)
OVERTAXED = r"Out of memory|Stack overflow|System error|No space left"

# What the libraries of the agreed versions accept, by a file of each.
KNOWN = {
    "Reals": "Goal forall x : R, (x + 0 = x)%R. Proof. intros x; ring. Qed.",
    "bigop": "Lemma known : left_id O addn. Proof. by []. Qed. Check (Monoid.Law addnA known addn0 : Monoid.law O).",
    "Coquelicot": "Goal is_derive (fun t : R => t) 0%R 1%R. Proof. apply: is_derive_id. Qed.",
}


def available() -> bool:
    """Whether Coq is installed on this machine."""
    return shutil.which("coqc") is not None and shutil.which("coqchk") is not None


def version() -> str:
    """The version of the Coq that is installed; "unknown" if it does not say."""
    try:
        return call(["coqc", "--print-version"], Path.cwd(), "coqc").split()[0]
    except (FormalError, IndexError):
        return "unknown"


def ready() -> str:
    """The version, if Coq and its checker are here, and of the version that the agreed texts were printed by.

    Raises:
        UncheckedError: They are not; nothing is said of the proofs.
    """
    if not available():
        raise UncheckedError(f"Coq is not installed here; on Debian: {INSTALL}")
    found, checker = version(), call(["coqchk", "--version"], Path.cwd(), "coqchk")
    if not found.startswith(f"{COQ}.") or found not in re.split(r"[\s,]+", checker):
        raise UncheckedError(f"this is for Coq {COQ}; coqc is of version {found}, coqchk says {checker.strip()!r}")
    return found


def compiled(name: str, folder: Path, libraries: Sequence[tuple[str, str]] = LIBRARIES) -> str:
    """Compile a file of the folder; what Coq prints, with the time and the place of each sentence.

    Raises:
        FormalError: Coq refuses the file.
        UncheckedError: It would refuse a right one as well, or did not come to an end.
    """
    return _judged([*COQC, "-time", f"{name}.v"], folder, f"{name}.v", libraries)


def rechecked(names: Sequence[str], folder: Path, libraries: Sequence[tuple[str, str]] = LIBRARIES) -> str:
    """Check compiled files, and all that they rest on, by coqchk; its summary."""
    return _judged([*COQCHK, "-o", *(f"{LIBRARY}.{name}" for name in names)], folder, "coqchk", libraries)


def call(command: Sequence[str], folder: Path, what: str) -> str:
    """What the command prints. FormalError if it says no, UncheckedError if it does not come to say anything."""
    nowhere = str(folder / "nowhere")
    outside = {"HOME": nowhere, "XDG_DATA_HOME": nowhere, "XDG_DATA_DIRS": nowhere, "XDG_CONFIG_HOME": nowhere}
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", **outside}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, timeout=SECONDS, check=False, encoding="utf-8"
        )
    except subprocess.TimeoutExpired as error:
        raise UncheckedError(f"{what}: not done after {SECONDS} s") from error
    except (OSError, UnicodeError) as error:
        raise UncheckedError(f"{what}: {error}") from error
    if done.returncode == 0:
        return done.stdout + done.stderr
    said = " ".join([line for line in (done.stderr or done.stdout).splitlines() if line.strip()][:6])
    if done.returncode != 1 or re.search(OVERTAXED, said):
        raise UncheckedError(f"{what}: Coq broke off with status {done.returncode}: {said}")
    raise FormalError(f"{what} is refused: {said}")


def _judged(command: Sequence[str], folder: Path, what: str, libraries: Sequence[tuple[str, str]]) -> str:
    try:
        return call(command, folder, what)
    except UncheckedError:
        raise
    except FormalError as refusal:
        with tempfile.TemporaryDirectory(prefix="known-") as place:
            _known(Path(place), libraries, refusal)
        raise


def _known(folder: Path, libraries: Sequence[tuple[str, str]], refusal: FormalError) -> None:
    """Raise UncheckedError if a text that is known to be right is refused as well."""
    texts = [f"From {root} Require Import {names}." for root, names in libraries]
    texts += [
        "From Ltac2 Require Ltac2.",
        *(KNOWN[file] for _, names in libraries for file in names.split() if file in KNOWN),
    ]
    (folder / "Known.v").write_text("\n".join(texts) + "\n", encoding="utf-8")
    try:
        call([*COQC, "Known.v"], folder, "a text that is known to be right")
        call([*COQCHK, "-norec", f"{LIBRARY}.Known"], folder, "a text that is known to be right")
    except FormalError as error:
        raise UncheckedError(f"{error}; so nothing is said of this: {refusal}") from refusal
