# ruff: noqa
"""Functions on strings, dicts, sets and function parameters that meet their contracts."""

from collections.abc import Callable

from icontract import ensure, require

from lemmata import invariant


@ensure(lambda s, result: result == (s == s[::-1]))
def is_palindrome(s: str) -> bool:
    for i in range(len(s) // 2):
        invariant(all(s[j] == s[len(s) - 1 - j] for j in range(i)))
        if s[i] != s[len(s) - 1 - i]:
            return False
    return True


@ensure(lambda s, result: result == s[::-1])
def reverse(s: str) -> str:
    out = ""
    for i in range(len(s)):
        invariant(out == s[:i][::-1])
        out = s[i] + out
    return out


@ensure(lambda s, result: result == sum(1 for c in s if c.isdigit()))
def count_digits(s: str) -> int:
    n = 0
    for i in range(len(s)):
        invariant(n == sum(1 for c in s[:i] if c.isdigit()))
        if s[i].isdigit():
            n += 1
    return n


@require(lambda c: len(c) == 1)
@ensure(lambda s, c, result: result == s.count(c))
def count_character(s: str, c: str) -> int:
    n = 0
    for i in range(len(s)):
        invariant(n == s[:i].count(c))
        if s[i] == c:
            n += 1
    return n


@require(lambda c: len(c) == 1)
@ensure(lambda s, c, result: (result == -1) == (c not in s))
@ensure(lambda s, c, result: result == -1 or s[result] == c)
def find_one(s: str, c: str) -> int:
    for i in range(len(s)):
        invariant(c not in s[:i])
        if s[i] == c:
            return i
    return -1


@ensure(lambda s, result: len(result) == len(s))
@ensure(lambda s, result: all(c != " " for c in result))
def without_spaces(s: str) -> str:
    return s.replace(" ", "_")


@require(lambda s: len(s) > 0 and all("0" <= c <= "9" for c in s))
@ensure(lambda result: result >= 0)
def parse(s: str) -> int:
    return int(s)


@ensure(lambda n, result: int(result) == n)
def show(n: int) -> str:
    return str(n)


@ensure(lambda name, n, result: result.startswith(name) and result.endswith(")"))
def label(name: str, n: int) -> str:
    return f"{name} ({n})"


@ensure(lambda s, result: not result.startswith(" ") and not result.endswith(" "))
@ensure(lambda s, result: result in s)
def trim(s: str) -> str:
    return s.strip()


@require(lambda s: all("a" <= c <= "z" for c in s))
@ensure(lambda s, result: len(result) == len(s))
def shout(s: str) -> str:
    return s.upper()


@ensure(lambda s, result: ",".join(result) == s)
@ensure(lambda s, result: all("," not in part for part in result))
def fields(s: str) -> list[str]:
    return s.split(",")


@ensure(lambda parts, result: result == "".join(parts))
def glue(parts: list[str]) -> str:
    out = ""
    for i in range(len(parts)):
        invariant(out == "".join(parts[:i]))
        out += parts[i]
    return out


@ensure(lambda d, k, result: result == (d[k] if k in d else 0))
def lookup(d: dict[str, int], k: str) -> int:
    return d.get(k, 0)


@ensure(lambda xs, result: all(x in result for x in xs) and len(result) <= len(xs))
def unique(xs: list[int]) -> set[int]:
    out: set[int] = set()
    for i in range(len(xs)):
        invariant(all(xs[j] in out for j in range(i)))
        invariant(len(out) <= i)
        out.add(xs[i])
    return out


@ensure(lambda xs, p, result: result is None or p(result))
@ensure(lambda xs, p, result: result is not None or not any(p(x) for x in xs))
def first(xs: list[int], p: Callable[[int], bool]) -> int | None:
    for i in range(len(xs)):
        invariant(not any(p(xs[j]) for j in range(i)))
        if p(xs[i]):
            return xs[i]
    return None


@ensure(lambda xs, p, result: all(p(x) for x in result))
def keep(xs: list[int], p: Callable[[int], bool]) -> list[int]:
    return [x for x in xs if p(x)]


@ensure(lambda xs, result: all(x + 1 in result for x in xs))
@ensure(lambda xs, result: len(result) <= len(xs))
def bumped(xs: list[int]) -> set[int]:
    return {x + 1 for x in xs}


@ensure(lambda s, result: all(x in s for x in result))
@ensure(lambda s, result: all(result[i] < result[i + 1] for i in range(len(result) - 1)))
def listing(s: set[int]) -> list[int]:
    return sorted(s)


@require(lambda s: len(s) > 0)
@ensure(lambda s, result: result in s)
def some(s: set[int]) -> int:
    return max(x for x in s)
