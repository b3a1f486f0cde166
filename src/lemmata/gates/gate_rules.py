"""What the gates after security look for, rule by rule."""

from lemmata.gates.rules import Rule

_NEST = "".join(f"{'    ' * depth}if n > {depth}:\n" for depth in range(1, 10))

UNREADABLE = Rule(
    "unreadable",
    "syntax",
    "text that is no Python, or no body of the function",
    "Nothing else can be said of it.",
    "def f(n: int) -> int:\n    return n +\n",
    "def f(n: int) -> int:\n    return n + 1\n",
    "write complete statements of Python",
)
TOO_LARGE = Rule(
    "too-large",
    "syntax",
    "a text of more bytes or lines than the policy allows, or a function of more lines",
    "What nobody can read nobody can judge.",
    "def f() -> None:\n" + "    pass\n" * 301,
    "def f() -> None:\n" + "    pass\n" * 5,
    "write less code, or split the function",
)
TOO_TANGLED = Rule(
    "too-tangled",
    "syntax",
    "a function with more ways through it, or deeper nesting, than the policy allows",
    "Each way through is one that must be right; McCabe's number counts them.",
    f"def f(n: int) -> int:\n{_NEST}{'    ' * 10}return 1\n    return 0\n",
    "def f(n: int) -> int:\n    if n > 1:\n        return 1\n    return 0\n",
    "return early, or split the function",
)
NO_FUNCTION = Rule(
    "no-such-function",
    "syntax",
    "a text that does not define the function that it is judged by, or more than once",
    "The last definition is the one that runs; a reader sees the first.",
    "def f() -> int:\n    return 1\n\n\ndef f() -> int:\n    return 2\n",
    "def f() -> int:\n    return 1\n\n\ndef g() -> int:\n    return 2\n",
    "define the function once, at the top level",
)
LINTER = Rule(
    "ruff",
    "syntax",
    "what Ruff's rules E9, F and PLE call an error; unused names are warnings",
    "A name that nothing binds, a return outside a function, an assert on a tuple.",
    "def f(n: int) -> int:\n    return m\n",
    "def f(n: int) -> int:\n    m = n\n    return m\n",
    "correct the line as the message says",
)
SYNTAX_RULES = (UNREADABLE, TOO_LARGE, TOO_TANGLED, NO_FUNCTION, LINTER)

UNTYPED = Rule(
    "untyped",
    "types",
    "a parameter or result of the function without a type",
    "A checker believes anything of what has no type.",
    "def f(n) -> int:\n    return 1\n",
    "def f(n: int) -> int:\n    return 1\n",
    "annotate every parameter and the result",
)
ILL_TYPED = Rule(
    "ill-typed",
    "types",
    "what the type checker reports as an error",
    "A result of another type than the signature says breaks every caller.",
    "def f(n: int) -> str:\n    return n\n",
    "def f(n: int) -> str:\n    return str(n)\n",
    "return and pass values of the declared types",
)
TYPE_RULES = (UNTYPED, ILL_TYPED)

RAISES = Rule(
    "raises",
    "execution",
    "an exception that the contract does not declare",
    "The caller was promised a value.",
    'def f(n: int) -> int:\n    """Halve.\n\n    >>> f(0)\n    0\n    """\n    return 2 // n\n',
    'def f(n: int) -> int:\n    """Halve.\n\n    >>> f(0)\n    0\n    """\n    return n // 2\n',
    "give a value on every admitted input, or declare the exception",
)
STOPPED = Rule(
    "stopped",
    "execution",
    "a call that reaches a limit of the sandbox: time, memory, recursion, output",
    "What does not end within its limits cannot be relied on.",
    'def f(n: int) -> int:\n    """Wait.\n\n    >>> f(0)\n    0\n    """\n'
    "    while n == 0:\n        pass\n    return n\n",
    'def f(n: int) -> int:\n    """Wait not.\n\n    >>> f(0)\n    0\n    """\n    return n\n',
    "let every loop and recursion end soon",
)
WRONG_EXAMPLE = Rule(
    "wrong-example",
    "execution",
    "a result that is not the one of the contract's own example",
    "An example is a promise with a value.",
    'def f(n: int) -> int:\n    """Double.\n\n    >>> f(2)\n    4\n    """\n    return n * n + 1\n',
    'def f(n: int) -> int:\n    """Double.\n\n    >>> f(2)\n    4\n    """\n    return n + n\n',
    "give the example's value on the example's arguments",
)
WRONG_TYPE = Rule(
    "wrong-type",
    "execution",
    "a result that is no value of the declared type",
    "Callers, and proofs about them, rely on it.",
    'def f(n: int) -> list[int]:\n    """Wrap.\n\n    >>> f(0)\n    [0]\n    """\n'
    "    return [n, None][:1 + n % 2]  # type: ignore\n",
    'def f(n: int) -> list[int]:\n    """Wrap.\n\n    >>> f(0)\n    [0]\n    """\n    return [n]\n',
    "return a value of exactly the declared type",
)
BROKEN_CLAUSE = Rule(
    "broken-postcondition",
    "execution",
    "a result on which a clause of the postcondition is not true",
    "The contract says what must hold of every result.",
    'def f(n: int) -> int:\n    """Grow.\n\n    post: __return__ > n\n    """\n    return n\n',
    'def f(n: int) -> int:\n    """Grow.\n\n    post: __return__ > n\n    """\n    return n + 1\n',
    "meet the postcondition on every admitted input",
)
NOT_DETERMINISTIC = Rule(
    "not-deterministic",
    "execution",
    "another result for the same input with another hash seed, locale and time zone",
    "What is compiled once must answer the same for ever.",
    'def f(n: int) -> str:\n    """Join.\n\n    post: len(__return__) > 5\n    """\n'
    '    return str(n) + "".join({"a", "b", "c", "d", "e", "f"})\n',
    'def f(n: int) -> str:\n    """Join.\n\n    post: len(__return__) > 5\n    """\n'
    '    return str(n) + "".join(sorted({"a", "b", "c", "d", "e", "f"}))\n',
    "sort what comes out of a set, and read neither clock nor locale",
)
CHANGES_ARGUMENT = Rule(
    "changes-argument",
    "execution",
    "an argument that was changed in place",
    "The caller's value would be another one after the call.",
    'def f(xs: list[int]) -> int:\n    """Next.\n\n    >>> f([1])\n    2\n    """\n'
    "    xs.append(0)\n    return len(xs)\n",
    'def f(xs: list[int]) -> int:\n    """Next.\n\n    >>> f([1])\n    2\n    """\n'
    "    return len(xs) + 1\n",
    "work on a copy",
    applies="pure tasks",
)
EXECUTION_RULES = (
    RAISES,
    STOPPED,
    WRONG_EXAMPLE,
    WRONG_TYPE,
    BROKEN_CLAUSE,
    NOT_DETERMINISTIC,
    CHANGES_ARGUMENT,
)

GOLDEN_ROW = Rule(
    "golden-row",
    "accuracy",
    "a field of a golden row of the train split that is not right",
    "The golden set says what is right. Rows that are held out are never told, only counted.",
    "",
    "",
    "give the golden value on the golden input",
    severity="warning",
)
INACCURATE = Rule(
    "inaccurate",
    "accuracy",
    "a field that is right in fewer rows of a split than the threshold demands",
    "The threshold decides, on the train split and on the held-out split alike.",
    "",
    "",
    "be right on more rows, also on those that are not shown",
)
ACCURACY_RULES = (GOLDEN_ROW, INACCURATE)

REFUTED = Rule(
    "refuted",
    "proof",
    "a body with an input that breaks the contract, replayed in CPython",
    "One such input is enough.",
    'def f(n: int) -> int:\n    """Grow.\n\n    post: __return__ > n\n    """\n    return n * 2\n',
    'def f(n: int) -> int:\n    """Grow.\n\n    post: __return__ > n\n    """\n    return n + 1\n',
    "meet the contract on the input that is shown",
)
UNPROVED = Rule(
    "unproved",
    "proof",
    "a body that no prover proves and none refutes",
    "Tests that pass prove nothing; a policy may accept `tested`, and it is called so for ever.",
    'def f(a: int, b: int, c: int) -> int:\n    """Cubes.\n\n    post: __return__ != 114\n    """\n'
    "    return a**3 + b**3 + c**3\n",
    'def f(a: int, b: int) -> int:\n    """Squares.\n\n    post: __return__ >= 0\n    """\n'
    "    return a**2 + b**2\n",
    "write it so that each step can be proved",
)
PROOF_RULES = (REFUTED, UNPROVED)
