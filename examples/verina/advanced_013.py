"""Verina, advanced 13 (`hasChordIntersection`): whether two of some chords of a circle cross."""

from icontract import ensure, require

from lemmata import invariant


def crosses(a: list[int], b: list[int]) -> bool:
    """Whether one end of `b` alone is between the ends of `a`."""
    return (min(a[0], a[1]) < b[0] < max(a[0], a[1])) != (min(a[0], a[1]) < b[1] < max(a[0], a[1]))


@require(lambda n, chords: n >= 2 and len(chords) == n)
@require(lambda chords: all(len(c) == 2 for c in chords))
@require(lambda n, chords: all(1 <= x <= 2 * n for c in chords for x in c))
@require(lambda chords: all(c[i] != c[j] for c in chords for i in range(len(c)) for j in range(i)))
@require(
    lambda chords: all(
        x not in chords[j] for i in range(len(chords)) for j in range(i) for x in chords[i]
    )
)
@ensure(
    lambda chords, result: (
        result == any(crosses(chords[i], chords[j]) for i in range(len(chords)) for j in range(i))
    )
)
def has_chord_intersection(n: int, chords: list[list[int]]) -> bool:
    """Whether a chord crosses one before it."""
    for i in range(len(chords)):
        invariant(not any(crosses(chords[a], chords[b]) for a in range(i) for b in range(a)))
        for j in range(i):
            invariant(not any(crosses(chords[a], chords[b]) for a in range(i) for b in range(a)))
            invariant(not any(crosses(chords[i], chords[b]) for b in range(j)))
            if crosses(chords[i], chords[j]):
                return True
    return False
