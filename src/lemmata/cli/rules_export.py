"""`lemmata rules export`: a rule's network or machine, or a Turing machine, for other tools."""

import argparse
from pathlib import Path

from lemmata.cli.output import ExitCode, print_json
from lemmata.cli.rules_writing import Maker, onnx, table_makers, write
from lemmata.contracts.errors import ChoiceError
from lemmata.rules import dispatch, table_network
from lemmata.rules.drawing import svg, turing_picture
from lemmata.rules.machine_reading import print_machine, read_machine
from lemmata.rules.reading import read_rules, tabulate
from lemmata.rules.safetensors_adapter import turing_bytes


def run(arguments: argparse.Namespace) -> ExitCode:
    """Write one file; it is complete or not there."""
    path, _, name = arguments.target.partition("::")
    is_machine = path.endswith((".yaml", ".yml"))
    makers = _turing(Path(path)) if is_machine else _rule(Path(path), name, arguments.machine)
    size = write(arguments.output, makers)
    if arguments.json:
        print_json({"written": str(arguments.output), "bytes": size})
    else:
        print(f"wrote {arguments.output}, {size:,} bytes")
    return ExitCode.DONE


def _rule(path: Path, name: str, machine: bool) -> dict[str, Maker]:
    file = read_rules(path)
    if not name and len(file.rules) != 1:
        raise ChoiceError(
            f"{path} has {len(file.rules)} rules",
            remedy=f"name one: {path}::{next(iter(file.rules), 'name')}",
        )
    (rule,) = file.chosen([name] if name else [])
    table = tabulate(rule)
    network, finite = table_network.construct(table), dispatch.construct(table)
    return table_makers(rule.rule.name, network, finite, machine=machine)


def _turing(path: Path) -> dict[str, Maker]:
    machine = read_machine(path)
    return {
        ".onnx": lambda: onnx("turing_model", machine),
        ".safetensors": lambda: turing_bytes(machine),
        ".svg": lambda: svg(turing_picture(machine)).encode(),
        ".yaml": lambda: print_machine(machine).encode(),
    }
