"""Which functions a change touches: their own text, or something that they rest on."""

import ast
import os
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lemmata.analyses.revisions import changed_files, changed_paths, files_below, text_at
from lemmata.contracts.borrowing import Linker, imported, module_file, no_components
from lemmata.contracts.errors import FileError, InputError, Place
from lemmata.contracts.imports import Wanted
from lemmata.contracts.names import declared_names
from lemmata.contracts.reading import read_module
from lemmata.contracts.tasks import Module
from lemmata.targets import Target

_MARKS = re.compile(r"\bicontract\b|^\s*(?:pre|post):", re.MULTILINE)


class Changed(NamedTuple):
    """A target, and the functions of it to judge; None where the file cannot be read."""

    target: Target
    names: frozenset[str] | None


class Changes(NamedTuple):
    """What to judge, and which changed files were left out, each with the reason."""

    files: tuple[Changed, ...]
    skipped: tuple[str, ...]


class _Definition(NamedTuple):
    """A top-level name: its text, what it mentions, and both for its contract alone."""

    whole: str
    names: frozenset[str]
    face: str
    face_names: frozenset[str]


def changes_since(revision: str, texts: Sequence[str], link: Linker = no_components) -> Changes:
    """What changed since the revision in these files, folders or single functions.

    In a folder, files that are no task files are left out; a file that is named is not. A lemma
    that a file imports counts as changed where its folder or its file did.

    Raises: as `changed_files`, and FileError where a place is not there.
    """
    named: dict[Path, list[str]] = {}
    for text in texts:
        named.setdefault(Path(text.partition("::")[0]), []).append(text.partition("::")[2])
    missing = next((place for place in named if not place.exists()), None)
    if missing is not None:
        raise FileError("no such file", place=Place(str(missing)), remedy="check the path")
    places = [str(place) for place in named] or ["."]
    files: list[Changed] = []
    skipped: list[str] = []
    changed = frozenset(changed_paths(revision, ["."]))
    own = {*changed_files(revision, places)}
    stale = {path: _stale_names(path, changed) for path in files_below(places)}
    for path in sorted(own.union(known for known, names in stale.items() if names)):
        try:
            module: Module | None = read_module(path, needs_contract=False, link=link)
        except InputError as error:
            module = None
            if path not in named and not _is_marked(path):
                skipped.append(f"{path} is no task file: {error.message}")
                continue
        if module and path not in named and not _has_contract(module):
            continue
        names = None
        if module:
            names = touched(text_at(revision, path), module, stale.get(path, frozenset()))
        if names is None or names:
            wanted = named.get(path, [""])
            files.extend(Changed(Target(path, name or None), names) for name in wanted)
    return Changes(tuple(files), tuple(skipped))


def _stale_names(path: Path, changed: Collection[Path]) -> frozenset[str]:
    """The names that a file imports from lemmas of which something changed."""
    return frozenset(
        known.local
        for known in imported(path)
        if _is_stale(path, known, changed, frozenset((path,)))
    )


def _is_stale(
    path: Path, wanted: Wanted, changed: Collection[Path], above: frozenset[Path]
) -> bool:
    folder = f"{wanted.name}.lemma"
    file = _relative(module_file(path, wanted.module))
    if file in changed or any(folder in known.parts for known in changed):
        return True
    deeper = above | {file}
    return file not in above and any(
        _is_stale(file, below, changed, deeper) for below in imported(file)
    )


def _relative(file: Path) -> Path:
    """As git names it, seen from the working directory."""
    return Path(os.path.relpath(file))


def touched(old: str | None, module: Module, stale: frozenset[str] = frozenset()) -> frozenset[str]:
    """The functions whose proof may have changed since the old text; all if there is none.

    ``stale`` are names that mean something else although the text that binds them is the same.

    Those are the ones whose own text differs, comments and layout aside, and the ones that
    mention something whose meaning differs: a class, a constant, a helper without contract, or
    a function whose contract differs, directly or through others.
    """
    after = _definitions(module.source)
    functions = frozenset(module.tasks) | frozenset(module.unsupported)
    try:
        before = _definitions(old) if old is not None else None
    except SyntaxError:
        before = None
    if before is None:
        return functions
    own = {name for name, known in after.items() if before.get(name) != known}
    promising = {name for name, task in module.tasks.items() if task.has_contract}
    meanings = {
        name
        for name in own
        if name not in promising or name not in before or before[name].face != after[name].face
    }
    meanings |= (before.keys() - after.keys()) | stale
    spread = _spread(after, promising, meanings)
    return frozenset(name for name in functions if name in own or after[name].names & spread)


def _spread(
    after: Mapping[str, _Definition], promising: Collection[str], changed: set[str]
) -> set[str]:
    """The changed names, and those whose meaning rests on one of them."""
    found, grew = set(changed), True
    while grew:
        grew = False
        for name, known in after.items():
            seen = known.face_names if name in promising else known.names
            if name not in found and seen & found:
                found.add(name)
                grew = True
    return found


def _definitions(source: str) -> dict[str, _Definition]:
    found: dict[str, _Definition] = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            room = statement.module if isinstance(statement, ast.ImportFrom) else ""
            for alias in statement.names:
                text = f"{room} {ast.dump(alias)}"
                name = alias.asname or alias.name.partition(".")[0]
                found[name] = _Definition(text, frozenset(), text, frozenset())
        else:
            found.update((name, _definition(statement)) for name in declared_names(statement))
    return found


def _definition(statement: ast.stmt) -> _Definition:
    whole, names = ast.dump(statement), _mentioned(statement)
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return _Definition(whole, names, whole, names)
    promise = [*statement.decorator_list, statement.args, statement.returns, *statement.body[:1]]
    if ast.get_docstring(statement, clean=False) is None:
        promise.pop()
    parts = [part for part in promise if part is not None]
    face = "\n".join(map(ast.dump, parts))
    return _Definition(whole, names, face, frozenset().union(*map(_mentioned, parts)))


def _mentioned(root: ast.AST) -> frozenset[str]:
    names = {node.id for node in ast.walk(root) if isinstance(node, ast.Name)}
    texts = [
        node.value
        for node in ast.walk(root)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    # Contracts in docstrings, and annotations in quotes, mention names too.
    return frozenset(names.union(*(re.findall(r"[^\W\d]\w*", text) for text in texts)))


def _is_marked(path: Path) -> bool:
    try:
        return bool(_MARKS.search(path.read_text(encoding="utf-8", errors="replace")))
    except OSError:
        return True


def _has_contract(module: Module) -> bool:
    return bool(module.unsupported) or any(t.has_contract for t in module.tasks.values())
