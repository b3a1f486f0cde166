"""Recursion: a function may not be its own witness for ever."""

from tests.soundness.traps.building import UNKNOWN, bodies, claims, files

_INT = "(n: int) -> int"

TRAPS = (
    bodies(
        "what calls itself on the same input proves nothing",
        _INT,
        "post: __return__ == 0",
        "return f(n)",
        "return 0",
        told=UNKNOWN,
    ),
    bodies(
        "what calls itself further away proves nothing",
        _INT,
        "post: __return__ == 0",
        "return f(n + 1)",
        "return 0",
        told=UNKNOWN,
    ),
    bodies(
        "below zero there is no end",
        _INT,
        "post: __return__ == 0",
        "return 0 if n == 0 else f(n - 1)",
        "return 0 if n <= 0 else f(n - 1)",
        told=UNKNOWN,
    ),
    bodies(
        "steps of two may miss the end",
        _INT,
        "pre: n >= 0\npost: __return__ == 0",
        "return 0 if n == 0 else f(n - 2)",
        "return 0 if n <= 1 else f(n - 2)",
        told=UNKNOWN,
    ),
    bodies(
        "two that call each other prove nothing",
        _INT,
        "post: __return__ == 0",
        "return g(n)",
        "return 0",
        before='def g(n: int) -> int:\n    """Doc.\n\n    post: __return__ == 0\n    """\n'
        "    return f(n)\n",
        told=UNKNOWN,
    ),
    bodies(
        "two that call each other step by step",
        "(n: int) -> bool",
        "pre: n >= 0\npost: __return__ == (n % 2 == 0)",
        "return True if n == 0 else not g(n - 1)",
        "return True if n == 0 else g(n - 1)",
        before='def g(n: int) -> bool:\n    """Doc.\n\n    pre: n >= 0\n'
        '    post: __return__ == (n % 2 == 1)\n    """\n'
        "    return False if n == 0 else f(n - 1)\n",
    ),
    claims(
        "the end counts",
        _INT,
        "return 0 if n == 0 else n + f(n - 1)",
        "pre: n >= 0\npost: 2 * __return__ == n * (n - 1)",
        "pre: n >= 0\npost: 2 * __return__ == n * (n + 1)",
    ),
    bodies(
        "a wrong end spoils all",
        _INT,
        "pre: n >= 0\npost: __return__ >= 1",
        "return 0 if n == 0 else n * f(n - 1)",
        "return 1 if n == 0 else n * f(n - 1)",
    ),
    bodies(
        "the inner call has to be admitted",
        _INT,
        "pre: n >= 1\npost: __return__ >= 1",
        "return n * f(n - 1)",
        "return 1 if n == 1 else n * f(n - 1)",
        told=UNKNOWN,
    ),
    claims(
        "a promise that is too weak for its own proof may still be false",
        _INT,
        "return 0 if n == 0 else f(n - 1) + 1",
        "pre: n >= 0\npost: __return__ > n",
        "pre: n >= 0\npost: __return__ == n",
    ),
    claims(
        "a list shrinks by its slice",
        "(xs: list[int]) -> int",
        "return 0 if len(xs) == 0 else 1 + f(xs[1:])",
        "post: __return__ == len(xs) + 1",
        "post: __return__ == len(xs)",
    ),
    bodies(
        "a slice from zero shrinks nothing",
        "(xs: list[int]) -> int",
        "post: __return__ == 0",
        "return 0 if len(xs) == 0 else f(xs[0:])",
        "return 0 if len(xs) == 0 else f(xs[1:])",
        told=UNKNOWN,
    ),
    bodies(
        "an inner call within a test proves nothing either",
        "(n: int) -> bool",
        "post: __return__",
        "return f(n) or n > 3",
        "return n > 3 or n <= 3",
        told=UNKNOWN,
    ),
    files(
        "a helper that contradicts itself says nothing",
        """
def g(n: int) -> bool:
    return not g(n)


def f(n: int) -> int:
    \"\"\"Doc.

    pre: g(n) or not g(n)
    post: __return__ == 1
    \"\"\"
    return 0
""",
        """
def g(n: int) -> bool:
    return n > 0


def f(n: int) -> int:
    \"\"\"Doc.

    pre: g(n) or not g(n)
    post: __return__ == 0
    \"\"\"
    return 0
""",
        told="VacuousError",
    ),
    files(
        "a helper that grows for ever has no value",
        """
def g(n: int) -> int:
    return g(n) + 1


def f(n: int) -> int:
    \"\"\"Doc.

    post: g(n) == g(n) + 1
    \"\"\"
    return 0
""",
        """
def g(n: int) -> int:
    return n + 1


def f(n: int) -> int:
    \"\"\"Doc.

    post: g(n) == n + 1
    \"\"\"
    return 0
""",
        told=UNKNOWN,
    ),
    files(
        "a helper without an end below zero",
        """
def g(n: int) -> int:
    return 0 if n == 0 else g(n - 1)


def f(n: int) -> int:
    \"\"\"Doc.

    post: __return__ == g(n)
    \"\"\"
    return 0
""",
        """
def g(n: int) -> int:
    return 0 if n <= 0 else g(n - 1)


def f(n: int) -> int:
    \"\"\"Doc.

    pre: n <= 0
    post: __return__ == g(n)
    \"\"\"
    return 0
""",
        told=UNKNOWN,
    ),
    claims(
        "a promise may not lean on itself",
        _INT,
        "return 0",
        "post: __return__ == f(n) + 1",
        "post: __return__ == 0",
    ),
    claims(
        "a promise that forbids itself is not kept",
        _INT,
        "return 0",
        "post: f(n) != 0",
        "post: __return__ != 1",
    ),
    bodies(
        "two measures, the first of which may stay",
        "(m: int, n: int) -> int",
        "pre: m >= 0 and n >= 0\npost: __return__ == 0",
        "return 0 if m == 0 else f(m, n - 1) if n > 0 else f(m, m)",
        "return 0 if m == 0 else f(m, n - 1) if n > 0 else f(m - 1, m)",
        told=UNKNOWN,
    ),
)
