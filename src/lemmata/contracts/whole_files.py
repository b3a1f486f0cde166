"""Files that are there whole, or as they were before."""

import os
from pathlib import Path


def write_whole(file: Path, data: bytes) -> None:
    """Write aside, then rename; what was begun aside is removed where that fails.

    Raises:
        OSError: the folder is missing, or the file cannot be written there.
    """
    draft = file.with_name(f".{file.name}-{os.getpid()}")
    try:
        draft.write_bytes(data)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
