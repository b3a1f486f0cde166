"""Text files that a generator reads: bounded, and UTF-8 or an error."""

from pathlib import Path

from lemmata.contracts.errors import FileError, Place


def read_text(path: Path, largest: int) -> str:
    """The file's text; ``largest`` is in bytes.

    Raises:
        FileError: missing, a folder, unreadable, larger, or not UTF-8.
    """
    place = Place(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as fault:
        raise FileError(
            f"it cannot be read: {fault.strerror or fault}", place=place, remedy="name a file"
        ) from fault
    if len(data) > largest:
        raise FileError(f"it is larger than {largest} bytes", place=place, remedy="name another")
    try:
        return data.decode()
    except UnicodeDecodeError as fault:
        raise FileError(
            f"byte {fault.start} is not UTF-8", place=place, remedy="convert it to UTF-8"
        ) from fault
