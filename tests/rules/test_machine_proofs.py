"""Stack networks proved to step as their machines, and told apart where they do not."""

import json
import shutil
from fractions import Fraction
from pathlib import Path
from random import Random

import numpy as np
import pytest

from lemmata.cli.main import main
from lemmata.cli.shapes import OUTPUTS
from lemmata.contracts.errors import LimitError
from lemmata.rules import stack_rnn
from lemmata.rules.machine import TuringMachine
from lemmata.rules.machine_reading import parse_machine
from lemmata.rules.safetensors_adapter import stack_bytes
from lemmata.rules.stack_rnn import StackNetwork, Unit
from lemmata.rules.verifier import stacks
from lemmata.rules.verifier.checking import check, solvers_when_asked
from lemmata.rules.verifier.stacks import StackLayers, read_layers, step_difference
from lemmata.testing.machines import random_machine

EXAMPLE = Path("examples/rules/machines/parentheses.yaml")


def layers_of(machine: TuringMachine, folder: Path) -> StackLayers:
    """The network's layers as they are read from its file."""
    path = folder / "network.safetensors"
    path.write_bytes(stack_bytes(stack_rnn.construct(machine)))
    return read_layers(path)


def as_network(machine: TuringMachine, layers: StackLayers) -> StackNetwork:
    """The layers of a file as units in fractions, to run them."""
    base = 1 << layers.bits
    made = tuple(
        tuple(
            Unit(
                tuple((int(p), Fraction(int(row[p]), base)) for p in np.flatnonzero(row)),
                Fraction(int(one), base),
            )
            for row, one in zip(matrix, bias, strict=True)
        )
        for matrix, bias in zip(layers.matrices, layers.biases, strict=True)
    )
    return StackNetwork(machine, layers.bits, (), made)


def steps_alike(machine: TuringMachine, layers: StackLayers, random: Random) -> bool:
    """Whether the changed network does one step as the right one does, from some configurations."""
    right, other = stack_rnn.construct(machine), as_network(machine, layers)
    states, size = len(machine.states), len(machine.alphabet)
    for state in set(range(states)) - machine.halting:
        for symbol in range(size):
            for depth in ((0, 0), (1, 0), (0, 1), (3, 3)):
                start = [Fraction(int(i == state)) for i in range(states)]
                start += [Fraction(int(i == symbol)) for i in range(size)]
                for length in depth:
                    number = Fraction(0)
                    for _ in range(length):
                        number = (number + 2 * random.randrange(size) + 1) / right.base
                    start.append(number)
                if stack_rnn.advance(right, start) != stack_rnn.advance(other, start):
                    return False
    return True


def test_networks_step_as_their_machines(tmp_path: Path) -> None:
    """From every configuration, for random machines."""
    random = Random(1)
    for _ in range(25):
        machine = random_machine(random, random.randrange(1, 5), random.randrange(2, 5))
        boxes, wrong = step_difference(machine, layers_of(machine, tmp_path))
        size = len(machine.alphabet)
        assert (boxes, wrong) == ((len(machine.states) - 2) * size * (size + 1) ** 2, "")


def test_a_changed_weight_is_refuted(tmp_path: Path) -> None:
    """Where a change of one number makes some step another, a configuration is named."""
    random = Random(2)
    wrong = 0
    for _ in range(40):
        machine = random_machine(random, 2, 2)
        layers = layers_of(machine, tmp_path)
        matrices = [one.copy() for one in layers.matrices]
        biases = [one.copy() for one in layers.biases]
        number = random.randrange(3)
        part = matrices[number] if random.random() < 0.7 else biases[number]
        flat = part.reshape(-1)
        flat[random.randrange(len(flat))] += random.choice((-1, 1, 4, -4))
        changed = StackLayers(layers.bits, tuple(matrices), tuple(biases))
        try:
            _, said = step_difference(machine, changed)
        except LimitError:
            continue
        if said:
            wrong += 1
            assert "steps otherwise from state q" in said
        else:
            assert steps_alike(machine, changed, random)
    assert wrong > 15


def test_the_proof_of_a_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Kept, checked again, and broken by another machine, another network, another claim."""
    source = tmp_path / "machine.yaml"
    shutil.copy(EXAMPLE, source)
    assert main(["rules", "prove", str(source), "-o", str(tmp_path), "--json"]) == 0
    text = capsys.readouterr().out
    OUTPUTS["rules prove"].model_validate_json(text)
    (result,) = json.loads(text)["results"]
    assert (result["verdict"], result["constructed"], result["inputs"]) == ("proved", True, 300)
    folder = tmp_path / "machine.rule"
    assert main(["rules", "check", str(folder)]) == 0
    with solvers_when_asked() as solvers:
        proof = folder / "proof.yaml"
        said = proof.read_text()
        for old, new in (("corners", "sampling"), ("claims:", "more: 1\nclaims:"), ("300", "{}")):
            proof.write_text(said.replace(old, new))
            assert not check(folder, solvers).ok
        proof.write_text(said)
        rows = source.read_text()
        source.write_text(rows.replace("[back, (, x, right, scan]", "[back, (, _, right, scan]"))
        assert "means something else" in str(check(folder, solvers).found)
        source.write_text(rows.replace("name: parentheses", "name: others"))
        assert check(folder, solvers).ok
        network = folder / "network.safetensors"
        data = bytearray(network.read_bytes())
        data[-8] ^= 1
        network.write_bytes(bytes(data))
        assert "was changed" in str(check(folder, solvers).found)
    monkeypatch.setattr(stacks, "MOST_CORNERS", 10)
    assert main(["rules", "prove", str(source)]) == 2
    assert parse_machine(rows).name == "parentheses"
