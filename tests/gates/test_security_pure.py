"""Pure tasks: whatever reaches beyond computing is found, under whatever disguise."""

import time

import pytest

from lemmata.contracts import ChoiceError
from lemmata.gates.security import SecurityPolicy, pure_policy, scan
from lemmata.gates.security.policy import activity_policy

TRICKS = {
    "alias of eval": "e = eval\ne('1')",
    "alias in a tuple": "a, b = eval, 1\na('1')",
    "eval in a list": "[eval][0]('1')",
    "eval in a dict": "{'f': eval}['f']('1')",
    "eval as a default": "def f(x, e=eval):\n    return e(x)",
    "eval as a keyword default": "def f(x, *, e=eval):\n    return e(x)",
    "eval through map": "list(map(eval, ['1']))",
    "eval through sorted": "sorted(['1'], key=eval)",
    "eval in a comprehension": "[f('1') for f in (eval,)]",
    "eval by walrus": "(f := eval)('1')",
    "eval in a lambda": "(lambda f: f('1'))(eval)",
    "eval as a decorator": "@eval\ndef f():\n    return 1",
    "eval in a class body": "class A:\n    f = eval\nA.f('1')",
    "eval as an annotation": "def f(x: eval('1')):\n    return x",
    "eval in a default of a lambda": "f = lambda x, e=eval: e(x)",
    "eval in a match": "match eval:\n    case f:\n        f('1')",
    "eval in full width letters": "ｅｖａｌ('1')",
    "eval in mathematical letters": "𝐞𝐯𝐚𝐥('1')",
    "eval in an f-string": "f'{eval(\"1\")}'",
    "eval starred": "print(*map(eval, ['1']))",
    "eval in except": "try:\n    pass\nexcept eval('ValueError'):\n    pass",
    "eval named by import": "from builtins import eval as sum2\nsum2('1')",
    "builtins module": "import builtins\nbuiltins.eval('1')",
    "getattr of builtins": "getattr(__builtins__, 'eval')('1')",
    "item of builtins": "__builtins__['eval']('1')",
    "globals": "globals()['eval']",
    "vars": "vars()['x']",
    "locals": "locals()",
    "dir": "dir()",
    "getattr with a built name": "getattr('', '__cl' + 'ass__')",
    "hasattr": "hasattr(1, 'x')",
    "setattr": "setattr(object, 'x', 1)",
    "class": "''.__class__",
    "subclasses": "().__class__.__base__.__subclasses__()",
    "globals of a function": "def f():\n    return 1\nf.__globals__",
    "code of a function": "(lambda: 0).__code__",
    "frame of a generator": "g = (i for i in [1])\ng.gi_frame",
    "frame that a field allows": (
        "class A:\n    def __init__(self):\n        self.gi_frame = 1\n"
        "def f(g):\n    return g.gi_frame"
    ),
    "frame of a traceback": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    e.__traceback__",
    "attribute by a class pattern": "match 1:\n    case object(__class__=k):\n        k",
    "mro": "int.mro()",
    "format reaches an attribute": "'{0.__class__}'.format(1)",
    "format reaches an item": "'{0[a]}'.format({'a': 1})",
    "format of a built text": "('{0.__cl' + 'ass__}').format(1)",
    "format of a parameter": "def f(t, x):\n    return t.format(x)",
    "format by its class": "str.format('{0.__class__}', 1)",
    "format passed on": "list(map(str.format, ['{0.__class__}'], [1]))",
    "format spec in a format": "'{0:{1.__class__}}'.format(1, 2)",
    "format map": "'{a.__class__}'.format_map({'a': 1})",
    "module through a module": "import re\nre.enum.sys.modules",
    "module as a value": "import math\nm = math\nm.sys",
    "attrgetter": "from operator import attrgetter\nattrgetter('__class__')(1)",
    "methodcaller": "from operator import methodcaller",
    "formatter": "from string import Formatter",
    "get_type_hints": "from typing import get_type_hints",
    "importlib": "import importlib",
    "import in a function": "def f():\n    import os\n    return os",
    "import under a name": "import os as math\nmath.system('x')",
    "member under a name": "from os import system as sqrt\nsqrt('x')",
    "star import": "from os import *",
    "relative import": "from . import secrets",
    "import by name": "__import__('os').system('x')",
    "pickle": "import pickle",
    "sys": "import sys",
    "gc": "import gc",
    "inspect": "import inspect",
    "input": "input()",
    "print": "print(1)",
    "open": "open('x')",
    "breakpoint": "breakpoint()",
    "exit": "exit()",
    "raise SystemExit": "raise SystemExit",
    "now": "from datetime import datetime\ndatetime.now()",
    "today": "from datetime import date\ndate.today()",
    "now by a module": "import datetime\ndatetime.datetime.now()",
    "now by an alias": "import datetime\nd = datetime.datetime\nn = d.now\nn()",
    "hash": "hash('a')",
    "id": "id(1)",
    "global": "N = 0\ndef f():\n    global N\n    N = 1",
    "nonlocal": "def f():\n    n = 0\n    def g():\n        nonlocal n\n    return g",
    "module list": "L = []\ndef f(x):\n    L.append(x)",
    "module dict": "D = {}\ndef f(x):\n    D[x] = 1",
    "module iterator": "I = iter([1, 2])\ndef f():\n    return next(I)",
    "attribute of a function": "def f():\n    f.n = 1\n    return f",
    "attribute of a class": "class A:\n    n = 0\ndef f():\n    A.n = 1",
    "list shared by a class": "class A:\n    items = []",
    "mutable default": "def f(x=[]):\n    return x",
    "mutable keyword default": "def f(*, x={}):\n    return x",
    "mutable default by a call": "def f(x=dict()):\n    return x",
    "metaclass": "class A(metaclass=int):\n    pass",
    "class by type": "type('A', (), {})",
    "base by expression": "class A(type(1)):\n    pass",
    "del method": "class A:\n    def __del__(self):\n        pass",
    "getattr method": "class A:\n    def __getattr__(self, name):\n        return name",
    "init_subclass": "class A:\n    def __init_subclass__(cls):\n        pass",
    "class_getitem": "class A:\n    def __class_getitem__(cls, x):\n        return x",
    "bound builtins": "__builtins__ = {}",
    "bound import": "def __import__(*a):\n    return 1",
    "builtin as parameter": "def f(len):\n    return len",
    "builtin as target": "for int in [1]:\n    pass",
    "builtin in a comprehension": "[str for str in [1]]",
    "builtin by import": "from math import sqrt as abs",
    "builtin by except": "try:\n    pass\nexcept ValueError as max:\n    pass",
    "builtin by a pattern": "match 1:\n    case [*list]:\n        pass",
    "del name": "x = 1\ndel x",
    "bare except": "try:\n    pass\nexcept:\n    pass",
    "except in a tuple": "try:\n    pass\nexcept (ValueError, BaseException):\n    pass",
    "except an alias": "E = BaseException\ntry:\n    pass\nexcept E:\n    pass",
    "except memory": "try:\n    pass\nexcept MemoryError:\n    pass",
    "async": "async def f():\n    pass",
    "async comprehension": "async def f(x):\n    return [i async for i in x]",
    "unknown call": "fetch()",
    "unknown decorator": "import functools\n@functools.reduce\ndef f():\n    pass",
    "file of the module": "__file__",
    "loader of the module": "__loader__.load_module('os')",
    "spec of the module": "__spec__.loader",
    "regex": "import re\nre.fullmatch(r'(a|a)+', 'a')",
    "regex by alias": "from re import compile as c\nc(r'(x*)*y')",
    "regex in pieces": "import re\nP = r'(\\w+'\nre.compile(P + r')+$')",
    "invisible character": "x = 'a\u202eb'",
    "letters of two scripts": "pаss_ = 1",
    "with open": "with open('x') as f:\n    pass",
    "yield from open": "def f():\n    yield from open('x')",
    "memoryview": "memoryview(b'a')",
    "super of another": "super(int, 1)",
    "eval behind a field": "class A:\n    eval: int = 0\ndef f(x):\n    return eval(x)",
    "eval behind a method": "class A:\n    def eval(self):\n        return 1\neval('1')",
    "cell of the class": "class A:\n    def f(self):\n        return __class__",
}


@pytest.mark.parametrize("name", TRICKS, ids=str)
def test_a_trick_is_found(name: str) -> None:
    """No disguise leads out of an allow-list: each trick has a finding that rejects."""
    found = scan(TRICKS[name], "trick.py", pure_policy())
    assert [finding for finding in found if finding.severity == "error"]


ORDINARY = {
    "a body without its def": "total = 0\nfor x in xs:\n    total += x\nreturn total",
    "a dataclass": (
        "from dataclasses import dataclass, field\n@dataclass(frozen=True)\nclass P:\n"
        "    id: int\n    format: str\n    tags: list[str] = field(default_factory=list)\n"
        "    def area(self) -> int:\n        return self.id * len(self.tags)\n"
    ),
    "an enum": "from enum import Enum\nclass C(Enum):\n    RED = 1\nC.RED.name",
    "a closure": "def f(x):\n    def g(y):\n        return x + y\n    return g(1)",
    "an error of its own": (
        "class Bad(ValueError):\n    def __init__(self, text: str) -> None:\n"
        "        super().__init__(text)\ndef f(x):\n    raise Bad('no')"
    ),
    "an error of the builtins": "def f(x):\n    if x:\n        raise PermissionError(x)",
    "an error below another": "class Late(TimeoutError):\n    pass",
    "format of a literal": "def f(x):\n    return '{:>8.2f} {name}'.format(x, name=1)",
    "a type asked": "def f(x):\n    return type(x) is int",
    "a handler that raises": "try:\n    pass\nexcept Exception:\n    raise ValueError('x')",
    "del of an item": "def f(d):\n    del d['a']\n    return d",
    "a module constant": "WORDS = ['a', 'b']\ndef f(x):\n    return x in WORDS",
    "a local list of the same name": "L = []\ndef f(x):\n    L = [x]\n    L.append(x)",
    "modules that compute": "import math\nfrom collections import Counter\nCounter('ab')\nmath.pi",
    "a pattern with a class": "def f(x):\n    match x:\n        case int(real=r):\n            r",
}


@pytest.mark.parametrize("name", ORDINARY, ids=str)
def test_ordinary_code_passes(name: str) -> None:
    """Code that only computes has no finding; a parameter is named by the policy."""
    assert scan(ORDINARY[name], "plain.py", pure_policy(["xs"])) == ()


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("def f(:\n", "unreadable-source"),
        ("x = 1\0", "unreadable-source"),
        (b"x = '\xff'", "unreadable-source"),
        ("x = '\ud800'", "unreadable-source"),
        ("x = 1\n" * 200_000, "oversized-source"),
        ("(" * 5_000 + ")" * 5_000, "unreadable-source"),
        ("-" * 3_000 + "1", None),
        ("x" + ".a" * 3_000, None),
        ("x = " + "[" * 150 + "]" * 150, "oversized-source"),
        ("1 if x else " * 2_000 + "1", None),
        ("x = " + "+".join("1" * 20_000), None),
        ("if 1:\n" + "".join(" " * i + "if 1:\n" for i in range(1, 99)), "unreadable-source"),
    ],
)
def test_what_cannot_be_read_does_not_pass(source: str | bytes, rule: str | None) -> None:
    """Broken, huge and deeply nested texts are findings, whatever the parser raises for them."""
    found = scan(source, "bomb.py", pure_policy())
    assert {finding.rule for finding in found} <= {"unreadable-source", "oversized-source"}
    assert found
    assert rule is None or found[0].rule == rule


def test_names_that_refer_to_each_other_without_end_do_not_pass() -> None:
    """Following aliases has a bound, and reaching it rejects instead of forgetting."""
    chain = "\n".join(f"a{i} = a{i + 1}" for i in range(40)) + "\na40 = len"
    assert {f.rule for f in scan(chain, "chain.py", pure_policy())} == {"oversized-source"}
    doubled = "\n".join(f"t{i} = t{i + 1} + t{i + 1}" for i in range(40)) + "\nt40 = 'a'"
    assert scan(doubled, "doubled.py", pure_policy()) == ()


@pytest.mark.parametrize(
    "source",
    [
        "import re\n" + "".join(f"re.match('(?:ab?c|d{i})+' * 1, x)\n" for i in range(900)),
        "import re\n" + "".join(f"re.match('{'[ab]*' * 60}{i}', x)\n" for i in range(20)),
        "def f(n):\n" + "".join(f"    open('/data/' + n + '{i}')\n" for i in range(1_200)),
        "x = " + " or ".join(f"n{i}" for i in range(9_000)),
        "".join(f"n{i} = n{(i * 7) % 999} or n{(i * 13) % 999}\n" for i in range(1_500)),
        "p = [" + ",".join(["q"] * 3_000) + "]\nq = p\nimport re\nre.match(p, x)\n",
        "x." + ".".join(["a"] * 90) + "\n" + "y = x\n" * 4_000,
    ],
    ids=range(7),
)
def test_a_text_made_to_be_slow_is_scanned_in_time(source: str) -> None:
    """Within the size that is read, no text keeps the gate busy: eight CPU seconds at most."""
    start = time.process_time()
    scan(source, "slow.py", pure_policy())
    scan(source, "slow.py", activity_policy((), ()))
    assert time.process_time() - start < 8


def test_a_policy_opens_what_it_names() -> None:
    """Imports, calls and attributes of the policy pass; modules inside modules still do not."""
    policy = SecurityPolicy(
        imports=frozenset({"textwrap", "numpy"}),
        calls=frozenset({"lookup"}),
        attributes=frozenset({"commit"}),
    )
    source = "import numpy\nfrom numpy import array\nlookup(array([1])).commit()\n"
    assert scan(source, "x.py", policy) == ()
    assert {f.rule for f in scan(source, "x.py", pure_policy())} >= {"import-not-allowed"}
    assert scan("import numpy\nnumpy.__loader__\n", "x.py", policy)
    assert scan("import numpy\nnumpy.sys.modules\n", "x.py", policy)
    assert scan("from numpy import os\n", "x.py", policy)


@pytest.mark.parametrize(
    "wrong",
    [{"effects": frozenset({"telepathy"})}, {"tools": ("pylint",)}, {"kind": "impure"}],
)
def test_a_policy_knows_its_words(wrong: dict[str, object]) -> None:
    """An unknown effect, tool or kind is an error that names the choices."""
    with pytest.raises(ChoiceError, match="unknown"):
        SecurityPolicy(**wrong)  # type: ignore[arg-type]


def test_the_scan_is_a_function_of_its_arguments() -> None:
    """The same text gives the same findings in the same order, sorted by line."""
    source = "\n".join(TRICKS.values()).replace("\u202e", "")
    first = scan(source, "x.py", pure_policy())
    assert first == scan(source, "x.py", pure_policy())
    assert scan("eval(1)\nopen(2)\n", "x.py", activity_policy((), ()))[0].place.line == 1
