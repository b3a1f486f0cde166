"""What is raised, and what of it was promised."""

from tests.soundness.traps.building import bodies, claims, files

_INT = "(n: int) -> int"

TRAPS = (
    claims(
        "an exception has to be declared",
        _INT,
        'if n < 0:\n    raise ValueError("below zero")\nreturn n',
        "post: True",
        "post: True\nraises: ValueError",
    ),
    claims(
        "another exception is not the one declared",
        _INT,
        'if n < 0:\n    raise TypeError("below zero")\nreturn n',
        "post: True\nraises: ValueError",
        "post: True\nraises: TypeError",
    ),
    claims(
        "a class covers what is below it, not what is above",
        "(xs: list[int]) -> int",
        "return xs[0]",
        "post: True\nraises: KeyError",
        "post: True\nraises: LookupError",
    ),
    claims(
        "what is below does not cover the class above",
        _INT,
        'if n < 0:\n    raise LookupError("below zero")\nreturn n',
        "post: True\nraises: IndexError",
        "post: True\nraises: Exception",
    ),
    claims(
        "a declared exception excuses no wrong result",
        _INT,
        'if n < 0:\n    raise ValueError("below zero")\nreturn n',
        "post: __return__ > 0\nraises: ValueError",
        "post: __return__ >= 0\nraises: ValueError",
    ),
    bodies(
        "a raise that is never reached harms nobody",
        _INT,
        "pre: n > 0\npost: __return__ == n",
        'if n <= 1:\n    raise ValueError("too small")\nreturn n',
        'if n <= 0:\n    raise ValueError("too small")\nreturn n',
    ),
    claims(
        "a division by zero is declared as such",
        "(a: int, b: int) -> int",
        "return a // b",
        "post: True\nraises: ValueError",
        "post: True\nraises: ZeroDivisionError",
    ),
    claims(
        "a division by zero is a fault of arithmetic",
        "(a: int, b: int) -> int",
        "return a % b",
        "post: True\nraises: LookupError",
        "post: True\nraises: ArithmeticError",
    ),
    claims(
        "text that is no number is a wrong value",
        "(s: str) -> int",
        "return int(s)",
        "post: True\nraises: TypeError",
        "post: True\nraises: ValueError",
    ),
    claims(
        "a key that is not there is no index",
        "(d: dict[str, int], k: str) -> int",
        "return d[k]",
        "post: True\nraises: IndexError",
        "post: True\nraises: KeyError",
    ),
    claims(
        "an assertion that fails is an exception too",
        _INT,
        "assert n != 3\nreturn n",
        "post: True\nraises: ValueError",
        "post: True\nraises: AssertionError",
    ),
    files(
        "who calls without leave gets the error, and who has leave the result",
        """
@require(lambda n: n >= 0, error=ValueError)
@ensure(lambda n, result: result > n)
def f(n: int) -> int:
    return 2 * n
""",
        """
@require(lambda n: n >= 0, error=ValueError)
@ensure(lambda n, result: result >= n)
def f(n: int) -> int:
    return 2 * n
""",
    ),
    files(
        "a callee's exception is the caller's",
        """
def g(n: int) -> int:
    \"\"\"Doc.

    post: __return__ >= 0
    raises: ValueError
    \"\"\"
    if n < 0:
        raise ValueError("below zero")
    return n


def f(n: int) -> int:
    \"\"\"Doc.

    post: __return__ >= 0
    \"\"\"
    return g(n)
""",
        """
def g(n: int) -> int:
    \"\"\"Doc.

    post: __return__ >= 0
    raises: ValueError
    \"\"\"
    if n < 0:
        raise ValueError("below zero")
    return n


def f(n: int) -> int:
    \"\"\"Doc.

    post: __return__ >= 0
    raises: ValueError
    \"\"\"
    return g(n)
""",
    ),
)
