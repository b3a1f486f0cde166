"""`proof.yaml` of a Turing machine, and its claims found again from the files.

machine  the machine's file means what was proved: states, symbols, rows
steps    from every configuration the stack network steps as the machine
"""

import hashlib
from pathlib import Path
from typing import NamedTuple

from lemmata.contracts.errors import CertificateError, InputError, Place
from lemmata.rules.machine import TuringMachine
from lemmata.rules.machine_reading import read_machine
from lemmata.rules.verifier.report import Notebook, Report
from lemmata.rules.verifier.stacks import read_layers, step_difference
from lemmata.rules.yaml_adapter import Tree, read_tree

FORMAT = "lemmata-machine-proof"
VERSION = "1"
CORNERS = "corners"
_PARTS = {FORMAT, "machine", "network", "claims", "versions"}


class MachineProof(NamedTuple):
    """What the file says: the machine's file and meaning, the network's file, the claims."""

    folder: Path
    machine: Path
    meaning: str
    network: Path
    sha256: str
    bits: str
    units: tuple[str, ...]
    claims: tuple[tuple[str, str, int], ...]


def meaning_of(machine: TuringMachine) -> str:
    """sha256 of all that decides what a machine does; its name and the order of rows do not."""
    rows = [
        (state, read, action.write, action.move.value, action.target)
        for (state, read), action in sorted(machine.rows.items())
    ]
    ends = (sorted(machine.accept), sorted(machine.reject))
    said = (machine.states, machine.alphabet, machine.blank, machine.start, *ends, rows)
    return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()


def is_machine_proof(folder: Path) -> bool:
    """Whether the folder's proof is one of a machine; False where it cannot be read."""
    try:
        tree = read_tree(folder / "proof.yaml")
    except InputError:
        return False
    return isinstance(tree, dict) and FORMAT in tree


def read_machine_proof(folder: Path) -> MachineProof:
    """The proof of a folder.

    Raises:
        CertificateError: it is missing, or not such a proof.
    """
    path = folder / "proof.yaml"
    try:
        tree = read_tree(path)
        match tree:
            case {
                "lemmata-machine-proof": "1",
                "machine": {"path": str(machine), "meaning": str(meaning), **more},
                "network": {
                    "file": str(network),
                    "sha256": str(digest),
                    "bits": str(bits),
                    "units": list(units),
                    **other,
                },
                "claims": list(claims),
                "versions": {"lemmata": str(), "python": str(), "numpy": str(), **odd},
            } if set(tree) == _PARTS and not more and not other and not odd:
                made = tuple(map(_claim, claims))
                sizes = tuple(map(str, units))
            case _:
                raise InputError("not the parts of a machine's proof, version 1")
    except InputError as error:
        raise CertificateError(
            error.message, place=error.place or Place(str(path)), remedy="prove the machine again"
        ) from error
    return MachineProof(
        folder, folder / machine, meaning, folder / network, digest, bits, sizes, made
    )


def _claim(tree: Tree) -> tuple[str, str, int]:
    match tree:
        case {"claim": str(claim), "method": str(method), "count": str(count), **more} if (
            count.isascii() and count.isdigit() and len(count) < 4000 and not more
        ):
            return claim, method, int(count)
        case _:
            raise InputError(f"{tree!r} is no claim")


def examine_machine(proof: MachineProof, source: Path | None = None) -> Report:
    """Every claim that can be made of the files, whatever the proof records of claims itself."""
    book = Notebook()
    machines: list[TuringMachine] = []
    if book.look("machine", lambda: _same_machine(proof, source, machines)):
        book.look("steps", lambda: _steps(proof, machines[0]))
    steps = next((one.count for one in book.found if one.claim == "steps"), 0)
    name = machines[0].name if machines else ""
    return Report(proof.folder, name, tuple(book.found), notes=tuple(book.notes), inputs=steps)


def _same_machine(
    proof: MachineProof, source: Path | None, machines: list[TuringMachine]
) -> tuple[str, int, str]:
    path = source or proof.machine
    machine = read_machine(path)
    if meaning_of(machine) != proof.meaning:
        return "digest", 1, f"{path} means something else than what was proved"
    machines.append(machine)
    return "digest", 1, ""


def _steps(proof: MachineProof, machine: TuringMachine) -> tuple[str, int, str]:
    try:
        digest = hashlib.sha256(proof.network.read_bytes()).hexdigest()
    except OSError as error:
        raise CertificateError(f"{proof.network.name} cannot be read: {error}") from error
    if digest != proof.sha256:
        raise CertificateError(
            f"{proof.network.name} was changed: its sha256 is not the one of the proof"
        )
    layers = read_layers(proof.network)
    if (str(layers.bits), *map(str, map(len, layers.biases))) != (proof.bits, *proof.units):
        raise CertificateError("the network has other bits or units than the proof says")
    boxes, problem = step_difference(machine, layers)
    return CORNERS, boxes, problem
