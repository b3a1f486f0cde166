"""How each law of extremes, orders and sorting is shown, over an order that may be any.

Being rearranged means that every item is counted alike; being in order speaks of neighbours; a
sorted list is made by inserting one item after another. The laws of both are then shown to follow.
"""

from collections.abc import Iterator

from lemmata.obligations import sequences
from lemmata.obligations.library import divisors, extremes, orders
from lemmata.obligations.library.proofs import LIST, NAME, Proof, folds, script
from lemmata.obligations.library.shapes import PLACE, Shape
from lemmata.obligations.library.sums import functions as sum_functions
from lemmata.obligations.library.sums import laws as sum_laws
from lemmata.obligations.smtlib import Term, conjunction, implies, negate
from lemmata.obligations.theory import Axiom, Variables, declare, forall, instance, replaced

_LE = "body.le"
_TOTAL: tuple[Axiom, ...] = (
    Axiom(
        "order-total",
        (("a", "Item"), ("b", "Item")),
        f"(and (or ({_LE} a b) ({_LE} b a)) (=> (and ({_LE} a b) ({_LE} b a)) (= a b)))",
        ((f"({_LE} a b)",),),
    ),
    Axiom(
        "order-transitive",
        (("a", "Item"), ("b", "Item"), ("c", "Item")),
        f"(=> (and ({_LE} a b) ({_LE} b c)) ({_LE} a c))",
        ((f"({_LE} a b)", f"({_LE} b c)"),),
    ),
)
_ORDER = ((_LE, declare(_LE, ["Item", "Item"], "Bool")),)


def order_proofs() -> Iterator[Proof]:
    """Every law of extremes, neighbours, rearranging and sorting, with its scripts."""
    for kind in ("least", "greatest"):
        yield from _extremes(kind, "(body.t p.0 k)")
        yield from _extremes(kind, "true")
    yield from _transitive()
    yield from _neighbours()
    yield from _permuted()
    yield from _sorted()


def _extremes(kind: str, tests: Term) -> Iterator[Proof]:
    """By induction: after `hi` places `where` is the first of the best, if `any` passed."""
    shape = Shape(kind, ("P",), "(body.made p.0 k)", tests, "String")
    names = {"str.<=": _LE, "String": "Item"}
    laws = [instance(known, names) for known in extremes.laws(shape, NAME)]
    extreme, where = f"({kind}.{NAME} p.0 lo hi)", f"(where.{NAME} p.0 lo hi)"
    some = "(body.any p.0 lo hi)"
    element, passes = shape.at(shape.element, "(- hi 1)"), shape.at(shape.tests, "(- hi 1)")
    before = {"hi": "(- hi 1)"}
    old_where, old_some = replaced(where, before), replaced(some, before)
    best = shape.at(shape.element, old_where)
    pair = (best, element) if kind == "least" else (element, best)
    defined = [
        f"(= {some} (and (< lo hi) (or {old_some} {passes})))",
        f"(= {where} (ite (and {old_some} (=> {passes} ({_LE} {' '.join(pair)})))"
        f" {old_where} (- hi 1)))",
        f"(= {extreme} {shape.at(shape.element, where)})",
        f"(= {replaced(extreme, before)} {best})",
    ]
    there = (
        f"(and (<= lo {where}) (< {where} hi) {shape.at(shape.tests, where)}"
        f" (= {extreme} {shape.at(shape.element, where)}))"
    )
    inside = f"(and (<= lo {PLACE}) (< {PLACE} hi) {shape.tests})"
    pair = (extreme, shape.element) if kind == "least" else (shape.element, extreme)
    strong = f"(and (=> {some} {there}) (=> {inside} (and {some} ({_LE} {' '.join(pair)}))))"
    functions = (
        *((name, replaced(command, names)) for name, command in extremes.functions(shape, NAME)),
        ("body.any", declare("body.any", ["P", "Int", "Int"], "Bool")),
        *_ORDER,
    )
    bound = (("p.0", "P"), ("lo", "Int"), ("hi", "Int"), (PLACE, "Int"))
    step = [*defined, implies("(< lo hi)", replaced(strong, before)), negate(strong)]
    label = f"{kind}, {'all places' if tests == 'true' else 'places'}"
    yield Proof(f"extreme, {label}", script([bound], functions, step, _TOTAL))
    for law in laws:
        shown = [strong, replaced(strong, {PLACE: "lo"}), negate(law.statement)]
        yield Proof(f"{law.name}, {label}", script([bound], functions, shown, _TOTAL))


def _transitive() -> Iterator[Proof]:
    """The relations of neighbours are transitive; of strings, as SMT-LIB says of its order."""
    for sort in ("Int", "Real"):
        for name, relation in orders.RELATIONS.items():
            bound = tuple((one, sort) for one in "abc")
            claim = f"(=> (and ({relation} a b) ({relation} b c)) ({relation} a c))"
            yield Proof(f"transitive {name} of {sort}", script([bound], (), [negate(claim)]))


def _neighbours() -> Iterator[Proof]:
    use, show = _order_laws()
    rises = orders.order_functions(LIST, "le")
    functions = (*rises, *_ORDER)
    asc = f"(asc.le.{LIST} xs lo hi)"
    next_to = f"({_LE} (at.{LIST} xs k) (at.{LIST} xs (+ k 1)))"
    defined = f"(=> {asc} (=> (and (<= lo k) (< (+ k 1) hi)) {next_to}))"
    step = [
        replaced(defined, {"k": "(- j 1)"}),
        implies("(< i (- j 1))", replaced(use.statement, {"j": "(- j 1)"})),
        negate(use.statement),
    ]
    yield Proof("asc-use", script([use.variables], functions, step, _TOTAL))
    ((chosen, _),) = show.chosen
    somewhere = f"(and (<= lo k) (< (+ k 1) hi) (not {next_to}))"
    goal = negate(show.statement.replace(chosen, "k"))
    shown = [f"(or {asc} {somewhere})", goal]
    yield Proof("asc-show", script([(*show.variables, ("k", "Int"))], functions, shown, _TOTAL))


def _order_laws() -> tuple[Axiom, ...]:
    """The laws of neighbours in the unknown order."""
    return orders.order_laws(LIST, "Item", "le", relation_symbol=_LE)


def _laws() -> dict[str, Axiom]:
    return {law.name: law for law in orders.sort_laws(LIST, "Item", NAME)}


def _counting() -> Shape:
    return Shape("sum", (LIST, "Item"), "1", f"(= (at.{LIST} p.0 k) p.1)", "Int")


def _total(xs: Term, v: Term) -> Term:
    return f"(sum.{NAME} {xs} {v} 0 (len.{LIST} {xs}))"


def _known(*names: str) -> tuple[Axiom, ...]:
    """Laws that may be called up: of counts, of order, and the named ones of sorting."""
    return (*sum_laws(_counting(), NAME), *_order_laws(), *_TOTAL, *(_laws()[n] for n in names))


def _script(bound: Variables, asserted: list[Term], *names: str) -> str:
    functions = (
        *sum_functions(_counting(), NAME),
        *orders.order_functions(LIST, "le"),
        *orders.sort_functions(LIST, "Item"),
        *_ORDER,
    )
    return script([bound], functions, asserted, _known(*names))


_XS, _YS = (("xs", LIST), ("ys", LIST))
_PERM = f"(perm.{LIST} xs ys)"


def _permuted() -> Iterator[Proof]:
    laws = _laws()
    use, show = laws["perm-use"], laws["perm-show"]
    alike = f"(= {_total('xs', 'v')} {_total('ys', 'v')})"
    yield Proof("perm-use", _script(use.variables, [implies(_PERM, alike), negate(use.statement)]))
    ((chosen, _),) = show.chosen
    goal = negate(show.statement.replace(chosen, "v"))
    bound = (_XS, _YS, ("v", "Item"))
    yield Proof("perm-show", _script(bound, [f"(or {_PERM} (not {alike}))", goal]))
    has = laws["perm-has"]
    facts = [use.statement, negate(has.statement)]
    yield Proof("perm-has", _script((*has.variables, *_BOUNDS), facts, *_BASIC))
    # One item less on both sides: the first of xs, and where ys has it.
    first = f"(at.{LIST} xs 0)"
    fewer = f"(del.{LIST} xs 0)", f"(del.{LIST} ys (idx.{LIST} ys {first}))"
    shorter = {"xs": fewer[0], "ys": fewer[1]}
    size = laws["perm-len"].statement
    some = f"(< 0 (len.{LIST} xs))"
    alike = f"(=> (and {some} {_PERM}) (perm.{LIST} {fewer[0]} {fewer[1]}))"
    counted = _alike(f"(odd.{LIST} {fewer[0]} {fewer[1]})")
    step = [
        implies(some, replaced(size, shorter)),
        alike,
        negate(size),
    ]
    other = f"(=> (< 0 (len.{LIST} ys)) (has.{LIST} ys (at.{LIST} ys 0)))"
    here = f"(=> {some} (has.{LIST} xs {first}))"
    rest = [here, counted, negate(alike)]
    yield Proof("perm-len, rest", _script((_XS, _YS), rest, *_BASIC, "perm-has"))
    yield Proof("perm-len", _script((_XS, _YS), [*step, here, other], *_BASIC, "perm-has"))
    yield Proof("perm-len, here", _script((_XS, _YS), [negate(here), _HAS_AT]))


def _alike(item: Term) -> Term:
    """What being rearranged says of one item."""
    return implies(_PERM, f"(= {_total('xs', item)} {_total('ys', item)})")


_BOUNDS = (("lo", "Int"), ("hi", "Int"))
_BASIC = ("perm-use", "perm-show")
_HAS_AT = f"(or (has.{LIST} xs (at.{LIST} xs 0)) (not (has.{LIST} xs (at.{LIST} xs 0))))"


def _sorted() -> Iterator[Proof]:
    yield from _placed()
    yield from _made()
    yield from _only()
    laws = _laws()
    made, only = laws["sort-made"].statement, laws["sort-only"].statement
    other = replaced(made, {"xs": "ys"})
    same = laws["sort-same"]
    one_way = replaced(only, {"ys": f"(sort.{LIST} xs)", "xs": "ys"})
    facts = [made, other, one_way, negate(same.statement)]
    yield Proof("sort-same", _script(same.variables, facts, *_BASIC))
    item = laws["sort-item"]
    inside = f"(has.{LIST} (sort.{LIST} xs) (at.{LIST} (sort.{LIST} xs) i))"
    facts = [made, f"(or {inside} (not {inside}))", negate(item.statement)]
    yield Proof("sort-item", _script(item.variables, facts, *_BASIC, "perm-has"))


def _fits(place: Term, end: Term) -> Term:
    """Before ``place`` no item of xs is above v, from there to ``end`` none is below."""
    at = f"(at.{LIST} xs n)"
    low = f"(=> (and (<= 0 n) (< n {place})) ({_LE} {at} v))"
    high = f"(=> (and (<= {place} n) (< n {end})) ({_LE} v {at}))"
    pattern = ((at,),)
    return conjunction(
        [f"(<= 0 {place} {end})", *(forall((("n", "Int"),), one, pattern) for one in (low, high))]
    )


def _placed() -> Iterator[Proof]:
    """An ordered list has a place for any item: by induction on the length of what is looked at."""
    bound = (_XS, ("v", "Item"), ("m", "Int"), ("i", "Int"))
    last = f"(at.{LIST} xs m)"
    ordered = f"(asc.le.{LIST} xs 0 (len.{LIST} xs))"
    inside = f"(and (<= 0 m) (< m (len.{LIST} xs)))"
    found = [_fits("i", "m"), ordered, inside, f"(or ({_LE} {last} v) ({_LE} v {last}))"]
    goals = [negate(_fits(place, "(+ m 1)")) for place in ("i", "(+ m 1)")]
    yield Proof("place, first", _script(bound, [negate(_fits("0", "0"))]))
    yield Proof("place, one more", _script(bound, [*found, *goals]))


def _made() -> Iterator[Proof]:
    """Inserting the last item where it fits keeps order and counts."""
    made = _laws()["sort-made"].statement
    bound = (_XS, _YS, ("v", "Item"), ("i", "Int"))
    longer, size = f"(app.{LIST} ys v)", f"(len.{LIST} xs)"
    inserted = f"(ins.{LIST} xs i v)"
    grown = [
        # xs is the sorted ys, and i a place for v in it.
        replaced(made, {"xs": "ys"}).replace(f"(sort.{LIST} ys)", "xs"),
        _fits("i", size),
        negate(
            made.replace(f"(sort.{LIST} xs)", "SORTED")
            .replace("xs", longer)
            .replace("SORTED", inserted)
        ),
    ]
    yield Proof("sort-made", _script(bound, grown, *_BASIC))
    empty = f"empty.{LIST}"
    none = made.replace(f"(sort.{LIST} xs)", empty).replace("xs", empty)
    yield Proof("sort-made, empty", _script(bound, [negate(none)], *_BASIC))


def _only() -> Iterator[Proof]:
    """Two ordered lists that count alike are equal: their last items are, and so the rest."""
    size = f"(len.{LIST} xs)"
    ordered = f"(and (asc.le.{LIST} xs 0 {size}) (asc.le.{LIST} ys 0 (len.{LIST} ys)) {_PERM})"
    rest = [f"(cut.{LIST} {one} 0 (- {size} 1))" for one in ("xs", "ys")]
    shorter = replaced(implies(ordered, "(= xs ys)"), {"xs": rest[0], "ys": rest[1]})
    ends = [f"(at.{LIST} {one} (- {size} 1))" for one in ("xs", "ys")]
    held = [
        f"(=> (< 0 {size}) (has.{LIST} {one} {end}))"
        for one, end in zip(("xs", "ys"), ends, strict=True)
    ]
    facts = [implies(f"(< 0 {size})", shorter), *held, ordered]
    names = (*_BASIC, "perm-has", "perm-len")
    bound = (_XS, _YS)
    same = f"(=> (< 0 {size}) (= {ends[0]} {ends[1]}))"
    yield Proof("sort-only, last", _script(bound, [*held, ordered, negate(same)], *names))
    alike = f"(=> (< 0 {size}) (perm.{LIST} {rest[0]} {rest[1]}))"
    counted = _alike(f"(odd.{LIST} {rest[0]} {rest[1]})")
    yield Proof("sort-only, rest", _script(bound, [ordered, same, counted, negate(alike)], *names))
    equal = f"(eq.{LIST} xs ys)"
    yield Proof("sort-only", _script(bound, [*facts, same, alike, negate(equal)], *names))


def statements() -> tuple[str, ...]:
    """Every law that an obligation may lean on, over lists of anything and any body."""
    found = [law.command for law in sequences.laws(LIST, "Item", "=")]
    found += [law.command for fold in folds() for law in fold.laws]
    for kind in ("least", "greatest"):
        shape = Shape(kind, ("P",), "(body.made p.0 k)", "(body.t p.0 k)", "Item")
        found += [law.command for law in extremes.laws(shape, NAME)]
    found += [law.command for law in (*_order_laws(), *orders.sort_laws(LIST, "Item", NAME))]
    found += [law.command for law in divisors.laws()]
    return tuple(found)
