"""`lemmata rules compose`: several rules as one decision table."""

import argparse
from importlib import import_module
from itertools import islice
from pathlib import Path

from lemmata.cli.output import ExitCode, print_json
from lemmata.contracts.codec import Json, to_json
from lemmata.contracts.errors import InputError, Place
from lemmata.rules.composing import Product, Semantics, compose
from lemmata.rules.domain import Field, Kind, Spans, indexes
from lemmata.rules.reading import read_rules
from lemmata.rules.table import Row

_SHOWN = 8


def run(arguments: argparse.Namespace) -> ExitCode:
    """Build the product and say how large it is; with `--rows` or `--json` every row.

    With `--output` its network or machine is proved equal to its rows, and written.

    Raises:
        InputError: no rule in the file, or rules that do not fit together.
        LimitError: the product grows too large.
        ChoiceError: nothing is written with the suffix of the output.
    """
    file = read_rules(arguments.file)
    texts = file.chosen(arguments.order)
    if not texts:
        raise InputError(
            "no rule in this file",
            place=Place(str(arguments.file)),
            remedy="write a public function with types",
        )
    product = compose(texts, Semantics(arguments.semantics))
    if arguments.output:
        _write(arguments.output, product, machine=arguments.machine)
    if arguments.json:
        written = str(arguments.output) if arguments.output else None
        print_json({"file": str(arguments.file), **_json(product), "written": written})
        return ExitCode.DONE
    joint = product.joint
    table = product.table()
    names = ", ".join(text.rule.name for text in texts)
    print(f"{product.semantics.value}  {names}")
    print(f"  reads {', '.join(joint.domain.names)}: {joint.domain.size:,} joint inputs")
    print(f"  writes {', '.join(one.name for one in joint.outputs)}")
    print(f"  {len(table.rows):,} rows, {product.nodes:,} nodes of the diagram")
    if arguments.rows:
        for row in table.rows:
            print(f"  {_row_text(product, row)}")
    if arguments.output:
        made = "machine" if arguments.machine else "network"
        print(f"wrote {arguments.output}: the {made} decides as the rows do on every joint input")
    return ExitCode.DONE


def _write(output: Path, product: Product, *, machine: bool) -> None:
    """What makes networks needs the extra `rules`, and is imported only now."""
    networks = import_module("lemmata.rules.product_networks")
    writing = import_module("lemmata.cli.rules_writing")
    made = networks.constructed(product.table())
    names = "+".join(text.rule.name for text in product.joint.texts)
    writing.write(output, writing.table_makers(names, made.network, made.machine, machine=machine))


def field_json(field: Field) -> Json:
    """A field with its values: the bounds of an int, else every value."""
    body: dict[str, Json] = {"name": field.name, "kind": field.kind.value}
    if field.kind is Kind.INT:
        return {**body, "low": field.low, "high": field.high}
    return {**body, "values": [to_json(label) for label in field.labels]}


def _json(product: Product) -> dict[str, Json]:
    joint = product.joint
    return {
        "semantics": product.semantics.value,
        "rules": [text.rule.name for text in joint.texts],
        "inputs": joint.domain.size,
        "nodes": product.nodes,
        "fields": [field_json(field) for field in joint.domain.fields],
        "writes": [field_json(field) for field in joint.outputs],
        "rows": [_row_json(product, row) for row in product.table().rows],
    }


def _row_json(product: Product, row: Row) -> Json:
    fields, outputs = product.joint.domain.fields, product.joint.outputs
    return {
        "when": {
            field.name: [
                [to_json(field.value(low)), to_json(field.value(high))] for low, high in part
            ]
            for field, part in zip(fields, row.guard, strict=True)
            if part != field.whole
        },
        "writes": {
            field.name: to_json(field.value(index))
            for field, index in zip(outputs, row.outputs, strict=True)
            if index is not None
        },
    }


def _row_text(product: Product, row: Row) -> str:
    fields, outputs = product.joint.domain.fields, product.joint.outputs
    when = [
        f"{field.name}={_values(field, part)}"
        for field, part in zip(fields, row.guard, strict=True)
        if part != field.whole
    ]
    writes = [
        f"{field.name}={field.show(index)}"
        for field, index in zip(outputs, row.outputs, strict=True)
        if index is not None
    ]
    return f"{', '.join(when) or 'always'} → {', '.join(writes) or 'nothing'}"


def _values(field: Field, part: Spans) -> str:
    if field.kind is Kind.INT:
        return " or ".join(
            field.show(low) if low == high else f"{field.show(low)}..{field.show(high)}"
            for low, high in part
        )
    shown = [field.show(index) for index in islice(indexes(part), _SHOWN + 1)]
    return "|".join([*shown[:_SHOWN], *(["…"] if len(shown) > _SHOWN else [])])
