"""The entry point: reads the arguments, starts one command, turns errors into exit codes."""

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from lemmata.cli.arguments import build_parser
from lemmata.contracts.errors import LemmataError

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    The command's module is imported only now, so that `--help` and each command pay for
    what they use alone.
    """
    arguments = build_parser().parse_args(argv)
    try:
        return int(_loaded(f"{arguments.command}_command").run(arguments))
    except LemmataError as error:
        return int(_loaded("output").report_error(error, as_json=arguments.json))
    except KeyboardInterrupt:
        print("interrupted; nothing half-written is left", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return INTERRUPTED


def _loaded(name: str) -> ModuleType:
    """A module of the command line. What is imported stays, so no collection looks through it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return import_module(f"lemmata.cli.{name}")
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


if __name__ == "__main__":
    sys.exit(main())
