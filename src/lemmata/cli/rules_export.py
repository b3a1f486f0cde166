"""`lemmata rules export`: a rule's network or machine, or a Turing machine, for other tools."""

import argparse
import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from lemmata.cli.output import ExitCode, print_json
from lemmata.contracts.errors import ChoiceError
from lemmata.rules import dispatch, table_network
from lemmata.rules.drawing import finite_picture, svg, turing_picture
from lemmata.rules.machine_reading import print_machine, read_machine
from lemmata.rules.reading import read_rules, tabulate
from lemmata.rules.safetensors_adapter import machine_bytes, network_bytes, turing_bytes

Maker = Callable[[], bytes]


def run(arguments: argparse.Namespace) -> ExitCode:
    """Write one file; it is complete or not there."""
    path, _, name = arguments.target.partition("::")
    is_machine = path.endswith((".yaml", ".yml"))
    makers = _turing(Path(path)) if is_machine else _rule(Path(path), name, arguments.machine)
    kind = arguments.output.suffix
    if kind not in makers:
        raise ChoiceError(
            f"nothing is written as {kind or 'a file without a suffix'}",
            remedy=f"end it in {', '.join(sorted(makers))}",
        )
    data = makers[kind]()
    aside = arguments.output.with_name(f".{arguments.output.name}.{os.getpid()}")
    try:
        aside.write_bytes(data)
        aside.replace(arguments.output)
    finally:
        aside.unlink(missing_ok=True)
    if arguments.json:
        print_json({"written": str(arguments.output), "bytes": len(data)})
    else:
        print(f"wrote {arguments.output}, {len(data):,} bytes")
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
    network = table_network.construct(table)
    finite = dispatch.construct(table)
    digits = len(network.network.groups)
    drawn = lambda: svg(finite_picture(rule.rule.name, finite, network)).encode()  # noqa: E731
    if machine:
        return {
            ".onnx": lambda: _onnx("finite_model", finite, digits),
            ".safetensors": lambda: machine_bytes(finite),
            ".svg": drawn,
        }
    return {
        ".onnx": lambda: _onnx("network_model", network.network),
        ".safetensors": lambda: network_bytes(network.network),
        ".svg": drawn,
    }


def _turing(path: Path) -> dict[str, Maker]:
    machine = read_machine(path)
    return {
        ".onnx": lambda: _onnx("turing_model", machine),
        ".safetensors": lambda: turing_bytes(machine),
        ".svg": lambda: svg(turing_picture(machine)).encode(),
        ".yaml": lambda: print_machine(machine).encode(),
    }


def _onnx(maker: str, *parts: Any) -> bytes:
    """A model; onnx is imported only now."""
    data: bytes = getattr(import_module("lemmata.rules.onnx_adapter"), maker)(*parts)
    return data
