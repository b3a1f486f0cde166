"""Regular expressions: the degree of their worst case, against the number of ways to match."""

import re
import signal

import pytest

from lemmata.gates.security.ambiguity import Ambiguity, ambiguity

EXPONENTIAL = [
    r"(a+)+$", r"(a*)*b", r"(a|a)*b", r"(a|aa)+$", r"([a-z]+)*\d", r"^(\w+\s?)*$", r"(x+x+)+y",
    r"(ab|a|b)*c", r"(.*)*$", r"(?:.+)+=", r"((a+)+)+$", r"((ab)*)*c", r"(a{1,30}){1,30}$",
    r"^([a-zA-Z0-9]+)+@x$", r"(?=(a+)+b)a", r"(\d+|\w+)*!", r"([^,]+,?)+;", r"(?i:(a|A+)+)$",
    r"(a?b?)*c", r"(?:(?:x|y)+z?)*w",
]  # fmt: skip

FINE = [
    r"(a*)*", r"(?>a+)+$", r"(a++)+$", r"(?:[^\"\\]|\\.)*\"", r"(\d+)(?:,\d+)*$", r"(?:a|b)*c",
    r"^[\w.]+@[\w]+$", r"\s+$", r"(\s*\w+\s*,)*x", r"^(?:\+?1[-. ]?)?(\d{3})[-. ]?(\d{4})$",
    r"(?:abc|abd)*e", r"[[:alpha:]]+", r"(a+b)+$", r"(?P<x>a)(?P=x)*", r"", r"a{1000}$",
    r"(a|b|c)+d", r"(\s|\t)*x",
]  # fmt: skip

POLYNOMIAL = [
    (r"\d+\d+$", 2), (r"a*a*a*$", 3), (r"a*a*a*a*b", 4), (r".*x.*y$", 2), (r"a.*b.*c.*d$", 3),
    (r"[a-z]*[0-9]*[a-z]*$", 2), (r"=\s*(.*?)\s*$", 3), (r"\w*-?\w*-?\w*-?\w*$", 4),
]  # fmt: skip


@pytest.mark.parametrize("pattern", EXPONENTIAL)
def test_exponential_patterns_are_found(pattern: str) -> None:
    """Two ways around a loop over one word double the work with each repetition."""
    assert ambiguity(pattern).kind == "exponential"


@pytest.mark.parametrize("pattern", FINE)
def test_linear_patterns_are_let_through(pattern: str) -> None:
    """One way to read each text, or an end that cannot fail, is no danger."""
    assert ambiguity(pattern) == Ambiguity("fine")


@pytest.mark.parametrize(("pattern", "degree"), POLYNOMIAL)
def test_the_degree_of_a_polynomial(pattern: str, degree: int) -> None:
    """Each further loop over the same characters multiplies the work by the length once more."""
    found = ambiguity(pattern)
    assert (found.kind, found.degree) == ("polynomial", degree)


def test_a_whole_match_can_fail_where_a_prefix_cannot() -> None:
    """`fullmatch` demands the end, so a loop at the end of the pattern can fail after all."""
    assert ambiguity("(a+)+").kind == "fine"
    assert ambiguity("(a+)+", whole=True).kind == "exponential"


def test_flags_change_what_overlaps() -> None:
    """`a` and `A` read one character only where case is ignored."""
    assert ambiguity("(a|A+)+$").kind == "exponential"
    assert ambiguity("(?:ab|AB)+$").kind == "fine"
    assert ambiguity("(?:ab|AB)+$", re.IGNORECASE).kind == "exponential"
    assert ambiguity("(.|\n)+$").kind == "fine"
    assert ambiguity("(.|\n)+$", re.DOTALL).kind == "exponential"


def test_the_bound_is_said() -> None:
    """A pattern too large for the analysis is undecided, and an invalid one matches nothing."""
    assert ambiguity("(?:ab?c)+" * 60 + "$").kind == "undecided"
    assert ambiguity("(").kind == "fine"


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(a+)+$", "a" * 60 + "!"),
        (r"(a|aa)+$", "a" * 90 + "!"),
        (r"(x+x+)+y", "x" * 60),
        (r"^(\w+\s?)*$", "w" * 60 + "!"),
        (r"(?:(?:x|y)+z?)*w", "xyz" * 30),
    ],
)
def test_what_is_called_exponential_does_not_end(pattern: str, text: str) -> None:
    """CPython's matcher, asked for a short text that does not match, is still busy after 0.1 s."""
    assert ambiguity(pattern).kind == "exponential"

    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.1)
    try:
        with pytest.raises(TimeoutError):
            re.search(pattern, text)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
