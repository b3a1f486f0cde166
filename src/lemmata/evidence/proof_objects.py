"""The one file that starts ethos, an independent checker of cvc5's proof objects.

Ethos is asked where it stands on PATH and the calculus's signature (`Cpc.eo` of the cvc5 that
printed the proofs) is known: in the folder that ``$LEMMATA_CPC`` names, else in ``cpc/`` beside
the executable or in ``../share/cpc/``. It prints ``correct``, ``incomplete`` where a step is taken
on trust, or an error; only the first counts as accepted.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

SECONDS = 60.0
"""Wall seconds for one proof; a late one is not accepted, and the report says so."""
_SIGNATURES = ("Cpc.eo", "expert/CpcExpert.eo")


class Ethos(NamedTuple):
    """The checker: its executable, and the signature files that each proof starts from."""

    binary: Path
    signatures: tuple[Path, ...]


class Accepted(NamedTuple):
    """How many of the proofs were accepted, and why the others were not."""

    accepted: int
    notes: tuple[str, ...]


def find_ethos() -> Ethos | str:
    """The checker of this machine, or why it cannot be used; nothing where none is on PATH."""
    found = shutil.which("ethos")
    if found is None:
        return ""
    binary = Path(found).resolve()
    given = os.environ.get("LEMMATA_CPC")
    folders = [Path(given)] if given else [binary.parent / "cpc", binary.parents[1] / "share/cpc"]
    for folder in folders:
        if (folder / _SIGNATURES[0]).is_file():
            files = tuple(folder / name for name in _SIGNATURES if (folder / name).is_file())
            return Ethos(binary, files)
    return "ethos was not asked: name the folder of cvc5's Cpc.eo (proofs/eo/cpc) in LEMMATA_CPC"


def check_proofs(ethos: Ethos, proofs: Sequence[tuple[str, str]]) -> Accepted:
    """Ask ethos about each (name, proof); it starts anew for each, in an empty folder."""
    notes = []
    for name, proof in proofs:
        said = _ask(ethos, proof)
        if said != "correct":
            notes.append(f"ethos does not accept the proof of {name}: {said}")
    return Accepted(len(proofs) - len(notes), tuple(notes))


def _ask(ethos: Ethos, proof: str) -> str:
    includes = "".join(f'(include "{path.resolve()}")\n' for path in ethos.signatures)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "proof.eo"
        file.write_text(includes + proof, encoding="utf-8")
        try:
            done = subprocess.run(
                [str(ethos.binary), str(file)],
                check=False,
                capture_output=True,
                cwd=folder,
                env={"LC_ALL": "C", "PATH": os.defpath},
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            return f"no answer in {SECONDS:g} s"
        except OSError as error:
            return f"it could not be started: {error}"
    lines = (done.stdout + done.stderr).decode(errors="replace").strip().splitlines()
    last = lines[-1].strip() if lines else "nothing said"
    if done.returncode == 0:
        return last
    return f"exit code {done.returncode}, {lines[0].strip() if lines else last}"[:300]
