"""Folders of evidence: written whole or not at all, and read without trusting a name in them."""

import ctypes
import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from time import monotonic_ns

from lemmata.contracts.errors import CertificateError, FileError, Place

SUMS = "SHA256SUMS"
MOST_FILES = 50_000
MOST_BYTES = 1 << 28
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)?)")
_LEFTOVER = re.compile(r"\.(?P<name>.+)\.sealing-(?P<pid>[0-9]+)-[0-9]+")
_EXCHANGE = 2
_HERE = -100


def digest(data: bytes) -> str:
    """sha256 in hex."""
    return hashlib.sha256(data).hexdigest()


def sums_bytes(files: Mapping[str, bytes]) -> bytes:
    """The text of ``SHA256SUMS``, as ``sha256sum -c`` reads it, sorted by name."""
    named = sorted((name, data) for name, data in files.items() if name != SUMS)
    return "".join(f"{digest(data)}  {name}\n" for name, data in named).encode()


def read_sums(data: bytes) -> dict[str, str]:
    """Digest by file name.

    Raises:
        CertificateError: a line that is no digest and plain name, or names out of order.
    """
    lines = data.decode("ascii", "replace").split("\n")
    matches = [_LINE.fullmatch(line) for line in lines[:-1]]
    found = {match[2]: match[1] for match in matches if match}
    if lines[-1] or None in matches or list(found) != sorted(found) or len(found) != len(matches):
        raise CertificateError(
            f"{SUMS} is not a sorted list of digests and names", remedy="seal the lemma again"
        )
    return found


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file below the folder by its relative name; links are not followed.

    Raises:
        CertificateError: not a folder, a link or special file in it, a folder in a folder, or
            more than 50,000 files or 256 MiB in all.
    """
    files: dict[str, bytes] = {}
    try:
        _read_into(files, os.fspath(folder), "", 0)
    except OSError as error:
        raise CertificateError(
            f"cannot be read: {error.strerror or error}", place=Place(str(folder))
        ) from error
    return files


def _read_into(files: dict[str, bytes], folder: str, prefix: str, depth: int) -> None:
    room = MOST_BYTES - sum(map(len, files.values()))
    with os.scandir(folder) as entries:
        for entry in entries:
            name = f"{prefix}{entry.name}"
            status = entry.stat(follow_symlinks=False)
            mode = status.st_mode
            if S_ISDIR(mode) and depth == 0:
                _read_into(files, entry.path, f"{name}/", 1)
                room = MOST_BYTES - sum(map(len, files.values()))
                continue
            if not S_ISREG(mode):
                raise CertificateError(f"{name!r} is not a plain file", place=Place(name))
            data = read_plain(entry.path, room) if status.st_size <= room else None
            if data is None or len(data) > room or len(files) >= MOST_FILES:
                raise CertificateError("too large for a certificate", place=Place(name))
            room -= len(data)
            files[name] = data


def read_plain(path: str, room: int) -> bytes:
    """The bytes of a file, one more than ``room`` at most; links are not followed.

    Trap: without O_NONBLOCK a pipe that stands there would keep its reader waiting.

    Raises:
        OSError: it cannot be read.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor, opened without following
        return file.read(room + 1)


def write_folder(target: Path, files: Mapping[str, bytes]) -> Path:
    """Write the folder with its ``SHA256SUMS``; it appears whole, or nothing changes.

    A folder that stands there is replaced in one step. What a killed writer left beside it
    (``.NAME.sealing-PID-…``) is removed by the next one.

    Raises:
        FileError: the place cannot be written, or holds something that is no folder.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(target)
        draft = target.with_name(f".{target.name}.sealing-{os.getpid()}-{monotonic_ns()}")
        try:
            _write_all(draft, {**files, SUMS: sums_bytes(files)})
            _put(draft, target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        _sync(target.parent)
    except OSError as error:
        raise FileError(
            f"cannot be written: {error.strerror or error}",
            place=Place(str(target)),
            remedy="choose a folder that can be written",
        ) from error
    return target


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    for inner in {folder, *((folder / name).parent for name in files)}:
        _sync(inner)


def _put(draft: Path, target: Path) -> None:
    if not os.path.lexists(target):
        draft.rename(target)
        return
    if target.is_symlink() or not target.is_dir():
        raise NotADirectoryError(20, "something that is no folder stands there")
    library = ctypes.CDLL(None, use_errno=True)
    arguments = (_HERE, os.fsencode(draft), _HERE, os.fsencode(target), _EXCHANGE)
    if not hasattr(library, "renameat2") or library.renameat2(*arguments) != 0:
        aside = draft.with_name(f"{draft.name}1")
        target.rename(aside)
        draft.rename(target)
        shutil.rmtree(aside, ignore_errors=True)


def remove_leftovers(target: Path) -> None:
    """Remove what writers of this folder left half written, unless they are still at work."""
    for sibling in target.parent.glob(f".{glob_escape(target.name)}.sealing-*"):
        match = _LEFTOVER.fullmatch(sibling.name)
        if match and match["name"] == target.name and not _is_alive(int(match["pid"])):
            shutil.rmtree(sibling, ignore_errors=True)


def glob_escape(name: str) -> str:
    """The pattern that matches just this name."""
    return re.sub(r"([*?[])", r"[\1]", name)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return pid != os.getpid()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
