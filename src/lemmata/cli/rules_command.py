"""`lemmata rules`: decision rules as tables, machines and networks; one file for each action."""

import argparse
from importlib import import_module

from lemmata.cli.output import ExitCode
from lemmata.contracts.errors import ToolError

EXTRA = {"numpy", "yaml", "safetensors", "onnx", "onnxruntime"}


def run(arguments: argparse.Namespace) -> ExitCode:
    """Start the action's own file.

    Raises:
        ToolError: what the extra brings is not installed.
    """
    try:
        command = import_module(f"lemmata.cli.rules_{arguments.action}")
    except ModuleNotFoundError as error:
        if error.name not in EXTRA:
            raise
        raise ToolError(
            f"{error.name} is not installed", remedy="pip install 'lemmata[rules]'"
        ) from error
    return ExitCode(command.run(arguments))
