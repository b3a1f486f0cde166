"""The proof as a tree: functions, their obligations with both answers and times, what is below."""

from collections.abc import Iterator, Sequence

from lemmata.report.content import Hints, Lemma, Obligation, Proof, ProvedFunction
from lemmata.report.figures import counted, seconds
from lemmata.report.markup import Child, Html, chip, code, element, joined, table, text
from lemmata.report.verdicts import answer_chip

MOST_OBLIGATIONS = 300
MOST_LEMMAS = 200
MOST_FUNCTIONS = 200
MOST_DEEP = 60
_BAR = 90.0


def proof(known: Proof) -> Html:
    """The tree, from the function itself to the lemmas that files import."""
    functions = {one["function"]: one for one in known["functions"]}
    below = _Lemmas(known["lemmas"])
    drawn = [_Tree(functions).node(one["function"], 0) for one in known["functions"][:1]]
    lemmas = element("ul", *below.drawn(), class_="tree") if known["lemmas"] else None
    told = element("h4", "Built on sealed lemmas, known by their contracts") if lemmas else None
    return joined([element("ul", *drawn, class_="tree"), told, lemmas])


class _Tree:
    """Functions by contract, each drawn once."""

    def __init__(self, functions: dict[str, ProvedFunction]) -> None:
        self._functions = functions
        self._drawn: set[str] = set()

    def node(self, name: str, depth: int) -> Html:
        """The function, with those whose contracts it uses below it."""
        known = self._functions.get(name)
        if known is None:
            said = element("span", code(name), " by its contract, proved by a sealed lemma")
            return element("li", said)
        if name in self._drawn:
            return element("li", code(name), " by its contract, shown above")
        if depth >= MOST_DEEP or len(self._drawn) >= MOST_FUNCTIONS:
            return element("li", code(name), element("span", " … cut here", class_="cut"))
        self._drawn.add(name)
        below = [self.node(callee, depth + 1) for callee in known["assumed"]]
        children = [
            element("p", "uses the contracts of", class_="quiet"),
            element("ul", *below),
        ]
        return element("li", _function(known), *(children if below else []))


def _function(known: ProvedFunction) -> Html:
    obligations = known["obligations"]
    if known["method"] == "exhaustive":
        inputs = counted(known["inputs"] or 0, "input")
        how = f"every one of {inputs} was evaluated" if known["inputs"] else "every input evaluated"
    else:
        how = f"{counted(len(obligations), 'obligation')}, {_took(obligations)}"
    if known["examples"]:
        how += f", {counted(known['examples'], 'example')} evaluated"
    summary = element(
        "summary",
        element("strong", code(known["function"])),
        chip(f"✓ {known['assurance']}", "proved"),
        element("span", f"{known['method']}: {how}", class_="why"),
    )
    inside: list[Child] = [*_hints(known["hints"])]
    if obligations:
        inside.append(_obligations(obligations))
    return element("details", summary, *inside, class_="node", open=True)


def _took(obligations: Sequence[Obligation]) -> str:
    measured = [value for one in obligations for value in _measured(one)]
    if not measured:
        return "no time was kept"
    return f"solvers {seconds(sum(measured))}"


def _measured(one: Obligation) -> list[float]:
    return [value for value in (one["seconds"]["z3"], one["seconds"]["cvc5"]) if value]


def _hints(known: Sequence[Hints]) -> Iterator[Child]:
    rows: list[tuple[Child, ...]] = []
    for hints in known:
        for loop in hints["loops"]:
            place = f"{hints['function']}, loop {loop['number']}"
            rows += [(place, "invariant", code(one)) for one in loop["invariants"]]
            rows += [(place, "measure", code(one)) for one in loop["measures"]]
        rows += [(hints["function"], "measure", code(one)) for one in hints["decreases"]]
    if rows:
        header = ("where", "", "found out, and shown by the proof")
        yield table("Invariants and measures", header, rows)


def _obligations(known: Sequence[Obligation]) -> Html:
    longest = max(max(_measured(one), default=0.0) for one in known)
    rows: list[list[Child]] = []
    for one in known[:MOST_OBLIGATIONS]:
        error = f" ({one['error']})" if one["error"] else ""
        cells: list[Child] = [code(one["text"], 400), one["name"] + error, str(one["line"])]
        cells += [answer_chip(one["z3"]), answer_chip(one["cvc5"])]
        rows.append([*cells, _bars(one, longest)] if longest else cells)
    header = ["claim", "obligation", "line", "z3", "cvc5"]
    header += ["time of z3 and cvc5"] if longest else []
    drawn = table("Obligations: unsat means that no input breaks the claim", header, rows)
    if len(known) <= MOST_OBLIGATIONS:
        return drawn
    left = f"… cut here: {counted(len(known) - MOST_OBLIGATIONS, 'obligation')} not shown"
    return joined([drawn, element("p", left, class_="cut")])


def _bars(one: Obligation, longest: float) -> Html:
    """Both times as bars on one scale, and in figures."""
    times = one["seconds"]
    shown = f"{seconds(times['z3'])}, {seconds(times['cvc5'])}"
    bars = [
        element(
            "rect",
            x="0",
            y=f"{2 + 8 * place}",
            width=f"{max(1.0, _BAR * (value or 0.0) / longest):.1f}",
            height="6",
            rx="2",
            class_=f"bar{place}",
        )
        for place, value in enumerate((times["z3"], times["cvc5"]))
    ]
    drawn = element("svg", *bars, viewBox=f"0 0 {_BAR:g} 18", class_="bars", aria_hidden="true")
    return element("span", drawn, text(shown), class_="timed")


class _Lemmas:
    """Sealed lemmas with those below them, each drawn once."""

    def __init__(self, lemmas: Sequence[Lemma]) -> None:
        self._lemmas = lemmas
        self._drawn: set[str] = set()

    def drawn(self) -> list[Html]:
        """An item for each lemma."""
        return [self._node(one) for one in self._lemmas]

    def _node(self, one: Lemma) -> Html:
        name = code(f"{one['module']}.{one['function']}")
        digest = element("code", text(one["manifest"]), class_="digest")
        if one["manifest"] in self._drawn or len(self._drawn) >= MOST_LEMMAS:
            return element("li", name, " shown above", " ", digest)
        self._drawn.add(one["manifest"])
        below = [self._node(known) for known in one["through"]]
        seal = chip(f"✓ {one['assurance']}", "proved")
        return element("li", name, " ", seal, " ", digest, element("ul", *below) if below else None)
