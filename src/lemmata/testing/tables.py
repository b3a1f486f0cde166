"""Random decision tables over random domains, small or wide."""

from collections.abc import Sequence
from random import Random

from lemmata.rules.domain import Domain, Field, Kind, Spans, complement, union
from lemmata.rules.table import DecisionTable, Outputs, Row


def random_domain(random: Random, sizes: Sequence[int]) -> Domain:
    """A domain of ints with some of these sizes, from one field to four."""
    chosen = random.choices(sizes, k=random.randrange(1, 5))
    return Domain(
        tuple(Field(f"f{i}", Kind.INT, low=-1, high=size - 2) for i, size in enumerate(chosen))
    )


def random_table(random: Random, domain: Domain, rows: int) -> DecisionTable:
    """A table of at most about so many rows: the domain cut again and again by sets of a field."""
    outputs = (Field("first", Kind.INT, low=0, high=3), Field("second", Kind.INT, low=0, high=1))
    boxes = [domain.whole]
    while len(boxes) < rows:
        guard = boxes.pop(random.randrange(len(boxes)))
        place = random.randrange(len(guard))
        inside, outside = _cut(random, guard[place], domain.fields[place].size)
        if not inside or not outside:
            boxes.append(guard)
            rows -= 1
            continue
        boxes += [(*guard[:place], part, *guard[place + 1 :]) for part in (inside, outside)]
    return DecisionTable(domain, outputs, tuple(Row(guard, _written(random)) for guard in boxes))


def _written(random: Random) -> Outputs:
    return (random.choice((None, 0, 1, 2, 3)), random.choice((None, 0, 1)))


def _cut(random: Random, spans: Spans, size: int) -> tuple[Spans, Spans]:
    """A random part of a set, and the rest of it."""
    ends = sorted(random.randrange(size) for _ in range(2 * random.randrange(1, 3)))
    chosen = union(zip(ends[::2], ends[1::2], strict=True))
    inside = _meet(spans, chosen)
    return inside, _meet(spans, complement(chosen, size))


def _meet(left: Spans, right: Spans) -> Spans:
    pairs = ((max(a, c), min(b, d)) for a, b in left for c, d in right)
    return union(pair for pair in pairs if pair[0] <= pair[1])
