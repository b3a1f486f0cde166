"""From sealed lemmas to the code that a task file imports: one module a name, by definitions.

Each lemma gives the definitions that its function rests on, as its sealed source writes them; two
lemmas of one file must agree on those that both give. A lemma's own components come along. The
text of a module is a function of the lemmas alone, so that sealer and checker make the same one.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lemmata.contracts.borrowing import Linker
from lemmata.contracts.errors import ComponentError, LemmataError
from lemmata.contracts.imports import Wanted, wanted_imports
from lemmata.contracts.names import declared_names
from lemmata.contracts.reading import read_source
from lemmata.contracts.syntax import is_ellipsis, parse_file, split_lines, without_docstring
from lemmata.contracts.tasks import Component, Links, Module
from lemmata.contracts.verdicts import Assurance
from lemmata.evidence.folders import digest
from lemmata.evidence.manifest import Manifest
from lemmata.language.digest import digest_function
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program

FOLDER = "components"
MOST_DEEP = 200
Named = tuple[str, str]
"""A lemma as it is imported: module and function."""

_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A lemma whose certificate was checked: its manifest's digest, its text, what is below it.

    ``copies`` are the modules that its source imports, as it holds them.
    """

    manifest: Manifest
    sha256: str
    source: str
    copies: Mapping[str, str]
    through: Mapping[Named, "Sealed"]

    def component(self, module: str) -> Component:
        """The lemma as a part of a proof that imports it from ``module``."""
        return self._component(module, {})

    def _component(self, module: str, made: dict[tuple[str, str], Component]) -> Component:
        key = (module, self.sha256)
        if key not in made:
            below = [known._component(name, made) for (name, _), known in self.through.items()]
            made[key] = Component(
                module,
                self.manifest.function,
                self.sha256,
                Assurance(self.manifest.assurance),
                tuple(known.name for known in self.manifest.functions),
                self.manifest.assumptions,
                tuple(below),
            )
        return made[key]


def copy_name(module: str) -> str:
    """The file of a certificate that holds the module's text."""
    plain = re.sub(r"[^A-Za-z0-9_.]", lambda found: f"-{ord(found[0]):x}-", module)
    return f"{FOLDER}/{plain}.py"


def texts_of(wanted: Sequence[Wanted], lemmas: Mapping[Named, Sealed]) -> dict[str, str]:
    """The text of every module that the names need, directly or not.

    ``lemmas`` are those that are imported, by module and function.

    Raises:
        ComponentError: two lemmas define one name differently.
    """
    pieces: dict[str, _Pieces] = {}
    for (module, function), sealed in lemmas.items():
        names = {known.name for known in wanted if known.module == module}
        roots = {function, *(known.name for known in sealed.manifest.functions), *names}
        pieces.setdefault(module, _Pieces(module)).take(sealed.source, roots)
        for other, text in sealed.copies.items():
            pieces.setdefault(other, _Pieces(other)).take(text, None)
    return {module: known.text() for module, known in sorted(pieces.items())}


def links_of(texts: Mapping[str, str], lemmas: Mapping[Named, Sealed]) -> Links:
    """The modules, read, with the lemmas that prove them.

    Without ``lemmas`` nothing is said to be proved: enough to run the code.

    Raises:
        ComponentError: modules that import each other, or one that is not there.
        LemmataError: a text that cannot be read.
    """
    modules: dict[str, Module] = {}
    for name in _ordered(texts):
        path = copy_name(name)
        link = _linker_among(modules)
        modules[name] = read_source(texts[name], path, needs_contract=False, link=link)
    found = tuple(sealed.component(module) for (module, _), sealed in lemmas.items())
    return Links(_digest(texts), modules, found)


def check_meanings(links: Links, lemmas: Mapping[Named, Sealed]) -> None:
    """See that each function means what its certificate proves, in the texts as they are put.

    Raises:
        ComponentError: it does not.
    """
    for (module, _), sealed in lemmas.items():
        program = parse_program(links.modules[module])
        for known in sealed.manifest.functions:
            if _meaning(program, known.name) != known.digest:
                raise ComponentError(
                    f"{known.name} of {module} is not what its certificate proves",
                    remedy="seal the lemmas of that file again",
                )
        check_meanings(links, sealed.through)


def _meaning(program: Program, name: str) -> str:
    try:
        return digest_function(program, name)
    except LemmataError:
        return ""


def _linker_among(modules: Mapping[str, Module]) -> Linker:
    def link(path: str, wanted: tuple[Wanted, ...]) -> Links:
        needed: dict[str, Module] = {}
        for name in dict.fromkeys(known.module for known in wanted):
            needed.update(modules[name].links.modules)
            needed[name] = modules[name]
        return Links(_digest({name: known.source for name, known in needed.items()}), needed)

    return link


def _digest(texts: Mapping[str, str]) -> str:
    return digest(repr(sorted(texts.items())).encode("utf-8", "backslashreplace"))


def _ordered(texts: Mapping[str, str]) -> list[str]:
    """The modules, each after those that it imports."""
    imported = {
        name: tuple(
            dict.fromkeys(known.module for known in wanted_imports(_parsed(text, name).body, name))
        )
        for name, text in texts.items()
    }
    done: dict[str, None] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in done:
            return
        if name in above:
            circle = " imports ".join((*above[above.index(name) :], name))
            raise ComponentError(
                f"sealed code that depends on itself: {circle}",
                remedy="let one of the files do without the other",
            )
        if len(above) > MOST_DEEP:
            raise ComponentError(
                f"sealed code of more than {MOST_DEEP} modules upon each other",
                remedy="seal fewer floors",
            )
        if name not in imported:
            raise ComponentError(f"the sealed code of {name} is not there", remedy="seal again")
        for other in imported[name]:
            visit(other, (*above, name))
        done[name] = None

    for name in texts:
        visit(name, ())
    return list(done)


class _Pieces:
    """Definitions of one module, gathered from sealed texts."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._imports: dict[str, None] = {}
        self._parts: dict[str, tuple[ast.stmt, str]] = {}

    def take(self, text: str, roots: set[str] | None) -> None:
        """Add what the roots rest on in this text; without roots, everything."""
        tree = _parsed(text, self._module)
        named = {name: s for s in tree.body for name in declared_names(s)}
        kept = set(named) if roots is None else _below(named, roots)
        for statement in tree.body:
            self._imports.update(dict.fromkeys(_import_lines(statement)))
        for name, statement in named.items():
            if name in kept:
                self._add(name, statement, _segment(text, statement))

    def _add(self, name: str, statement: ast.stmt, text: str) -> None:
        known = self._parts.get(name)
        if known is None or (_is_open(known[0]) and _is_alike(known[0], statement)):
            self._parts[name] = (statement, text)
        elif not _is_same(known[0], statement) and not (
            _is_open(statement) and _is_alike(known[0], statement)
        ):
            raise ComponentError(
                f"two lemmas of {self._module} were sealed with different definitions of {name}",
                remedy=f"seal both again from one {self._module}.py",
            )

    def text(self) -> str:
        """The module's text: imports, then definitions in the order in which they came."""
        # What a later text adds rests on what came before it there, so the order holds.
        first = sorted(self._imports, key=lambda line: (not line.startswith(_FUTURE), line))
        return "\n".join([*first, *(f"\n{text}" for _, text in self._parts.values()), ""])


_FUTURE = "from __future__ "


def is_drift(old: ast.stmt, new: ast.stmt) -> bool:
    """Whether two definitions differ by more than that one of them has an open body."""
    has_open = _is_open(old) or _is_open(new)
    return not _is_same(old, new) and not (has_open and _is_alike(old, new))


def definitions(tree: ast.Module) -> dict[str, ast.stmt]:
    """What a text binds: each name with its statement, an import with its part of one."""
    named = {known: s for s in tree.body for known in declared_names(s)}
    for statement in tree.body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                line = ast.parse(_import_line(statement, alias)).body[0]
                named[alias.asname or alias.name] = line
    return named


def _parsed(text: str, name: str) -> ast.Module:
    return parse_file(text, name)


def _below(named: Mapping[str, ast.stmt], roots: set[str]) -> set[str]:
    """The names that the roots mention, directly or not; words of strings count as names."""
    found: set[str] = set()
    pending = [name for name in roots if name in named]
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending.extend(known for known in _mentioned(named[name]) if known in named)
    return found


def _mentioned(root: ast.AST) -> Iterator[str]:
    for node in ast.walk(root):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _WORD.findall(node.value)  # contracts and annotations in quotes


def _import_lines(statement: ast.stmt) -> Iterator[str]:
    """Imports, one name a line, so that the same ones are the same text."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        for alias in statement.names:
            yield _import_line(statement, alias)


def _import_line(statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    head = "import"
    if isinstance(statement, ast.ImportFrom):
        head = f"from {'.' * statement.level}{statement.module or ''} import"
    return f"{head} {alias.name}{f' as {alias.asname}' if alias.asname else ''}"


def _segment(text: str, statement: ast.stmt) -> str:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        first = min([statement.lineno, *(known.lineno for known in statement.decorator_list)])
        lines = split_lines(text)[first - 1 : statement.end_lineno]
        whole = "".join(lines)
    else:
        whole = ast.get_source_segment(text, statement) or ""
    return whole.replace("\r\n", "\n").rstrip("\n")


def _is_same(one: ast.stmt, other: ast.stmt) -> bool:
    return ast.dump(one) == ast.dump(other)


def _is_open(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.FunctionDef) and is_ellipsis(without_docstring(statement.body))


def _is_alike(one: ast.stmt, other: ast.stmt) -> bool:
    """Whether two functions differ in their bodies alone: docstrings may hold contracts."""
    return _face(one) == _face(other)


def _face(statement: ast.stmt) -> str:
    if not isinstance(statement, ast.FunctionDef):
        return ast.dump(statement)
    body = statement.body
    docstring = body[: len(body) - len(without_docstring(body))]
    face = ast.FunctionDef(
        statement.name,
        statement.args,
        [*docstring, ast.Pass()],
        statement.decorator_list,
        statement.returns,
    )
    return ast.dump(face)


__all__ = [
    "Sealed",
    "check_meanings",
    "copy_name",
    "definitions",
    "is_drift",
    "links_of",
    "texts_of",
]
