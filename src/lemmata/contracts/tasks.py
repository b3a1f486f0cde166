"""Tasks and the modules that hold them, as they were read: frozen, and never imported."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import Type
from lemmata.contracts.values import Value


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


@dataclass(frozen=True, slots=True)
class Module:
    """A task file: its text, its types (enums, records, aliases), constants and functions.

    ``unsupported`` holds functions that no :class:`Task` can describe, ``opaque`` the classes,
    aliases and constants outside the language: whoever uses one of them is unsupported too.
    ``imports`` maps each imported name to its full name (``F`` → ``fractions.Fraction``).
    """

    path: str
    source: str
    types: Mapping[str, Type] = field(compare=False)
    constants: Mapping[str, Constant] = field(compare=False)
    tasks: Mapping[str, Task] = field(compare=False)
    unsupported: Mapping[str, UnsupportedError] = field(default_factory=dict, compare=False)
    opaque: Mapping[str, UnsupportedError] = field(default_factory=dict, compare=False)
    imports: Mapping[str, str] = field(default_factory=dict, compare=False)
