"""Random programs over unions and recursive dataclasses, as Python text.

Each ends: what calls itself does so on a part of its argument. Some read a field of the wrong
class, or of None: that is what an interpreter and a prover have to see.
"""

from dataclasses import dataclass, field
from random import Random

DATATYPES = """\
from dataclasses import dataclass

from icontract import ensure, require


@dataclass(frozen=True)
class Leaf:
    pass


@dataclass(frozen=True)
class Node:
    left: "Tree"
    value: int
    right: "Tree"


Tree = Leaf | Node


@dataclass(frozen=True, slots=True)
class Link:
    head: bool
    tail: "Link | None" = None


@dataclass(frozen=True)
class Num:
    value: int


@dataclass(frozen=True)
class Add:
    left: "Expr"
    right: "Expr"


@dataclass(frozen=True, kw_only=True)
class Mul:
    left: "Expr"
    right: "Expr"


Expr = Num | Add | Mul


def size(t: Tree) -> int:
    match t:
        case Node(left, _, right):
            return size(left) + 1 + size(right)
    return 0


def length(xs: Link | None) -> int:
    return 0 if xs is None else 1 + length(xs.tail)


def value_of(e: Expr) -> int:
    if isinstance(e, Num):
        return e.value
    if isinstance(e, Add):
        return value_of(e.left) + value_of(e.right)
    return value_of(e.left) * value_of(e.right)


def mirror(t: Tree) -> Tree:
    if not isinstance(t, Node):
        return t
    return Node(mirror(t.right), t.value, mirror(t.left))
"""

_KINDS = {"Tree": "t", "Node": "n", "Link | None": "xs", "Expr": "e", "int": "k", "bool": "b"}
_PATTERNS = {
    "Tree": ("Leaf()", "Node()", "Node({Tree}, {int}, _)", "Node(right={Tree}, value=1)"),
    "Node": ("Node({Tree}, {int}, Leaf())", "Node(Node(_, {int}, _), _, {Tree})"),
    "Link | None": ("None", "Link(True, _)", "Link({bool}, {Link | None})", "Link(_, Link())"),
    "Expr": ("Num({int})", "Add({Expr}, Num(_))", "Mul(left={Expr})", "Num(0) | Add()"),
    "int": ("0", "1 | -1"),
    "bool": ("True",),
}


@dataclass(slots=True)
class _Writer:
    random: Random
    names: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def of(self, kind: str, depth: int) -> str:
        """An expression of the type."""
        known = [name for name, held in self.names.items() if held == kind]
        if known and (depth <= 0 or self.random.random() < 0.4):
            return self.random.choice(known)
        return self._made(kind, depth)

    def _made(self, kind: str, depth: int) -> str:
        random, deep = self.random, depth > 0
        tree, link, expr = "Tree", "Link | None", "Expr"

        def sub(one: str) -> str:
            return self.of(one, depth - 1)

        def any_tree() -> str:
            """A tree whose class the text does not tell."""
            held = [name for name, one in self.names.items() if one == tree]
            return random.choice([*held, f"mirror({sub(tree)})"])

        def any_link() -> str:
            held = [name for name, one in self.names.items() if one == link]
            return random.choice(held) if held else f"Link(True, {sub(link)}).tail"

        if deep and random.random() < 0.12:
            return f"({sub(kind)} if {sub('bool')} else {sub(kind)})"
        match kind:
            case "Tree":
                made = [lambda: "Leaf()"]
                if deep:
                    made += [lambda: sub("Node"), lambda: f"mirror({sub(tree)})"]
                    made += [lambda: f"{sub('Node')}.{random.choice(('left', 'right'))}"]
                    made += [lambda: f"{any_tree()}.left"]
            case "Node":
                made = [lambda: f"Node({sub(tree)}, {sub('int')}, {sub(tree)})"]
                made += [lambda: f"Node(Leaf(), {sub('int')}, right=Leaf())"] * 2
            case "Link | None":
                made = [lambda: "None", lambda: f"Link({sub('bool')})"]
                if deep:
                    made += [lambda: f"Link({sub('bool')}, {sub(link)})"] * 2
                    made += [lambda: f"{any_link()}.tail"]
            case "Expr":
                made = [lambda: f"Num({sub('int')})"]
                if deep:
                    made += [lambda: f"Add({sub(expr)}, {sub(expr)})"]
                    made += [lambda: f"Mul(right={sub(expr)}, left={sub(expr)})"]
            case "int":
                made = [lambda: random.choice(("0", "1", "-1", "2"))]
                if deep:
                    made += [lambda: f"size({sub(tree)})", lambda: f"length({sub(link)})"]
                    made += [lambda: f"value_of({sub(expr)})", lambda: f"{any_tree()}.value"]
                    made += [lambda: f"({sub('int')} + {sub('int')})"]
            case _:
                made = [lambda: random.choice(("True", "False"))]
                if deep:
                    same = random.choice((tree, link, expr, "Node"))
                    made = [lambda: f"({sub(same)} {random.choice(('==', '!='))} {sub(same)})"]
                    made += [lambda: f"isinstance({sub(tree)}, Node)"]
                    made += [lambda: f"isinstance({sub(expr)}, (Num, Mul))"]
                    made += [lambda: f"({sub(link)} is None)", lambda: f"{any_link()}.head"]
                    made += [lambda: f"({sub('int')} < {sub('int')})"]
                    made += [lambda: f"({sub('bool')} and {sub('bool')})"]
        return random.choice(made)()

    def body(self, returns: str, depth: int) -> list[str]:
        """Statements that return on every path, or fall off the end where the type allows."""
        random = self.random
        chance = random.random()
        if depth <= 0 or chance < 0.2:
            return [f"return {self.of(returns, 2)}"]
        if chance < 0.45:
            return [*self._match(returns, depth), *self.body(returns, depth - 1)]
        if chance < 0.65:
            test = self.of("bool", 2)
            inner = [f"    {line}" for line in self.body(returns, depth - 1)]
            return [f"if {test}:", *inner, *self.body(returns, depth - 1)]
        if chance < 0.8:
            return [*self._loop(), *self.body(returns, depth - 1)]
        kind = random.choice(tuple(_KINDS))
        name = self._fresh(kind)
        line = f"{name}: {kind} = {self.of(kind, 2)}"
        self.names[name] = kind
        return [line, *self.body(returns, depth - 1)]

    def _match(self, returns: str, depth: int) -> list[str]:
        kind = self.random.choice([one for one in self.names.values() if one in _PATTERNS])
        lines = [f"match {self.of(kind, 0)}:"]
        for _ in range(self.random.randint(1, 3)):
            before = dict(self.names)
            pattern = self.random.choice(_PATTERNS[kind])
            for held in _KINDS:
                while f"{{{held}}}" in pattern:
                    name = self._fresh(held)
                    pattern = pattern.replace(f"{{{held}}}", name, 1)
                    self.names[name] = held
            guard = f" if {self.of('bool', 1)}" if self.random.random() < 0.25 else ""
            lines.append(f"    case {pattern}{guard}:")
            lines += [f"        {line}" for line in self.body(returns, depth - 1)]
            self.names = before
        return lines

    def _loop(self) -> list[str]:
        """Down a chain or a spine, counting."""
        number = self._fresh("int")
        lines = [f"{number} = 0"]
        if self.random.random() < 0.5:
            name = self._fresh("Link | None")
            lines += [f"{name} = {self.of('Link | None', 1)}", f"while {name} is not None:"]
            step = f"    {name} = {name}.tail"
            self.names[name] = "Link | None"
        else:
            name = self._fresh("Tree")
            lines += [f"{name}: Tree = {self.of('Tree', 1)}"]
            lines += [f"while isinstance({name}, Node):"]
            step = f"    {name} = {name}.{self.random.choice(('left', 'right'))}"
            self.names[name] = "Tree"
        self.names[number] = "int"
        return [*lines, f"    {number} += {self.random.choice(('1', '2'))}", step]

    def _fresh(self, kind: str) -> str:
        self.count += 1
        return f"{_KINDS[kind]}{self.count}"


def random_datatypes(seed: int) -> str:
    """A task file with one or two functions over trees, chains and terms. Same seed, same text."""
    random = Random(seed)
    texts = [DATATYPES]
    for index in range(random.randint(1, 2)):
        kinds = [random.choice(tuple(_KINDS)) for _ in range(random.randint(1, 3))]
        named = {f"{_KINDS[kind]}_{at}": kind for at, kind in enumerate(kinds)}
        writer = _Writer(random, dict(named))
        returns = random.choice(tuple(_KINDS))
        body = writer.body(returns, 3)
        shown = ", ".join(f"{name}: {kind}" for name, kind in named.items())
        clauses = _Writer(random, {**named, "result": returns})
        text = f"@ensure(lambda {', '.join((*named, 'result'))}: {clauses.of('bool', 3)})\n"
        head = f"def task{index}({shown}) -> {returns}:"
        texts.append(text + "\n".join([head, *(f"    {line}" for line in body)]) + "\n")
    return "\n\n".join(texts)
