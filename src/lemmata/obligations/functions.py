"""Parameters that are functions: declared, pure and total, of which nothing else is known.

The declared name stands for the parameter wherever it goes: helpers take it as an argument, and a
call by contract is a function of its own for each function that it is given.
"""

from collections.abc import Sequence

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import FunctionType
from lemmata.language.tree import Invoke
from lemmata.obligations.encoding import Encoding
from lemmata.obligations.maps import holds_order
from lemmata.obligations.smtlib import Term, apply
from lemmata.obligations.sorts import domain


def invoke(encoder: Encoding, expr: Invoke, function: Term, terms: Sequence[Term]) -> Term:
    """The value of a function parameter at these arguments.

    Raises:
        UnsupportedError: a function that is no parameter, or whose arguments have an order.
    """
    named(function, expr.function.type)
    if any(holds_order(argument.type) for argument in expr.arguments):
        raise UnsupportedError(
            f"a function of a dict as a parameter, line {expr.line}",
            remedy="pass what it needs of the dict",
        )
    encoder.sorts.sort(expr.type)
    made = apply(function, *terms)
    encoder.assume(domain(made, expr.type), made)
    return made


def named(term: Term, kind: object) -> Term:
    """The name of a function; a choice between functions has none.

    Raises:
        UnsupportedError: the term is no name.
    """
    if isinstance(kind, FunctionType) and not term.startswith("arg."):
        raise UnsupportedError("a choice between functions", remedy="choose between their results")
    return term
