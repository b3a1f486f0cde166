"""What a contract says, in both notations."""

from tests.soundness.traps.building import UNSUPPORTED, bodies, claims, files

_INT = "(n: int) -> int"


def _examples(returns: str, body: str, *lines: str) -> str:
    text = "\n    ".join(lines)
    return f'\ndef f(n: int) -> {returns}:\n    """Doc.\n\n    {text}\n    """\n    return {body}\n'


def _decorated(decorators: str, body: str = "n", returns: str = "int") -> str:
    return f"\n{decorators}\ndef f(n: int) -> {returns}:\n    return {body}\n"


TRAPS = (
    claims(
        "a precondition that nothing meets proves nothing",
        _INT,
        "return n",
        "pre: n > 1 and n < 2\npost: False",
        "pre: n > 1 and n < 3\npost: __return__ == 2",
        told="VacuousError",
    ),
    claims(
        "a precondition that always raises admits nothing",
        _INT,
        "return n",
        "pre: 1 // 0 == n\npost: False",
        "pre: n != 0 and 1 // n == 1\npost: __return__ == 1",
        told="VacuousError",
    ),
    claims(
        "an empty finite domain",
        "(b: bool) -> bool",
        "return b",
        "pre: b and not b\npost: False",
        "pre: b\npost: __return__",
        told="VacuousError",
    ),
    claims(
        "a precondition that raises does not admit",
        _INT,
        "return 1 // n",
        "pre: n == 0 or 1 // n == 0\npost: True",
        "pre: 1 // n == 0\npost: __return__ == 0",
    ),
    claims(
        "a postcondition that raises is broken",
        _INT,
        "return n",
        "post: 1 // n == 1 // __return__",
        "pre: n != 0\npost: 1 // n == 1 // __return__",
    ),
    claims(
        "a postcondition may guard itself",
        _INT,
        "return n",
        "post: 1 // n <= 1 or n == 0",
        "post: n == 0 or 1 // n <= 1",
    ),
    claims(
        "a clause is true when it is not zero",
        _INT,
        "return n",
        "post: __return__",
        "pre: n\npost: __return__",
    ),
    claims(
        "each postcondition counts",
        _INT,
        "return n",
        "post: __return__ <= n\npost: __return__ > n",
        "post: __return__ <= n\npost: __return__ >= n",
    ),
    claims(
        "a section has many clauses",
        _INT,
        "return n",
        "post:\n    __return__ == n\n    __return__ > 0",
        "post:\n    __return__ == n\n    __return__ < n + 1",
    ),
    claims(
        "`and` splits, `or` does not",
        _INT,
        "return n",
        "post: __return__ > 0 or __return__ < 0 and n < 0",
        "post: __return__ >= 0 or __return__ < 0 and n < 0",
    ),
    claims(
        "a clause that goes on below is refused",
        _INT,
        "return n",
        "post: __return__ == n\n      and __return__ > 0",
        "post: __return__ == n\npost: __return__ + 1 > n",
        told="ContractError",
    ),
    claims(
        "a section without clauses is refused",
        _INT,
        "return n",
        "post: __return__ == n\npost:\n__return__ > 0",
        "post: __return__ == n\npost:\n  __return__ < n + 1",
        told="ContractError",
    ),
    claims(
        "a clause without its space is refused",
        _INT,
        "return n",
        "post: __return__ == n\npost:__return__ > 0",
        "post: __return__ == n\npost: __return__ < n + 1",
        told="ContractError",
    ),
    claims(
        "a clause with a space before its colon is refused",
        _INT,
        "return n",
        "post: __return__ == n\npost : __return__ > 0",
        "post: __return__ == n\n:post: __return__ < n + 1",
        told="ContractError",
    ),
    files(
        "both notations count",
        '''
@ensure(lambda n, result: result == n)
def f(n: int) -> int:
    """Doc.

    post: __return__ > 0
    """
    return n
''',
        '''
@ensure(lambda n, result: result == n)
def f(n: int) -> int:
    """Doc.

    pre: n > 0
    post: __return__ > 0
    """
    return n
''',
    ),
    files(
        "a docstring in two pieces is one docstring",
        """
def f(n: int) -> int:
    "Doc.\\n"  "post: __return__ > n"
    return n
""",
        """
def f(n: int) -> int:
    "Doc.\\n"  "post: __return__ >= n"
    return n
""",
    ),
    files(
        "bytes are no docstring",
        """
def f(n: int) -> int:
    b"post: __return__ == n"
    return n
""",
        """
def f(n: int) -> int:
    "post: __return__ == n"
    return n
""",
        told="ContractError",
    ),
    files(
        "an f-string is no docstring",
        '''
@ensure(lambda result, n: result == n)
def f(n: int) -> int:
    f"""post: __return__ > {1}"""
    return n
''',
        '''
@ensure(lambda result, n: result == n)
def f(n: int) -> int:
    """post: __return__ + 1 > n"""
    return n
''',
        told=UNSUPPORTED,
    ),
    files(
        "ensure may be called require",
        "from icontract import ensure as needs\n"
        + _decorated("@needs(lambda n, result: result > n)"),
        "from icontract import ensure as needs\n"
        + _decorated("@needs(lambda n, result: result >= n)"),
    ),
    files(
        "one name for two imports",
        "from icontract import ensure as require\n" + _decorated("@require(lambda n: n > 0)"),
        _decorated("@require(lambda n: n > 0)\n@ensure(lambda result: result > 0)"),
        told="SourceError",
    ),
    files(
        "decorators count in any order",
        _decorated("@ensure(lambda result: result >= 0)\n@require(lambda n: n > -2)"),
        _decorated("@ensure(lambda result: result > -2)\n@require(lambda n: n > -2)"),
    ),
    files(
        "a lambda's parameters go by name",
        """
@ensure(lambda b, a, result: result == a)
def f(a: int, b: int) -> int:
    return b
""",
        """
@ensure(lambda b, a, result: result == b)
def f(a: int, b: int) -> int:
    return b
""",
    ),
    files(
        "a condition may be a function, its parameters by name",
        """
def less(b: int, a: int) -> bool:
    return b < a


@require(less)
@ensure(lambda result: result > 0)
def f(a: int, b: int) -> int:
    return b - a
""",
        """
def less(b: int, a: int) -> bool:
    return b < a


@require(less)
@ensure(lambda result: result > 0)
def f(a: int, b: int) -> int:
    return a - b
""",
    ),
    files(
        "OLD is what the snapshot took",
        _decorated("@snapshot(lambda n: n)\n@ensure(lambda OLD, result: result == OLD.n + 1)"),
        _decorated("@snapshot(lambda n: n)\n@ensure(lambda OLD, result: result == OLD.n)"),
    ),
    files(
        "a snapshot that computes",
        _decorated(
            "@snapshot(lambda n: n + 1, name='n')\n@ensure(lambda OLD, result: result == OLD.n)"
        ),
        _decorated(
            "@snapshot(lambda n: n, name='n')\n@ensure(lambda OLD, result: result == OLD.n)"
        ),
        told=UNSUPPORTED,
    ),
    files(
        "a contract that is switched off",
        _decorated(
            "@ensure(lambda result: result > 0, enabled=False)\n"
            "@ensure(lambda n, result: result == n)"
        ),
        _decorated("@ensure(lambda n, result: result == n, 'the same')"),
        told=UNSUPPORTED,
    ),
    files(
        "another decorator may do anything",
        "from typing import no_type_check\n"
        + _decorated("@no_type_check\n@ensure(lambda n, result: result == n)"),
        _decorated("@ensure(lambda n, result: result == n)"),
        told=UNSUPPORTED,
    ),
    files(
        "a condition with a default",
        _decorated("@ensure(lambda n, result, k=0: result > k)"),
        _decorated("@ensure(lambda n, result: result >= n)"),
        told=UNSUPPORTED,
    ),
    files(
        "a parameter named result",
        """
@ensure(lambda result: result > 0)
def f(result: int) -> int:
    return 1
""",
        """
@ensure(lambda result: result > 0)
def f(given: int) -> int:
    return 1
""",
        told="ContractError",
    ),
    files(
        "a default argument",
        """
@ensure(lambda n, result: result == n)
def f(n: int = 3) -> int:
    return n
""",
        _decorated("@ensure(lambda n, result: result == n)"),
        told=UNSUPPORTED,
    ),
    files(
        "an example is a promise",
        _examples("int", "n + 1", ">>> f(1)", "2", ">>> f(5)", "7"),
        _examples("int", "n + 1", ">>> f(1)", "2", ">>> f(5)", "6"),
    ),
    files(
        "a doctest shows True, not 1",
        _examples("int", "n > 2", ">>> f(3)", "1"),
        _examples("int", "1 if n > 2 else 0", ">>> f(3)", "1"),
    ),
    files(
        "a doctest shows 1, not True",
        _examples("int", "1 if n > 2 else 0", ">>> f(3)", "True"),
        _examples("int", "n > 2", ">>> f(3)", "True"),
    ),
    files(
        "examples inside tuples show their types too",
        _examples("tuple[int, int]", "(n, n > 2)", ">>> f(3)", "(3, 1)"),
        _examples("tuple[int, int]", "(n, 1)", ">>> f(3)", "(3, 1)"),
    ),
    files(
        "an example by == takes what is equal",
        _examples("int", "n > 2", ">>> f(3) == 0", "True"),
        _examples("int", "n > 2", ">>> f(3) == 1", "True"),
    ),
    files(
        "an example that contradicts a postcondition",
        _examples("int", "n", "post: __return__ == n", ">>> f(1)", "2"),
        _examples("int", "n", "post: __return__ == n", ">>> f(1)", "1"),
    ),
    files(
        "examples that contradict one another",
        _examples("int", "n", ">>> f(1)", "1", ">>> f(1)", "2"),
        _examples("int", "n", ">>> f(1)", "1", ">>> f(1)", "1"),
    ),
    files(
        "an example outside the precondition",
        _examples("int", "n", "pre: n > 1", ">>> f(1)", "1"),
        _examples("int", "n", "pre: n > 0", ">>> f(1)", "1"),
        told="ContractError",
    ),
    files(
        "an example of an exception",
        _examples(
            "int", "1 // n", ">>> f(0)", "Traceback (most recent call last):", "ZeroDivisionError"
        ),
        _examples("int", "n", ">>> f(0)", "0"),
        told=UNSUPPORTED,
    ),
    files(
        "a doctest option",
        _examples("int", "n", ">>> f(1)  # doctest: +SKIP", "2"),
        _examples("int", "n", ">>> f(1)", "1"),
        told=UNSUPPORTED,
    ),
    bodies(
        "an example only still demands no exception",
        "(n: int) -> int",
        ">>> f(1)\n1",
        "return 1 // n",
        "return 1 // n if n else 0",
    ),
    files(
        "annotations that are strings",
        "\n@ensure(lambda n, result: result > n)\ndef f(n: 'int') -> 'int':\n    return n\n",
        "\n@ensure(lambda n, result: result >= n)\ndef f(n: 'int') -> 'int':\n    return n\n",
    ),
    files(
        "a function without parameters",
        "\n@ensure(lambda result: result == 2)\ndef f() -> int:\n    return 1\n",
        "\n@ensure(lambda result: result == 1)\ndef f() -> int:\n    return 1\n",
    ),
)
