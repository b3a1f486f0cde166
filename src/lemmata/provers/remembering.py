"""Solver answers kept from run to run: unsat and unknown alone, never what could refute.

An entry is found by a digest of everything that an answer depends on: the script, the solver's
version and file, its limit, its seed, and our own code that speaks to it. Entries carry a code
that only the owner of the key can make (the key stands outside the folder), so that a folder
that came with somebody's repository is worth nothing here. Certificates and their checker never
look at any of this: a proof that is kept is a proof that was solved.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from secrets import token_hex

from lemmata.obligations import solvers
from lemmata.obligations.solvers import (
    MEMORY_LIMIT,
    Limits,
    Reply,
    Script,
    Solver,
    Solvers,
    cvc5_folder,
    z3_binary,
)

FORMAT = 2
KEY_BYTES = 32
KEPT = ("unsat", "unknown")


class Memory:
    """A folder of texts. What cannot be read or was not written here is as good as absent.

    ``notes`` says once what kept it from being used; nothing here raises.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notes: list[str] = []
        try:
            self._key = _key()
        except OSError as error:
            self._key = b""
            self._note(f"the cache is not used: its key cannot be kept ({error})")

    def recall(self, name: str) -> str | None:
        """The text kept under this digest."""
        try:
            data = self._path(name).read_bytes() if self._key else b""
        except OSError:
            return None
        code, _, text = data.decode(errors="replace").partition("\n")
        if data and code == self._code(name, text):
            return text
        if data:
            self._note(f"a damaged or foreign entry of the cache {self.folder} was ignored")
        return None

    def keep(self, name: str, text: str) -> None:
        """Keep the text: it appears whole or not at all."""
        if not self._key:
            return
        path = self._path(name)
        draft = path.with_name(f".{path.name}-{token_hex(8)}")
        try:
            if not self.folder.is_dir():
                self.folder.mkdir(parents=True, exist_ok=True)
                (self.folder / ".gitignore").write_text("*\n")
            path.parent.mkdir(exist_ok=True)
            draft.write_bytes(f"{self._code(name, text)}\n{text}".encode())
            draft.replace(path)
        except OSError as error:
            self._note(f"the cache {self.folder} cannot be written: {error.strerror or error}")

    def _code(self, name: str, text: str) -> str:
        signed = f"{name}\n{text}".encode()
        return hashlib.blake2b(signed, key=self._key, digest_size=32).hexdigest()

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


class Remembering(Solvers):
    """Solvers that look into a memory first.

    ``hits`` counts the answers of earlier sessions; what was solved in this one is none.
    """

    remembers = True

    def __init__(self, limits: Limits | None, memory: Memory) -> None:
        super().__init__(limits)
        self.memory = memory
        self.hits = 0
        self._own: set[str] = set()

    def solve(
        self, scripts: Sequence[Script], solver: Solver, *, proofs: bool = False
    ) -> tuple[Reply, ...]:
        """As `Solvers.solve`; proof objects are always made anew."""
        if proofs:
            return super().solve(scripts, solver, proofs=True)
        return tuple(self._recalled(script, solver) for script in scripts)

    def _recalled(self, script: Script, solver: Solver) -> Reply:
        name = self._digest(script, solver)
        known = self.memory.recall(name)
        if known is not None:
            self.hits += name not in self._own
            status, reason, values, resources = json.loads(known)
            return Reply(status, reason, tuple(values), resources=resources)
        (reply,) = super().solve([script], solver)
        if reply.status in KEPT and not reply.is_late and reply.reason != MEMORY_LIMIT:
            kept = [reply.status, reply.reason, reply.values, reply.resources]
            self.memory.keep(name, json.dumps(kept))
            self._own.add(name)
        return reply

    def _digest(self, script: Script, solver: Solver) -> str:
        """sha256 of all that decides the answer; the wall limit cannot, as late ones go."""
        limits = self.limits
        units = limits.z3_rlimit if solver is Solver.Z3 else limits.cvc5_rlimit
        asked = (units, limits.seed, script.core, script.text)
        return _sha256(FORMAT, _speakers(), *self._identity(solver), *asked)

    def _identity(self, solver: Solver) -> tuple[str, str]:
        """The solver's version and files; it is started to say its version once per file."""
        files = _files(solver)
        name = _sha256(FORMAT, solver.value, files)
        version = self.memory.recall(name)
        if version is None:
            version = self._child(solver).version
            self.memory.keep(name, version)
        return version, files


def _sha256(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@cache
def _speakers() -> str:
    """A digest of our code that speaks to the solvers and sets their options."""
    speaker = Path(solvers.__file__)
    code = [file.read_bytes() for file in (speaker, speaker.with_name("cvc5_worker.py"))]
    return hashlib.sha256(b"\n".join(code)).hexdigest()


@cache
def _files(solver: Solver) -> str:
    """Place, size and time of the solver's files: another one there is another solver."""
    is_z3 = solver is Solver.Z3
    files = [z3_binary()] if is_z3 else sorted((cvc5_folder() / "cvc5").glob("*.so"))
    states = [(file, file.stat()) for file in files]
    return json.dumps([(str(file), s.st_size, s.st_mtime_ns) for file, s in states])


@cache
def _key() -> bytes:
    """The key of this user on this machine, made at the first use; other keys read nothing."""
    path = _state() / "lemmata" / "cache.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # A name of its own: a draft that two shared would be written on after it became the key.
        draft = path.with_name(f".{path.name}-{token_hex(8)}")
        draft.touch(mode=0o600, exist_ok=False)
        try:
            draft.write_bytes(os.urandom(KEY_BYTES))
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise OSError(f"{path} is not a key; remove it")
    return key


def _state() -> Path:
    """Where programs keep state; as XDG has it, a relative place counts as none."""
    named = Path(os.environ.get("XDG_STATE_HOME", ""))
    if named.is_absolute():
        return named
    try:
        return Path.home() / ".local" / "state"
    except RuntimeError as error:
        raise OSError(str(error)) from None
