"""The certificate with its digests, what `lemmata check` does with it, and what gates said."""

from collections.abc import Sequence
from typing import Any

from lemmata.report.attempts import findings
from lemmata.report.content import Gate, Seal
from lemmata.report.figures import counted, seconds
from lemmata.report.markup import Child, Html, chip, code, element, joined, table, text
from lemmata.report.verdicts import outcome_chip

CHECKS = (
    "compares each file with SHA256SUMS, to tell which one was changed",
    "reads source.py and derives the obligations again, without the prover or the generator",
    "compares them with the sealed ones byte for byte",
    "asks both solvers each of them again, and compares cvc5's proof objects where the versions"
    " are those of the sealing",
    "does the same with every sealed lemma below",
)


def certificate(place: str | None, seal: Seal) -> Html:
    """Digests, versions and limits, and how anybody checks them."""
    versions = seal["versions"]
    facts: list[tuple[Child, Child]] = [
        ("lemma", code(place) if place else "–"),
        ("manifest.json", _digest(seal["manifest"])),
        ("source.py", _digest(seal["source"])),
        ("prelude", _digest(seal["prelude"])),
        *((f"{one['name']}: meaning", _digest(one["digest"])) for one in seal["functions"]),
        *((f"{one['name']}: contract", _digest(one["contract"])) for one in seal["functions"]),
        *(
            (f"built on {one['module']}.{one['function']}", _digest(one["manifest"]))
            for one in seal["components"]
        ),
    ]
    size = (
        f"{counted(seal['files'], 'file')}, {counted(seal['obligations'], 'obligation')},"
        f" {counted(seal['proofs'], 'proof object')} of cvc5; format {seal['format']}, sealed by"
        f" lemmata {seal['lemmata']} with encoder {seal['encoder']}; "
        + ", ".join(f"{name} {version}" for name, version in versions.items())
    )
    limits = ", ".join(f"{name.replace('_', ' ')} {v:,.10g}" for name, v in seal["limits"].items())
    command = f"lemmata check {place}" if place else "lemmata check LEMMA"
    return joined(
        [
            table("Digests (SHA-256)", ("of", ""), facts),
            element("p", text(f"{size}. Limits: {limits}."), class_="quiet"),
            element("p", "This page checks nothing. To check the certificate: ", code(command)),
            element("p", "What that does:"),
            element("ol", *(element("li", step) for step in CHECKS)),
            element(
                "p",
                "The files of ",
                code("obligations/"),
                " are SMT-LIB: ",
                code("z3 FILE"),
                " and ",
                code("cvc5 FILE"),
                " answer them without Lemmata.",
            ),
        ]
    )


def _digest(value: str) -> Html:
    return element("code", text(value, 200), class_="digest")


def gates(known: Sequence[Gate]) -> Html:
    """The gates in their order, and what they found."""
    rows = [
        (
            one["gate"],
            outcome_chip(one["outcome"]),
            seconds(one["cpu_seconds"]),
            _tools(one["tools"]),
            "; ".join(one["notes"]) or "–",
            _digest(one["rules"]) if one["rules"] else "–",
        )
        for one in known
    ]
    header = ("gate", "outcome", "CPU", "tools", "notes", "rules (SHA-256)")
    parts: list[Child] = [table("Gates, in the order in which they were asked", header, rows)]
    parts += [_scores(one) for one in known if one["scores"]]
    parts += [findings(one["findings"]) for one in known if one["findings"]]
    return joined(parts)


def _tools(tools: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in tools.items()) or "–"


def _scores(gate: Gate) -> Html:
    rows = [
        (
            code(one["field"]),
            one["split"],
            f"{one['right']} of {one['rows']}",
            f"{one['low']:.1%} to {one['high']:.1%}",
            f"{one['threshold']:.1%}",
        )
        for one in gate["scores"]
    ]
    header = ("field", "split", "right", "95% interval", "demanded")
    return table(f"Scores of {gate['gate']}", header, rows)


def sealed_gates(known: Sequence[dict[str, Any]]) -> Html:
    """The gates as a manifest keeps them: a record, which nobody asks again."""
    rows = [
        (
            str(one["gate"]),
            outcome_chip(str(one["outcome"])),
            ", ".join(f"{tool['name']} {tool['version']}" for tool in one["tools"]) or "–",
            ", ".join(map(str, one["findings"])) or "–",
            "; ".join(map(str, one["notes"])) or "–",
            _digest(str(one["rules"])) if one["rules"] else "–",
        )
        for one in known
    ]
    header = ("gate", "outcome", "tools", "findings", "notes", "rules (SHA-256)")
    return joined(
        [
            table("Gates, as the manifest records them", header, rows),
            element("p", chip("a record"), " Nothing of the proof rests on it.", class_="quiet"),
        ]
    )
