"""What a command line names: files, folders, and one function; which files are task files."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lemmata.contracts.borrowing import Linker, imported, module_file, no_components
from lemmata.contracts.errors import ChoiceError, FileError, InputError, Place
from lemmata.contracts.marks import is_marked, marked_functions
from lemmata.contracts.reading import read_module
from lemmata.contracts.tasks import Module

_HINTS = (b"icontract", b"pre:", b"post:", b">>>")
"""Without one of these nothing in a file can be a contract."""


class Target(NamedTuple):
    """A task file, and the one function that is meant, or None for all of its tasks."""

    path: Path
    name: str | None = None

    def __str__(self) -> str:
        return f"{self.path}::{self.name}" if self.name else str(self.path)


def find_targets(text: str) -> tuple[Target, ...]:
    """The files that ``FILE.py``, ``FILE.py::name`` or a folder stands for, sorted by path.

    Raises:
        FileError: a folder without Python files.
        ChoiceError: a folder with a function's name.
    """
    where, _, name = text.partition("::")
    path = Path(where)
    if not path.is_dir():
        return (Target(path, name or None),)
    if name:
        raise ChoiceError(
            f"{where} is a folder, so {name!r} cannot be one of its functions",
            remedy=f"name the file: {where}/FILE.py::{name}",
        )
    found = sorted(p for p in path.rglob("*.py") if not _is_hidden(p.relative_to(path)))
    if not found:
        raise FileError(
            "no Python file in this folder", place=Place(where), remedy="name a task file"
        )
    return tuple(map(Target, found))


def components_first(targets: Sequence[Target]) -> tuple[Target, ...]:
    """The targets in their order, but each file after those among them that it imports.

    Files that import each other stay as they are; whoever reads them says so.
    """
    if len(targets) < 2:
        return tuple(targets)
    by_file: dict[str, list[Target]] = {}
    for target in targets:
        by_file.setdefault(os.path.realpath(target.path), []).append(target)
    done: dict[str, None] = {}
    entered: set[str] = set()

    def visit(file: str) -> None:
        if file in by_file and file not in entered:
            entered.add(file)
            for known in imported(Path(file)):
                visit(os.path.realpath(module_file(Path(file), known.module)))
            done[file] = None

    for file in by_file:
        visit(file)
    return tuple(target for file in done for target in by_file[file])


def single_target(text: str) -> Target:
    """The one file that ``FILE.py`` or ``FILE.py::name`` stands for.

    Raises:
        ChoiceError: a folder.
    """
    where, _, name = text.partition("::")
    if Path(where).is_dir():
        raise ChoiceError(f"{where} is a folder", remedy=f"name a file: {where}/FILE.py")
    return Target(Path(where), name or None)


def task_file(
    path: Path, link: Linker = no_components, *, shown: Path | None = None
) -> Module | InputError | None:
    """What a Python file holds of contracts: the module, why it cannot be used, or None.

    None is for files that are no task files: no function has a contract, or the file cannot be
    read as one and none was meant to have any. ``shown`` is the path as errors tell it.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        return FileError(f"it cannot be read: {reason}", place=Place(str(shown or path)))
    if not any(hint in data for hint in _HINTS):
        return None
    try:
        module = read_module(shown or path, needs_contract=False, link=link)
    except InputError as error:
        return error if is_marked(data.decode(errors="replace")) else None
    return module if contracted(module) else None


def contracted(module: Module) -> tuple[str, ...]:
    """The functions with a contract, and those outside the language that were meant to have one."""
    marked = marked_functions(module.source) if module.unsupported else frozenset()
    tasks = [name for name, task in module.tasks.items() if task.has_contract]
    others = [name for name in module.unsupported if name in marked and name not in module.tasks]
    return (*tasks, *others)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "__pycache__")) for part in path.parts)
