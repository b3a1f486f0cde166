"""Strings and lists of strings: characters, join and split, by facts that are true of CPython."""

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import STR, ListType
from lemmata.language.tree import Apply, Operation
from lemmata.obligations.encoding import Encoding
from lemmata.obligations.lists import item_at, length_of
from lemmata.obligations.quantifiers import mark
from lemmata.obligations.smtlib import (
    Term,
    apply,
    conjunction,
    disjunction,
    implies,
    negate,
    operands,
)
from lemmata.obligations.sorts import Sorts, display, list_function
from lemmata.obligations.text_parts import NOTHING, known, one_less, resolved
from lemmata.obligations.theory import declare, forall, law, replaced

LISTED = ListType(STR)
LIST_OPERATIONS = frozenset({Operation.CHARACTERS, Operation.JOIN, Operation.SPLIT})
_SORT = "list.String"
_JOIN = "text.join"
_JOIN_LAWS = (
    law("join-empty", "s String", '(= (text.join s EMPTY) "")', "(text.join s EMPTY)"),
    law(
        "join-one-more",
        "s String,xs L,v String",
        "(= (text.join s (APP xs v)) (ite (= (LEN xs) 0) v (str.++ (text.join s xs) s v)))",
        "(text.join s (APP xs v))",
    ),
    law(
        "join-both",
        "s String,xs L,ys L",
        "(= (text.join s (CAT xs ys)) (ite (= (LEN xs) 0) (text.join s ys)"
        " (ite (= (LEN ys) 0) (text.join s xs) (str.++ (text.join s xs) s (text.join s ys)))))",
        "(text.join s (CAT xs ys))",
    ),
)


def list_operation(encoder: Encoding, expr: Apply, terms: list[Term]) -> Term:
    """The value of an operation between strings and lists of strings.

    Raises:
        UnsupportedError: a split by what is not constant.
    """
    encoder.sorts.sort(LISTED)
    whole = [encoder.share(t, a.type) for t, a in zip(terms, expr.arguments, strict=True)]
    match expr.operation:
        case Operation.CHARACTERS:
            return characters(encoder, whole[0])
        case Operation.JOIN:
            return _join(encoder, whole[0], whole[1], known(expr.arguments[0]) == "")
        case _:
            return _split(encoder, expr, whole)


def characters(encoder: Encoding, text: Term) -> Term:
    """`list(s)`."""
    encoder.sorts.introduce("text.items", declare("text.items", ("String",), _SORT))
    made = apply("text.items", text)
    length = apply(list_function("len", LISTED), made)
    encoder.assume(apply("=", length, apply("str.len", text)), made)
    declare_join(encoder.sorts)
    encoder.assume(apply("=", apply(_JOIN, NOTHING, made), text), made)
    at = item_at(LISTED, made, "each.i")
    within = f"(and (<= 0 each.i) (< each.i {length}))"
    same = implies(within, apply("=", at, f"(str.at {text} each.i)"))
    encoder.assume(forall((("each.i", "Int"),), same, ((at,),)), made)
    return made


def declare_join(sorts: Sorts) -> None:
    """Declare `text.join` with its laws."""
    names = {"EMPTY": "empty", "APP": "app", "LEN": "len", "CAT": "cat"}
    names = {short: list_function(name, LISTED) for short, name in names.items()} | {"L": _SORT}
    laws = tuple(
        one._replace(
            variables=tuple((name, names.get(sort, sort)) for name, sort in one.variables),
            statement=replaced(one.statement, names),
            patterns=tuple(tuple(replaced(t, names) for t in p) for p in one.patterns),
        )
        for one in _JOIN_LAWS
    )
    sorts.introduce(_JOIN, declare(_JOIN, ("String", _SORT), "String"), laws)


def _join(encoder: Encoding, between: Term, parts: Term, is_plain: bool) -> Term:
    declare_join(encoder.sorts)
    made, length = apply(_JOIN, between, parts), length_of(LISTED, parts)
    encoder.assume(implies(apply("=", length, "0"), apply("=", made, NOTHING)), made)
    first = item_at(LISTED, parts, "0")
    encoder.assume(implies(apply("=", length, "1"), apply("=", made, first)), made)
    whole = resolved(encoder, parts)
    cut = f"({list_function('cut', LISTED)} "
    if whole.startswith(cut) and operands(whole)[1] == "0":
        base, _, size = operands(whole)
        before = one_less(encoder, size)
        guard = f"(and (<= 1 {size}) (<= {size} {length_of(LISTED, base)}))"
        shorter, last = f"{cut}{base} 0 {before})", item_at(LISTED, base, before)
        more = apply("str.++", apply(_JOIN, between, shorter), between, last)
        step = f"(= {made} (ite (= {size} 1) {last} {more}))"
        encoder.assume(implies(guard, step), made)
    if is_plain:
        encoder.assume(_spelled(encoder, made, parts, length), made)
    return made


def _spelled(encoder: Encoding, made: Term, parts: Term, length: Term) -> Term:
    """Joined by nothing, single characters are the characters of what is made."""
    encoder.sorts.introduce("text.longer", declare("text.longer", (_SORT,), "Int"))
    place = apply("text.longer", parts)
    mark(encoder.sorts)
    inside = [f"(<= 0 {place})", f"(< {place} {length})", f"(mark.Int {place})"]
    one = apply("=", apply("str.len", item_at(LISTED, parts, place)), "1")
    at, item = f"(str.at {made} each.i)", item_at(LISTED, parts, "each.i")
    within = f"(and (<= 0 each.i) (< each.i {length}))"
    same = forall((("each.i", "Int"),), f"(=> {within} (= {at} {item}))", ((at,), (item,)))
    spelled = conjunction([apply("=", apply("str.len", made), length), same])
    return disjunction([spelled, conjunction([*inside, negate(one)])])


def _split(encoder: Encoding, expr: Apply, whole: list[Term]) -> Term:
    text, between = whole
    value = known(expr.arguments[1])
    if value is NotImplemented or value == "":
        raise UnsupportedError(
            f"a split by what is not a constant, line {expr.line}",
            remedy="split by a string constant that is not empty",
        )
    if value is None:
        return _words(encoder, text)
    declare_join(encoder.sorts)
    encoder.sorts.introduce("text.split", declare("text.split", ("String", "String"), _SORT))
    made = apply("text.split", text, between)
    length = apply(list_function("len", LISTED), made)
    encoder.assume(apply("=", apply(_JOIN, between, made), text), made)
    encoder.assume(apply("=", length, f"(+ 1 (text.count {text} {between}))"), made)
    encoder.assume(f"(<= 0 (text.count {text} {between}))", made)
    some = apply("str.contains", text, between)
    whole_text = apply("=", made, display(LISTED, [text]))
    encoder.assume(f"(ite {some} (>= {length} 2) {whole_text})", made)
    item = item_at(LISTED, made, "each.i")
    within = f"(and (<= 0 each.i) (< each.i {length}))"
    clean = f"(=> {within} (not (str.contains {item} {between})))"
    encoder.assume(forall((("each.i", "Int"),), clean, ((item,),)), made)
    return made


def _words(encoder: Encoding, text: Term) -> Term:
    """`s.split()`: the longest pieces without white space."""
    encoder.sorts.introduce("text.words", declare("text.words", ("String",), _SORT))
    made = apply("text.words", text)
    length = apply(list_function("len", LISTED), made)
    blank = f"(str.in_re {text} (re.* class.space))"
    encoder.assume(apply("=", apply("=", length, "0"), blank), made)
    item = item_at(LISTED, made, "each.i")
    within = f"(and (<= 0 each.i) (< each.i {length}))"
    word = f"(str.in_re {item} (re.+ (re.diff re.allchar class.space)))"
    clean = f"(=> {within} (and {word} (str.contains {text} {item})))"
    encoder.assume(forall((("each.i", "Int"),), clean, ((item,),)), made)
    return made
