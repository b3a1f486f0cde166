"""What reads an expression, for the rooms of the parser that expressions themselves are read by."""

import ast
from collections.abc import Callable
from typing import NamedTuple

from lemmata.contracts.types import Type
from lemmata.language.scope import Scope
from lemmata.language.tree import Expr


class Reader(NamedTuple):
    """``value`` reads an expression, ``value_as`` one of a declared type, ``test`` a test."""

    value: Callable[[ast.expr, Scope], Expr]
    value_as: Callable[[ast.expr, Type, Scope], Expr]
    test: Callable[[ast.expr, Scope], Expr]
