"""The sort of lists: an uninterpreted sort for each sort of items, with its functions and laws.

Its meaning is finite sequences, and `=` of the sort is equality of what they hold: every law
below is proved of the solvers' native sequences in `tests/obligations/test_axioms.py`. Functions
mean nothing outside the ranges that their laws name. `cut` alone takes any bounds, as Python's
slices do.

In the templates `L` is the list's sort, `T` its items', and each function stands without its
suffix: `at` becomes `at.list.Int`.
"""

from functools import lru_cache

from lemmata.obligations.theory import Axiom, declare, instance, law

SIGNATURES: dict[str, tuple[tuple[str, ...], str]] = {
    "len": (("L",), "Int"),
    "at": (("L", "Int"), "T"),
    "empty": ((), "L"),
    "app": (("L", "T"), "L"),  # one item more at the end
    "cat": (("L", "L"), "L"),
    "cut": (("L", "Int", "Int"), "L"),  # slice, any bounds
    "put": (("L", "Int", "T"), "L"),  # that item replaced, 0 <= i < len
    "ins": (("L", "Int", "T"), "L"),  # one item more at i, 0 <= i <= len
    "del": (("L", "Int"), "L"),  # without item i, 0 <= i < len
    "rev": (("L",), "L"),
    "fill": (("T", "Int"), "L"),  # n times the same item
    "rep": (("L", "Int"), "L"),  # n times the same list
    "has": (("L", "T"), "Bool"),
    "idx": (("L", "T"), "Int"),  # the first place of an item that it has
    "eq": (("L", "L"), "Bool"),  # equality that asks for a difference
    "diff": (("L", "L"), "Int"),  # a place where lists of one length differ
}

_START, _END = "(py.clamp lo (len xs))", "(py.clamp hi (len xs))"
_INSIDE = "(and (<= 0 i) (< i (len xs)))"

LAWS: tuple[Axiom, ...] = (
    law("len-least", "xs L", "(>= (len xs) 0)", "(len xs)"),
    law("len-zero", "xs L", "(= xs empty)", "(len xs)", given="(= (len xs) 0)"),
    law("empty", "", "(= (len empty) 0)"),
    law(
        "app-end",
        "xs L,v T",
        "(and (= (len (app xs v)) (+ (len xs) 1)) (= (at (app xs v) (len xs)) v))",
        "(app xs v)",
    ),
    law(
        "app-at",
        "xs L,v T,i Int",
        "(= (at (app xs v) i) (at xs i))",
        "(at (app xs v) i)",
        "(app xs v) & (at xs i)",
        given=_INSIDE,
    ),
    law("cat-len", "xs L,ys L", "(= (len (cat xs ys)) (+ (len xs) (len ys)))", "(cat xs ys)"),
    law("cat-empty-left", "ys L", "(= (cat empty ys) ys)", "(cat empty ys)"),
    law("cat-empty-right", "xs L", "(= (cat xs empty) xs)", "(cat xs empty)"),
    law(
        "cat-left",
        "xs L,ys L,i Int",
        "(= (at (cat xs ys) i) (at xs i))",
        "(at (cat xs ys) i)",
        "(cat xs ys) & (at xs i)",
        given=_INSIDE,
    ),
    law(
        "cat-right",
        "xs L,ys L,i Int",
        "(= (at (cat xs ys) i) (at ys (- i (len xs))))",
        "(at (cat xs ys) i)",
        given="(and (<= (len xs) i) (< i (+ (len xs) (len ys))))",
    ),
    law(
        "cat-right-back",
        "xs L,ys L,i Int",
        "(= (at (cat xs ys) (+ i (len xs))) (at ys i))",
        "(cat xs ys) & (at ys i)",
        given="(and (<= 0 i) (< i (len ys)))",
    ),
    law(
        "cut-len",
        "xs L,lo Int,hi Int",
        "(= (len (cut xs lo hi)) (py.span lo hi (len xs)))",
        "(cut xs lo hi)",
    ),
    law(
        "cut-all",
        "xs L,lo Int,hi Int",
        "(= (cut xs lo hi) xs)",
        "(cut xs lo hi)",
        given="(and (= lo 0) (>= hi (len xs)))",
    ),
    law(
        "cut-at",
        "xs L,lo Int,hi Int,i Int",
        f"(= (at (cut xs lo hi) i) (at xs (+ i {_START})))",
        "(at (cut xs lo hi) i)",
        given="(and (<= 0 i) (< i (py.span lo hi (len xs))))",
    ),
    law(
        "cut-back",
        "xs L,lo Int,hi Int,i Int",
        f"(= (at (cut xs lo hi) (- i {_START})) (at xs i))",
        "(cut xs lo hi) & (at xs i)",
        given=f"(and (<= {_START} i) (< i {_END}))",
    ),
    law(
        "put-len",
        "xs L,i Int,v T",
        "(= (len (put xs i v)) (len xs))",
        "(put xs i v)",
        given=_INSIDE,
    ),
    law("put-same", "xs L,i Int,v T", "(= (at (put xs i v) i) v)", "(put xs i v)", given=_INSIDE),
    law(
        "put-other",
        "xs L,i Int,v T,j Int",
        "(= (at (put xs i v) j) (at xs j))",
        "(at (put xs i v) j)",
        "(put xs i v) & (at xs j)",
        given=f"(and {_INSIDE} (<= 0 j) (< j (len xs)) (not (= i j)))",
    ),
    law(
        "ins-len",
        "xs L,i Int,v T",
        "(= (len (ins xs i v)) (+ (len xs) 1))",
        "(ins xs i v)",
        given="(and (<= 0 i) (<= i (len xs)))",
    ),
    law(
        "ins-same",
        "xs L,i Int,v T",
        "(= (at (ins xs i v) i) v)",
        "(ins xs i v)",
        given="(and (<= 0 i) (<= i (len xs)))",
    ),
    law(
        "ins-at",
        "xs L,i Int,v T,j Int",
        "(and (=> (< j i) (= (at (ins xs i v) j) (at xs j)))"
        " (=> (> j i) (= (at (ins xs i v) j) (at xs (- j 1)))))",
        "(at (ins xs i v) j)",
        given="(and (<= 0 i) (<= i (len xs)) (<= 0 j) (<= j (len xs)))",
    ),
    law(
        "ins-back",
        "xs L,i Int,v T,j Int",
        "(ite (< j i) (= (at (ins xs i v) j) (at xs j)) (= (at (ins xs i v) (+ j 1)) (at xs j)))",
        "(ins xs i v) & (at xs j)",
        given="(and (<= 0 i) (<= i (len xs)) (<= 0 j) (< j (len xs)))",
    ),
    law(
        "del-len", "xs L,i Int", "(= (len (del xs i)) (- (len xs) 1))", "(del xs i)", given=_INSIDE
    ),
    law(
        "del-at",
        "xs L,i Int,j Int",
        "(= (at (del xs i) j) (at xs (ite (< j i) j (+ j 1))))",
        "(at (del xs i) j)",
        given=f"(and {_INSIDE} (<= 0 j) (< j (- (len xs) 1)))",
    ),
    law(
        "del-back",
        "xs L,i Int,j Int",
        "(ite (< j i) (= (at (del xs i) j) (at xs j)) (= (at (del xs i) (- j 1)) (at xs j)))",
        "(del xs i) & (at xs j)",
        given=f"(and {_INSIDE} (<= 0 j) (< j (len xs)) (not (= i j)))",
    ),
    law("rev-len", "xs L", "(= (len (rev xs)) (len xs))", "(rev xs)"),
    law(
        "rev-at",
        "xs L,i Int",
        "(= (at (rev xs) i) (at xs (- (- (len xs) 1) i)))",
        "(at (rev xs) i)",
        given=_INSIDE,
    ),
    law(
        "rev-back",
        "xs L,i Int",
        "(= (at (rev xs) (- (- (len xs) 1) i)) (at xs i))",
        "(rev xs) & (at xs i)",
        given=_INSIDE,
    ),
    law("rev-rev", "xs L", "(= (rev (rev xs)) xs)", "(rev (rev xs))"),
    law("fill-len", "v T,n Int", "(= (len (fill v n)) (ite (< n 0) 0 n))", "(fill v n)"),
    law(
        "fill-at",
        "v T,n Int,i Int",
        "(= (at (fill v n) i) v)",
        "(at (fill v n) i)",
        given="(and (<= 0 i) (< i n))",
    ),
    law(
        "rep-len", "xs L,n Int", "(= (len (rep xs n)) (* (len xs) (ite (< n 0) 0 n)))", "(rep xs n)"
    ),
    law(
        "rep-at",
        "xs L,n Int,i Int",
        "(= (at (rep xs n) i) (at xs (mod i (len xs))))",
        "(at (rep xs n) i)",
        given="(and (<= 0 i) (< i (* (len xs) n)))",
    ),
    law(
        "has-place",
        "xs L,v T",
        "(and (<= 0 (idx xs v)) (< (idx xs v) (len xs)) (= (at xs (idx xs v)) v))",
        "(has xs v)",
        "(idx xs v)",
        given="(has xs v)",
    ),
    law(
        "has-at",
        "xs L,v T,i Int",
        "(has xs v)",
        "(has xs v) & (at xs i)",
        given=f"(and {_INSIDE} (= (at xs i) v))",
    ),
    law(
        "idx-first",
        "xs L,v T,i Int",
        "(not (= (at xs i) v))",
        "(idx xs v) & (at xs i)",
        given="(and (has xs v) (<= 0 i) (< i (idx xs v)))",
    ),
    law(
        "has-app",
        "xs L,v T,w T",
        "(= (has (app xs v) w) (or (= v w) (has xs w)))",
        "(has (app xs v) w)",
    ),
    law(
        "has-cat",
        "xs L,ys L,w T",
        "(= (has (cat xs ys) w) (or (has xs w) (has ys w)))",
        "(has (cat xs ys) w)",
    ),
    law("has-empty", "w T", "(not (has empty w))", "(has empty w)"),
    law("eq-same", "xs L,ys L", "(= (eq xs ys) (= xs ys))", "(eq xs ys)"),
    law(
        "eq-differ",
        "xs L,ys L",
        "(or (eq xs ys) (not (= (len xs) (len ys))) (and (<= 0 (diff xs ys))"
        " (< (diff xs ys) (len xs)) (not (SAME (at xs (diff xs ys)) (at ys (diff xs ys))))))",
        "(eq xs ys)",
    )._replace(chosen=(("(diff xs ys)", "Int"),)),
)
"""Templates; `SAME` is equality of items, which asks for a difference where those hold lists."""


@lru_cache(maxsize=256)
def functions(sort: str, item: str) -> tuple[tuple[str, str], ...]:
    """Each function's name and declaration, for lists of sort ``sort``."""
    names = {"L": sort, "T": item}
    return tuple(
        (
            f"{name}.{sort}",
            declare(f"{name}.{sort}", (names.get(s, s) for s in domain), names.get(to, to)),
        )
        for name, (domain, to) in SIGNATURES.items()
    )


@lru_cache(maxsize=256)
def laws(sort: str, item: str, same: str) -> tuple[Axiom, ...]:
    """The laws of lists of sort ``sort``; ``same`` is the name of the equality of items."""
    names = {name: f"{name}.{sort}" for name in SIGNATURES}
    names |= {"L": sort, "T": item, "SAME": same}
    return tuple(instance(template, names) for template in LAWS)
