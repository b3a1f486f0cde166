"""The entry point: reads the arguments, starts one command, turns errors into exit codes."""

import sys
from collections.abc import Sequence
from importlib import import_module

from lemmata.cli.arguments import build_parser
from lemmata.cli.output import ExitCode, report_error
from lemmata.contracts.errors import LemmataError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    The command's module is imported only now, so that `--help` and each command pay for
    what they use alone.
    """
    arguments = build_parser().parse_args(argv)
    try:
        command = import_module(f"lemmata.cli.{arguments.command}_command")
        return int(command.run(arguments))
    except LemmataError as error:
        return report_error(error, as_json=arguments.json)
    except KeyboardInterrupt:
        print("interrupted; nothing half-written is left", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return ExitCode.INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
