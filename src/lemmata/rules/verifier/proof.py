"""`proof.yaml` of a rule, read strictly: every part named, nothing beside them."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path

from lemmata.contracts.errors import CertificateError, InputError, Place
from lemmata.rules.verifier.claims import Claim, Spans
from lemmata.rules.verifier.source import Recorded
from lemmata.rules.yaml_adapter import Tree, read_tree

FORMAT = "lemmata-rule-proof"
VERSION = "1"
_PARTS = (
    "rule",
    "source",
    "domain",
    "inputs",
    "outputs",
    "rows",
    "machine",
    "network",
    "claims",
    "versions",
)
_NETWORK = ("file", "sha256", "units", "weights", "bound", "exact")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_VERSION = re.compile(r"[0-9]+(\.[0-9a-z+]+)+")


@dataclass(frozen=True, slots=True)
class Stated:
    """A file that the proof names, and its sha256."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What a `proof.yaml` says; ``rows`` are as in ``claim``, with what they write as text."""

    folder: Path
    rule: str
    source: Stated
    meaning: str
    fields: tuple[Recorded, ...]
    claim: Claim
    outputs: tuple[str, ...]
    rows: tuple[tuple[tuple[Spans, ...], dict[str, str]], ...]
    machine: Stated
    network: Stated
    onnx: Stated | None
    bound: int
    exact: tuple[str, ...]
    states: int
    units: tuple[int, ...]
    weights: int
    claims: tuple[tuple[str, str, int], ...]


def read_proof(folder: Path) -> Proof:
    """The proof of a folder.

    Raises:
        CertificateError: the file is missing, or is no such proof; the message says which part.
    """
    path = folder / "proof.yaml"
    try:
        return _Reader(path).proof(read_tree(path))
    except InputError as error:
        raise CertificateError(
            error.message, place=error.place or Place(str(path)), remedy="prove the rule again"
        ) from error


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path

    def proof(self, tree: Tree) -> Proof:
        top = self.mapping(tree, "the file")
        if top.get(FORMAT) != VERSION:
            raise self.bad(f"no `{FORMAT}: {VERSION}`")
        odd = set(top) - {FORMAT, "onnx", *_PARTS}
        lacking = [part for part in _PARTS if part not in top]
        if odd or lacking:
            raise self.bad(f"unknown part {min(odd)!r}" if odd else f"no part `{lacking[0]}`")
        source = self.exactly(top["source"], "source", ("path", "sha256", "meaning"))
        described = [
            self.field(item, f"domain {place}")
            for place, item in enumerate(self.items(top["domain"], "domain"))
        ]
        fields = tuple(one for one, _ in described)
        radix = tuple(digits for _, digits in described)
        names, offered = self.outputs(top["outputs"])
        rows = tuple(
            self.row(item, f"row {place}", fields, dict(zip(names, offered, strict=True)))
            for place, item in enumerate(self.items(top["rows"], "rows"), 1)
        )
        written = tuple(
            (
                guard,
                tuple(
                    known.index(said.get(name)) for name, known in zip(names, offered, strict=True)
                ),
            )
            for guard, said in rows
        )
        sizes = tuple(one.size for one in fields)
        claim = Claim(sizes, radix, tuple(map(len, offered)), written)
        if self.number(top["inputs"], "inputs") != claim.size:
            raise self.bad(f"`inputs` is not the product of the fields, {claim.size}")
        machine = self.exactly(top["machine"], "machine", ("file", "sha256", "states"))
        network = self.exactly(top["network"], "network", _NETWORK)
        self.versions(top["versions"])
        return Proof(
            self.path.parent,
            self.text(top["rule"], "rule"),
            self.stated({"file": source["path"], "sha256": source["sha256"]}, "source"),
            self.text(source["meaning"], "source"),
            fields,
            claim,
            names,
            rows,
            self.stated(machine, "machine"),
            self.stated(network, "network"),
            self.stated(self.exactly(top["onnx"], "onnx", ("file", "sha256")), "onnx")
            if "onnx" in top
            else None,
            self.number(network["bound"], "network bound"),
            tuple(self.text(one, "exact") for one in self.items(network["exact"], "exact")),
            self.number(machine["states"], "machine states"),
            tuple(self.number(one, "units") for one in self.items(network["units"], "units")),
            self.number(network["weights"], "network weights"),
            tuple(map(self.claim, self.items(top["claims"], "claims"))),
        )

    def claim(self, tree: Tree) -> tuple[str, str, int]:
        one = self.exactly(tree, "claims", ("claim", "method", "count"))
        name, method = (self.text(one[part], "claims") for part in ("claim", "method"))
        return name, method, self.number(one["count"], f"the count of {name}")

    def versions(self, tree: Tree) -> None:
        for name, text in self.exactly(tree, "versions", ("lemmata", "python", "numpy")).items():
            if not _VERSION.fullmatch(self.text(text, "versions")):
                raise self.bad(f"versions: {text!r} is no version of {name}")

    def field(self, tree: Tree, where: str) -> tuple[Recorded, tuple[int, ...]]:
        said = self.mapping(tree, where)
        ends = ("values",) if "values" in said else ("low", "high")
        self.exactly(tree, where, ("name", *ends, "digits"))
        name = self.text(said["name"], where)
        digits = tuple(self.number(one, where) for one in self.items(said["digits"], where))
        if "values" in said:
            labels = tuple(self.text(one, where) for one in self.items(said["values"], where))
            one = Recorded(name, labels, 0, -1)
        else:
            low, high = (self.number(said.get(end), where) for end in ("low", "high"))
            one = Recorded(name, (), low, high)
        if one.size < 1 or not digits or min(digits) < 1 or prod(digits) < one.size:
            raise self.bad(f"{where}: no values, or digits that do not hold them")
        return one, digits

    def outputs(self, tree: Tree) -> tuple[tuple[str, ...], list[list[str | None]]]:
        names: list[str] = []
        offered: list[list[str | None]] = []
        for item in self.items(tree, "outputs"):
            said = self.exactly(item, "outputs", ("name", "values", "may_be_unwritten"))
            names.append(self.text(said["name"], "outputs"))
            known: list[str | None] = [
                self.value(one) for one in self.items(said["values"], "outputs")
            ]
            if said["may_be_unwritten"] not in ("yes", "no"):
                raise self.bad("`may_be_unwritten` is neither yes nor no")
            offered.append([*known, None] if said["may_be_unwritten"] == "yes" else known)
        if len(set(names)) < len(names):
            raise self.bad("two outputs of one name")
        return tuple(names), offered

    def value(self, tree: Tree) -> str:
        """A value that can be written: a literal or a member, never another expression.

        The text becomes part of the postconditions that the solvers are asked.
        """
        text = self.text(tree, "outputs")
        try:
            node = ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            node = None
        match node:
            case ast.Attribute(value=ast.Name(id=enum), attr=member):
                plain = f"{enum}.{member}"
            case ast.Constant(value=bool() | int() | str() as value):
                plain = repr(value)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
                plain = f"-{value!r}"
            case _:
                plain = ""
        if text != plain:
            raise self.bad(f"outputs: {text!r} is no value as Python writes it")
        return text

    def row(
        self,
        tree: Tree,
        where: str,
        fields: Sequence[Recorded],
        offered: Mapping[str, Sequence[str | None]],
    ) -> tuple[tuple[Spans, ...], dict[str, str]]:
        said = self.exactly(tree, where, ("when", "write"))
        when, write = self.mapping(said["when"], where), self.mapping(said["write"], where)
        unknown = set(when) - {one.name for one in fields} or set(write) - set(offered)
        if unknown:
            raise self.bad(f"{where}: unknown name {min(unknown)!r}")
        guard = tuple(
            self.spans(when[one.name], one, where) if one.name in when else ((0, one.size - 1),)
            for one in fields
        )
        written = {name: self.text(value, where) for name, value in write.items()}
        for name, known in offered.items():
            if written.get(name) not in known:
                raise self.bad(f"{where}: {name} is {written.get(name)!r}, and no such output is")
        return guard, written

    def spans(self, tree: Tree, one: Recorded, where: str) -> Spans:
        found: list[tuple[int, int]] = []
        for item in self.items(tree, where):
            text = self.text(item, where)
            if one.labels:
                if text not in one.labels:
                    raise self.bad(f"{where}: {one.name} has no value {text}")
                low = high = one.labels.index(text)
            else:
                ends = text.split("..")
                if len(ends) != 2:
                    raise self.bad(f"{where}: {text!r} is no range low..high")
                low, high = (self.number(end, where) - one.low for end in ends)
            if not 0 <= low <= high < one.size or (found and low <= found[-1][1]):
                raise self.bad(f"{where}: {one.name} has {text} out of order or out of its values")
            if found and low == found[-1][1] + 1:
                low = found.pop()[0]
            found.append((low, high))
        if not found:
            raise self.bad(f"{where}: {one.name} admits nothing")
        return tuple(found)

    def stated(self, tree: Tree, where: str) -> Stated:
        said = self.mapping(tree, where)
        name = self.text(said.get("file"), where)
        digest = self.text(said.get("sha256"), where)
        if not _SHA256.fullmatch(digest):
            raise self.bad(f"{where}: {digest!r} is no sha256")
        return Stated(self.path.parent / name, digest)

    def exactly(self, tree: Tree, where: str, parts: Sequence[str]) -> dict[str, Tree]:
        said = self.mapping(tree, where)
        if set(said) != set(parts):
            raise self.bad(f"{where} has {', '.join(said)} in place of {', '.join(parts)}")
        return said

    def mapping(self, tree: Tree | None, where: str) -> dict[str, Tree]:
        if not isinstance(tree, dict):
            raise self.bad(f"{where} is no mapping")
        return tree

    def items(self, tree: Tree | None, where: str) -> list[Tree]:
        if not isinstance(tree, list):
            raise self.bad(f"{where} is no list")
        return tree

    def text(self, tree: Tree | None, where: str) -> str:
        if not isinstance(tree, str):
            raise self.bad(f"{where} has {tree!r} where a text is")
        return tree

    def number(self, tree: Tree | None, where: str) -> int:
        text = self.text(tree, where)
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 4000):
            raise self.bad(f"{where}: {text!r} is no integer")
        return int(text)

    def bad(self, message: str) -> CertificateError:
        return CertificateError(message, place=Place(str(self.path)), remedy="prove the rule again")
