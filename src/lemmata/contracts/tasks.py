"""Tasks and the modules that hold them, as they were read: frozen, and never imported."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import Type
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Assurance


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; tasks take positional parameters without defaults."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Clause:
    """One conjunct of a contract: a Python expression over the parameters.

    Clauses are read in order, each where the earlier ones hold: ``a and b`` is two of them.
    In a postcondition ``result`` is what was returned and ``OLD.x`` the argument ``x`` on
    entry, whichever notation the file used.
    """

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Example:
    """A doctest example: argument expressions by parameter, and the expected value's text.

    ``by_equality`` is the form ``f(1) == 2`` with the output True.
    """

    arguments: tuple[tuple[str, str], ...]
    expected: str
    line: int
    by_equality: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A function of a task file with its contract; without a contract it is a helper.

    ``raises`` are the exceptions that its contract declares.
    ``node`` is the syntax tree of the ``def``, for the language's parser only.
    """

    name: str
    parameters: tuple[Parameter, ...]
    returns: Type
    requires: tuple[Clause, ...]
    ensures: tuple[Clause, ...]
    examples: tuple[Example, ...]
    line: int
    summary: str
    is_open: bool
    raises: tuple[str, ...]
    node: ast.FunctionDef = field(compare=False, repr=False)

    @property
    def has_contract(self) -> bool:
        """Whether anything is demanded of the function."""
        return bool(self.requires or self.ensures or self.examples)


@dataclass(frozen=True, slots=True)
class Constant:
    """A module-level name bound once to a literal value."""

    type: Type
    value: Value


class Origin(NamedTuple):
    """Where a name that a task file borrows comes from: a module of sealed code, and the name."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Component:
    """A sealed lemma that a task file builds on.

    ``module`` is what the file imports it from, ``manifest`` the sha256 of its ``manifest.json``.
    ``proved`` are the functions of that module whose contracts its certificate proves;
    ``through`` are the lemmas that it builds on itself.
    """

    module: str
    function: str
    manifest: str
    assurance: Assurance
    proved: tuple[str, ...]
    assumptions: tuple[str, ...] = ()
    through: tuple["Component", ...] = ()

    def chain(self) -> Iterator["Component"]:
        """The lemma and everything that it builds on, each once."""
        done: set[tuple[str, str, str]] = set()
        pending = [self]
        while pending:
            known = pending.pop()
            key = (known.module, known.function, known.manifest)
            if key not in done:
                done.add(key)
                yield known
                pending.extend(reversed(known.through))


@dataclass(frozen=True, slots=True)
class Links:
    """The sealed code that a task file imports: each module stands after those it imports.

    ``digest`` tells the texts of all modules, so that equal links are equal code. ``lemmas`` are
    those that the file itself imports.
    """

    digest: str = ""
    modules: Mapping[str, "Module"] = field(default_factory=dict, compare=False)
    lemmas: tuple[Component, ...] = field(default=(), compare=False)

    def proved(self) -> dict[Origin, Assurance]:
        """What the contracts of the sealed functions are worth, as their certificates say."""
        order = list(Assurance)
        found: dict[Origin, Assurance] = {}
        for lemma in self.lemmas:
            for known in lemma.chain():
                for name in known.proved:
                    origin = Origin(known.module, name)
                    best = found.get(origin, known.assurance)
                    found[origin] = min(best, known.assurance, key=order.index)
        return found


@dataclass(frozen=True, slots=True)
class Module:
    """A task file: its text, its types (enums, records, aliases), constants and functions.

    ``unsupported`` holds functions that no :class:`Task` can describe, ``opaque`` the classes,
    aliases and constants outside the language: whoever uses one of them is unsupported too.
    ``imports`` maps each imported name to its full name (``F`` → ``fractions.Fraction``), and
    ``borrowed`` each name that is imported from sealed code, in ``links``, to its origin;
    borrowed types and constants stand among ``types`` and ``constants`` too.
    """

    path: str
    source: str
    types: Mapping[str, Type] = field(compare=False)
    constants: Mapping[str, Constant] = field(compare=False)
    tasks: Mapping[str, Task] = field(compare=False)
    unsupported: Mapping[str, UnsupportedError] = field(default_factory=dict, compare=False)
    opaque: Mapping[str, UnsupportedError] = field(default_factory=dict, compare=False)
    imports: Mapping[str, str] = field(default_factory=dict, compare=False)
    borrowed: Mapping[str, Origin] = field(default_factory=dict, compare=False)
    links: Links = field(default_factory=Links)

    def callee(self, name: str) -> Task | None:
        """The function that a call of this name means: of this file, or borrowed."""
        origin = self.borrowed.get(name)
        if origin is None:
            return self.tasks.get(name)
        return self.links.modules[origin.module].tasks.get(origin.name)
