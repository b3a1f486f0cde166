"""Lists, dicts, sets, strings and loops: read, run as CPython runs them, printed and read again."""

import pytest

from lemmata.contracts.values import DictValue, FunctionValue, ListValue, SetValue, Value
from lemmata.language.digest import canonical
from lemmata.language.printer import print_body
from tests.language.building import (
    function_of,
    function_text,
    program_of,
    run_python,
    run_tree,
)

PARAMETERS = (
    "xs: list[int], n: int, s: str, d: dict[str, int], st: set[int], g: list[list[int]], "
    "q: bool, p: Callable[[int], bool], ws: list[str]"
)


def given(*items: int, n: int, s: str) -> tuple[Value, ...]:
    """One input of the tested functions."""
    rows = ListValue((ListValue(items[:2]), ListValue(items[1:])))
    words = ListValue(tuple(s.split("a")))
    held = DictValue((("a", n), ("b", 2)))
    test = FunctionValue((((99,), True), ((n,), False)), True)
    return (ListValue(items), n, s, held, SetValue(frozenset(items)), rows, n > 1, test, words)


INPUTS = [
    given(n=0, s=""),
    given(3, n=2, s="a(b)c"),
    given(5, -2, 7, n=1, s="((12 a)"),
    given(1, 1, 2, 3, n=-3, s=" 42 "),
]

ACCEPTED = [
    ("list[int]", "return xs + [n]"),
    ("int", "return xs[n]"),
    ("list[int]", "return xs[n:-1]"),
    ("list[int]", "return [n] * 3 + xs * n"),
    ("str", "return s * 2 + 3 * s"),
    ("bool", "return n in xs"),
    ("bool", "return n not in xs and n in st and s in d"),
    ("int", "return len(xs) + len(d) + len(st) + len(g)"),
    ("list[int]", "return [x * 2 for x in xs if x > 0]"),
    ("bool", "return all(x > 0 for x in xs)"),
    ("bool", "return any(xs) and all([x > 0 for x in xs])"),
    ("int", "return sum(x for x in xs) + sum(xs, 5) + sum(xs, start=n)"),
    ("int", "return sum(x > 1 for x in xs)"),
    ("int", "t = 0\nfor i in range(n):\n    t += i\nreturn t"),
    (
        "int",
        "t = 0\nfor x in xs:\n    if x < 0:\n        continue\n    if x > 6:\n        break\n"
        "    t += x\nelse:\n    t = 5\nreturn t",
    ),
    (
        "int",
        "i = 0\nwhile i < n:\n    invariant(0 <= i)\n    decreases(n - i)\n    i += 1\nreturn i",
    ),
    ("int", "for i in range(10, 0, -3):\n    n += i\nreturn n"),
    ("list[int]", "out = []\nfor x in xs:\n    out.append(x)\nreturn out"),
    ("list[int]", "out = xs[:]\nout[0], out[1] = out[1], out[0]\nreturn out"),
    ("list[int]", "out = list(xs)\nout[n] = 4\nout[0] += 1\nreturn out"),
    ("list[list[int]]", "out = [[0] * n for _ in range(n)]\nout[0][1] = 5\nreturn out"),
    (
        "int",
        "out = list(xs)\ny = out.pop()\nz = out.pop(0)\ndel out[0]\nout.insert(0, 4)\n"
        "out.extend([1])\nout += [2]\nout.sort()\nout.reverse()\nout.remove(2)\nreturn y + z",
    ),
    ("int", "out = xs.copy()\nif out:\n    return out.pop()\nreturn 0"),
    ("list[int]", "out = list(xs)\nout.sort(reverse=True)\nout.extend(range(2))\nreturn out"),
    ("list[int]", "return sorted(xs, reverse=True)"),
    ("dict[str, int]", "c = {}\nfor w in s:\n    c[w] = c.get(w, 0) + 1\nreturn c"),
    (
        "dict[str, int]",
        "c = {}\nfor w in s:\n    if w in c:\n        c[w] += 1\n    else:\n        c[w] = 1\n"
        "return c",
    ),
    ("dict[str, int]", "c = dict(d)\nv = c.pop('a')\ndel c['b']\nc['z'] = v\nreturn c"),
    ("list[int]", "a = [1, 2]\na[1 // n] = 2 % n + int(s)\na[xs[0]] = d['q']\nreturn a"),
    ("dict[int, int]", "a = {}\na[1 // n] = int(s)\nreturn a"),
    (
        "list[int]",
        "a = [4] * 3\na[0] = a[-1] = n = 0\nassert n < 1, f'{n} {a[:1] == []}'\nreturn a",
    ),
    ("list[list[int]]", "a = [[1]]\na[n].append(int(s))\nreturn a"),
    (
        "bool",
        "stack = []\nfor c in s:\n    if c == '(':\n        stack.append(c)\n"
        "    elif c == ')':\n        if not stack or stack.pop() != '(':\n"
        "            return False\n"
        "return not stack",
    ),
    ("int", "a = xs[:]\nif a.pop() > 2 and len(a):\n    n += 1\nreturn n + len(a)"),
    ("int", "a = xs[:]\nif a and n and a.pop():\n    n += 1\nreturn n + len(a)"),
    ("int", "a = xs[:]\nn += a.pop()\nb = a.pop(0) - a.pop()\nreturn b + n"),
    ("list[int]", "a = xs[:]\nb = [n]\nb.append(a.pop())\nreturn b + [a.pop(), a.pop(0)]"),
    ("int", "c = dict(d)\nx, y = c.pop('b'), c.pop(s)\nreturn x - y"),
    (
        "dict[int, list[str]]",
        "m = {}\nfor w in ws:\n    m.setdefault(len(w), []).append(w)\nreturn m",
    ),
    ("dict[str, int]", "c = dict(d)\nc.setdefault(s, 7)\nc.setdefault('a', 8)\nreturn c"),
    ("list[int | None]", "a = [] if q else [n, None]\na = a[:]\na.extend([])\nreturn a"),
    ("list[int | None]", "return ([n] if q else []) + [n] * 2 + [1][::-1] + [2][:]"),
    ("bool", "a = []\nb = n in a\na += xs\nc = {}\ne = n in c\nc[n] = s\nreturn b or e"),
    ("list[list[int]]", "a = [[]]\na[0].append(n)\na += [[]]\na[1] += xs\nreturn a"),
    ("dict[str, list[int]]", "a = {}\na[s] = []\na[s].append(n)\na['q'] = [1]\nreturn a"),
    ("dict[str, int | None]", "a = {'x': 1}\na['y'] = None\na[s] = n\nreturn a"),
    ("list[tuple[int, int]]", "a = []\nfor i in range(3):\n    a.insert(0, (i, n))\nreturn a"),
    (
        "int",
        "c = d.copy()\nc.clear()\nb = {1}\nb.clear()\na = xs[:]\na.clear()\n"
        "return len(a + [n]) + len(b) + len(c)",
    ),
    ("set[int]", "a = set(xs)\na |= {9}\na &= st | {9}\na -= {1}\na.update({4})\nreturn a"),
    ("list[int]", "a = [n] * 2\na *= 2\na += range(n)\na += (1, 2)\nreturn a"),
    ("set[int]", "return st.union({1}).intersection({1, 2}).difference({2})"),
    ("bool", "return st.issubset({1, 3}) or {1} == st or st != set()"),
    ("int", "m = [[1, 2], [3]]\nm[0][1] += 4\ndel m[1][0]\nv = m[0].pop()\nreturn v + len(m[1])"),
    ("int", "c = {'a': {'b': 1}}\nc['a']['b'] = n\ndel c['a']['b']\nreturn len(c['a'])"),
    ("str", "c = {n: s}\nc[n] += 'x'\nreturn c[n] + c[n][0]"),
    ("list[str]", "return [w for w in ws if w and w[0] != 'z'] + list('ab')"),
    (
        "int | None",
        "match xs[0] if xs else None:\n    case None:\n        return n\n"
        "    case 1 | 2:\n        return 5\n    case k:\n        return k",
    ),
    ("int | None", "return d.get(s)"),
    ("list[int]", "c = xs[:]\nc[1 // n] += 2 % n\nc[0] = c[0] * 2\nreturn c"),
    ("list[list[int]]", "c = [[1], [n]]\nc[n] += [2]\nc[0][0] -= 1\nreturn c"),
    ("set[int]", "seen = set()\nfor x in xs:\n    seen.add(x)\n    seen.discard(1)\nreturn seen"),
    ("set[int]", "own = st.copy()\nown.remove(3)\nreturn own | {1} & st - {2}"),
    ("bool", "return st <= {1, 2, 3} and {1} < st and st >= {1}"),
    (
        "int",
        "best = None\nfor x in xs:\n    if best is None or x > best:\n        best = x\n"
        "return 0 if best is None else best",
    ),
    ("str", "return f'{n}-{s}!{q}{n:d}'"),
    ("str", "return ', '.join(str(x) for x in xs) + '-'.join(ws)"),
    ("list[str]", "return s.strip().split()"),
    ("list[str]", "return s.split('a')"),
    ("str", "return s.replace('a', 'bc').upper().lstrip('(') + s.strip(' 4')"),
    ("int", "return s.find('a') + s.count('(')"),
    ("bool", "return s.isdigit() or s.isalpha() or s.isalnum() or s.isspace() or s.islower()"),
    ("bool", "return s < 'b' or s >= 'c' or 'x' > s"),
    ("bool", "return all(xs[i] <= xs[j] for i in range(len(xs)) for j in range(i, len(xs)))"),
    ("bool", "return any(x == y for x in xs if x for y in xs if y > x)"),
    ("bool", "return p(n) and all(p(x) for x in xs)"),
    ("list[int]", "return sorted(st) + sorted(xs)"),
    ("list[int]", "return list(reversed(xs)) + xs[::-1]"),
    ("list[str]", "return list(s) + list(d) + sorted(d)"),
    ("list[int]", "return list(d.values()) + list(range(2, n))"),
    ("list[tuple[str, int]]", "return list(d.items())"),
    ("list[tuple[int, str]]", "return list(enumerate(s, 1)) + list(zip(xs, s))"),
    (
        "int",
        "t = 0\nfor i, x in enumerate(xs):\n    t += i * x\nfor a, b in zip(xs, xs[1:]):\n"
        "    t += a * b\nfor k, v in d.items():\n    t += v\nfor v in d.values():\n    t += v\n"
        "for k in d:\n    t += len(k)\nfor x in reversed(xs):\n    t += x\nreturn t",
    ),
    (
        "int",
        "stack = []\nfor c in s:\n    if c == '(':\n        stack.append(c)\n"
        "    elif stack and stack[-1] == '(':\n        stack.pop()\nreturn len(stack)",
    ),
    ("int", "while True:\n    if n > 3:\n        break\n    n += 1\nreturn n"),
    ("int", "while True:\n    if n > 3:\n        return n\n    n += 1"),
    ("str", "if n < 0:\n    raise ValueError(f'bad {n}')\nreturn s[::-1]"),
    ("int", "if n < 0:\n    raise IndexError\nelse:\n    return s.count('a')"),
    (
        "dict[str, list[int]]",
        "m = {}\nfor w in ws:\n    if w not in m:\n        m[w] = []\n    m[w].append(len(w))\n"
        "return m",
    ),
    (
        "list[int]",
        "dp = [0] * (n + 1)\nfor i in range(1, n + 1):\n    dp[i] = dp[i - 1] + i\nreturn dp",
    ),
    (
        "list[tuple[int, str]]",
        "out = []\nfor i, w in enumerate(ws):\n    out.append((i, w))\nreturn out",
    ),
    ("list[int | None]", "out = [1]\nout.append(None)\nreturn out"),
    ("set[int]", "return {x % 2 for x in xs} | st"),
    ("set[int]", "return set(xs) | set(range(3)) | {x + 1 for x in st}"),
    ("dict[int, int]", "return {x: x * x for x in xs if x}"),
    ("dict[int, str]", "return dict(zip(xs, s))"),
    ("int", "return min(xs) + max(x + 1 for x in xs) + min(1, 2)"),
    ("str", "return max(ws)"),
    ("int", "return max(xs, default=n) + min((x for x in xs if x > 2), default=0)"),
    ("int | None", "return max((len(w) for w in ws if w), default=None)"),
    ("bool", "return n in range(2, 10, 3) or n in range(5) or n not in range(9, 1, -2)"),
    ("bool", "return 2 in d.values() or s in d.keys() or s in list('ab')"),
    ("int", "return xs.count(1) + xs.index(3)"),
    ("bool", "o = d.get(s)\nreturn o in xs or o not in st or o in d.values()"),
    ("str", "return f'{q:d}' + str(int(q)) + str(q + q)"),
    ("bool", "return 1 < n < xs[0] < 9"),
    ("bool", "return xs == [] or xs != [1] + []"),
    (
        "tuple[list[int], int]",
        "a, b = [], 0\nfor x in xs:\n    a.append(x)\n    b += 1\nreturn a, b",
    ),
    ("list[bool]", "return [x > 0 for x in xs]"),
    ("list[int]", "return [x > 0 for x in xs]"),
    ("list[list[int]]", "return [[x for x in row if x] for row in g]"),
    ("int", "return sum(1 for c in s if c in 'ab')"),
    ("int", "return sum(sum(row) for row in g) + sum(x for row in g for x in row)"),
    ("int", "return int(s) + int(q)"),
    ("str", "return str(n) + str(q) + str(s) + str()"),
    ("list[int]", "a = [1]\nb = [2]\na, b = b, a\nreturn a"),
    ("bool", "ys = sorted(xs)\nreturn any(a == b for a, b in zip(ys, ys[1:]))"),
    ("int", "x = 7\nys = [x for x in xs]\nreturn x + len(ys)"),
    ("int", "for x in xs:\n    pass\nreturn x"),
    ("int", "for a, b in [(1, n), (2, 3)]:\n    n += a * b\nreturn n"),
    ("int", "for a in (1, n, 2):\n    n += a\nreturn n"),
    ("int", "t = (1, n, 2)[1:]\nreturn sum(t + (n,))"),
    (
        "int",
        "for row in g:\n    for x in row:\n        if x > 1:\n            break\n        n += x\n"
        "return n",
    ),
    (
        "int",
        "lo, hi = 0, len(xs)\nwhile lo < hi:\n    mid = (lo + hi) // 2\n    if xs[mid] < n:\n"
        "        lo = mid + 1\n    else:\n        hi = mid\nreturn lo",
    ),
    (
        "list[list[int]]",
        "out = []\nfor row in g:\n    out.append(row[:])\nout[0][0] = 9\nreturn out",
    ),
    ("list[list[int]]", "out = [list(row) for row in g]\nout[1].append(n)\nreturn out"),
    (
        "int",
        "x = None\nfor y in xs:\n    if y > 2:\n        x = y\n        break\nreturn x if x else 0",
    ),
]


@pytest.mark.parametrize(("returns", "body"), ACCEPTED)
def test_the_tree_does_what_python_does(returns: str, body: str) -> None:
    """Value or exception are CPython's, on every input."""
    program = program_of(PARAMETERS, returns, body)
    assert not program.unsupported
    for arguments in INPUTS:
        expected = run_python(function_text(PARAMETERS, returns, body), "f", arguments)
        assert run_tree(program, "f", arguments) == expected


@pytest.mark.parametrize(("returns", "body"), ACCEPTED)
def test_what_is_printed_is_read_as_the_same_tree(returns: str, body: str) -> None:
    """Printing and reading again changes nothing."""
    function = function_of(PARAMETERS, returns, body)
    assert function.body is not None
    again = function_of(PARAMETERS, returns, print_body(function.body))
    assert canonical(again) == canonical(function)
