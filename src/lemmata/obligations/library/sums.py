"""Laws of sums over places: `sum(element(k) for k in [lo, hi) if tests(k))`.

Two functions mean the same sum: `sum.X`, which contracts and code name, is taken apart at both
ends into `rest.X`, which is not taken apart again. So solvers never run away.
"""

from lemmata.obligations.library.shapes import (
    PLACE,
    Items,
    Shape,
    call,
    counted,
    items_of,
    of_item,
)
from lemmata.obligations.smtlib import Term, apply, choose
from lemmata.obligations.theory import Axiom, declare

BOUNDS = (("lo", "Int"), ("hi", "Int"))
ZEROS = {"Int": "0", "Real": "0.0"}


def functions(shape: Shape, name: str) -> tuple[tuple[str, str], ...]:
    """The functions of a sum, with their declarations."""
    domain = (*shape.sorts, "Int", "Int")
    return (
        (f"sum.{name}", declare(f"sum.{name}", domain, shape.sort)),
        (f"rest.{name}", declare(f"rest.{name}", domain, shape.sort)),
        (f"below.{name}", declare(f"below.{name}", domain, "Int")),
        (f"some.{name}", declare(f"some.{name}", domain, "Int")),
        (
            f"differ.{name}",
            declare(f"differ.{name}", (*shape.sorts, *shape.sorts, "Int", "Int", "Int"), "Int"),
        ),
    )


def laws(shape: Shape, name: str) -> tuple[Axiom, ...]:
    """What both solvers show of every sum."""
    zero = ZEROS[shape.sort]
    parameters, bound = shape.parameters, (*shape.variables(), *BOUNDS)
    whole = call(f"sum.{name}", parameters, "lo", "hi")
    rest = call(f"rest.{name}", parameters, "lo", "hi")
    last = apply(
        "+", call(f"rest.{name}", parameters, "lo", "(- hi 1)"), counted(shape, zero, "(- hi 1)")
    )
    first = apply(
        "+", counted(shape, zero, "lo"), call(f"rest.{name}", parameters, "(+ lo 1)", "hi")
    )
    upper = call(f"rest.{name}", parameters, "hi", "top")
    both = call(f"rest.{name}", parameters, "lo", "top")
    below = call(f"below.{name}", parameters, "lo", "hi")
    found = [
        Axiom("sum-same", bound, f"(= {whole} {rest})", ((whole,),)),
        Axiom("sum-none", bound, f"(=> (<= hi lo) (= {rest} {zero}))", ((rest,),)),
        Axiom("sum-last", bound, f"(=> (< lo hi) (= {whole} {last}))", ((whole,),)),
        Axiom("sum-first", bound, f"(=> (< lo hi) (= {whole} {first}))", ((whole,),)),
        Axiom(
            "sum-split",
            (*bound, ("top", "Int")),
            f"(=> (and (<= lo hi) (<= hi top)) (= {both} (+ {rest} {upper})))",
            ((rest, upper),),
        ),
        Axiom(
            "sum-least",
            bound,
            f"(or (>= {rest} {zero}) (and (<= lo {below}) (< {below} hi)"
            f" (< {counted(shape, zero, below)} {zero})))",
            ((rest,),),
            ((below, "Int"),),
        ),
    ]
    if shape.sorts:
        found.append(_frame(shape, name, zero))
    if shape.element == "1" and shape.tests != "true":
        found.extend(_counts(shape, name, rest))
    items = items_of(shape)
    return (*found, *(_of_items(shape, name, items, zero) if items else ()))


def _frame(shape: Shape, name: str, zero: Term) -> Axiom:
    """Sums over equally many places are equal, or the bodies differ somewhere."""
    others = tuple(f"q.{number}" for number in range(len(shape.sorts)))
    left = call(f"rest.{name}", shape.parameters, "lo", "hi")
    right = call(f"rest.{name}", others, "low", "high")
    place = call(f"differ.{name}", (*shape.parameters, *others), "lo", "hi", "low")
    here = counted(shape, zero, f"(+ lo {place})")
    there = counted(shape, zero, f"(+ low {place})", "q")
    return Axiom(
        "sum-frame",
        (*shape.variables(), *shape.variables("q"), *BOUNDS, ("low", "Int"), ("high", "Int")),
        f"(=> (= (- hi lo) (- high low)) (or (= {left} {right})"
        f" (and (<= 0 {place}) (< {place} (- hi lo)) (not (= {here} {there})))))",
        ((left, right),),
        ((place, "Int"),),
    )


def _counts(shape: Shape, name: str, rest: Term) -> tuple[Axiom, ...]:
    """How many places pass the tests: none, all, or some that can be named."""
    bound = (*shape.variables(), *BOUNDS)
    witness = call(f"some.{name}", shape.parameters, "lo", "hi")
    return (
        Axiom("count-most", bound, f"(<= {rest} (ite (< lo hi) (- hi lo) 0))", ((rest,),)),
        Axiom(
            "count-some",
            bound,
            f"(=> (> {rest} 0) (and (<= lo {witness}) (< {witness} hi)"
            f" {shape.at(shape.tests, witness)}))",
            ((rest,),),
            ((witness, "Int"),),
        ),
    )


def _of_items(shape: Shape, name: str, items: Items, zero: Term) -> tuple[Axiom, ...]:
    """What becomes of the sum when its list is built from another."""
    list_sort, whole = items.sort, items.whole()
    bound = (*shape.variables(), *BOUNDS)
    more = {"ys": ("ys", list_sort), "i": ("i", "Int"), "j": ("j", "Int"), "v": ("v", items.item)}

    def term(given: Term, lo: Term = "lo", hi: Term = "hi") -> Term:
        found = [given if p == whole else p for p in shape.parameters]
        return call(f"rest.{name}", tuple(found), lo, hi)

    def value(item: Term) -> Term:
        tests = of_item(shape, items, shape.tests, item)
        return choose(tests, of_item(shape, items, shape.element, item), zero)

    def made(label: str, function: str, extra: str, statement: Term, given: Term) -> Axiom:
        left = term(apply(f"{function}.{list_sort}", whole, *extra.split()))
        named = tuple(more[one] for one in extra.split())
        return Axiom(
            f"sum-{label}", (*bound, *named), f"(=> {given} (= {left} {statement}))", ((left,),)
        )

    size, at = f"(len.{list_sort} {whole})", f"at.{list_sort} {whole}"
    ordered, inside = "(<= 0 lo) (<= lo hi)", f"(<= 0 i) (< i {size})"
    start, end = f"(py.clamp i {size})", f"(py.span i j {size})"
    put = f"(ite (and (<= lo i) (< i hi)) (+ (- {term(whole)} {value(f'({at} i)')}) {value('v')})"
    inner = f"(and {ordered} (<= hi {size}) {inside})"
    cat_size = f"(+ {size} (len.{list_sort} ys))"
    return (
        made("app", "app", "v", term(whole), f"(and (<= 0 lo) (<= hi {size}))"),
        made(
            "put",
            "put",
            "i v",
            f"{put} {term(whole)})",
            inner,
        ),
        made(
            "cat",
            "cat",
            "ys",
            f"(ite (<= hi {size}) {term(whole)} (ite (<= {size} lo)"
            f" {term('ys', f'(- lo {size})', f'(- hi {size})')}"
            f" (+ {term(whole, hi=size)} {term('ys', '0', f'(- hi {size})')})))",
            f"(and {ordered} (<= hi {cat_size}))",
        ),
        made(
            "cut",
            "cut",
            "i j",
            term(whole, f"(+ {start} lo)", f"(+ {start} hi)"),
            f"(and {ordered} (<= hi {end}))",
        ),
        made(
            "rev",
            "rev",
            "",
            term(whole, f"(- {size} hi)", f"(- {size} lo)"),
            f"(and {ordered} (<= hi {size}))",
        ),
        made(
            "ins",
            "ins",
            "i v",
            f"(ite (<= hi i) {term(whole)} (ite (< i lo) {term(whole, '(- lo 1)', '(- hi 1)')}"
            f" (+ {term(whole, hi='(- hi 1)')} {value('v')})))",
            f"(and {ordered} (<= hi (+ {size} 1)) (<= 0 i) (<= i {size}))",
        ),
        made(
            "del",
            "del",
            "i",
            f"(ite (<= hi i) {term(whole)} (ite (< i lo) {term(whole, '(+ lo 1)', '(+ hi 1)')}"
            f" (- {term(whole, hi='(+ hi 1)')} {value(f'({at} i)')})))",
            f"(and {ordered} (<= hi (- {size} 1)) {inside})",
        ),
        *_at_places(shape, name, items),
    )


def _at_places(shape: Shape, name: str, items: Items) -> tuple[Axiom, ...]:
    """A count is positive where an item that it counts is known."""
    if shape.element != "1":
        return ()
    rest = call(f"rest.{name}", shape.parameters, "lo", "hi")
    item = f"(at.{items.sort} {items.whole()} {PLACE})"
    claim = f"(=> (and (<= lo {PLACE}) (< {PLACE} hi) {shape.tests}) (>= {rest} 1))"
    bound = (*shape.variables(), *BOUNDS, (PLACE, "Int"))
    return (Axiom("count-one", bound, claim, ((rest, item),)),)
