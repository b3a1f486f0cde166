"""Networks and machines of decision tables as files: whole, or not there."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from lemmata.contracts.errors import ChoiceError, FileError, Place
from lemmata.contracts.whole_files import write_whole
from lemmata.rules.dispatch import FiniteMachine
from lemmata.rules.drawing import finite_picture, svg
from lemmata.rules.safetensors_adapter import machine_bytes, network_bytes
from lemmata.rules.table_network import TableNetwork

Maker = Callable[[], bytes]


def table_makers(
    name: str, network: TableNetwork, finite: FiniteMachine, *, machine: bool
) -> dict[str, Maker]:
    """What can be written of a table, by suffix: its network, or its machine."""
    digits = len(network.network.groups)

    def drawn() -> bytes:
        return svg(finite_picture(name, finite, network)).encode()

    if machine:
        return {
            ".onnx": lambda: onnx("finite_model", finite, digits),
            ".safetensors": lambda: machine_bytes(finite),
            ".svg": drawn,
        }
    return {
        ".onnx": lambda: onnx("network_model", network.network),
        ".safetensors": lambda: network_bytes(network.network),
        ".svg": drawn,
    }


def onnx(maker: str, *parts: Any) -> bytes:
    """A model; onnx is imported only now."""
    data: bytes = getattr(import_module("lemmata.rules.onnx_adapter"), maker)(*parts)
    return data


def write(output: Path, makers: Mapping[str, Maker]) -> int:
    """Write one file, and say how many bytes it has.

    Raises:
        ChoiceError: nothing is written with this suffix.
        FileError: it cannot be written.
    """
    kind = output.suffix
    if kind not in makers:
        raise ChoiceError(
            f"nothing is written as {kind or 'a file without a suffix'}",
            remedy=f"end it in {', '.join(sorted(makers))}",
        )
    data = makers[kind]()
    try:
        write_whole(output, data)
    except OSError as error:
        raise FileError(
            f"it cannot be written: {error.strerror or error}",
            place=Place(str(output)),
            remedy="name another file",
        ) from error
    return len(data)
