"""`lemmata mcp`: the server for coding agents, over stdin and stdout."""

import argparse
from importlib import import_module
from pathlib import Path

from lemmata.cli.output import ExitCode
from lemmata.contracts.errors import ChoiceError, FileError, Place

SESSIONS = ".lemmata_sessions"


def run(arguments: argparse.Namespace) -> ExitCode:
    """Serve until the client closes the pipes.

    Raises:
        FileError: the root is no folder.
        ChoiceError: the extra is not installed.
    """
    root: Path = arguments.root
    if not root.is_dir():
        raise FileError(
            "no such folder", place=Place(str(root)), remedy="name a folder with --root"
        )
    root = root.resolve()
    sessions = (arguments.sessions or root / SESSIONS).absolute()
    if arguments.sessions is None and sessions.is_symlink():
        raise FileError(
            "a link, which may lead out of the root",
            place=Place(str(sessions)),
            remedy="remove it, or name the folder with --sessions",
        )
    try:
        server = import_module("lemmata.mcp_server")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("mcp", "anyio"):
            raise
        raise ChoiceError(
            f"the server needs {error.name}, which is not installed",
            remedy="pip install 'lemmata[mcp]'",
        ) from error
    server.serve(root, sessions)
    return ExitCode.DONE
