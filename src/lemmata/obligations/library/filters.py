"""Laws of list comprehensions: one item a place, or the places that pass a test.

`keep.X` is taken apart at its end into `kept.X`, which is not taken apart again.
"""

from lemmata.obligations.library.shapes import Shape, call
from lemmata.obligations.library.sums import BOUNDS
from lemmata.obligations.quantifiers import patterns
from lemmata.obligations.smtlib import apply, read
from lemmata.obligations.theory import Axiom, Pattern, declare

PLACE = "k"


def map_functions(shape: Shape, name: str) -> tuple[tuple[str, str], ...]:
    """The function of a comprehension without tests."""
    domain = (*shape.sorts, "Int", "Int")
    return ((f"map.{name}", declare(f"map.{name}", domain, f"list.{shape.sort}")),)


def map_laws(shape: Shape, name: str) -> tuple[Axiom, ...]:
    """Its length and its items."""
    kind, bound = f"list.{shape.sort}", (*shape.variables(), *BOUNDS)
    whole = call(f"map.{name}", shape.parameters, "lo", "hi")
    item = apply(f"at.{kind}", whole, "i")
    back = apply(f"at.{kind}", whole, f"(- {PLACE} lo)")
    return (
        Axiom(
            "map-len",
            bound,
            f"(= (len.{kind} {whole}) (ite (< lo hi) (- hi lo) 0))",
            ((whole,),),
        ),
        Axiom(
            "map-at",
            (*bound, ("i", "Int")),
            f"(=> (and (<= 0 i) (< i (- hi lo))) (= {item} {shape.at(shape.element, '(+ lo i)')}))",
            ((item,),),
        ),
        *(
            Axiom(
                "map-back",
                (*bound, (PLACE, "Int")),
                f"(=> (and (<= lo {PLACE}) (< {PLACE} hi)) (= {back} {shape.element}))",
                ((whole, *pattern),),
            )
            for pattern in calling(shape)[:1]
        ),
    )


def keep_functions(shape: Shape, name: str) -> tuple[tuple[str, str], ...]:
    """The functions of a comprehension with tests."""
    domain, made = (*shape.sorts, "Int", "Int"), f"list.{shape.sort}"
    return (
        (f"keep.{name}", declare(f"keep.{name}", domain, made)),
        (f"kept.{name}", declare(f"kept.{name}", domain, made)),
        (f"from.{name}", declare(f"from.{name}", (*domain, "Int"), "Int")),
        (f"to.{name}", declare(f"to.{name}", (*domain, "Int"), "Int")),
        (
            f"differ.{name}",
            declare(f"differ.{name}", (*shape.sorts, *shape.sorts, "Int", "Int", "Int"), "Int"),
        ),
    )


def keep_laws(shape: Shape, name: str) -> tuple[Axiom, ...]:
    """Its parts, its length, where each item is from, and where each place that passes goes to."""
    kind, bound = f"list.{shape.sort}", (*shape.variables(), *BOUNDS)
    whole = call(f"keep.{name}", shape.parameters, "lo", "hi")
    kept = call(f"kept.{name}", shape.parameters, "lo", "hi")
    before = call(f"kept.{name}", shape.parameters, "lo", "(- hi 1)")
    longer = apply(f"app.{kind}", before, shape.at(shape.element, "(- hi 1)"))
    origin = call(f"from.{name}", shape.parameters, "lo", "hi", "i")
    later = call(f"from.{name}", shape.parameters, "lo", "hi", "j")
    item, size = apply(f"at.{kind}", kept, "i"), f"(len.{kind} {kept})"
    passes = shape.at(shape.tests, "(- hi 1)")
    return (
        Axiom("keep-same", bound, f"(= {whole} {kept})", ((whole,),)),
        Axiom("keep-none", bound, f"(=> (<= hi lo) (= {kept} empty.{kind}))", ((kept,),)),
        Axiom(
            "keep-last",
            bound,
            f"(=> (< lo hi) (= {whole} (ite {passes} {longer} {before})))",
            ((whole,),),
        ),
        Axiom("keep-most", bound, f"(<= {size} (ite (< lo hi) (- hi lo) 0))", ((kept,),)),
        Axiom(
            "keep-from",
            (*bound, ("i", "Int")),
            f"(=> (and (<= 0 i) (< i {size})) (and (<= lo {origin}) (< {origin} hi)"
            f" {shape.at(shape.tests, origin)} (= {item} {shape.at(shape.element, origin)})))",
            ((item,),),
        ),
        Axiom(
            "keep-order",
            (*bound, ("i", "Int"), ("j", "Int")),
            f"(=> (and (<= 0 i) (< i j) (< j {size})) (< {origin} {later}))",
            ((origin, later),),
        ),
        *(_goes(shape, name, pattern) for pattern in calling(shape)[:1]),
        *([_frame(shape, name)] if shape.sorts else []),
    )


def _goes(shape: Shape, name: str, pattern: Pattern) -> Axiom:
    kind, bound = f"list.{shape.sort}", (*shape.variables(), *BOUNDS, (PLACE, "Int"))
    kept = call(f"kept.{name}", shape.parameters, "lo", "hi")
    goal = call(f"to.{name}", shape.parameters, "lo", "hi", PLACE)
    item = apply(f"at.{kind}", kept, goal)
    return Axiom(
        "keep-to",
        bound,
        f"(=> (and (<= lo {PLACE}) (< {PLACE} hi) {shape.tests}) (and (<= 0 {goal})"
        f" (< {goal} (len.{kind} {kept})) (= {item} {shape.element})))",
        ((kept, *pattern),),
        ((goal, "Int"),),
    )


def _frame(shape: Shape, name: str) -> Axiom:
    """What is kept of equally many places is equal, or the bodies differ somewhere."""
    others = tuple(f"q.{number}" for number in range(len(shape.sorts)))
    left = call(f"kept.{name}", shape.parameters, "lo", "hi")
    right = call(f"kept.{name}", others, "low", "high")
    place = call(f"differ.{name}", (*shape.parameters, *others), "lo", "hi", "low")
    here, there = f"(+ lo {place})", f"(+ low {place})"
    tests = shape.at(shape.tests, here), shape.at(shape.tests, there, "q")
    elements = shape.at(shape.element, here), shape.at(shape.element, there, "q")
    return Axiom(
        "keep-frame",
        (*shape.variables(), *shape.variables("q"), *BOUNDS, ("low", "Int"), ("high", "Int")),
        f"(=> (= (- hi lo) (- high low)) (or (= {left} {right})"
        f" (and (<= 0 {place}) (< {place} (- hi lo)) (or (not (= {tests[0]} {tests[1]}))"
        f" (and {tests[0]} (not (= {elements[0]} {elements[1]})))))))",
        ((left, right),),
        ((place, "Int"),),
    )


def calling(shape: Shape) -> tuple[Pattern, ...]:
    """Patterns by which the body at a place is called up."""
    if PLACE not in f"{shape.tests} {shape.element}":
        return ()
    found = patterns([PLACE], read(f"(and {shape.tests} (= {shape.element} {shape.element}))"))
    return found or ()
