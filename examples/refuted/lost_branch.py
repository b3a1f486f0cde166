"""A search tree: the new key is put in, and what stood above it is lost."""

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


def ordered(tree: Tree, low: int, high: int) -> bool:
    """Whether all keys lie between the two, and below each entry those that are less."""
    match tree:
        case Empty():
            return True
        case Entry(below, key, above):
            return low < key < high and ordered(below, low, key) and ordered(above, key, high)


@require(lambda tree, low, high: ordered(tree, low, high))
@require(lambda key, low, high: low < key < high)
@ensure(lambda low, high, result: ordered(result, low, high))
@ensure(lambda tree, result: size(result) >= size(tree))
def inserted(tree: Tree, key: int, low: int, high: int) -> Tree:
    """The tree with the key in its place."""
    match tree:
        case Entry(below, own, above) if key < own:
            return Entry(inserted(below, key, low, own), own, above)
        case Entry(_, own, _) if key > own:
            return Entry(tree.below, own, Entry(Empty(), key, Empty()))
    return Entry(Empty(), key, Empty())
