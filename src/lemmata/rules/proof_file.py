"""`proof.yaml` of a rule, version 1, as it is written; docs/rules.md describes each part.

Values stand as the Python text that makes them, ints as ranges `low..high`, so that a person can
read what was proved and the verifier needs no type of ours to read it.
"""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import lemmata
from lemmata.contracts.values import to_python
from lemmata.rules.domain import Field, Kind, Spans, indexes
from lemmata.rules.encoding import bases
from lemmata.rules.network import bound, exact_formats
from lemmata.rules.table import DecisionTable
from lemmata.rules.table_network import TableNetwork
from lemmata.rules.yaml_adapter import dump_tree

FORMAT = "lemmata-rule-proof"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rule stands: path from the proof's folder, the file's sha256, the meaning's."""

    path: str
    sha256: str
    meaning: str
    rule: str


def body(
    source: Source,
    table: DecisionTable,
    network: TableNetwork,
    states: int,
    digests: Mapping[str, str],
) -> dict[str, Any]:
    """All parts but the claims, which the verifier makes."""
    layers = network.network.layers
    return {
        FORMAT: VERSION,
        "rule": source.rule,
        "source": {"path": source.path, "sha256": source.sha256, "meaning": source.meaning},
        "domain": [
            {"name": one.name, **_values(one), "digits": list(bases(one))}
            for one in table.domain.fields
        ],
        "inputs": table.domain.size,
        "outputs": [
            {
                "name": one.name,
                "values": [to_python(one.value(v)) for v in known if v is not None],
                "may_be_unwritten": "yes" if None in known else "no",
            }
            for one, known in zip(table.outputs, network.choices, strict=True)
        ],
        "rows": [_row(table, number) for number in range(len(table.rows))],
        "machine": {**_file(digests, "machine.safetensors"), "states": states},
        "network": {
            **_file(digests, "network.safetensors"),
            "units": [one.outputs for one in layers],
            "weights": sum(len(one.weights) for one in layers),
            "bound": bound(network.network),
            "exact": list(exact_formats(network.network)),
        },
        "onnx": _file(digests, "network.onnx") if "network.onnx" in digests else {},
    }


def text(body: Mapping[str, Any], claims: Sequence[Mapping[str, Any]]) -> str:
    """The file."""
    kept = {key: value for key, value in body.items() if value != {}}
    return dump_tree({**kept, "claims": list(map(dict, claims)), "versions": versions()})


def versions() -> dict[str, str]:
    """What took part."""
    return {
        "lemmata": lemmata.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def _file(digests: Mapping[str, str], name: str) -> dict[str, str]:
    return {"file": name, "sha256": digests[name]}


def _values(field: Field) -> dict[str, Any]:
    if field.kind is Kind.INT:
        return {"low": field.low, "high": field.high}
    return {"values": [to_python(label) for label in field.labels]}


def _row(table: DecisionTable, number: int) -> dict[str, Any]:
    row = table.rows[number]
    when = {
        field.name: _spans(field, spans)
        for field, spans in zip(table.domain.fields, row.guard, strict=True)
        if spans != field.whole
    }
    write = {
        field.name: to_python(field.value(index))
        for field, index in zip(table.outputs, row.outputs, strict=True)
        if index is not None
    }
    return {"when": when, "write": write}


def _spans(field: Field, spans: Spans) -> list[str]:
    if field.kind is Kind.INT:
        return [f"{field.low + low}..{field.low + high}" for low, high in spans]
    return [to_python(field.value(index)) for index in indexes(spans)]
