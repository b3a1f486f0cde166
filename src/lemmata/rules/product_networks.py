"""Tables of several rules as a network and as a machine, each compared with its rows everywhere."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from lemmata.contracts.errors import ToolError
from lemmata.rules import dispatch, table_network
from lemmata.rules.encoding import bases
from lemmata.rules.safetensors_adapter import machine_bytes, network_bytes
from lemmata.rules.table import DecisionTable
from lemmata.rules.verifier.claims import Claim
from lemmata.rules.verifier.comparing import network_difference
from lemmata.rules.verifier.machines import machine_difference
from lemmata.rules.verifier.stored import read_network


@dataclass(frozen=True, slots=True)
class Constructed:
    """A table's network and its least machine, both of which decide as it does on all inputs."""

    network: table_network.TableNetwork
    machine: dispatch.FiniteMachine


def constructed(table: DecisionTable) -> Constructed:
    """Build both, and compare them with the rows by the verifier's code, from their files' bytes.

    Raises:
        LimitError: the machine or the diagrams grow too large.
        ToolError: one of them decides otherwise on some input: a bug.
    """
    network, machine = table_network.construct(table), dispatch.construct(table)
    claim = claim_of(table, network)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.safetensors"
        path.write_bytes(network_bytes(network.network))
        point = network_difference(claim, read_network(path))
        if point is None:
            path.write_bytes(machine_bytes(machine))
            point = machine_difference(claim, path, machine.states)
    if point is not None:
        where = zip(table.domain.fields, point, strict=True)
        shown = ", ".join(f"{field.name}={field.show(index)}" for field, index in where)
        raise ToolError(f"what was constructed decides otherwise on {shown}", remedy="report this")
    return Constructed(network, machine)


def claim_of(table: DecisionTable, network: table_network.TableNetwork) -> Claim:
    """What is claimed of a table's network and of its machine, as the verifier reads it."""
    rows = tuple(
        (
            row.guard,
            tuple(k.index(o) for k, o in zip(network.choices, row.outputs, strict=True)),
        )
        for row in table.rows
    )
    return Claim(
        tuple(field.size for field in table.domain.fields),
        tuple(bases(field) for field in table.domain.fields),
        tuple(map(len, network.choices)),
        rows,
    )
