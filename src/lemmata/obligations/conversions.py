"""Values of one type as values of another: where Python converts silently, and where it narrows."""

from collections.abc import Callable

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import (
    NONE,
    BoolType,
    FractionType,
    IntType,
    ListType,
    LiteralType,
    NoneType,
    OptionalType,
    RecordType,
    TupleType,
    Type,
    UnionType,
    show,
)
from lemmata.obligations.smtlib import (
    Term,
    apply,
    choose,
    conjunction,
    disjunction,
    implies,
    negate,
)
from lemmata.obligations.sorts import (
    NONE_TERM,
    base_of,
    build,
    default,
    domain,
    extract,
    inject,
    is_instance,
    is_none,
    is_of,
    item,
    project,
    some,
    sort_name,
)

Share = Callable[[Term, Type], Term]


def convert(term: Term, source: Type, target: Type, share: Share) -> Term:
    """The value of ``source`` as a value of ``target``, where Python converts silently.

    ``share`` names a term that is about to be used more than once.

    Raises:
        UnsupportedError: there is no such conversion.
    """
    match source, target:
        case _ if source == target:
            return term
        case LiteralType(), LiteralType() if _within(source, target):
            return term
        case NoneType(), OptionalType(item=inner):
            return f"none.{sort_name(inner)}"
        case OptionalType(), OptionalType():
            return _convert_optional(term, source, target, share)
        case RecordType() | UnionType(), UnionType():
            return _convert_union(term, source, target, share)
        case _, OptionalType(item=inner):
            return some(target, convert(term, source, inner, share))
        case LiteralType(base=base), _ if not isinstance(target, LiteralType):
            return convert(term, base, target, share)
        case BoolType(), IntType():
            return choose(term, "1", "0")
        case BoolType(), FractionType():
            return choose(term, "1.0", "0.0")
        case IntType(), FractionType():
            return f"{term}.0" if term.isdigit() else apply("to_real", term)
        case ListType(), ListType() if sort_name(source) == sort_name(target):
            return _relabel(term, source, target)
        case TupleType(), TupleType() if len(source.items) == len(target.items):
            whole = share(term, source)
            parts = [
                convert(project(source, i, whole), source.items[i], target.items[i], share)
                for i in range(len(source.items))
            ]
            return build(target, parts)
        case _:
            raise UnsupportedError(f"a conversion from {show(source)} to {show(target)}")


def _convert_union(
    term: Term, source: RecordType | UnionType, target: UnionType, share: Share
) -> Term:
    """The value in a larger union; of a class that is not in it, some value without meaning."""
    if not isinstance(source, UnionType):
        if source not in target.items:
            raise UnsupportedError(f"a conversion from {show(source)} to {show(target)}")
        return inject(target, source, term)
    whole = share(term, source)
    common = [record for record in source.items if record in target.items]
    if not common:
        raise UnsupportedError(f"a conversion from {show(source)} to {show(target)}")
    made = inject(target, common[-1], extract(source, common[-1], whole))
    for record in reversed(common[:-1]):
        one = inject(target, record, extract(source, record, whole))
        made = choose(is_of(source, record, whole), one, made)
    return made


def _relabel(term: Term, source: ListType, target: ListType) -> Term:
    """A list as one of a larger type whose values look alike (a Literal's base)."""
    if base_of(source.item) != base_of(target.item) or isinstance(target.item, LiteralType):
        raise UnsupportedError(f"a conversion from {show(source)} to {show(target)}")
    return term


def _within(source: LiteralType, target: LiteralType) -> bool:
    return source.base == target.base and set(source.values) <= set(target.values)


def _convert_optional(term: Term, source: OptionalType, target: OptionalType, share: Share) -> Term:
    whole = share(term, source)
    inner = convert(item(source, whole), source.item, target.item, share)
    if inner == item(source, whole):
        return whole
    empty = f"none.{sort_name(target.item)}"
    return choose(is_none(source, whole), empty, some(target, inner))


def narrow(term: Term, source: Type, target: Type, share: Share) -> tuple[Term, Term]:
    """Whether the value belongs to ``target`` (a Bool), and the value as one of its.

    The second term means nothing unless the first holds.

    Raises:
        UnsupportedError: no value of ``source`` is one of ``target``.
    """
    match source, target:
        case _ if source == target:
            return "true", term
        case UnionType(), RecordType():
            whole = share(term, source)
            return is_instance(source, target, whole), extract(source, target, whole)
        case UnionType(), UnionType():
            whole = share(term, source)
            fits = disjunction(is_of(source, one, whole) for one in target.items)
            return fits, _convert_union(whole, source, target, share)
        case LiteralType(base=base), LiteralType() if base == target.base:
            return domain(term, target), term
        case NoneType(), _ if not isinstance(target, OptionalType):
            return "false", default(target)
        case _, LiteralType(base=base) if source == base:
            whole = share(term, source)
            return domain(whole, target), whole
        case OptionalType(), NoneType():
            return is_none(source, term), NONE_TERM
        case OptionalType(), OptionalType():
            whole = share(term, source)
            empty = is_none(source, whole)
            fits, inner = narrow(item(source, whole), source.item, target.item, share)
            if inner == item(source, whole):
                return implies(negate(empty), fits), whole
            nothing = f"none.{sort_name(target.item)}"
            return implies(negate(empty), fits), choose(empty, nothing, some(target, inner))
        case OptionalType(), _:
            whole = share(term, source)
            fits, inner = narrow(item(source, whole), source.item, target, share)
            return conjunction([negate(is_none(source, whole)), fits]), inner
        case TupleType(), TupleType() if len(source.items) == len(target.items):
            whole = share(term, source)
            parts = [
                narrow(project(source, i, whole), source.items[i], target.items[i], share)
                for i in range(len(source.items))
            ]
            return conjunction(p[0] for p in parts), build(target, [p[1] for p in parts])
        case _, OptionalType(item=inner) if source != NONE:
            fits, value = narrow(term, source, inner, share)
            return fits, some(target, value)
        case _:
            return "true", convert(term, source, target, share)
