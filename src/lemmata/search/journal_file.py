"""A journal on disk: one writer, each line on the disk before anything goes on."""

import ctypes
import fcntl
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG

from lemmata.contracts.closing import Closing
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import FileError, JournalError, Place
from lemmata.search.journal_lines import ASIDE, LARGEST, Line, read_lines, written

ROOM = 4 << 20
"""Bytes that the disk must have for an answer before it is asked for."""
_KEEP_SIZE = 1
_NO_SUCH = (38, 95)
"""ENOSYS and EOPNOTSUPP: a file system that sets nothing aside."""


class JournalFile(Closing):
    """The one writer of a journal; the lock ends with the process, however it ends.

    Without ``is_read`` what the file holds is not looked at; such a file is to be set aside.

    Raises:
        JournalError: another process has it, or its text is none of a journal.
        FileError: it cannot be written, or is no plain file.
    """

    def __init__(self, path: Path, *, is_read: bool = True) -> None:
        self.path = path
        self._descriptor, self._room = -1, 0
        self._made = [one for one in (path.parent, path.parent.parent) if not one.exists()]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = self._locked()
            content = os.pread(self._descriptor, LARGEST + 1, 0)
        except OSError as fault:
            self.close()
            raise self._unwritable(fault) from fault
        try:
            self.lines, self._end = read_lines(str(path), content) if is_read else ((), 0)
        except (FileError, JournalError):
            self.close()
            raise
        self._is_torn = len(content) > self._end
        self._number = len(self.lines)
        self._before = self.lines[-1].digest if self.lines else ""

    def _locked(self) -> int:
        """The descriptor of the file that has the name, locked."""
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        while True:
            descriptor = os.open(self.path, flags, 0o666)
            try:
                if not S_ISREG(os.fstat(descriptor).st_mode):
                    raise OSError(22, "no plain file")
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.path.lexists(self.path) and os.path.samestat(
                    os.fstat(descriptor), os.lstat(self.path)
                ):
                    return descriptor
            except BlockingIOError as fault:
                os.close(descriptor)
                raise JournalError(
                    "another process works at this task",
                    place=Place(str(self.path)),
                    remedy="wait until it ends, or give another folder by -o",
                ) from fault
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)  # it was set aside while we waited for it

    def close(self) -> None:
        """End the lock, and give back what was kept of the disk."""
        if self._descriptor >= 0:
            with suppress(OSError):
                if self._room:
                    os.ftruncate(self._descriptor, self._end)
            os.close(self._descriptor)
            self._descriptor = -1

    def empty(self) -> None:
        """Forget what is in the file; the next line is its first."""
        self.lines, self._end, self._number, self._before = (), 0, 0, ""
        self._is_torn = True

    def set_aside(self) -> Path:
        """Give the file another name, which nothing has; this writer is closed."""
        stem = f"{self.path.stem}-{datetime.now(UTC):%Y%m%dT%H%M%S}"
        turn = 0
        while True:
            aside = self.path.with_name(f"{stem}{f'-{turn}' if turn else ''}{self.path.suffix}")
            if not os.path.lexists(aside):
                break
            turn += 1
        try:
            self.path.rename(aside)
        except OSError as fault:
            raise self._unwritable(fault) from fault
        self.close()
        return aside

    def remove(self) -> None:
        """Remove the file, and the empty folders that were made for it; this writer is closed."""
        with suppress(OSError):
            self.path.unlink()
        self.close()
        for folder in self._made:
            with suppress(OSError):
                folder.rmdir()

    def make_room(self) -> None:
        """Make sure that the disk can take a large answer.

        Raises:
            FileError: it cannot.
        """
        if self._room >= ROOM // 2:
            return
        library = ctypes.CDLL(None, use_errno=True)
        library.fallocate.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_long, ctypes.c_long)
        if library.fallocate(self._descriptor, _KEEP_SIZE, self._end, ROOM) == 0:
            self._room = ROOM
        elif (fault := ctypes.get_errno()) not in _NO_SUCH:
            raise self._unwritable(OSError(fault, os.strerror(fault)))

    def add(self, cpu: float, wall: float, kind: str, data: dict[str, Json]) -> None:
        """Write a line, and return when it is on the disk; ``judging`` gets there with the next.

        Raises:
            FileError: it cannot be written; nothing of it is left.
        """
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line, digest = written(
            self._number, self._before, at, round(cpu, 6), round(wall, 6), kind, data
        )
        try:
            self._write(line, is_awaited=kind != "judging")
        except OSError as fault:
            with suppress(OSError):
                os.ftruncate(self._descriptor, self._end)
            raise self._unwritable(fault) from fault
        self._room = max(0, self._room - len(line))
        self._end += len(line)
        self._number += 1
        self._before = digest

    def _write(self, line: bytes, *, is_awaited: bool) -> None:
        if self._is_torn:
            os.ftruncate(self._descriptor, self._end)
            self._is_torn = False
        at = self._end
        while line:
            done = os.pwrite(self._descriptor, line, at)
            line, at = line[done:], at + done
        if is_awaited:
            os.fdatasync(self._descriptor)
        if self._number == 0:
            folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def _unwritable(self, fault: OSError) -> FileError:
        return FileError(
            f"the journal cannot be written: {fault.strerror or fault}",
            place=Place(str(self.path)),
            remedy="give a folder that can be written by -o; nothing is asked or judged without it",
        )


def read_journal(path: Path) -> tuple[Line, ...]:
    """The lines of a journal that somebody else may be writing.

    Raises:
        FileError: it cannot be read, or is too large.
        JournalError: as `read_lines`.
    """
    try:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = os.open(path, flags)
        with open(descriptor, "rb") as file:  # noqa: PTH123 - opened without following
            content = file.read(LARGEST + 1)
    except OSError as fault:
        raise FileError(
            f"the journal cannot be read: {fault.strerror or fault}",
            place=Place(str(path)),
            remedy=ASIDE,
        ) from fault
    return read_lines(str(path), content)[0]
