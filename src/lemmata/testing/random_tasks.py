"""Random tasks with a loop over lists, ranges and strings, and claims about what they return.

The claims are guesses; `soundness` keeps those that held on samples. Some loops never end, some
indexes are past the end: that is what a prover has to see.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

NAME = "task"
LOOP_HEADER = "from icontract import ensure, require\n"

_PARAMETERS = {"xs": "list[int]", "ys": "list[int]", "n": "int", "k": "int", "s": "str"}
_RETURNS = ("int", "int", "int", "bool", "list[int]", "list[int]")
_REQUIRES = {
    "xs": ("len(xs) > 0", "all(x > 0 for x in xs)", "len(xs) <= 3", "0 in xs"),
    "n": ("n >= 0", "0 <= n < 6", "n > 1", "n < 0"),
    "k": ("k != 0", "k > 0", "k == 2"),
}
_ENDLESS = 0.03
_RISKY = 0.1


@dataclass(frozen=True, slots=True)
class LoopTask:
    """A function without its contract: the guesses stand apart."""

    returns: str
    parameters: tuple[str, ...]
    body: tuple[str, ...]
    requires: tuple[str, ...]
    claims: tuple[str, ...]

    def text(self, requires: Sequence[str], ensures: Sequence[str]) -> str:
        """The function with these clauses."""
        names = ", ".join(self.parameters)
        shown = ", ".join(f"{name}: {_PARAMETERS[name]}" for name in self.parameters)
        lines = [f"@require(lambda {names}: {clause})" for clause in requires]
        lines += [f"@ensure(lambda {names}, result: {clause})" for clause in ensures]
        lines.append(f"def {NAME}({shown}) -> {self.returns}:")
        return "\n".join([*lines, *(f"    {line}" for line in self.body)]) + "\n"


def random_loop(random: Random) -> LoopTask:
    """A task; the same state of the dice, the same task."""
    writer = _Writer(random)
    return writer.task()


@dataclass(slots=True)
class _Writer:
    random: Random
    parameters: tuple[str, ...] = ()
    returns: str = "int"
    ints: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)

    def task(self) -> LoopTask:
        random = self.random
        others = random.sample(("ys", "n", "k", "s"), random.randint(0, 2))
        chosen = ["xs", *others] if random.random() < 0.8 else ["n", *set(others) - {"n"}]
        self.parameters = tuple(name for name in _PARAMETERS if name in chosen)
        self.returns = random.choice(_RETURNS)
        self.ints = [name for name in ("n", "k") if name in chosen]
        self.lists = [name for name in ("xs", "ys") if name in chosen]
        body = self._body()
        offered = [c for name in self.parameters for c in _REQUIRES.get(name, ())]
        few = random.sample(offered, min(len(offered), random.choice((0, 0, 1, 1, 2))))
        claims = tuple(dict.fromkeys(self._claim() for _ in range(14)))
        return LoopTask(self.returns, self.parameters, tuple(body), tuple(few), claims)

    def _body(self) -> list[str]:
        random = self.random
        lines = [f"a = {self._int()}"]
        self.ints.append("a")
        if random.random() < 0.5:
            lines.append(f"b = {random.choice(('0', '1', self._int()))}")
            self.ints.append("b")
        if self.returns == "list[int]" or random.random() < 0.2:
            start = [f"list({name})" for name in self.lists] + ["[]", "[]", "[1, 2]"]
            lines.append(f"out: list[int] = {random.choice(start)}")
            self.lists.append("out")
        lines += self._loop()
        return [*lines, f"return {self._result()}"]

    def _loop(self) -> list[str]:
        """A loop with one to three statements, now and then with an `else`."""
        random = self.random
        head, own, last = self._head()
        ints, self.ints = list(self.ints), self.ints + own
        inside = [line for _ in range(random.randint(1, 3)) for line in self._statement(2)]
        if random.random() >= _ENDLESS:
            inside += last
        self.ints = ints
        lines = [head, *(f"    {line}" for line in inside)]
        if random.random() < 0.1:
            lines += ["else:", f"    a = {self._int()}"]
        return lines

    def _head(self) -> tuple[str, list[str], list[str]]:
        """The head, the names that it binds, and what has to end each round."""
        random = self.random
        given = [name for name in self.lists if name != "out"]
        heads: list[tuple[str, list[str], list[str]]] = [
            (f"for i in range({self._bound()}):", ["i"], []),
            (f"for i in range({self._int()}, {self._bound()}):", ["i"], []),
            (f"for i in range({self._bound()}, {random.choice((0, -1))}, -1):", ["i"], []),
            (f"while a < {self._bound()}:", [], [f"a += {random.choice((1, 1, 2))}"]),
            (f"while a > {random.choice((0, 1, -1))}:", [], ["a -= 1"]),
            ("while a > 1:", [], ["a //= 2"]),
        ]
        for name in given:
            heads += [(f"for x in {name}:", ["x"], [])] * 3
            heads.append((f"for i, x in enumerate({name}):", ["i", "x"], []))
            heads.append((f"for x in reversed({name}):", ["x"], []))
        if len(given) == 2:
            heads.append(("for x, y in zip(xs, ys):", ["x", "y"], []))
        if "s" in self.parameters:
            heads.append(("for c in s:", [], []))
        return random.choice(heads)

    def _bound(self) -> str:
        lengths = [f"len({name})" for name in self.lists if name != "out"]
        return self.random.choice((*lengths, *lengths, "n" if "n" in self.ints else "4", "3"))

    def _statement(self, depth: int) -> list[str]:
        random = self.random
        plain = [
            [f"a += {self._int()}"],
            [f"a = {self._int()}"],
            ["a += 1"],
            [f"a = max(a, {self._int()})"],
        ]
        if "b" in self.ints:
            plain += [[f"b = {self._int()}"], ["b += 1"], ["a, b = b, a"]]
        if "out" in self.lists:
            plain += [[f"out.append({self._int()})"]] * 4
            plain.append(self._stored())
        if depth and random.random() < 0.45:
            inner = random.choice(([*self._statement(depth - 1)], ["break"], ["continue"]))
            if self.returns == "int" and random.random() < 0.15:
                inner = [f"return {self._int()}"]
            lines = [f"if {self._test()}:", *(f"    {line}" for line in inner)]
            if random.random() < 0.25:
                lines += ["else:", *(f"    {line}" for line in self._statement(0))]
            return lines
        return random.choice(plain)

    def _stored(self) -> list[str]:
        place = self.random.choice(("0", "-1", "a", "i" if "i" in self.ints else "1"))
        store = f"out[{place}] = {self._int()}"
        if self.random.random() < _RISKY:
            return [store]
        return [f"if -len(out) <= {place} < len(out):", f"    {store}"]

    def _int(self, depth: int = 1) -> str:
        random = self.random
        leaves = [*self.ints, *self.ints, "0", "1", "2", "-1"]
        leaves += [f"len({name})" for name in self.lists]
        if not depth or random.random() < 0.5:
            return random.choice(leaves)
        one, other = self._int(depth - 1), self._int(depth - 1)
        name = random.choice(self.lists) if self.lists else ""
        shapes = [f"{one} + {other}", f"{one} - {other}", f"max({one}, {other})", f"abs({one})"]
        shapes += [f"2 * {one}", f"({one}) // 2", f"({one}) % 3", f"min({one}, {other})"]
        if name:
            shapes += [f"({name}[0] if len({name}) > 0 else {one})", f"sum({name})"]
            shapes += [f"{name}.count({one})", f"sum({name}[:{one}])"]
            if random.random() < _RISKY:
                shapes += [f"{name}[{one}]", f"max({name})", f"{name}.index({one})"]
        return random.choice(shapes)

    def _test(self) -> str:
        one, other = self._int(), self._int()
        tests = [f"{one} {self.random.choice(('<', '<=', '==', '!=', '>'))} {other}"] * 3
        tests.append(f"{one} > 0")
        for name in self.lists:
            tests.append(f"{one} in {name}")
            tests.append(f"all(z {self.random.choice(('<', '<='))} {one} for z in {name})")
        return self.random.choice(tests)

    def _result(self) -> str:
        if self.returns == "bool":
            return self._test()
        return "out" if self.returns == "list[int]" else self.random.choice(("a", "a", self._int()))

    def _claim(self) -> str:
        """A guess about the result, of the kind that people write."""
        random = self.random
        given = [name for name in self.lists if name != "out"]
        ints, lists = self.ints, self.lists
        self.ints = [name for name in self.parameters if name in ("n", "k")]
        self.lists = given
        one, test = self._int(), self._test()
        self.ints, self.lists = ints, lists
        if self.returns == "bool":
            return random.choice((f"result == ({test})", f"result or {test}", "result"))
        name = random.choice(given) if given else ""
        if self.returns == "int":
            claims = [f"result == {one}", f"result >= {one}", f"result <= {one}", "result >= 0"]
            if name:
                claims += [f"result in {name}", f"all(x <= result for x in {name})"]
                claims += [f"result == sum(1 for x in {name} if x > {random.choice((0, 1))})"]
                claims += [f"result == sum(x for x in {name} if x > 0)", f"result <= len({name})"]
            return random.choice(claims)
        claims = [f"len(result) == {one}", f"len(result) <= {one}", f"{one} in result"]
        claims += ["all(z >= 0 for z in result)", f"all(z <= {one} for z in result)"]
        claims += ["all(result[j] <= result[j + 1] for j in range(len(result) - 1))"]
        if name:
            claims += [f"result == {name}", f"all(z in {name} for z in result)"]
            claims += [f"result == [x for x in {name} if x > 0]", f"result == {name}[::-1]"]
            claims += [f"all(x in result for x in {name})", f"sum(result) == sum({name})"]
            claims += [f"len(result) == len({name})", f"len(result) <= len({name})"]
        return random.choice(claims)
