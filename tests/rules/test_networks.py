"""Networks and finite machines of decision tables, and the verifier that compares them."""

from collections.abc import Iterator
from random import Random

import numpy as np
import pytest

from lemmata.contracts.errors import ChoiceError, LimitError
from lemmata.rules import dispatch, table_network
from lemmata.rules.domain import Domain, Field, Kind, Spans
from lemmata.rules.encoding import encode
from lemmata.rules.network import FORMATS, bound, exact_formats, one_hot, run
from lemmata.rules.table import DecisionTable, Row, evaluate, points
from lemmata.rules.verifier import exhaustive, symbolic
from lemmata.rules.verifier.claims import Claim, covers
from lemmata.rules.verifier.stored import partial_sum_bound
from lemmata.testing.tables import random_domain, random_table
from tests.rules.stored import changed, claim, stored

SMALL = (2, 3, 5, 33, 40)
WIDE = (2**64, 2**32, 1000, 7)


def tables(seed: int, count: int, sizes: tuple[int, ...]) -> Iterator[DecisionTable]:
    """Random tables; small ones have at most 2,000 inputs."""
    random = Random(seed)
    while count:
        domain = random_domain(random, sizes)
        if sizes is SMALL and domain.size > 2000:
            continue
        yield random_table(random, domain, random.randrange(1, 10))
        count -= 1


def some_points(random: Random, table: DecisionTable, count: int) -> list[tuple[int, ...]]:
    """Inputs at and beside the edges of rows."""
    found = []
    for _ in range(count):
        guard = random.choice(table.rows).guard
        ends = [random.choice(random.choice(spans)) for spans in guard]
        sizes = [field.size for field in table.domain.fields]
        shifted = [end + random.choice((-1, 0, 0, 1)) for end in ends]
        found.append(
            tuple(min(max(e, 0), size - 1) for e, size in zip(shifted, sizes, strict=True))
        )
    return found


def test_networks_and_machines_decide_as_their_tables() -> None:
    """On every input of small domains, and at the edges of rows of domains up to 2**256."""
    random = Random(1)
    for table in (*tables(1, 30, SMALL), *tables(2, 10, WIDE)):
        is_small = table.domain.size <= 2000
        inputs = [*points(table.domain)] if is_small else some_points(random, table, 50)
        wanted = [evaluate(table, point) for point in inputs]
        network = table_network.construct(table)
        digits = encode(table.domain, inputs)
        assert table_network.decode(network, run(network.network, digits)) == wanted
        machine = dispatch.construct(table)
        ends = machine.decisions[machine.run(digits)]
        assert [machine.outputs[place] for place in ends] == wanted


def test_every_exact_format_gives_the_same_bits() -> None:
    """In each format, and with inputs and units in any order, the outputs are the same integers."""
    random = np.random.default_rng(3)
    for table in tables(3, 20, SMALL):
        network = table_network.construct(table).network
        digits = encode(table.domain, [*points(table.domain)])
        wanted = run(network, digits, "float64")
        assert set(exact_formats(network)) >= {"int8", "float16", "float32", "float64"}
        for name in exact_formats(network):
            values = one_hot(network, digits, name)
            for layer in network.layers:
                order = random.permutation(layer.inputs)
                matrix = layer.dense(name)[:, order]
                values = values[:, order] @ matrix.T + layer.bias.astype(name)
                values = np.maximum(values, 0) if layer.relu else values
                assert values.dtype == np.dtype(name)
            assert (values == wanted).all()
            assert (run(network, digits, name) == wanted).all()


def test_no_partial_sum_passes_the_bound() -> None:
    """Adding in a random order, no intermediate sum is larger; both programs find one bound."""
    random = Random(4)
    for table in tables(4, 30, SMALL):
        built = table_network.construct(table)
        network = stored(built.network)
        most = bound(built.network)
        assert partial_sum_bound(network) == most
        for point in some_points(random, table, 20):
            values = [0] * sum(network.groups)
            start = 0
            for base, digit in zip(network.groups, claim(table, built).digits(point), strict=True):
                values[start + digit] = 1
                start += base
            for relu, units in network.layers:
                following = []
                for unit in units:
                    terms = [weight * values[place] for place, weight in unit.weights]
                    terms.append(unit.bias)
                    random.shuffle(terms)
                    total = 0
                    for term in terms:
                        total += term
                        assert abs(total) <= most
                    following.append(max(total, 0) if relu else total)
                values = following


def test_a_format_that_is_not_exact_is_refused() -> None:
    """Where sums could pass a format's bound, it is not run in."""
    domain = Domain((Field("n", Kind.INT, low=0, high=299),))
    outputs = (Field("bit", Kind.INT, low=0, high=1),)
    rows = tuple(Row((((n, n),),), (n % 2,)) for n in range(300))
    network = table_network.construct(DecisionTable(domain, outputs, rows)).network
    assert FORMATS["int8"] < bound(network) <= FORMATS["float16"]
    with pytest.raises(ChoiceError, match="not exact in int8"):
        run(network, encode(domain, [(0,)]), "int8")


@pytest.mark.parametrize("block", [64, 1 << 14])
def test_every_change_of_behaviour_is_refuted(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One weight or bias changed: refuted by an input exactly where some output changes.

    Plain integers on every input say what is right; the exhaustive search finds the first one.
    """
    monkeypatch.setattr(exhaustive, "BLOCK", block)
    random = Random(1)
    kept = refuted = 0
    for table in tables(5, 10, SMALL):
        built = table_network.construct(table)
        wanted, network = claim(table, built), stored(built.network)
        assert covers(wanted)
        assert exhaustive.first_difference(wanted, network) is None
        assert symbolic.difference(wanted, network) is None
        for _ in range(6):
            other = changed(random, network)
            wrong = [
                p
                for p in points(table.domain)
                if other.outputs(wanted.digits(p)) != wanted.expected(p)
            ]
            assert exhaustive.first_difference(wanted, other) == (wrong[0] if wrong else None)
            found = symbolic.difference(wanted, other)
            assert found in wrong if wrong else found is None
            kept, refuted = kept + (not wrong), refuted + bool(wrong)
    assert min(kept, refuted) > 2


def test_needles_in_wide_domains_are_found() -> None:
    """A network changed for few of up to 2**256 inputs is told apart by one of them."""
    random = Random(6)
    refuted = 0
    for table in tables(6, 12, WIDE):
        built = table_network.construct(table)
        wanted, network = claim(table, built), stored(built.network)
        assert symbolic.difference(wanted, network) is None
        other = changed(random, network)
        found = symbolic.difference(wanted, other)
        if found is not None:
            assert other.outputs(wanted.digits(found)) != wanted.expected(found)
            refuted += 1
    assert refuted > 5


def test_blocks_of_inputs_are_run_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """A domain of 16**4 inputs in blocks; one input of them, alone, is found to be wrong."""
    monkeypatch.setattr(exhaustive, "BLOCK", 256)
    fields = tuple(Field(f"f{i}", Kind.INT, low=0, high=15) for i in range(4))
    table = random_table(Random(7), Domain(fields), 12)
    built = table_network.construct(table)
    wanted, network = claim(table, built), stored(built.network)
    assert exhaustive.first_difference(wanted, network) is None
    guard, written = wanted.rows[3]
    point = tuple(spans[0][0] for spans in guard)
    other = ((written[0] + 1) % wanted.choices[0], *written[1:])
    rows = [row for row in wanted.rows if row != wanted.rows[3]]
    rows += [(box, written) for box in around(guard, point)]
    rows.append((tuple(((index, index),) for index in point), other))
    moved = Claim(wanted.sizes, wanted.radix, wanted.choices, tuple(rows))
    assert covers(moved)
    assert exhaustive.first_difference(moved, network) == point


def around(guard: tuple[Spans, ...], point: tuple[int, ...]) -> list[tuple[Spans, ...]]:
    """All of a box but its least point, as boxes."""
    boxes = []
    for place, index in enumerate(point):
        rest = tuple((low + (low == index), high) for low, high in guard[place])
        left = tuple(span for span in rest if span[0] <= span[1])
        if left:
            first = tuple(((one, one),) for one in point[:place])
            boxes.append((*first, left, *guard[place + 1 :]))
    return boxes


def test_rows_that_overlap_or_leave_gaps_are_no_partition() -> None:
    """A row doubled, dropped or widened is seen by counting."""
    for table in tables(8, 10, SMALL):
        whole = claim(table, table_network.construct(table))
        for rows in (whole.rows[1:], (*whole.rows, whole.rows[0])):
            assert not covers(Claim(whole.sizes, whole.radix, whole.choices, rows))


def test_steps_of_a_machine_are_layers() -> None:
    """The network of one step leads each state, by each digit, where the index table does."""
    following = np.random.default_rng(9).integers(0, 20, (20, 5))
    following[0] = 0
    machine = dispatch.from_table(following, 1, np.zeros(20, np.int64), [(0,)])
    network = dispatch.step_network(machine, 5)
    pairs = np.array([(state, digit) for state in range(20) for digit in range(5)])
    for name in ("int8", "float16", "float32"):
        states = run(network, pairs, name)
        assert (states.sum(axis=1) == 1).all()
        assert (states.argmax(axis=1) == following.reshape(-1)).all()


def test_too_many_states_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine is not built beyond its limit."""
    monkeypatch.setattr(dispatch, "MOST_STATES", 3)
    domain = Domain(tuple(Field(f"f{i}", Kind.INT, low=0, high=3) for i in range(4)))
    with pytest.raises(LimitError, match="more than 3 states"):
        dispatch.construct(random_table(Random(10), domain, 8))
