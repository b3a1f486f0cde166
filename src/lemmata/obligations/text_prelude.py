"""Strings spelled out for SMT-LIB: what is defined, and what is only declared.

A declared function (`declare-fun`) stands for Python's own method; `text.py` states true facts of
each application, so whatever follows from them holds in CPython. Characters from U+0080 up keep
their classes to themselves: `unicode.alpha` and its like are declared over code points, and
`text.classes` says how CPython's classes lie to each other, of every code point there is
(`tests/obligations/test_classes.py` asks them all). White space is spelled out: it ends at U+3000.
"""

ASCII = '(re.range "\\u{0}" "\\u{7f}")'
_DIGIT, _UPPER, _LOWER = '(re.range "0" "9")', '(re.range "A" "Z")', '(re.range "a" "z")'
_LETTER = f"(re.union {_UPPER} {_LOWER})"
_SPACES = (
    (0x9, 0xD),
    (0x1C, 0x20),
    (0x85, 0x85),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
)
_SPACE = " ".join(f'(re.range "\\u{{{low:x}}}" "\\u{{{high:x}}}")' for low, high in _SPACES)
# int() takes the ASCII spaces without U+001C..U+001F.
_INT_SPACE = '(re.* (re.union (re.range "\\u{9}" "\\u{d}") (str.to_re " ")))'
_INT_BODY = f'(re.++ {_DIGIT} (re.* (re.++ (re.opt (str.to_re "_")) {_DIGIT})))'


def _some_of(character: str) -> str:
    return f"(re.+ {character})"


def _mixed(wanted: str, barred: str) -> str:
    """ASCII strings with a character of ``wanted`` and none of ``barred``."""
    other = f"(re.* (re.diff {ASCII} {barred}))"
    return f"(re.++ {other} {wanted} {other})"


# What ASCII strings the tests of strings accept, and the same of one character by code.
_ASCII_TESTS = {
    "digit": (_some_of(_DIGIT), "(<= 48 c 57)"),
    "alpha": (_some_of(_LETTER), "(or (<= 65 c 90) (<= 97 c 122))"),
    "alnum": (
        _some_of(f"(re.union {_LETTER} {_DIGIT})"),
        "(or (<= 48 c 57) (<= 65 c 90) (<= 97 c 122))",
    ),
    "upper": (_mixed(_UPPER, _LOWER), "(<= 65 c 90)"),
    "lower": (_mixed(_LOWER, _UPPER), "(<= 97 c 122)"),
}
CLASSES = tuple(_ASCII_TESTS)

_CHARACTERS = {
    f"unicode.{name}": f"(declare-fun unicode.{name} (Int) Bool)" for name in CLASSES
} | {
    f"char.{name}": f"(define-fun char.{name} ((c Int)) Bool"
    f" (ite (< c 128) {by_code} (unicode.{name} c)))"
    for name, (_, by_code) in _ASCII_TESTS.items()
}
_TESTS = {f"text.{name}": f"(declare-fun text.{name} (String) Bool)" for name in CLASSES} | {
    f"ascii.{name}": f"(define-fun ascii.{name} () RegLan {regex})"
    for name, (regex, _) in _ASCII_TESTS.items()
}

TEXT_PRELUDE: dict[str, str] = {
    "class.space": f"(define-fun class.space () RegLan (re.union {_SPACE}))",
    "ascii.any": f"(define-fun ascii.any () RegLan (re.* {ASCII}))",
    "ascii.digits": f"(define-fun ascii.digits () RegLan {_some_of(_DIGIT)})",
    "ascii.number": "(define-fun ascii.number () RegLan"
    f' (re.++ (re.opt (str.to_re "-")) {_some_of(_DIGIT)}))',
    "ascii.int": "(define-fun ascii.int () RegLan"
    f' (re.++ {_INT_SPACE} (re.opt (re.union (str.to_re "+") (str.to_re "-"))) {_INT_BODY}'
    f" {_INT_SPACE}))",
    **_CHARACTERS,
    "text.classes": "(define-fun text.classes ((c Int)) Bool (and"
    " (=> (char.digit c) (char.alnum c)) (=> (char.alpha c) (char.alnum c))"
    " (not (and (char.digit c) (char.alpha c))) (not (and (char.upper c) (char.lower c)))"
    " (not (and (char.digit c) (char.upper c))) (not (and (char.digit c) (char.lower c)))))",
    "text.numeral": "(define-fun text.numeral ((n Int)) String (str.from_code (+ 48 n)))",
    "text.of": "(declare-fun text.of (Int) String)",
    **_TESTS,
    **{f"text.other.{name}": f"(declare-fun text.other.{name} (String) Int)" for name in CLASSES},
    "ascii.up": "(define-fun ascii.up ((c String)) String (let ((k (str.to_code c)))"
    " (ite (<= 97 k 122) (str.from_code (- k 32)) c)))",
    "ascii.down": "(define-fun ascii.down ((c String)) String (let ((k (str.to_code c)))"
    " (ite (<= 65 k 90) (str.from_code (+ k 32)) c)))",
    "text.upper.of": "(declare-fun text.upper.of (String) String)",
    "text.lower.of": "(declare-fun text.lower.of (String) String)",
    "text.repeat": "(declare-fun text.repeat (String Int) String)",
    "text.reverse": "(declare-fun text.reverse (String) String)",
    "text.count": "(declare-fun text.count (String String) Int)",
    "text.unlike": "(declare-fun text.unlike (String) Int)",
    "text.other.ascii": "(declare-fun text.other.ascii (String) Int)",
    "text.other.decimal": "(declare-fun text.other.decimal (String) Int)",
    "text.replace": "(declare-fun text.replace (String String String) String)",
    "text.between": "(declare-fun text.between (String String) String)",
    "text.is_int": "(declare-fun text.is_int (String) Bool)",
    "text.int": "(declare-fun text.int (String) Int)",
    "text.cut.left": "(declare-fun text.cut.left (String String) String)",
    "text.cut.right": "(declare-fun text.cut.right (String String) String)",
    "text.lstrip": "(declare-fun text.lstrip (String String) String)",
    "text.rstrip": "(declare-fun text.rstrip (String String) String)",
}
