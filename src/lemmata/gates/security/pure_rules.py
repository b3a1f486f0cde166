"""Rules of pure tasks: an allow-list over the syntax tree, so what is unknown is refused."""

from lemmata.gates.rules import Applies, Rule

_PURE: Applies = "pure tasks"
_REPEATS = "A sealed lemma gives the same answer for the same arguments, for ever."


def _effect(effect: str, rejected: str, near_miss: str, requirement: str) -> Rule:
    return Rule(
        id="pure-" + effect.replace(" ", "-"),
        gate="security",
        title=f"an effect in a pure task: {effect}",
        why=_REPEATS,
        rejected=rejected,
        near_miss=near_miss,
        requirement=requirement,
        applies=_PURE,
    )


PURE_EFFECT_RULES = {
    "clock": _effect(
        "clock",
        "from time import time\n\n\ndef age(born: float) -> float:\n    return time() - born\n",
        "def age(born: float, now: float) -> float:\n    return now - born\n",
        "take the time as an argument",
    ),
    "randomness": _effect(
        "randomness",
        "import random\n\n\ndef pick(xs: list[int]) -> int:\n    return random.choice(xs)\n",
        "def pick(xs: list[int], at: int) -> int:\n    return xs[at % len(xs)]\n",
        "compute without chance; take a chosen number as an argument",
    ),
    "environment": _effect(
        "environment",
        "from os import environ\n\n\ndef rate() -> int:\n    return len(environ)\n",
        "def rate(settings: dict[str, str]) -> int:\n    return len(settings)\n",
        "take settings as arguments instead of reading the process or the machine",
    ),
    "console": _effect(
        "console",
        "def double(x: int) -> int:\n    print(x)\n    return 2 * x\n",
        "def double(x: int) -> int:\n    return 2 * x\n",
        "return the answer; neither print nor ask nor log",
    ),
    "files": _effect(
        "files",
        "def lines(name: str) -> int:\n    return len(list(open(name)))\n",
        "def lines(text: str) -> int:\n    return len(text.splitlines())\n",
        "take the content as an argument instead of opening a file",
    ),
    "network": _effect(
        "network",
        "import socket\n",
        "import math\n",
        "take what the network would say as an argument",
    ),
    "processes": _effect(
        "processes",
        "import subprocess\n",
        "import heapq\n",
        "compute the answer here instead of starting or ending a process",
    ),
    "threads": _effect(
        "threads",
        "async def double(x: int) -> int:\n    return 2 * x\n",
        "def double(x: int) -> int:\n    return 2 * x\n",
        "compute in one thread, without async and await",
    ),
    "database": _effect(
        "database",
        "import sqlite3\n",
        "import bisect\n",
        "take the rows as an argument",
    ),
    "native code": _effect(
        "native code",
        "import ctypes\n",
        "import itertools\n",
        "use Python alone",
    ),
}


def _pure(
    rule_id: str,
    title: str,
    why: str,
    rejected: str,
    near_miss: str,
    requirement: str,
    cwe: str = "",
) -> Rule:
    return Rule(
        rule_id, "security", title, why, rejected, near_miss, requirement, applies=_PURE, cwe=cwe
    )


IMPORT = _pure(
    "import-not-allowed",
    "imports that the allow-list does not hold",
    "A module outside the list may do anything when it is imported, and its members may lead "
    "anywhere. A star imports what nobody named.",
    "from math import *\n",
    "from math import gcd\n",
    "import only modules and members that the policy allows, by name",
)
UNKNOWN_NAME = _pure(
    "unknown-name",
    "names that are neither defined here nor known to be pure",
    "What a name means that is not defined here is decided by whoever runs the code.",
    "def total(xs: list[int]) -> int:\n    return add_up(xs)\n",
    "def total(xs: list[int]) -> int:\n    return sum(xs)\n",
    "use only parameters, names defined in the file and pure builtins",
)
PURE_DYNAMIC = _pure(
    "pure-dynamic-code",
    "code made while it runs: `eval`, `exec`, `compile`, `__import__`, under whatever alias",
    "No gate reads what does not exist yet.",
    "def apply(text: str) -> int:\n    run = eval\n    return run(text)\n",
    "def apply(text: str) -> int:\n    return int(text)\n",
    "compute from values; never run text as code",
    "CWE-95",
)
REFLECTION = _pure(
    "reflection",
    "names and attributes found at run time: `getattr`, `globals`, `vars`, `type` of three "
    "arguments, a module as a value",
    "A name built at run time passes every list of names.",
    'def read(x: object, part: str) -> object:\n    return getattr(x, "__" + part)\n',
    'def read(x: dict[str, int], part: str) -> int:\n    return x.get("__" + part, 0)\n',
    "name attributes in the text, and keep what is chosen at run time in a dict",
    "CWE-470",
)
DUNDER = _pure(
    "dunder-attribute",
    "special names, and attributes that lead to frames, code or globals",
    "From any object, `__class__`, `__subclasses__` and `__globals__` lead to every other one; "
    "`gi_frame` and `f_globals` do the same.",
    "def kind(x: int) -> object:\n    return x.__class__.__base__\n",
    "def kind(x: int) -> bool:\n    return isinstance(x, bool)\n",
    "use operators and builtins instead of special attributes",
    "CWE-913",
)
ATTRIBUTE = _pure(
    "attribute-not-allowed",
    "attributes that no pure value is known to have",
    "An attribute that the list does not hold may be a method with an effect.",
    "def save(x: object) -> object:\n    return x.commit()\n",
    "def save(x: list[int]) -> list[int]:\n    return x.copy()\n",
    "use the methods of Python's own values and the fields that the file defines",
)
FORMAT = _pure(
    "format-attribute",
    "format strings that reach into attributes or that are not written here",
    '`"{0.__class__}".format(x)` reads attributes inside a string, where no list of names looks.',
    'def show(x: int) -> str:\n    return "{0.real}".format(x)\n',
    'def show(x: int) -> str:\n    return "{0:>5}".format(x)\n',
    "use an f-string, or `format` on a literal whose fields name no attribute or item",
    "CWE-134",
)
UNSTABLE = _pure(
    "unstable-value",
    "`id` and `hash`",
    "An address differs from run to run, and the hash of a text with the hash seed.",
    "def bucket(word: str) -> int:\n    return hash(word) % 16\n",
    "def bucket(word: str) -> int:\n    return sum(map(ord, word)) % 16\n",
    "compute a number from the value itself instead of `id` or `hash`",
)
GLOBAL_STATE = _pure(
    "global-state",
    "state that outlives a call: `global`, `nonlocal`, module values that functions change, "
    "attributes set on functions and classes",
    "The second call would see what the first one left.",
    "SEEN = []\n\n\ndef count(x: int) -> int:\n    SEEN.append(x)\n    return len(SEEN)\n",
    "PRIMES = [2, 3, 5]\n\n\ndef count(x: int) -> int:\n    return PRIMES.count(x)\n",
    "keep state in local variables and return it",
)
MUTABLE_DEFAULT = _pure(
    "mutable-default",
    "default arguments that a call can change",
    "A default is made once and shared by all calls.",
    "def add(x: int, xs: list[int] = []) -> list[int]:\n    xs.append(x)\n    return xs\n",
    "def add(x: int, xs: tuple[int, ...] = ()) -> list[int]:\n    return [*xs, x]\n",
    "use `None` or an immutable default, and make the container inside",
)
DECORATOR = _pure(
    "decorator-not-allowed",
    "decorators that the allow-list does not hold",
    "A decorator is a call that replaces the function which a reader sees.",
    "def twice(f: object) -> object:\n    return f\n\n\n@twice\ndef one() -> int:\n    return 1\n",
    "class Box:\n    @staticmethod\n    def one() -> int:\n        return 1\n",
    "call the function plainly; decorate with contracts and the standard ones only",
)
CLASS_MACHINERY = _pure(
    "class-machinery",
    "metaclasses, `__del__` and other special methods, bases outside the list",
    "They run when nobody calls them: on definition, on attribute access, on collection.",
    "class Box:\n    def __del__(self) -> None:\n        return None\n",
    "class Box:\n    def __len__(self) -> int:\n        return 0\n",
    "define plain classes with fields, methods and operators",
)
DELETION = _pure(
    "deletion",
    "`del` of a name or an attribute",
    "A deleted name may uncover a builtin or another binding of the same name.",
    "def f(x: int) -> int:\n    y = x\n    del y\n    return x\n",
    'def f(d: dict[str, int]) -> dict[str, int]:\n    del d["a"]\n    return d\n',
    "leave names alone; they end with the function",
)
BLIND_EXCEPT = _pure(
    "blind-except",
    "handlers that catch everything and do not raise again",
    "Running out of memory, time or stack would look like an answer.",
    "def f(text: str) -> int:\n    try:\n        return int(text)\n    except BaseException:\n"
    "        return 0\n",
    "def f(text: str) -> int:\n    try:\n        return int(text)\n    except ValueError:\n"
    "        return 0\n",
    "catch the exceptions that the code means, by name",
    "CWE-396",
)
SHADOWING = _pure(
    "shadowed-builtin",
    "bindings that give a builtin's name to something else",
    "A reader, a gate and a prover that know `len` would all be wrong about it.",
    "def f(xs: list[int]) -> int:\n    return (len := sum)(xs)\n",
    "def f(xs: list[int]) -> int:\n    return (count := len(xs)) + count\n",
    "choose names that no builtin has",
)

PURE_RULES = (
    *PURE_EFFECT_RULES.values(),
    IMPORT,
    UNKNOWN_NAME,
    PURE_DYNAMIC,
    REFLECTION,
    DUNDER,
    ATTRIBUTE,
    FORMAT,
    UNSTABLE,
    GLOBAL_STATE,
    MUTABLE_DEFAULT,
    DECORATOR,
    CLASS_MACHINERY,
    DELETION,
    BLIND_EXCEPT,
    SHADOWING,
)
