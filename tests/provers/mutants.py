"""Small right functions of everyday code, each with a plausible wrong sibling."""

from lemmata.testing.golden import GOLDEN, Golden, Truth

_EVERYDAY = (
    ("clamp", "(x: int, low: int, high: int) -> int",
     "pre: low <= high\npost: low <= __return__ <= high\n"
     "post: __return__ == x or not low <= x <= high",
     "return max(low, min(x, high))", "return min(low, max(x, high))"),
    ("max of three", "(a: int, b: int, c: int) -> int",
     "post: __return__ >= a and __return__ >= b and __return__ >= c\n"
     "post: __return__ in (a, b, c)",
     "return max(a, b, c)", "return a if a > b and a > c else b if b > a else c"),
    ("leap year", "(year: int) -> bool",
     "pre: year > 1582\n"
     "post: __return__ == (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))",
     "if year % 100 == 0:\n    return year % 400 == 0\nreturn year % 4 == 0",
     "if year % 100 == 0:\n    return year % 400 == 100\nreturn year % 4 == 0"),
    ("absolute difference", "(a: int, b: int) -> int",
     "post: __return__ >= 0\npost: __return__ == a - b or __return__ == b - a",
     "return abs(a - b)", "return a - b"),
    ("sign", "(n: int) -> int",
     "post: (n > 0) == (__return__ == 1)\npost: (n < 0) == (__return__ == -1)",
     "return 0 if n == 0 else 1 if n > 0 else -1", "return 1 if n >= 0 else -1"),
    ("midpoint", "(a: int, b: int) -> int",
     "pre: a <= b\npost: a <= __return__ <= b\npost: 0 <= (b - __return__) - (__return__ - a) <= 1",
     "return (a + b) // 2", "return (a + b + 1) // 2"),
    ("free shipping from 50", "(cents: int, member: bool) -> int",
     "pre: cents >= 0\npost: __return__ == (0 if member or cents >= 5000 else 490)",
     "if member:\n    return 0\nreturn 490 if cents < 5000 else 0",
     "if member:\n    return 0\nreturn 490 if cents <= 5000 else 0"),
    ("tiered discount", "(cents: int) -> int",
     "pre: cents >= 0\npost: __return__ == (cents * 20 // 100 if cents >= 100_000 else "
     "cents * 10 // 100 if cents >= 50_000 else 0)",
     "rate = 20 if cents >= 100_000 else 10 if cents >= 50_000 else 0\n"
     "return cents * rate // 100",
     "rate = 10 if cents >= 50_000 else 20 if cents >= 100_000 else 0\n"
     "return cents * rate // 100"),
    ("seat rows", "(people: int, per_row: int) -> int",
     "pre: people >= 0 and per_row > 0\npost: (__return__ - 1) * per_row < people\n"
     "post: people <= __return__ * per_row",
     "return -(-people // per_row)", "return people // per_row + 1"),
    ("hours to minutes and back", "(minutes: int) -> tuple[int, int]",
     "post: __return__[0] * 60 + __return__[1] == minutes\npost: 0 <= __return__[1] < 60",
     "return divmod(minutes, 60)", "return minutes // 60, minutes - 60 * (minutes // 60) - 1"),
    ("weekday after some days", "(day: int, later: int) -> int",
     "pre: 0 <= day < 7\npost: 0 <= __return__ < 7\npost: (day + later - __return__) % 7 == 0",
     "return (day + later) % 7", "return day + later % 7"),
    ("password length", "(text: str) -> bool",
     "post: __return__ == (len(text) >= 8)", "return not len(text) < 8", "return len(text) > 8"),
    ("with the scheme", "(url: str) -> str",
     'post: __return__.startswith("https://")\npost: __return__.endswith(url)',
     'return url if url.startswith("https://") else "https://" + url',
     'return url if url.startswith("http") else "https://" + url'),
    ("without the prefix", "(key: str) -> str",
     'post: key in (__return__, "id-" + __return__)\npost: not key.startswith("id-") or '
     "len(__return__) == len(key) - 3",
     'return key[3:] if key.startswith("id-") else key',
     'return key[2:] if key.startswith("id-") else key'),
    ("initial", "(name: str) -> str",
     "pre: len(name) > 0\npost: len(__return__) == 2\npost: __return__[0] == name[0]",
     'return name[0] + "."', 'return name[-1] + "."'),
    ("next colour", "(c: Color) -> Color",
     "post: __return__ != c\npost: c != Color.RED or __return__ == Color.GREEN",
     "match c:\n    case Color.RED:\n        return Color.GREEN\n    case Color.GREEN:\n"
     "        return Color.BLUE\n    case Color.BLUE:\n        return Color.RED",
     "match c:\n    case Color.RED:\n        return Color.GREEN\n    case Color.GREEN:\n"
     "        return Color.BLUE\n    case _:\n        return c"),
    ("overlap of spans", "(a: Span, b: Span) -> bool",
     "pre: a.low <= a.high and b.low <= b.high\n"
     "post: __return__ == (not (a.high < b.low or b.high < a.low))",
     "return a.low <= b.high and b.low <= a.high", "return a.low <= b.high and b.low < a.high"),
    ("the union of spans", "(a: Span, b: Span) -> Span",
     "pre: a.low <= a.high and b.low <= b.high\n"
     "post: __return__.low <= a.low and __return__.high >= b.high and __return__.low <= b.low\n"
     "post: __return__.high >= a.high",
     "return Span(min(a.low, b.low), max(a.high, b.high))", "return Span(a.low, b.high)"),
    ("optional span's width", "(s: Span | None) -> int",
     "pre: s is None or s.low <= s.high\npost: __return__ >= 0",
     "return 0 if s is None else s.high - s.low", "return s.high - s.low if s else -1"),
    ("average of two fractions", "(a: Fraction, b: Fraction) -> Fraction",
     "pre: a <= b\npost: a <= __return__ and __return__ <= b",
     "return (a + b) / 2", "return (a + b) / 3"),
    ("share of a whole", "(part: Fraction, whole: Fraction) -> Fraction",
     "pre: 0 <= part <= whole\npost: 0 <= __return__ <= 1",
     "return Fraction(0) if whole == 0 else part / whole", "return part / whole"),
    ("literal speed", '(level: Literal["slow", "fast"]) -> int',
     'post: __return__ == (10 if level == "slow" else 100)',
     'return 10 if level == "slow" else 100', 'return 100 if level == "slow" else 10'),
    ("swap", "(pair: tuple[int, str]) -> tuple[str, int]",
     "post: __return__[0] == pair[1] and __return__[1] == pair[0]",
     "number, text = pair\nreturn text, number", "number, text = pair\nreturn text, abs(number)"),
    ("either flag, not both", "(a: bool, b: bool) -> bool",
     "post: __return__ == ((a or b) and not (a and b))", "return a != b", "return a or b"),
)  # fmt: skip

MUTANTS: tuple[Golden, ...] = (
    *(golden for golden in GOLDEN if golden.truth in (Truth.RIGHT, Truth.WRONG)),
    *(
        Golden(name, truth, signature, contract, body)
        for name, signature, contract, right, wrong in _EVERYDAY
        for truth, body in ((Truth.RIGHT, right), (Truth.WRONG, wrong))
    ),
)
