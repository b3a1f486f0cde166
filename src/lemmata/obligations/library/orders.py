"""Laws of order: neighbours in order are all in order; rearranging; sorting.

`asc.R` says that neighbours within places `[lo, hi)` stand in the relation R. R is transitive,
so by induction any two do: without that law, which no solver finds, binary search has no proof.
"""

from lemmata.obligations.smtlib import Term, apply
from lemmata.obligations.theory import Axiom, declare, instance, law

RELATIONS = {"le": "<=", "lt": "<", "ge": ">=", "gt": ">", "eq": "="}

_INSIDE = "(and (<= lo i) (< i j) (< j hi))"
_ORDER = (
    law(
        "asc-use",
        "xs L,lo Int,hi Int,i Int,j Int",
        "(RELATION (at xs i) (at xs j))",
        "(asc xs lo hi) & (at xs i) & (at xs j)",
        given=f"(and (asc xs lo hi) {_INSIDE})",
    ),
    law(
        "asc-show",
        "xs L,lo Int,hi Int",
        "(or (asc xs lo hi) (and (<= lo (rise xs lo hi)) (< (+ (rise xs lo hi) 1) hi)"
        " (not (RELATION (at xs (rise xs lo hi)) (at xs (+ (rise xs lo hi) 1))))))",
        "(asc xs lo hi)",
    )._replace(chosen=(("(rise xs lo hi)", "Int"),)),
)
_SORTED = (
    law(
        "sort-made",
        "xs L",
        "(and (perm (sort xs) xs) (asc (sort xs) 0 (len xs)) (= (len (sort xs)) (len xs)))",
        "(sort xs)",
    ),
    law(
        "sort-item",
        "xs L,i Int",
        "(has xs (at (sort xs) i))",
        "(at (sort xs) i)",
        given="(and (<= 0 i) (< i (len xs)))",
    ),
    law(
        "sort-only",
        "xs L,ys L",
        "(= ys (sort xs))",
        "(eq ys (sort xs))",
        "(eq (sort xs) ys)",
        given="(and (asc ys 0 (len ys)) (perm ys xs))",
    ),
    law(
        "sort-same",
        "xs L,ys L",
        "(= (= (sort xs) (sort ys)) (perm xs ys))",
        "(sort xs) & (sort ys)",
    ),
)
_PERMUTED = (
    law("perm-len", "xs L,ys L", "(= (len xs) (len ys))", "(perm xs ys)", given="(perm xs ys)"),
    law(
        "perm-has",
        "xs L,ys L,v T",
        "(= (has xs v) (has ys v))",
        "(perm xs ys) & (has xs v)",
        "(perm xs ys) & (has ys v)",
        given="(perm xs ys)",
    ),
    law(
        "perm-use",
        "xs L,ys L,v T,lo Int,hi Int",
        "(= (count xs v 0 (len xs)) (count ys v 0 (len ys)))",
        "(perm xs ys) & (count xs v lo hi)",
        "(perm xs ys) & (count ys v lo hi)",
        given="(perm xs ys)",
    ),
    law(
        "perm-show",
        "xs L,ys L",
        "(or (perm xs ys) (not (= (total xs (odd xs ys) 0 (len xs))"
        " (total ys (odd xs ys) 0 (len ys)))))",
        "(perm xs ys)",
    )._replace(chosen=(("(odd xs ys)", "T"),)),
)
"""`count` is the sum that is not taken apart, `total` the one that is, of the items that equal."""


def order_functions(sort: str, relation: str) -> tuple[tuple[str, str], ...]:
    """`asc.R.L`, and the place where the order breaks."""
    domain = (sort, "Int", "Int")
    return (
        (f"asc.{relation}.{sort}", declare(f"asc.{relation}.{sort}", domain, "Bool")),
        (f"rise.{relation}.{sort}", declare(f"rise.{relation}.{sort}", domain, "Int")),
    )


def order_laws(
    sort: str, item: str, relation: str, relation_symbol: str | None = None
) -> tuple[Axiom, ...]:
    """Neighbours in order, and what follows; the relation by another symbol where one is given."""
    names = {
        "L": sort,
        "T": item,
        "at": f"at.{sort}",
        "asc": f"asc.{relation}.{sort}",
        "rise": f"rise.{relation}.{sort}",
        "RELATION": relation_symbol or symbol_of(item, relation),
    }
    return tuple(instance(template, names) for template in _ORDER)


def symbol_of(item: str, relation: str) -> Term:
    """The relation of two items of a sort; strings have their own."""
    known = RELATIONS[relation]
    return f"str.{known}" if item == "String" and known in ("<=", "<") else known


def sort_functions(sort: str, item: str) -> tuple[tuple[str, str], ...]:
    """The sorted list, the relation of being rearranged, and an item that tells of none."""
    return (
        (f"sort.{sort}", declare(f"sort.{sort}", (sort,), sort)),
        (f"perm.{sort}", declare(f"perm.{sort}", (sort, sort), "Bool")),
        (f"odd.{sort}", declare(f"odd.{sort}", (sort, sort), item)),
    )


def sort_laws(sort: str, item: str, counting: str) -> tuple[Axiom, ...]:
    """Sorting and rearranging; ``counting`` names the count of equal items."""
    names = {"L": sort, "T": item, "count": f"rest.{counting}", "total": f"sum.{counting}"}
    names |= {known: f"{known}.{sort}" for known in ("len", "at", "has", "eq")}
    names |= {known: f"{known}.{sort}" for known in ("sort", "perm", "odd")}
    names["asc"] = f"asc.le.{sort}"
    return tuple(instance(template, names) for template in (*_SORTED, *_PERMUTED))


def ascending(sort: str, relation: str, whole: Term, first: Term, last: Term) -> Term:
    """Neighbours within the places are in order."""
    return apply(f"asc.{relation}.{sort}", whole, first, last)
