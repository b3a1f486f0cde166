"""Loading a lemma: from the sealed folder to a plain Python function, with nothing in between."""

import builtins
import marshal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, Literal

from lemmata.artifacts.conversion import from_live, to_live
from lemmata.artifacts.guarding import Guard, guarded, precondition_guard, type_guard
from lemmata.contracts.borrowing import Linker
from lemmata.contracts.codec import Json, from_json, to_json
from lemmata.contracts.errors import (
    CertificateError,
    ChoiceError,
    DataError,
    LemmataError,
    LimitError,
    Place,
)
from lemmata.contracts.imports import Wanted
from lemmata.contracts.reading import read_source
from lemmata.contracts.tasks import Links, Module, Task
from lemmata.evidence.chain import says_tested
from lemmata.evidence.folders import SUMS, digest, read_folder, read_sums
from lemmata.evidence.linking import links_of
from lemmata.evidence.manifest import Manifest
from lemmata.evidence.manifest_reading import read_either
from lemmata.evidence.tested import TrialManifest
from lemmata.language.parsing import parse_program
from lemmata.sandbox.image import build_image

Accepted = Literal["proved", "tested"]
"""What a lemma has to be to be loaded."""

_CHECK = "run `lemmata check` on it, or seal it again"
_loaded: dict[tuple[str, str], "_Loaded"] = {}


@dataclass(frozen=True)
class _Loaded:
    """What is cached of one sealed folder."""

    task: Task
    function: FunctionType
    module: ModuleType
    manifest: Manifest | TrialManifest


@dataclass(frozen=True)
class LoadedLemma:
    """A lemma that is ready to run.

    ``function`` is the plain function (behind the guard when ``is_guarded``), ``module`` the
    module that holds it and the lemma's enums and dataclasses. ``strength`` is ``proved``, or
    ``tested`` where nothing is.
    """

    path: Path
    task: Task
    function: Callable[..., Any]
    module: ModuleType
    manifest: Manifest | TrialManifest
    is_guarded: bool

    @property
    def strength(self) -> Accepted:
        """What holds it up."""
        return "tested" if isinstance(self.manifest, TrialManifest) else "proved"

    def call_json(self, data: Mapping[str, Json]) -> Json:
        """The function on arguments given as JSON by name, its value as JSON.

        Raises:
            DataError: an argument is missing, unknown, or no value of its declared type.
            GuardError: guarded, and the input is outside the precondition.
            LimitError: a value nested so deeply, or so many calls, that Python's recursion ends.
        """
        try:
            return self._called(data)
        except RecursionError as error:
            raise LimitError(
                "the interpreter's recursion limit was reached",
                remedy="raise it with sys.setrecursionlimit, or give a smaller input",
            ) from error

    def _called(self, data: Mapping[str, Json]) -> Json:
        kinds = self._parameters
        if data.keys() != kinds.keys():
            missing = [name for name in kinds if name not in data]
            strange = [name for name in data if name not in kinds]
            what = f"lacks {missing[0]!r}" if missing else f"has the unknown {strange[0]!r}"
            raise DataError(
                f"the input {what}", remedy=f"give exactly {', '.join(kinds) or 'no argument'}"
            )
        arguments = tuple(
            make(from_json(kind, data[name], name)) for name, (kind, make) in kinds.items()
        )
        return to_json(self._result(self._after_types(*arguments)))

    @cached_property
    def _parameters(self) -> Mapping[str, tuple[Any, Callable[[Any], Any]]]:
        space = vars(self.module)
        return {p.name: (p.type, to_live(p.type, space)) for p in self.task.parameters}

    @cached_property
    def _result(self) -> Callable[[Any], Any]:
        return from_live(self.task.returns)

    @cached_property
    def _after_types(self) -> Callable[..., Any]:
        """The function, guarded by the precondition alone: decoding has settled the types."""
        if not self.is_guarded:
            return self.function
        plain = vars(self.module)[self.task.name]
        return guarded(plain, self.task, (precondition_guard(self.task, vars(self.module)),))


def load(
    path: str | PathLike[str], *, guard: bool = False, accept: Accepted = "proved"
) -> Callable[..., Any]:
    """The lemma's function: a plain Python function, the same object each time.

    A lemma that is only tested is refused unless ``accept`` is ``tested``.

    With ``guard``, a wrapper that raises GuardError for arguments outside the declared types or
    the precondition. The lemma's classes are in ``fn.__globals__`` and in `load_module`.

    Raises:
        CertificateError: a file was changed since it was sealed, or holds code outside the
            provable language.
        ChoiceError: the lemma is only tested, and that is not accepted.
    """
    return open_lemma(path, guard=guard, accept=accept).function


def load_module(path: str | PathLike[str], *, accept: Accepted = "proved") -> ModuleType:
    """The module that holds the lemma's function, enums and dataclasses; raises as `load`."""
    return open_lemma(path, accept=accept).module


def open_lemma(
    path: str | PathLike[str], *, guard: bool = False, accept: Accepted = "proved"
) -> LoadedLemma:
    """The lemma with its classes and its JSON face; raises as `load`."""
    folder = Path(path)
    if accept != "tested" and says_tested(folder):
        raise ChoiceError(
            f"{folder} is only tested, and nothing of it is proved",
            remedy="prove it, or say accept='tested' if tests are enough",
        )
    found = _open(folder)
    function: Callable[..., Any] = found.function
    if guard:
        space = vars(found.module)
        guards: tuple[Guard, ...] = (
            type_guard(found.task, space),
            precondition_guard(found.task, space),
        )
        function = guarded(found.function, found.task, guards)
    return LoadedLemma(folder, found.task, function, found.module, found.manifest, guard)


def read_lemma(folder: Path) -> tuple[Manifest | TrialManifest, Module]:
    """A lemma's manifest and its source as read, from files that agree with their digests.

    Raises:
        CertificateError: they do not agree, or the source cannot be read.
    """
    return _read(folder, _files_of(folder))


def _open(folder: Path) -> _Loaded:
    files = _files_of(folder)
    key = (str(folder.resolve()), digest(files[SUMS]))
    if key not in _loaded:
        _loaded[key] = _execute(folder, files, key[1])
    return _loaded[key]


def _files_of(folder: Path) -> Mapping[str, bytes]:
    files = read_folder(folder)
    if missing := [name for name in (SUMS, "manifest.json", "source.py") if name not in files]:
        raise _broken(folder, f"{missing[0]} is missing")
    _compare(folder, files)
    return files


def _read(folder: Path, files: Mapping[str, bytes]) -> tuple[Manifest | TrialManifest, Module]:
    manifest = read_either(files["manifest.json"])
    path = str(folder / "source.py")
    if digest(files["source.py"]) != manifest.source:
        raise _broken(folder / "source.py", "the manifest is of another source")
    try:
        text = files["source.py"].decode()
        return manifest, read_source(text, path, link=_linker(manifest, files))
    except (LemmataError, UnicodeDecodeError) as error:
        raise _broken(folder / "source.py", f"its code cannot be run: {error}") from error


def _compare(folder: Path, files: Mapping[str, bytes]) -> None:
    sums = read_sums(files[SUMS])
    for name in sorted({*sums, *files} - {SUMS}):
        if name not in files or name not in sums or digest(files[name]) != sums[name]:
            raise _broken(folder / name, f"the file is not the one that {SUMS} names")


def _execute(folder: Path, files: Mapping[str, bytes], seal: str) -> _Loaded:
    manifest, module = _read(folder, files)
    name, program = manifest.function, parse_program(module)
    if name in program.unsupported:
        why = program.unsupported[name]
        if isinstance(manifest, TrialManifest):
            raise ChoiceError(
                f"{folder} is only tested, and its code is outside the language: {why}",
                remedy="`lemmata run` runs it in the sandbox",
            )
        raise _broken(folder / "source.py", f"its code cannot be run: {why}") from why
    if name not in program.functions or program.functions[name].body is None:
        raise _broken(folder / "source.py", f"there is no function {name}")
    image = build_image(module, program)
    parts: dict[str, ModuleType] = {}
    given = {
        **{known: getattr(builtins, known) for known in (*image.builtins, "__build_class__")},
        "__import__": _importer(image.modules, parts),
    }
    try:
        for part, code in image.parts:
            parts[part] = _made(f"lemmata_lemma_{seal}_{part}", code, given)
        made = _made(f"lemmata_lemma_{seal}", image.code, given)
    except Exception as error:
        raise _broken(folder / "source.py", f"its definitions fail: {error}") from error
    made.__file__ = str(folder / "source.py")
    function: FunctionType = vars(made)[name]
    return _Loaded(module.tasks[name], function, made, manifest)


def _linker(manifest: Manifest | TrialManifest, files: Mapping[str, bytes]) -> Linker:
    """The sealed code that the source imports, from its copies here: enough to run, not to prove.

    Trap: only `lemmata check` sees whether they are the code of the lemmas that they stand for.
    """

    def link(path: str, wanted: tuple[Wanted, ...]) -> Links:
        texts: dict[str, str] = {}
        for copy in manifest.copies:
            data = files.get(copy.file, b"")
            if digest(data) != copy.sha256:
                raise _broken(Path(path).parent / copy.file, "the manifest is of another copy")
            texts[copy.module] = data.decode()
        return links_of(texts, {})

    return link


def _made(name: str, code: bytes, given: Mapping[str, Any]) -> ModuleType:
    """The module that the code makes; if that fails, nothing of it stays."""
    made = ModuleType(name)
    vars(made)["__builtins__"] = given
    sys.modules[name] = made
    try:
        exec(marshal.loads(code), vars(made))  # noqa: S102 - the parser accepted all of it
    except Exception:
        del sys.modules[name]
        raise
    return made


def _importer(allowed: tuple[str, ...], parts: Mapping[str, ModuleType]) -> Callable[..., Any]:
    def load_allowed(name: str, *more: Any, **named: Any) -> Any:
        if name in parts:
            return parts[name]
        if name not in allowed:
            raise ImportError(f"a lemma may not import {name}")
        return builtins.__import__(name, *more, **named)

    return load_allowed


def _broken(path: Path, what: str) -> CertificateError:
    return CertificateError(what, place=Place(str(path)), remedy=_CHECK)
