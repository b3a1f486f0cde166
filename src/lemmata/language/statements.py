"""Statements: from Python's syntax tree to the typed tree, with types that follow the flow."""

import ast
from collections.abc import Mapping, Sequence

from lemmata.contracts.clauses import EXCEPTIONS
from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.plain import loop_word
from lemmata.contracts.tasks import Task
from lemmata.contracts.types import NONE, Type, show
from lemmata.language.assignments import annotated, assign, augmented
from lemmata.language.expressions import condition, expression, expression_as
from lemmata.language.joins import Branch, joined
from lemmata.language.loops import Read, leave, numbered, read_loop, read_measure
from lemmata.language.mutations import delete_item, is_pop, method_statement, pop
from lemmata.language.narrowing import learn, learn_matched
from lemmata.language.ownership import let_out, reach
from lemmata.language.patterns import covers, is_catch_all, parse_pattern, pattern_bindings
from lemmata.language.pops import without_pops
from lemmata.language.refusals import Site
from lemmata.language.scope import Scope
from lemmata.language.tree import (
    TRUE,
    Assert,
    CapturePattern,
    Case,
    Const,
    Expr,
    If,
    Match,
    Name,
    Raise,
    Return,
    Stmt,
)
from lemmata.language.typing_rules import coerce, errors_of, has_hole

_CONSTRUCTS: dict[str, tuple[str, str]] = {
    "Try": ("try", "test the condition first"),
    "TryStar": ("try", "test the condition first"),
    "With": ("with", "tasks are pure"),
    "Global": ("global", "pass values as arguments"),
    "Nonlocal": ("nonlocal", "pass values as arguments"),
    "FunctionDef": ("a nested function", "define it at the top level"),
    "AsyncFunctionDef": ("a nested async function", "define a plain one at the top level"),
    "ClassDef": ("a nested class", "define it at the top level"),
    "Import": ("an import inside a function", "import at the top level"),
    "ImportFrom": ("an import inside a function", "import at the top level"),
    "AsyncFor": ("async for", "tasks are plain functions"),
    "AsyncWith": ("async with", "tasks are plain functions"),
    "TypeAlias": ("a type statement", "define it at the top level"),
}


class Block:
    """Reads the statements of one function.

    ``heads`` are the scopes at the heads of its loops, by number. While the items of an empty
    display are not told yet, a statement that needs them waits: ``waiting`` is the first refusal.
    """

    def __init__(self, task: Task) -> None:
        self.returns = task.returns
        self.end = task.node.end_lineno or task.line
        self.numbers: Mapping[int, int] = numbered(task.node.body)
        self.heads: dict[int, Scope] = {}
        self.decreases: tuple[Expr, ...] = ()
        self.waiting: UnsupportedError | None = None

    def body(self, nodes: Sequence[ast.stmt], scope: Scope) -> tuple[Stmt, ...]:
        """The whole body; where control reaches the end, None is returned."""
        nodes = self._measured(nodes, scope)
        statements, is_open = self.statements(nodes, scope)
        if self.waiting is not None:
            raise self.waiting
        if is_open:
            site = Site(scope.module.path, self.end)
            value = coerce(Const(None, NONE, self.end), self.returns, None, site)
            statements = (*statements, Return(value, self.end, is_implicit=True))
        return statements

    def _measured(self, nodes: Sequence[ast.stmt], scope: Scope) -> Sequence[ast.stmt]:
        """The body without a leading `decreases(…)`, which is the function's measure."""
        said = loop_word(nodes[0], scope.module.imports) if nodes else None
        if said is None or said[0] != "decreases":
            return nodes
        site = scope.site(nodes[0])
        self.decreases = read_measure(said[1], scope)
        if any(errors_of(one, site) for one in self.decreases):
            raise site.refuse("a measure that may raise", "use a measure that cannot")
        return nodes[1:]

    def statements(self, nodes: Sequence[ast.stmt], scope: Scope) -> Read:
        """The statements of a block, and whether control reaches its end; dead ones are left out.

        Raises:
            UnsupportedError: a construct outside the language, also in dead code.
        """
        found: list[Stmt] = []
        is_open = True
        for node in nodes:
            for part in without_pops(node, scope):
                try:
                    statements, goes_on = self.statement(part, scope)
                except UnsupportedError as error:
                    self._wait(error, scope)
                    continue
                if is_open:
                    found.extend(statements)
                    is_open = goes_on
        return tuple(found), is_open

    def _wait(self, error: UnsupportedError, scope: Scope) -> None:
        """Go on with what follows, which may tell the items of a display or a variable's type.

        Raises:
            UnsupportedError: nothing is left to be told.
        """
        if any(map(has_hole, scope.types.values())):
            self.waiting = self.waiting or error
        elif scope.loop is not None:
            scope.loop.errors.append(error)
        else:
            raise error

    def test(self, node: ast.expr, scope: Scope) -> Expr:
        """The test of a statement."""
        try:
            return condition(node, scope)
        except UnsupportedError as error:
            self._wait(error, scope)
            return TRUE

    def statement(self, node: ast.stmt, scope: Scope) -> Read:
        """One statement of Python as none, one or more of the tree."""
        match node:
            case ast.Pass() | ast.Expr(value=ast.Constant()):
                return (), True
            case ast.Return(value=value):
                return (self._return(node, value, scope),), False
            case ast.Raise():
                return (_raise(node, scope),), False
            case ast.Break() | ast.Continue():
                return leave(node, scope), False
            case ast.If() | ast.Match() | ast.While() | ast.For():
                scope.enter(node)
                found = self._compound(node, scope)
                scope.leave()
                return found
            case _:
                return _simple(node, scope), True

    def _compound(self, node: ast.If | ast.Match | ast.While | ast.For, scope: Scope) -> Read:
        if isinstance(node, ast.If):
            return self._if(node, scope)
        return self._match(node, scope) if isinstance(node, ast.Match) else self._loop(node, scope)

    def _loop(self, node: ast.While | ast.For, scope: Scope) -> Read:
        return read_loop(node, scope, self)

    def _return(self, node: ast.Return, value: ast.expr | None, scope: Scope) -> Stmt:
        given = value or ast.Constant(None, lineno=node.lineno)
        if is_pop(given):
            _, item, _ = pop(given, scope)
            site = scope.site(given)
            return Return(coerce(item, self.returns, None, site), node.lineno)
        return Return(expression_as(given, self.returns, scope), node.lineno)

    def _if(self, node: ast.If, scope: Scope) -> Read:
        test = self.test(node.test, scope)
        branches: list[Branch] = []
        for nodes, holds in ((node.body, True), (node.orelse, False)):
            inside = scope.fork()
            learn(inside, test, holds)
            branches.append(self._branch(nodes, inside))
        bodies, is_open = joined(branches, scope, scope.site(node))
        return (If(test, bodies[0], bodies[1], node.lineno),), is_open

    def _branch(self, nodes: Sequence[ast.stmt], scope: Scope) -> "Branch":
        statements, is_open = self.statements(nodes, scope)
        return Branch(statements, is_open, scope)

    def _match(self, node: ast.Match, scope: Scope) -> Read:
        subject = expression(node.subject, scope)
        passing = scope.fork()
        heads: list[tuple[Case, bool]] = []
        branches: list[Branch] = []
        is_covered, rebound = False, set[str]()
        for index, case in enumerate(node.cases):
            head, inside, always = _case_head(case, subject, passing, rebound)
            if always and index < len(node.cases) - 1 and is_catch_all(head.pattern):
                site = passing.site(case.pattern)
                raise site.refuse("a case after one that matches anything", "leave it out")
            is_covered = is_covered or always
            heads.append((head, always))
            branches.append(self._branch(case.body, inside))
        if not is_covered:
            branches.append(Branch((), True, passing))
        bodies, is_open = joined(branches, scope, scope.site(node))
        cases = [
            Case(head.pattern, head.guard, body, head.line)
            for (head, _), body in zip(heads, bodies, strict=False)
        ]
        if not is_covered and bodies[-1]:
            cases.append(Case(CapturePattern(None), None, bodies[-1], node.lineno))
        return (Match(subject, tuple(cases), node.lineno),), is_open


def _case_head(
    node: ast.match_case, subject: Expr, passing: Scope, rebound: set[str]
) -> tuple[Case, Scope, bool]:
    """Pattern and guard, the scope of the case's body, and whether the case always matches.

    ``passing`` is the scope of what comes after: a name bound before a failing guard stays bound.
    ``rebound`` are the names that the patterns so far bind.
    """
    pattern = parse_pattern(node.pattern, subject.type, passing)
    line = node.pattern.lineno
    inside = passing.fork()
    bindings = pattern_bindings(pattern, _stand_in(subject))
    if bindings:
        let_out(inside, reach(subject))
        let_out(passing, reach(subject))
    for name, value in bindings:
        inside.bind(name, value.type)
        rebound.add(name)
    learn_matched(inside, subject, pattern, rebound)
    guard = None if node.guard is None else condition(node.guard, inside)
    if guard is not None:
        for name, value in bindings:
            _bind_maybe(name, value.type, passing, passing.site(node.pattern))
    always = guard is None and covers(pattern, subject.type)
    return Case(pattern, guard, (), line), inside, always


def _stand_in(subject: Expr) -> Expr:
    return Name("_", subject.type, subject.line)


def _bind_maybe(name: str, kind: Type, scope: Scope, site: Site) -> None:
    scope.forget(name)
    known = scope.types.get(name)
    if known is not None and known != kind:
        construct = f"`{name}`, which a failing guard leaves as {show(kind)} or {show(known)}"
        raise site.refuse(construct, "bind another name")
    if known is None:
        scope.types[name] = kind
        scope.unbound |= {name}


def _simple(node: ast.stmt, scope: Scope) -> tuple[Stmt, ...]:
    match node:
        case ast.Assign():
            return assign(node, scope)
        case ast.AnnAssign():
            return annotated(node, scope)
        case ast.AugAssign():
            return augmented(node, scope)
        case ast.Assert():
            return _assert(node, scope)
        case ast.Delete(targets=targets):
            return tuple(delete_item(target, scope) for target in targets)
        case ast.Expr(value=ast.Call(func=ast.Attribute()) as called):
            return (method_statement(called, scope),)
        case ast.Expr():
            expression(node.value, scope)
            raise scope.site(node).refuse("an expression as a statement", "bind it to a name")
        case _:
            kind = type(node).__name__
            construct, remedy = _CONSTRUCTS.get(kind, (f"the statement {kind}", "rewrite it"))
            raise scope.site(node).refuse(construct, remedy)


def _raise(node: ast.Raise, scope: Scope) -> Raise:
    """`raise E` or `raise E(message)`, whose message must not raise itself."""
    site = scope.site(node)
    called = node.exc if isinstance(node.exc, ast.Call) else None
    raised = called.func if called is not None else node.exc
    if not isinstance(raised, ast.Name) or raised.id not in EXCEPTIONS:
        raise site.refuse(f"`{ast.unparse(node)}`", f"raise one of {', '.join(EXCEPTIONS)}")
    is_none = isinstance(node.cause, ast.Constant) and node.cause.value is None
    if node.cause is not None and not is_none:
        raise site.refuse("a raise with a cause", "leave `from` out")
    if called is not None:
        if called.keywords:
            raise site.refuse("an exception with keyword arguments", "give it a message")
        messages = [expression(one, scope) for one in called.args]
        if any(errors_of(message, site) for message in messages):
            raise site.refuse("a message that may raise", "bind it to a name first")
    return Raise(raised.id, node.lineno)


def _assert(node: ast.Assert, scope: Scope) -> tuple[Stmt, ...]:
    test = condition(node.test, scope)
    if node.msg is not None and errors_of(expression(node.msg, scope), scope.site(node)):
        raise scope.site(node).refuse("an assert message that may raise", "use a constant str")
    return (Assert(test, node.lineno),)
