"""Unions of dataclasses, and dataclasses that hold others of their own type."""

from tests.soundness.traps.building import UNKNOWN, UNSUPPORTED, Trap, bodies, claims, files

TREE = """
@dataclass(frozen=True)
class Leaf:
    pass


@dataclass(frozen=True)
class Node:
    left: "Tree"
    value: int
    right: "Tree"


Tree = Leaf | Node


def size(t: Tree) -> int:
    match t:
        case Leaf():
            return 0
        case Node(left, _, right):
            return size(left) + 1 + size(right)
    return 0


def height(t: Tree) -> int:
    if isinstance(t, Leaf):
        return 0
    return 1 + max(height(t.left), height(t.right))


def leftmost(t: Tree) -> int:
    if isinstance(t, Leaf):
        return 0
    return t.value if isinstance(t.left, Leaf) else leftmost(t.left)
"""

CHAIN = """
@dataclass(frozen=True)
class Link:
    head: int
    tail: "Link | None" = None


def length(xs: Link | None) -> int:
    return 0 if xs is None else 1 + length(xs.tail)


def total(xs: Link | None) -> int:
    return 0 if xs is None else xs.head + total(xs.tail)
"""

SUMS = """
@dataclass(frozen=True)
class Num:
    value: int


@dataclass(frozen=True)
class Add:
    left: "Expr"
    right: "Expr"


@dataclass(frozen=True)
class Mul:
    left: "Expr"
    right: "Expr"


@dataclass(frozen=True)
class Neg:
    inner: "Expr"


Expr = Num | Add | Mul | Neg


def value_of(e: Expr) -> int:
    match e:
        case Num(n):
            return n
        case Add(a, b):
            return value_of(a) + value_of(b)
        case Mul(a, b):
            return value_of(a) * value_of(b)
        case Neg(a):
            return -value_of(a)
    return 0
"""

SHAPES = """
@dataclass(frozen=True)
class Square:
    side: int


@dataclass(frozen=True)
class Cube:
    side: int


@dataclass(frozen=True)
class Box:
    width: int
    height: int
"""

CIRCLE = """
@dataclass(frozen=True)
class Even:
    below: "Odd | None"


@dataclass(frozen=True)
class Odd:
    below: Even
"""

BELOW = '''

def f(e: Even) -> int:
    """Doc.

    post: __return__ >= 0
    post: __return__ % 2 == 0
    """
    return 0 if e.below is None else 1 + odd_below(e.below)


def odd_below(o: Odd) -> int:
    """Doc.

    post: __return__ >= 1
    post: __return__ % 2 == 1
    """
    return 1 + f(o.below)
'''

PAIR = """
@dataclass(frozen=True)
class First:
    rest: "Either"
    value: int


@dataclass(frozen=True)
class Second:
    value: int
    rest: "Either | None" = None


Either = First | Second


def inner(e: Either) -> int:
    match e:
        case First(First(_, v), w) if w * 3 + 7 == 351 * 353 + 1:
            return v
    return 0
"""

TRAPS: tuple[Trap, ...] = (
    bodies(
        "a pattern that binds its subject's name tells nothing of what the name holds then",
        "(e: Either) -> int",
        "post: __return__ == inner(e)\nraises: Exception",
        "match e:\n    case First(e, w) if w * 3 + 7 == 351 * 353 + 1:\n"
        "        return e.value\nreturn 0",
        "match e:\n    case First(e, w) if w * 3 + 7 == 351 * 353 + 1:\n"
        "        return e.value if isinstance(e, First) else 0\nreturn 0",
        before=PAIR,
        told=UNSUPPORTED,
    ),
    bodies(
        "a guard that fails leaves the subject's name with what its pattern bound",
        "(e: Either) -> int",
        "post: __return__ == inner(e)\nraises: Exception",
        "match e:\n    case First(e, w) if w * 3 + 7 != 351 * 353 + 1:\n        return 0\n"
        "    case First():\n        return e.value\nreturn 0",
        "match e:\n    case First(e, w) if w * 3 + 7 != 351 * 353 + 1:\n        return 0\n"
        "    case First():\n        return e.value if isinstance(e, First) else 0\nreturn 0",
        before=PAIR,
        told=UNSUPPORTED,
    ),
    bodies(
        "mirroring keeps the size only where both sides are kept",
        "(t: Tree) -> Tree",
        "post: size(__return__) == size(t)",
        "if isinstance(t, Leaf):\n    return t\nreturn Node(f(t.right), t.value, Leaf())",
        "if isinstance(t, Leaf):\n    return t\nreturn Node(f(t.right), t.value, f(t.left))",
        before=TREE,
    ),
    bodies(
        "a call on the value itself does not come to an end",
        "(t: Tree) -> int",
        "post: __return__ == 0",
        "if isinstance(t, Leaf):\n    return 0\nreturn f(t)",
        "if isinstance(t, Leaf):\n    return 0\nreturn f(t.left)",
        before=TREE,
        told=UNKNOWN,
    ),
    bodies(
        "a call on a tree built as large does not come to an end",
        "(t: Tree) -> int",
        "post: __return__ == 0",
        "if isinstance(t, Leaf):\n    return 0\nreturn f(Node(t.right, t.value, t.left))",
        "if isinstance(t, Leaf):\n    return 0\nreturn f(t.right)",
        before=TREE,
        told=UNKNOWN,
    ),
    bodies(
        "two functions that hand the same value to each other do not come to an end",
        "(t: Tree) -> int",
        "post: __return__ == 0",
        "decreases(t)\nreturn g(t)",
        "decreases(t, 0)\nreturn 0 if isinstance(t, Leaf) else g(t.left)",
        before="from lemmata import decreases\n"
        + TREE
        + '\n\ndef g(t: Tree) -> int:\n    """Doc.\n\n    post: __return__ == 0\n    """\n'
        + "    decreases(t, 1)\n    return f(t)\n",
        told=UNKNOWN,
    ),
    claims(
        "an equal content is no equal class",
        "(s: Square | Cube) -> bool",
        "return s == Square(3)",
        "post: __return__ == (s.side == 3)",
        "post: __return__ == (s == Square(3))",
        before=SHAPES,
        told=UNSUPPORTED,
    ),
    claims(
        "dataclasses of two classes are never equal",
        "(n: int) -> bool",
        "return Square(n) == Cube(n)",
        "post: __return__",
        "post: not __return__",
        before=SHAPES,
    ),
    claims(
        "equality of dataclasses goes by fields, all the way down",
        "(t: Tree) -> bool",
        "return Node(Leaf(), 1, t) == Node(t, 1, Leaf())",
        "post: not __return__",
        "post: __return__ == (t == Leaf())",
        before=TREE,
    ),
    claims(
        "True is one where a field is an int",
        "() -> bool",
        "return Node(Leaf(), True, Leaf()) == Node(Leaf(), 1, Leaf())",
        "post: not __return__",
        "post: __return__",
        before=TREE,
    ),
    claims(
        "a tree is never its own part",
        "(t: Tree, n: int) -> bool",
        "return t == Node(t, n, Leaf())",
        "post: __return__ == (n == 0)",
        "post: not __return__",
        before=TREE,
    ),
    bodies(
        "a field that the class lacks raises AttributeError",
        "(t: Tree) -> int",
        "post: True",
        "return t.value",
        "return 0 if isinstance(t, Leaf) else t.value",
        before=TREE,
    ),
    bodies(
        "a field of None raises AttributeError",
        "(xs: Link | None) -> int",
        "post: True",
        "return xs.head",
        "return 0 if xs is None else xs.head",
        before=CHAIN,
    ),
    bodies(
        "the second link may be missing",
        "(xs: Link) -> int",
        "post: True",
        "return xs.tail.head",
        "return xs.tail.head if xs.tail is not None else 0",
        before=CHAIN,
    ),
    bodies(
        "appending drops nothing",
        "(xs: Link | None, ys: Link | None) -> Link | None",
        "post: length(__return__) == length(xs) + length(ys)",
        "return ys if xs is None else f(xs.tail, ys)",
        "return ys if xs is None else Link(xs.head, f(xs.tail, ys))",
        before=CHAIN,
    ),
    bodies(
        "a pattern of one class leaves the others to fall through",
        "(t: Tree) -> int",
        "post: __return__ >= 0",
        "match t:\n    case Node(_, v, _):\n        return abs(v)\nreturn -1",
        "match t:\n    case Node(_, v, _):\n        return abs(v)\nreturn 1",
        before=TREE,
    ),
    bodies(
        "the first pattern that matches decides",
        "(t: Tree) -> int",
        "post: (__return__ == 2) == isinstance(t, Node)",
        "match t:\n    case Node(Leaf(), _, _):\n        return 1\n    case Node():\n"
        "        return 2\nreturn 0",
        "match t:\n    case Node():\n        return 2\n    case Node(Leaf(), _, _):\n"
        "        return 1\nreturn 0",
        before=TREE,
    ),
    bodies(
        "positions of a class pattern are those of its fields",
        "(t: Node) -> int",
        "post: __return__ == size(t.left)",
        "match t:\n    case Node(_, _, a):\n        return size(a)\nreturn 0",
        "match t:\n    case Node(a, _, _):\n        return size(a)\nreturn 0",
        before=TREE,
    ),
    bodies(
        "a failing guard goes on to the next case",
        "(t: Tree) -> int",
        "post: __return__ in (0, 1)",
        "match t:\n    case Node(_, v, _) if v > 0:\n        return 1\n    case Node():\n"
        "        return 2\n    case Leaf():\n        return 0",
        "match t:\n    case Node(_, v, _) if v > 0:\n        return 1\n    case Node():\n"
        "        return 0\n    case Leaf():\n        return 0",
        before=TREE,
    ),
    bodies(
        "no case matching returns None",
        "(t: Tree) -> int",
        "post: __return__ == 0",
        "match t:\n    case Leaf():\n        return 0",
        "match t:\n    case Leaf():\n        return 0\n    case Node():\n        return 0",
        before=TREE,
    ),
    bodies(
        "isinstance tells classes of the same fields apart",
        "(e: Expr) -> int",
        "post: __return__ == (value_of(e) if isinstance(e, (Num, Neg)) else 0)",
        "if isinstance(e, (Num, Neg, Add)):\n    return value_of(e)\nreturn 0",
        "if isinstance(e, Num | Neg):\n    return value_of(e)\nreturn 0",
        before=SUMS,
    ),
    bodies(
        "a double negation is none, a single one is one",
        "(e: Expr) -> Expr",
        "post: value_of(__return__) == value_of(e)",
        "match e:\n    case Neg(inner):\n        return inner\nreturn e",
        "match e:\n    case Neg(Neg(inner)):\n        return inner\nreturn e",
        before=SUMS,
    ),
    claims(
        "the height is not the size",
        "(t: Tree) -> int",
        "return height(t)",
        "post: __return__ == size(t)",
        "post: __return__ == height(t)",
        before=TREE,
    ),
    claims(
        "what stands leftmost need not be the least",
        "(t: Node) -> int",
        "return leftmost(t)",
        "post: __return__ <= t.value",
        "post: not isinstance(t.left, Leaf) or __return__ == t.value",
        before=TREE,
    ),
    bodies(
        "a node counts itself",
        "(t: Tree) -> int",
        "post: __return__ == size(t)",
        "return 0 if isinstance(t, Leaf) else f(t.left) + f(t.right)",
        "return 0 if isinstance(t, Leaf) else f(t.left) + 1 + f(t.right)",
        before=TREE,
    ),
    files(
        "a dataclass that holds itself without an end has no values",
        """
@dataclass(frozen=True)
class Endless:
    inner: "Endless"


def f(x: Endless) -> int:
    \"\"\"Doc.

    post: __return__ == 1
    \"\"\"
    return 2
""",
        """
@dataclass(frozen=True)
class Ended:
    inner: "Ended | None"


def f(x: Ended) -> int:
    \"\"\"Doc.

    post: __return__ == 2
    \"\"\"
    return 2
""",
        told=UNSUPPORTED,
    ),
    files(
        "an attribute of the instance may be changed where the class is not frozen",
        """
@dataclass
class Open:
    inner: "Open | None"


def f(x: Open) -> int:
    \"\"\"Doc.

    post: __return__ == 1
    \"\"\"
    return 1
""",
        """
@dataclass(frozen=True)
class Closed:
    inner: "Closed | None"


def f(x: Closed) -> int:
    \"\"\"Doc.

    post: __return__ == 1
    \"\"\"
    return 1
""",
        told=UNSUPPORTED,
    ),
    files(
        "dataclasses without eq are equal only to themselves",
        """
@dataclass(frozen=True, eq=False)
class Item:
    rest: "Item | None"


def f(x: Item) -> bool:
    \"\"\"Doc.

    post: __return__
    \"\"\"
    return Item(x) == Item(x)
""",
        """
@dataclass(frozen=True, eq=True)
class Item:
    rest: "Item | None"


def f(x: Item) -> bool:
    \"\"\"Doc.

    post: __return__
    \"\"\"
    return Item(x) == Item(x)
""",
        told=UNSUPPORTED,
    ),
    files(
        "a field that does not count in comparisons is not modelled",
        """
from dataclasses import field


@dataclass(frozen=True)
class Item:
    name: int = field(compare=False)
    rest: "Item | None" = None


def f(m: int, n: int) -> bool:
    \"\"\"Doc.

    post: __return__ == (m == n)
    \"\"\"
    return Item(m) == Item(n)
""",
        """
@dataclass(frozen=True)
class Item:
    name: int
    rest: "Item | None" = None


def f(m: int, n: int) -> bool:
    \"\"\"Doc.

    post: __return__ == (m == n)
    \"\"\"
    return Item(m) == Item(n)
""",
        told=UNSUPPORTED,
    ),
    files(
        "a list inside is shared and may change",
        """
@dataclass(frozen=True)
class Rose:
    value: int
    kids: "list[Rose]"


def f(r: Rose) -> int:
    \"\"\"Doc.

    post: __return__ == r.value
    \"\"\"
    return r.value
""",
        """
@dataclass(frozen=True)
class Twin:
    value: int
    kids: "tuple[Twin, Twin] | None"


def f(r: Twin) -> int:
    \"\"\"Doc.

    post: __return__ == r.value
    \"\"\"
    return r.value
""",
        told=UNSUPPORTED,
    ),
    files(
        "the parts of a pair are lower than what holds the pair",
        """
@dataclass(frozen=True)
class Twin:
    value: int
    kids: "tuple[Twin, Twin] | None"


def f(r: Twin) -> int:
    \"\"\"Doc.

    post: __return__ >= 2
    \"\"\"
    if r.kids is None:
        return 1
    return f(r.kids[0]) + f(r.kids[1])
""",
        """
@dataclass(frozen=True)
class Twin:
    value: int
    kids: "tuple[Twin, Twin] | None"


def f(r: Twin) -> int:
    \"\"\"Doc.

    post: __return__ >= 1
    \"\"\"
    if r.kids is None:
        return 1
    return f(r.kids[0]) + f(r.kids[1])
""",
    ),
    files(
        "classes that hold each other are lower one than the other",
        CIRCLE + BELOW.replace("1 + f(o", "2 + f(o"),
        CIRCLE + BELOW,
    ),
)
