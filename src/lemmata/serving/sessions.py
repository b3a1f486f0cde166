"""Sessions: what a client has tried on each task, so that it can go on another day.

A session is one JSON file in the store's folder. It is read and written under a lock, written
aside and renamed, and belongs to one meaning of its task: where the contract changed since, it
starts anew and says so. What a session says was proved is a memory; the sealed lemma is the proof.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from lemmata.contracts.errors import DataError, FileError, Place
from lemmata.serving.shapes import SessionShape

FOLDER = ".lemmata_sessions"
MOST_BYTES = 16 << 20
"""Of a session's file: some hundreds of attempts with long bodies."""


class Store:
    """The sessions of one folder. Several servers may use it at the same time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> None:
        """Make the folder, before work is done whose result could not be kept.

        Raises:
            FileError: the folder cannot be written.
        """
        with self._locked():
            pass

    @contextmanager
    def opened(self, file: str, function: str, digest: str) -> Iterator[SessionShape]:
        """The session of a task, to be read and changed; what it is at the end is kept.

        Nothing is kept where the block raises. Others wait meanwhile: no judging in here.

        Raises:
            FileError: the folder cannot be written.
            DataError: the session's file is none.
        """
        path = self._path(file, function)
        with self._locked():
            session = self._read(path, file, function, digest)
            before = session.model_copy(deep=True)
            yield session
            if session != before:
                self._write(path, session)

    def read(self, file: str, function: str, digest: str) -> SessionShape:
        """The session of a task as it is now; nothing is written.

        Raises:
            DataError: the session's file is none.
        """
        return self._read(self._path(file, function), file, function, digest)

    def _path(self, file: str, function: str) -> Path:
        mark = hashlib.sha256(f"{file}\n{function}".encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / f"{function}-{mark[:16]}.json"

    def _read(self, path: Path, file: str, function: str, digest: str) -> SessionShape:
        new = SessionShape(
            version=1,
            file=file,
            function=function,
            digest=digest,
            attempts=[],
            lemma=None,
            result=None,
            notes=[],
        )
        try:
            with _opened(path, os.O_RDONLY | os.O_NONBLOCK) as stream:
                data = stream.read(MOST_BYTES + 1)
        except FileNotFoundError:
            return new
        except OSError as error:
            raise _unusable(path, f"it cannot be read: {error.strerror or error}") from error
        if len(data) > MOST_BYTES:
            raise _unusable(path, f"more than {MOST_BYTES >> 20} MiB")
        if _is_of_another(data, digest):
            what = "the task, its policy or Lemmata changed: what was tried before is forgotten"
            return new.model_copy(update={"notes": [what]})
        try:
            session = SessionShape.model_validate_json(data)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise _unusable(path, f"{where}: {first['msg']}".removeprefix(": ")) from error
        if (session.file, session.function) != (file, function):
            raise _unusable(path, f"it is of {session.file}::{session.function}")
        return session

    def _write(self, path: Path, session: SessionShape) -> None:
        kept = session.model_copy(update={"notes": []})  # said once
        draft = path.with_name(f".{path.name}")  # one name: what a killed writer left is replaced
        try:
            draft.unlink(missing_ok=True)
            with _opened(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL) as stream:
                stream.write(f"{kept.model_dump_json(indent=1)}\n".encode())
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(path)
        except OSError as error:
            raise self._unwritable(error) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            if not self.folder.is_dir():
                self.folder.mkdir(parents=True, exist_ok=True)
                (self.folder / ".gitignore").write_text("*\n")
            descriptor = os.open(
                self.folder / ".lock",
                os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW,
                0o600,
            )
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)  # a writer that dies lets go
            yield
        finally:
            os.close(descriptor)

    def _unwritable(self, error: OSError) -> FileError:
        return FileError(
            f"sessions cannot be kept: {error.strerror or error}",
            place=Place(str(self.folder)),
            remedy="start the server with a folder that can be written: --sessions DIR",
        )


def _opened(path: Path, flags: int) -> BinaryIO:
    """The file; a link in its place, which may lead out of the folder, is followed nowhere."""
    flags |= os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    return os.fdopen(descriptor, "rb" if flags & os.O_ACCMODE == os.O_RDONLY else "wb")


def _is_of_another(data: bytes, digest: str) -> bool:
    """Whether it is a session of another meaning; then its other fields may be of another shape."""
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        return False
    known = body.get("digest") if isinstance(body, dict) else None
    return isinstance(known, str) and known != digest


def _unusable(path: Path, why: str) -> DataError:
    return DataError(
        f"the session's file is none: {why}",
        place=Place(str(path)),
        remedy="remove the file; the task starts anew",
    )
