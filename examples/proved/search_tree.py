"""A search tree: what is built keeps its order, its size and what it holds."""

from dataclasses import dataclass

from icontract import ensure, require


@dataclass(frozen=True)
class Empty:
    """No entry."""


@dataclass(frozen=True)
class Entry:
    """A key between those of two trees."""

    below: "Tree"
    key: int
    above: "Tree"


Tree = Empty | Entry


def size(tree: Tree) -> int:
    """How many keys there are."""
    match tree:
        case Empty():
            return 0
        case Entry(below, _, above):
            return size(below) + 1 + size(above)


def holds(tree: Tree, key: int) -> bool:
    """Whether the key is anywhere in the tree, in order or not."""
    match tree:
        case Empty():
            return False
        case Entry(below, own, above):
            return key == own or holds(below, key) or holds(above, key)


def ordered(tree: Tree, low: int, high: int) -> bool:
    """Whether all keys lie between the two, and below each entry those that are less."""
    match tree:
        case Empty():
            return True
        case Entry(below, key, above):
            return low < key < high and ordered(below, low, key) and ordered(above, key, high)


@ensure(lambda tree, result: size(result) == size(tree))
@ensure(lambda tree, result: isinstance(result, Empty) == isinstance(tree, Empty))
def mirrored(tree: Tree) -> Tree:
    """Every entry with its sides exchanged."""
    if isinstance(tree, Empty):
        return tree
    return Entry(mirrored(tree.above), tree.key, mirrored(tree.below))


@require(lambda tree, low, high: ordered(tree, low, high))
@require(lambda key, low, high: low < key < high)
@ensure(lambda low, high, result: ordered(result, low, high))
@ensure(lambda key, result: holds(result, key))
@ensure(lambda tree, result: size(tree) <= size(result) <= size(tree) + 1)
def inserted(tree: Tree, key: int, low: int, high: int) -> Tree:
    """The tree with the key in its place; as it is, where the key is there."""
    match tree:
        case Empty():
            return Entry(Empty(), key, Empty())
        case Entry(below, own, above) if key < own:
            return Entry(inserted(below, key, low, own), own, above)
        case Entry(below, own, above) if key > own:
            return Entry(below, own, inserted(above, key, own, high))
    return tree


@require(lambda tree, low, high: ordered(tree, low, high))
@require(lambda key, low, high: key <= low or key >= high)
@ensure(lambda tree, key, result: result and not holds(tree, key))
def is_outside(tree: Tree, key: int, low: int, high: int) -> bool:
    """A key outside the bounds is not in the tree: a fact with its proof by induction."""
    match tree:
        case Empty():
            return True
        case Entry(below, own, above):
            return is_outside(below, key, low, own) and is_outside(above, key, own, high)


@require(lambda tree, low, high: ordered(tree, low, high))
@ensure(lambda tree, key, result: result == holds(tree, key))
def found(tree: Tree, key: int, low: int, high: int) -> bool:
    """Whether the key is there, by one way down; the other side cannot hold it."""
    match tree:
        case Entry(below, own, above) if key < own:
            assert is_outside(above, key, own, high)
            return found(below, key, low, own)
        case Entry(below, own, above) if key > own:
            assert is_outside(below, key, low, own)
            return found(above, key, own, high)
    return isinstance(tree, Entry)
