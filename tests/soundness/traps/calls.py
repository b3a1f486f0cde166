"""Calls: helpers inlined, contracts assumed, recursion through either."""

from tests.soundness.traps.building import UNKNOWN, UNSUPPORTED, bodies, files

_INT = "(n: int) -> int"
_HALF = "def half(n: int) -> int:\n    return 10 // n"


def _two(contract: str, body: str, claim: str, call: str = "g(n)") -> str:
    """``f`` calls ``g`` by its contract."""
    return f"""
{contract}
def g(n: int) -> int:
    return {body}


@ensure(lambda n, result: {claim})
def f(n: int) -> int:
    return {call}
"""


TRAPS = (
    bodies(
        "a helper may raise",
        _INT,
        "post: True",
        "return half(n)",
        "return half(n) if n else 0",
        before=_HALF,
    ),
    bodies(
        "an argument may raise",
        _INT,
        "post: True",
        "return zero(10 // n)",
        "return zero(10 // (n or 1))",
        before="def zero(n: int) -> int:\n    return 0",
    ),
    files(
        "a clause may call a partial helper",
        _HALF
        + """


@ensure(lambda n, result: half(n) == half(result))
def f(n: int) -> int:
    return n
""",
        _HALF
        + """


@ensure(lambda n, result: n == 0 or half(n) == half(result))
def f(n: int) -> int:
    return n
""",
    ),
    files(
        "a helper's assertion counts",
        """
def check(n: int) -> int:
    assert n > 0
    return n


@ensure(lambda n, result: result == n)
def f(n: int) -> int:
    return check(n)
""",
        """
def check(n: int) -> int:
    assert n > 0
    return n


@require(lambda n: n > 0)
@ensure(lambda n, result: result == n)
def f(n: int) -> int:
    return check(n)
""",
    ),
    files(
        "a contract says no more than it says",
        _two("@ensure(lambda n, result: result >= n)", "n + 1", "result > n"),
        _two("@ensure(lambda n, result: result > n)", "n + 1", "result > n"),
        told=UNKNOWN,
    ),
    files(
        "a false contract proves nothing",
        _two("@ensure(lambda n, result: result > n)", "n", "result > n"),
        _two("@ensure(lambda n, result: result >= n)", "n", "result >= n"),
    ),
    files(
        "a contradictory contract proves nothing",
        _two("@ensure(lambda n, result: result > n and result < n)", "n", "result == 77"),
        _two("@ensure(lambda n, result: result == n)", "n", "result == n"),
    ),
    files(
        "a contract that admits nothing proves nothing",
        _two("@require(lambda n: n > n)\n@ensure(lambda result: False)", "n", "result == 77"),
        _two(
            "@require(lambda n: n > n - 1)\n@ensure(lambda n, result: result == n)",
            "n",
            "result == n",
        ),
    ),
    files(
        "a callee's precondition must hold",
        _two(
            "@require(lambda n: n > 0)\n@ensure(lambda n, result: result == n)",
            "n if n > 0 else 1 // 0",
            "True",
        ),
        _two(
            "@require(lambda n: n > 0)\n@ensure(lambda n, result: result == n)",
            "n if n > 0 else 1 // 0",
            "True",
            "g(abs(n) + 1)",
        ),
    ),
    files(
        "a callee's precondition in a postcondition",
        _two(
            "@require(lambda n: n > 0)\n@ensure(lambda n, result: result == n)",
            "n",
            "g(n) == result",
            "n",
        ),
        _two(
            "@require(lambda n: n > 0)\n@ensure(lambda n, result: result == n)",
            "n",
            "n <= 0 or g(n) == result",
            "n",
        ),
        told=UNKNOWN,
    ),
    files(
        "a callee's result is the same each time",
        _two("@ensure(lambda n, result: result >= n)", "n", "result == 1", "g(n) - g(n)"),
        _two("@ensure(lambda n, result: result >= n)", "n", "result == 0", "g(n) - g(n)"),
    ),
    files(
        "recursion",
        """
@ensure(lambda n, result: result == 0)
def f(n: int) -> int:
    return f(n)
""",
        """
@ensure(lambda n, result: result == 0)
def f(n: int) -> int:
    return n - n
""",
        told=UNKNOWN,
    ),
    files(
        "recursion by two",
        """
@ensure(lambda n, result: result == 0)
def f(n: int) -> int:
    return g(n)


@ensure(lambda n, result: result == 0)
def g(n: int) -> int:
    return f(n)
""",
        """
@ensure(lambda n, result: result == 0)
def f(n: int) -> int:
    return g(n)


@ensure(lambda n, result: result == 0)
def g(n: int) -> int:
    return 0
""",
        told=UNKNOWN,
    ),
    files(
        "a function in its own contract",
        """
@ensure(lambda n, result: result == f(n))
def f(n: int) -> int:
    return n
""",
        """
@ensure(lambda n, result: result == n)
def f(n: int) -> int:
    return n
""",
        told=UNSUPPORTED,
    ),
    files(
        "recursion through a contract and a body",
        """
def g(n: int) -> int:
    return f(n)


@ensure(lambda n, result: result == g(n))
def f(n: int) -> int:
    return n
""",
        """
def g(n: int) -> int:
    return n


@ensure(lambda n, result: result == g(n))
def f(n: int) -> int:
    return n
""",
        told=UNSUPPORTED,
    ),
    files(
        "a helper outside the language",
        """
def g(n: int) -> int:
    try:
        return n
    except ValueError:
        return 0


@ensure(lambda n, result: True)
def f(n: int) -> int:
    return g(n)
""",
        """
def g(n: int) -> int:
    return min(n, 0)


@ensure(lambda n, result: result <= 0)
def f(n: int) -> int:
    return g(n)
""",
        told=UNSUPPORTED,
    ),
    files(
        "keyword arguments go by name",
        """
def sub(a: int, b: int) -> int:
    return a - b


@ensure(lambda n, result: result == n - 1)
def f(n: int) -> int:
    return sub(b=n, a=1)
""",
        """
def sub(a: int, b: int) -> int:
    return a - b


@ensure(lambda n, result: result == 1 - n)
def f(n: int) -> int:
    return sub(b=n, a=1)
""",
    ),
    files(
        "a helper that rebinds its parameter changes nothing outside",
        """
def g(n: int) -> int:
    n = n + 1
    return n


@ensure(lambda n, result: result == 2 * n + 2)
def f(n: int) -> int:
    return g(n) + n
""",
        """
def g(n: int) -> int:
    n = n + 1
    return n


@ensure(lambda n, result: result == 2 * n + 1)
def f(n: int) -> int:
    return g(n) + n
""",
    ),
    files(
        "locals of a helper are its own",
        """
def g(n: int) -> int:
    x = 100
    return n


@ensure(lambda n, result: result == 100)
def f(n: int) -> int:
    x = g(n)
    return x
""",
        """
def g(n: int) -> int:
    x = 100
    return n


@ensure(lambda n, result: result == n)
def f(n: int) -> int:
    x = g(n)
    return x
""",
    ),
    files(
        "a callee may return None",
        """
@ensure(lambda n, result: result is None or result == n)
def g(n: int) -> int | None:
    return n if n > 0 else None


@ensure(lambda n, result: True)
def f(n: int) -> int:
    return g(n) + 1
""",
        """
@ensure(lambda n, result: result is None or result == n)
def g(n: int) -> int | None:
    return n if n > 0 else None


@ensure(lambda n, result: result in (0, n))
def f(n: int) -> int:
    return g(n) or 0
""",
    ),
    files(
        "a precondition by a called function with a precondition of its own",
        """
@require(lambda n: n > 0)
@ensure(lambda result: result)
def g(n: int) -> bool:
    return n != -5


@require(lambda n: g(n))
@ensure(lambda n, result: result > 0)
def f(n: int) -> int:
    return n
""",
        """
@require(lambda n: n > 0)
@ensure(lambda result: result)
def g(n: int) -> bool:
    return n != -5


@require(lambda n: n > 0 and g(n))
@ensure(lambda n, result: result > 0)
def f(n: int) -> int:
    return n
""",
    ),
)
