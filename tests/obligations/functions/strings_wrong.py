# ruff: noqa
"""Functions on strings, dicts, sets and function parameters that break their contracts."""

from collections.abc import Callable

from icontract import ensure, require


@require(lambda s: s.isdigit())
@ensure(lambda result: result >= 0)
def parse_digits(s: str) -> int:
    return int(s)


@ensure(lambda s, result: len(result) == len(s))
def shout(s: str) -> str:
    return s.upper()


@ensure(lambda s, result: len(result) == len(s))
def whisper(s: str) -> str:
    return s.lower()


@ensure(lambda s, result: result == s)
def up_and_down(s: str) -> str:
    return s.upper().lower()


@ensure(lambda s, old, result: old not in result)
def purge(s: str, old: str) -> str:
    return s.replace(old, "")


@ensure(lambda s, t, result: (result > 0) == (t in s))
def position(s: str, t: str) -> int:
    return s.find(t) + (1 if t == "" and s == "q" else 0)


@ensure(lambda s, result: not result.startswith("a"))
def strip_spaces(s: str) -> str:
    return s.strip()


@ensure(lambda s, result: result.isalnum())
def letters(s: str) -> str:
    return "".join(c for c in s if c.isalnum())


@ensure(lambda s, result: result == (s == "" or s.isupper()))
def no_lower(s: str) -> bool:
    return not any(c.islower() for c in s)


@ensure(lambda n, result: len(result) == n)
@require(lambda n: -9 <= n <= 9)
def dots(n: int) -> str:
    return "." * n


@ensure(lambda s, result: len(result) == len(s.split()))
def parts(s: str) -> list[str]:
    return s.split(" ")


@ensure(lambda s, i, result: len(result) == 1)
@require(lambda s, i: i < len(s))
def at(s: str, i: int) -> str:
    return s[i]


@ensure(lambda s, i, j, result: len(result) == j - i)
@require(lambda s, i, j: i <= j <= len(s))
def between(s: str, i: int, j: int) -> str:
    return s[i:j]


@ensure(lambda a, b, result: result or b < a)
def before(a: str, b: str) -> bool:
    return a < b


@ensure(lambda n, result: len(result) >= 2)
@require(lambda n: n >= 10 or n < -1)
def digits(n: int) -> str:
    return str(n // 10 * 10 if n > 0 else n)[1:]


@ensure(lambda d, k, v, result: len(result) == len(d) + 1)
def put(d: dict[str, int], k: str, v: int) -> dict[str, int]:
    e = dict(d)
    e[k] = v
    return e


@ensure(lambda d, k, result: result == 0)
def lookup(d: dict[str, int], k: str) -> int:
    return d[k] if k in d and d[k] == 0 else d.get(k, 0)


@ensure(lambda d, e, result: not result or list(d) == list(e))
def equal(d: dict[str, int], e: dict[str, int]) -> bool:
    return d == e


@ensure(lambda s, t, result: len(result) == len(s) + len(t))
def union(s: set[int], t: set[int]) -> set[int]:
    return s | t


@ensure(lambda xs, p, result: len(result) < len(xs) or all(not p(x) for x in xs))
def keep(xs: list[int], p: Callable[[int], bool]) -> list[int]:
    return [x for x in xs if p(x)]


@ensure(lambda p, x, y, result: not result or x == y)
def same(p: Callable[[int], bool], x: int, y: int) -> bool:
    return p(x) == p(y)


@ensure(lambda s, result: result >= 0)
def total(s: set[int]) -> int:
    return sum(x for x in s)


@ensure(lambda s, result: result in s)
def greatest(s: set[int]) -> int:
    return max(s)


@ensure(lambda xs, result: len(result) == len(xs))
def bumped(xs: list[int]) -> set[int]:
    return {x + 1 for x in xs}
