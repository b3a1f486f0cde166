"""Networks and tables as the verifier sees them, made in memory; and networks with one change."""

from dataclasses import replace
from random import Random

from lemmata.rules.encoding import bases
from lemmata.rules.network import Network
from lemmata.rules.table import DecisionTable
from lemmata.rules.table_network import TableNetwork
from lemmata.rules.verifier.claims import Claim
from lemmata.rules.verifier.stored import StoredNetwork, Unit


def claim(table: DecisionTable, network: TableNetwork) -> Claim:
    """That the network decides as the table."""
    fields = table.domain.fields
    rows = tuple(
        (
            row.guard,
            tuple(
                known.index(index)
                for known, index in zip(network.choices, row.outputs, strict=True)
            ),
        )
        for row in table.rows
    )
    return Claim(
        tuple(field.size for field in fields),
        tuple(bases(field) for field in fields),
        tuple(map(len, network.choices)),
        rows,
    )


def stored(network: Network) -> StoredNetwork:
    """The network as it is read from a file."""
    layers = []
    for one in network.layers:
        units = []
        for unit in range(one.outputs):
            part = slice(one.starts[unit], one.starts[unit + 1])
            pairs = zip(one.places[part].tolist(), one.weights[part].tolist(), strict=True)
            units.append(Unit(tuple(pairs), int(one.bias[unit])))
        layers.append((one.relu, tuple(units)))
    return StoredNetwork(network.groups, tuple(layers))


def changed(random: Random, network: StoredNetwork) -> StoredNetwork:
    """The network with one weight or one bias changed; a weight may be new, or become 0."""
    number = random.choice([i for i, (_, units) in enumerate(network.layers) if units])
    relu, units = network.layers[number]
    place = random.randrange(len(units))
    unit = units[place]
    width = len(network.layers[number - 1][1]) if number else sum(network.groups)
    step = random.choice((-3, -2, -1, 1, 2, 5))
    if width and random.random() < 0.7:
        weights = dict(unit.weights)
        at = random.randrange(width)
        weights[at] = weights.get(at, 0) + step
        unit = replace(unit, weights=tuple(weights.items()))
    else:
        unit = replace(unit, bias=unit.bias + step)
    layers = list(network.layers)
    layers[number] = (relu, (*units[:place], unit, *units[place + 1 :]))
    return StoredNetwork(network.groups, tuple(layers))
