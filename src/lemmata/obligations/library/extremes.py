"""Laws of the least and the greatest element over places that pass a test."""

from lemmata.obligations.library.filters import calling
from lemmata.obligations.library.shapes import PLACE, Shape, call
from lemmata.obligations.library.sums import BOUNDS
from lemmata.obligations.smtlib import Term, apply
from lemmata.obligations.theory import Axiom, declare


def functions(shape: Shape, name: str) -> tuple[tuple[str, str], ...]:
    """The extreme and a place where it is."""
    domain = (*shape.sorts, "Int", "Int")
    return (
        (f"{shape.kind}.{name}", declare(f"{shape.kind}.{name}", domain, shape.sort)),
        (f"where.{name}", declare(f"where.{name}", domain, "Int")),
    )


def at_most(sort: str, left: Term, right: Term) -> Term:
    """Python's `<=` of two items of a sort."""
    return apply("str.<=" if sort == "String" else "<=", left, right)


def laws(shape: Shape, name: str) -> tuple[Axiom, ...]:
    """It is one of the elements, and none is beyond it."""
    bound = (*shape.variables(), *BOUNDS)
    extreme = call(f"{shape.kind}.{name}", shape.parameters, "lo", "hi")
    place = call(f"where.{name}", shape.parameters, "lo", "hi")
    there = (
        f"(and (<= lo {place}) (< {place} hi) {shape.at(shape.tests, place)}"
        f" (= {extreme} {shape.at(shape.element, place)}))"
    )
    pair = (extreme, shape.element) if shape.kind == "least" else (shape.element, extreme)
    inside = f"(and (<= lo {PLACE}) (< {PLACE} hi) {shape.tests})"
    beyond = at_most(shape.sort, *pair)
    found = [
        Axiom(
            "extreme-bound",
            (*bound, (PLACE, "Int")),
            f"(=> {inside} (and {there} {beyond}))",
            tuple((extreme, *pattern) for pattern in calling(shape)),
            ((extreme, shape.sort), (place, "Int")),
        )
    ]
    if shape.tests == "true":
        found.append(Axiom("extreme-place", bound, f"(=> (< lo hi) {there})", ((extreme,),)))
    return tuple(found) if calling(shape) else tuple(found[1:])
