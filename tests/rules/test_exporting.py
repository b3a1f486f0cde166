"""What other tools read: ONNX of whole machines, safetensors, SVG."""

import json
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from lemmata.cli.main import main
from lemmata.cli.shapes import OUTPUTS
from lemmata.contracts.errors import LimitError
from lemmata.rules import attention, dispatch, stack_rnn, table_network
from lemmata.rules.drawing import Picture, svg
from lemmata.rules.encoding import encode
from lemmata.rules.machine_reading import parse_machine
from lemmata.rules.network import run
from lemmata.rules.onnx_adapter import HALTS, Session, finite_model, network_model, turing_model
from lemmata.rules.safetensors_adapter import machine_bytes, network_bytes
from lemmata.rules.table import points
from lemmata.rules.verifier.stored import read_network, read_tensors
from lemmata.testing.machines import PARENTHESES, plain_loop, random_machine, random_word
from lemmata.testing.tables import random_domain, random_table
from tests.rules.stored import stored

EXAMPLE = "examples/rules/machines/parentheses.yaml"


@pytest.mark.filterwarnings("ignore")
def test_models_of_tables_give_the_same_bits() -> None:
    """Network and machine in onnxruntime, with one thread and with four, are numpy's bit by bit."""
    random = Random(1)
    for _ in range(5):
        domain = random_domain(random, (2, 3, 5))
        table = random_table(random, domain, 6)
        network = table_network.construct(table).network
        machine = dispatch.construct(table)
        digits = encode(domain, [*points(domain)])
        model = network_model(network)
        wanted = run(network, digits)
        for threads in (1, 4):
            units = Session(model, threads).run(digits=digits)["units"]
            assert units.tobytes() == wanted.tobytes()
        said = Session(finite_model(machine, digits.shape[1])).run(digits=digits)
        assert (said["states"] == machine.run(digits)).all()
        assert (said["decisions"] == machine.decisions[machine.run(digits)]).all()


@pytest.mark.filterwarnings("ignore")
def test_models_of_turing_machines_are_whole() -> None:
    """Verdict, steps, state, head and tape come out of one model as the plain loop has them."""
    random = Random(2)
    for _ in range(8):
        machine = random_machine(random, random.randrange(1, 5), random.randrange(2, 4))
        model = turing_model(machine)
        sessions = [Session(model, threads) for threads in (1, 4)]
        for _ in range(4):
            word = random_word(random, machine)
            plain = plain_loop(machine, word, 30)
            for session in sessions:
                out = session.run(tape=np.array(word), steps=np.array(30))
                got = (int(out["done"]), int(out["state"]), int(out["head"]))
                assert HALTS[int(out["halt"])].value == plain.ended
                assert got == (plain.steps, plain.state, plain.head)
                cells = {i - 30: int(c) for i, c in enumerate(out["cells"]) if c}
                assert cells == plain.cells


def test_files_are_read_back_by_other_code(tmp_path: Path) -> None:
    """What the library of the format writes, the verifier's own reader reads."""
    table = random_table(Random(3), random_domain(Random(3), (3, 5, 40)), 8)
    network = table_network.construct(table).network
    (tmp_path / "n.safetensors").write_bytes(network_bytes(network))
    assert read_network(tmp_path / "n.safetensors") == stored(network)
    machine = dispatch.construct(table)
    (tmp_path / "m.safetensors").write_bytes(machine_bytes(machine))
    tensors, metadata = read_tensors(tmp_path / "m.safetensors")
    assert metadata == {"start": str(machine.start)}
    assert (tensors["following"] == machine.following).all()


@pytest.mark.parametrize("suffix", [".onnx", ".safetensors", ".svg", ".yaml"])
@pytest.mark.filterwarnings("ignore")
def test_the_command_writes_machines(
    suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each format of a Turing machine, whole, and nothing beside it."""
    out = tmp_path / f"machine{suffix}"
    assert main(["rules", "export", EXAMPLE, "-o", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["bytes"] == out.stat().st_size
    assert [*tmp_path.iterdir()] == [out]
    if suffix == ".yaml":
        assert parse_machine(out.read_text()) == parse_machine(PARENTHESES)
    if suffix == ".svg":
        root = ET.fromstring(out.read_text())
        circles = [one for one in root if one.tag.endswith("circle")]
        assert len(circles) == len(parse_machine(PARENTHESES).states)


@pytest.mark.parametrize("extra", [[], ["--machine"]])
@pytest.mark.parametrize("suffix", [".onnx", ".safetensors", ".svg"])
@pytest.mark.filterwarnings("ignore")
def test_the_command_writes_rules(extra: list[str], suffix: str, tmp_path: Path) -> None:
    """Each format of a rule's network and of its finite machine."""
    rules = tmp_path / "rules.py"
    rules.write_text("def both(a: bool, b: bool) -> bool:\n    return a and b\n")
    out = tmp_path / f"both{suffix}"
    assert main(["rules", "export", str(rules), "-o", str(out), *extra]) == 0
    assert out.stat().st_size > 100
    if suffix == ".svg":
        assert "False" in out.read_text()


def test_bad_exports_write_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown format, no rule named among several, and no such file."""
    rules = tmp_path / "rules.py"
    rules.write_text(
        "def a(x: bool) -> bool:\n    return x\n\n\ndef b(x: bool) -> bool:\n    return x\n"
    )
    for target, name in ((EXAMPLE, "x.png"), (str(rules), "x.svg"), ("none.yaml", "x.svg")):
        assert main(["rules", "export", target, "-o", str(tmp_path / name)]) == 3
    assert [*tmp_path.iterdir()] == [rules]
    assert "name one" in capsys.readouterr().err


def test_large_machines_are_not_drawn() -> None:
    """A picture has at most 200 states."""
    states = {i: (str(i), "") for i in range(201)}
    with pytest.raises(LimitError, match="201 states"):
        svg(Picture("large", 0, states, {(i, i + 1): ["x"] for i in range(200)}))


def test_running_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0 where all accept, 1 where one does otherwise, 3 for a tape that cannot be one."""
    assert main(["rules", "run", EXAMPLE, "()", "(())"]) == 0
    assert main(["rules", "run", EXAMPLE, "()", "(", "--json"]) == 1
    text = capsys.readouterr().out.splitlines()[-1]
    OUTPUTS["rules run"].model_validate_json(text)
    results = json.loads(text)["results"]
    assert [(one["halt"], one["network_agrees"]) for one in results] == [
        ("accepts", True),
        ("rejects", True),
    ]
    assert main(["rules", "run", EXAMPLE, "()()", "--steps", "3"]) == 1
    assert main(["rules", "run", EXAMPLE, ""]) == 3
    assert main(["rules", "run", EXAMPLE, "[]"]) == 3


def test_control_weights_are_the_units_of_both_networks() -> None:
    """The stack network and the decoder read rows by the same units."""
    machine = parse_machine(PARENTHESES)
    decoder, stacks = attention.construct(machine), stack_rnn.construct(machine)
    for place, unit in enumerate(stacks.layers[0][: len(machine.rows)]):
        assert sorted(p for p, _ in unit.weights) == np.flatnonzero(decoder.reading[place]).tolist()
