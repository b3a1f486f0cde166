"""What git knows: files as they were at a revision, and which ones changed since.

The one file that starts git. Everything is read from its store; nothing is checked out.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from lemmata.contracts.borrowing import Linker, no_components
from lemmata.contracts.errors import ChoiceError, FileError, Place
from lemmata.contracts.reading import read_bytes
from lemmata.contracts.tasks import Module


def module_at(revision: str, path: Path, link: Linker = no_components) -> Module:
    """The file at the revision (anything that git can resolve to a commit).

    ``link`` finds the sealed code that it imports, as it is now.

    Raises:
        ChoiceError: a revision that looks like an option.
        FileError: no git, no repository, no such revision or file, not UTF-8.
        InputError: the old text is no task file.
    """
    shown = f"{path} at {revision}"
    done = _git(path.parent, shown, "cat-file", "blob", f"{_checked(revision)}:./{path.name}")
    if done.returncode != 0:
        raise FileError(
            f"git has no such file: {_first_line(done)}",
            place=Place(shown),
            remedy="name a revision that has the file; `git log -- FILE` lists them",
        )
    return read_bytes(
        done.stdout, shown, needs_contract=False, link=lambda _, wanted: link(str(path), wanted)
    )


def text_at(revision: str, path: Path) -> str | None:
    """The file's text at the revision; None if it was not there, or not as text."""
    done = _git(path.parent, str(path), "cat-file", "blob", f"{_checked(revision)}:./{path.name}")
    try:
        return done.stdout.decode("utf-8-sig") if done.returncode == 0 else None
    except UnicodeDecodeError:
        return None


def changed_files(revision: str, places: Sequence[str]) -> tuple[Path, ...]:
    """The Python files among `changed_paths`."""
    return tuple(path for path in changed_paths(revision, places) if path.suffix == ".py")


def changed_paths(revision: str, places: Sequence[str]) -> tuple[Path, ...]:
    """Files below the places that differ from the revision or that git does not know.

    Paths are relative to the working directory, sorted; files that are gone are left out.

    Raises:
        ChoiceError: no such revision.
        FileError: no git, no repository, or a place outside of it.
    """
    here, shown = Path(), f"--changed-since {revision}"
    known = _git(
        here, shown, "rev-parse", "--verify", "--quiet", f"{_checked(revision)}^{{commit}}"
    )
    if known.returncode != 0:
        inside = _git(here, shown, "rev-parse", "--is-inside-work-tree")
        if inside.returncode != 0:
            raise FileError(
                f"git finds no repository here: {_first_line(inside)}",
                place=Place(shown),
                remedy="run it in the repository that holds the files",
            )
        raise ChoiceError(
            f"git knows no commit {revision!r}",
            remedy="name a commit, branch or tag; in a shallow clone fetch more history first",
        )
    differing = ("diff", "--name-only", "--relative", "--no-renames", "--diff-filter=d", "-z")
    unknown = ("ls-files", "--others", "--exclude-standard", "-z")
    names: set[str] = set()
    for command in ((*differing, revision), unknown):
        done = _git(here, shown, *command, "--", *places)
        if done.returncode != 0:
            raise FileError(
                f"git cannot list the changes: {_first_line(done)}",
                place=Place(shown),
                remedy="name files and folders of this repository",
            )
        names.update(name for name in done.stdout.decode(errors="surrogateescape").split("\0"))
    return tuple(sorted(Path(name) for name in names if name))


def files_below(places: Sequence[str]) -> tuple[Path, ...]:
    """Every Python file below the places, but those that git ignores; as `changed_files`."""
    every = ("ls-files", "--cached", "--others", "--exclude-standard", "-z")
    done = _git(Path(), "the files here", *every, "--", *places)
    names = set(done.stdout.decode(errors="surrogateescape").split("\0"))
    return tuple(sorted(Path(name) for name in names if name.endswith(".py")))


def _git(folder: Path, shown: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, check=False, capture_output=True)
    except OSError as error:
        raise FileError(
            f"git could not be started: {error}", place=Place(shown), remedy="install git"
        ) from error


def _checked(revision: str) -> str:
    if not revision or revision.startswith("-"):
        raise ChoiceError(f"{revision!r} is no revision", remedy="name a commit, branch or tag")
    return revision


def _first_line(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return lines[0] if lines else "no reason given"
