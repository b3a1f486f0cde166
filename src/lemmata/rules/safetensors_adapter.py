"""The safetensors format, as its library writes it; the verifier reads it by itself."""

import json
from collections.abc import Mapping

import numpy as np
from safetensors.numpy import save

from lemmata.rules import attention
from lemmata.rules.dispatch import FiniteMachine
from lemmata.rules.machine import TuringMachine
from lemmata.rules.network import Network, Numbers
from lemmata.rules.stack_rnn import StackNetwork


def network_bytes(network: Network) -> bytes:
    """A network: `N.starts`, `N.places`, `N.weights`, `N.bias` for layer N, as int64."""
    tensors: dict[str, Numbers] = {}
    for number, one in enumerate(network.layers):
        tensors[f"{number}.starts"] = one.starts
        tensors[f"{number}.places"] = one.places
        tensors[f"{number}.weights"] = one.weights
        tensors[f"{number}.bias"] = one.bias
    relu = [one.relu for one in network.layers]
    return _bytes(tensors, {"groups": json.dumps(network.groups), "relu": json.dumps(relu)})


def machine_bytes(machine: FiniteMachine) -> bytes:
    """A finite machine: its index tables, with the start state in the metadata."""
    tensors: dict[str, Numbers] = {
        "offsets": machine.offsets,
        "following": machine.following,
        "decisions": machine.decisions,
    }
    return _bytes(tensors, {"start": str(machine.start)})


def turing_bytes(machine: TuringMachine) -> bytes:
    """A machine's finite control as the two layers of `attention.construct`, flat, row by row."""
    control = attention.construct(machine)
    tensors: dict[str, Numbers] = {
        "reading": control.reading.reshape(-1),
        "control": control.control.reshape(-1),
    }
    said = {
        "states": json.dumps(machine.states),
        "alphabet": json.dumps(machine.alphabet),
        "blank": str(machine.blank),
        "start": str(machine.start),
        "accept": json.dumps(sorted(machine.accept)),
        "reject": json.dumps(sorted(machine.reject)),
    }
    return _bytes(tensors, said)


def stack_bytes(network: StackNetwork) -> bytes:
    """A stack network: `N.matrix` flat and `N.bias` of its three layers, times the base."""
    tensors: dict[str, Numbers] = {}
    width = len(network.machine.states) + len(network.machine.alphabet) + 2
    inputs = width
    for number, units in enumerate(network.layers):
        matrix = np.zeros((len(units), inputs), np.int64)
        for place, unit in enumerate(units):
            for at, weight in unit.weights:
                matrix[place, at] = int(weight * network.base)
        tensors[f"{number}.matrix"] = matrix.reshape(-1)
        biases = [int(unit.bias * network.base) for unit in units]
        tensors[f"{number}.bias"] = np.array(biases, np.int64)
        inputs = len(units)
    return _bytes(tensors, {"bits": str(network.bits), "inputs": str(width)})


def _bytes(tensors: Mapping[str, Numbers], metadata: Mapping[str, str]) -> bytes:
    plain = {name: np.ascontiguousarray(one, np.int64) for name, one in tensors.items()}
    data: bytes = save(plain, dict(metadata))
    return data
