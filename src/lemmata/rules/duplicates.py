"""Tables written as dicts whose rows contradict each other: one key, given twice.

Python keeps the last; to a reader they are two rows for one input. ``True``, ``1`` and ``1.0``
are one key.
"""

import ast

from lemmata.contracts.errors import ContractError, Place


def check_keys(root: ast.AST, path: str) -> None:
    """Every dict display has each constant key once.

    Raises:
        ContractError: a key that equals an earlier one.
    """
    for node in ast.walk(root):
        if not isinstance(node, ast.Dict):
            continue
        seen: dict[object, str] = {}
        for key in node.keys:
            known = _key(key)
            if known is None or key is None:
                continue
            text = ast.unparse(key)
            if known in seen:
                both = text if seen[known] == text else f"{seen[known]} and {text}"
                raise ContractError(
                    f"nondeterministic rows: the dict has the key {both} twice",
                    place=Place(path, key.lineno),
                    remedy="give each input one row",
                )
            seen[known] = text


def _key(key: ast.expr | None) -> object | None:
    """What decides whether keys are equal; None where the text does not tell."""
    match key:
        case ast.Constant(value=value):
            return ("constant", value)
        case ast.Attribute() | ast.Name():
            return ("name", ast.unparse(key))
        case ast.Tuple(elts=elements):
            parts = tuple(_key(element) for element in elements)
            return None if None in parts else ("tuple", parts)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
            return ("constant", -value)
        case _:
            return None
