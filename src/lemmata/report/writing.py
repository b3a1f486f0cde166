"""A report on disk: whole, or what was there before."""

import os
from pathlib import Path

from lemmata.contracts.errors import ChoiceError, FileError, Place
from lemmata.contracts.whole_files import write_whole
from lemmata.report.content import Results
from lemmata.report.pages import page


def prepare(file: Path) -> None:
    """Make the folder of a report that will be written later.

    Raises:
        FileError: no file can be written there.
        ChoiceError: it is in a sealed folder, which one file more would break.
    """
    if any((above / "SHA256SUMS").exists() for above in file.absolute().parents):
        raise ChoiceError(
            f"{file} would lie in a sealed folder", remedy="name a file beside it, not in it"
        )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(file, error.strerror or str(error)) from error
    if file.is_dir() or not os.access(file.parent, os.W_OK):
        raise _unwritable(file, "a folder" if file.is_dir() else "no permission")


def write_report(file: Path, results: Results) -> None:
    """Write the page of these results into a folder that is there.

    Raises:
        FileError: it cannot be written.
    """
    write_page(file, page(results))


def write_page(file: Path, text: str) -> None:
    """Write the text of a page into a folder that is there.

    Raises:
        FileError: it cannot be written.
    """
    try:
        write_whole(file, text.encode())
    except OSError as error:
        raise _unwritable(file, error.strerror or str(error)) from error


def _unwritable(file: Path, why: str) -> FileError:
    return FileError(
        f"the report cannot be written: {why}", place=Place(str(file)), remedy="name another file"
    )
