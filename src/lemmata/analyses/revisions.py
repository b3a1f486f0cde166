"""A task file as it was at a revision: read from git's store, nothing is checked out."""

import subprocess
from pathlib import Path

from lemmata.contracts.errors import ChoiceError, FileError, Place
from lemmata.contracts.reading import read_bytes
from lemmata.contracts.tasks import Module


def module_at(revision: str, path: Path) -> Module:
    """The file at the revision (anything that git can resolve to a commit).

    Raises:
        ChoiceError: a revision that looks like an option.
        FileError: no git, no repository, no such revision or file, not UTF-8.
        InputError: the old text is no task file.
    """
    shown = f"{path} at {revision}"
    if not revision or revision.startswith("-"):
        raise ChoiceError(f"{revision!r} is no revision", remedy="name a commit, branch or tag")
    folder = path.parent if path.parent.parts else Path()
    command = ["git", "-C", str(folder), "cat-file", "blob", f"{revision}:./{path.name}"]
    try:
        done = subprocess.run(command, check=False, capture_output=True)
    except OSError as error:
        raise FileError(f"git could not be started: {error}", place=Place(shown)) from error
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise FileError(
            f"git has no such file: {lines[0]}",
            place=Place(shown),
            remedy="name a revision that has the file; `git log -- FILE` lists them",
        )
    return read_bytes(done.stdout, shown, needs_contract=False)
