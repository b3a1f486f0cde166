"""Hints: texts read at the heads of loops, put into the tree, and printed as they were read."""

import pytest

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.hints import Hints, LoopHint
from lemmata.contracts.types import INT, STR, ListType, OptionalType
from lemmata.language.digest import canonical
from lemmata.language.hints import annotate, hint_reader, loop_scopes, with_hints
from lemmata.language.parsing import parse_program
from lemmata.language.printer import print_expression
from lemmata.language.tree import For, Name, While
from lemmata.language.walking import nodes
from tests.language.building import function_text, module_of

BODY = """\
out = []
best = None
for x in xs:
    later = x
    while n > 0:
        n -= 1
        best = later
    out.append(x)
return len(out)
"""
MODULE = module_of(function_text("xs: list[int], n: int, s: str", "int", BODY))
PROGRAM = parse_program(MODULE)


def test_a_head_knows_what_is_assigned_on_every_path_to_it() -> None:
    """The target and what the body assigns are unknown at the head; types are the head's."""
    scopes = loop_scopes(MODULE, PROGRAM, "f")
    best = OptionalType(INT)
    outer = {"xs": ListType(INT), "n": INT, "s": STR, "out": ListType(INT), "best": best}
    assert scopes == {1: outer, 2: {**outer, "x": INT, "later": INT}}


def test_hints_stand_in_the_loops_and_change_no_digest() -> None:
    """Each text goes to its loop; the function means what it meant."""
    first = LoopHint(1, ("len(out) == index_1", "0 <= n <= OLD.n or OLD.n < 0"), ("len(xs)",))
    hints = Hints((first, LoopHint(2, ("x == later",), ("n",))), ("n",))
    hinted = annotate(MODULE, PROGRAM, {"f": hints}).functions["f"]
    loops = {n.loop.number: n.loop for n in nodes(hinted.body) if isinstance(n, While | For)}
    assert [one.text for one in loops[1].hints] == list(first.invariants)
    assert [print_expression(one.test) for one in loops[1].hints] == list(first.invariants)
    assert (len(loops[1].measures), len(loops[2].hints), len(hinted.decreases)) == (1, 1, 1)
    assert canonical(hinted.body) == canonical(PROGRAM.functions["f"].body)
    assert annotate(MODULE, PROGRAM, {}) is PROGRAM


def test_a_hint_read_again_from_its_print_is_the_same() -> None:
    """Print and read: the same tree, for values on entry and positions too."""
    reader = hint_reader(MODULE, PROGRAM, "f")
    for text in ("all(out[i] == xs[i] for i in range(index_1))", "best is None or OLD.n > best"):
        test = reader.invariant(1, text).test
        again = reader.invariant(1, print_expression(test)).test
        assert canonical(again) == canonical(test)
    entry = [n.name for n in nodes(reader.measure(1, "OLD.n + n")) if isinstance(n, Name)]
    assert entry == ["OLD.n", "n"]


@pytest.mark.parametrize(
    ("number", "text", "what"),
    [
        (3, "True", "a hint for the loop 3"),
        (1, "later > 0", "`later` read where nothing assigned it"),
        (1, "x > 0", "`x` read where nothing assigned it"),
        (1, "n >", "the hint `n >`"),
        (2, "index_2 > 0", "the unknown name `index_2`"),
        (1, "OLD.out == []", "the unknown name `OLD.out`"),
        (1, "absent(n)", "a call of `absent`"),
    ],
)
def test_a_text_outside_the_scope_is_refused(number: int, text: str, what: str) -> None:
    """What a head does not surely know cannot stand in a hint about it."""
    with pytest.raises(UnsupportedError) as refused:
        hint_reader(MODULE, PROGRAM, "f").invariant(number, text)
    assert what in str(refused.value)


def test_a_measure_is_an_int() -> None:
    """A measure of another type is refused; a function's measure sees parameters alone."""
    reader = hint_reader(MODULE, PROGRAM, "f")
    with pytest.raises(UnsupportedError):
        reader.measure(1, "s")
    with pytest.raises(UnsupportedError):
        reader.decrease("len(out)")
    with pytest.raises(UnsupportedError):
        with_hints(PROGRAM, "absent", {}, None)
