"""A scope says yes only of what it literally knows, under the guards in force."""

from lemmata.obligations.scope import Scope


def test_facts_hold_everywhere() -> None:
    """A fact's conjuncts are known; its other side and its parts under `or` are not."""
    scope = Scope()
    scope.state("(and a (not (or b (not c))))")
    known = [term for term in ("a", "b", "(not b)", "c", "d", "(and c a)") if scope.entails(term)]
    assert known == ["a", "(not b)", "c", "(and c a)"]


def test_what_is_learned_under_a_guard_stays_under_it() -> None:
    """A condition learned under a guard is known under that guard and more, not without it."""
    scope = Scope()
    scope.guards = ("g", "h")
    scope.learn("a")
    answers = []
    for guards in (("g", "h"), ("h", "x", "g"), ("g",), ()):
        scope.guards = guards
        answers.append(scope.entails("a"))
    assert answers == [True, True, False, False]
    assert scope.facts == ["(=> (and g h) a)"]


def test_guards_hold_with_the_names_they_go_by() -> None:
    """A named guard is known by its name and by what the name stands for."""
    scope = Scope()
    name = scope.define("tmp", "Bool", "(and (f a) (g b))")
    scope.guards = (name,)
    assert [scope.entails(term) for term in (name, "(g b)", "(g a)")] == [True, True, False]
    scope.guards = (f"(not {name})",)
    assert [scope.entails(term) for term in (name, "(g b)", "(not (g b))")] == [False] * 3


def test_a_fork_does_not_tell() -> None:
    """What one side learns or defines stays on that side."""
    scope = Scope()
    side = scope.fork()
    side.state("a")
    side.define("tmp", "Int", "(+ x 1)")
    assert (scope.facts, scope.definitions, scope.entails("a")) == ([], {}, False)
    assert scope.define("tmp", "Int", "(+ x 2)") == "tmp.1"


def test_equal_terms_share_a_name() -> None:
    """One name a term and sort; constants and names need none."""
    scope = Scope()
    first = scope.define("tmp", "Int", "(+ x 1)")
    assert scope.define("var.y", "Int", "(+ x 1)") == first
    assert [scope.define("tmp", "Int", term) for term in ("x", "5")] == ["x", "5"]
    assert scope.define("tmp", "String", '"(a b)"') == '"(a b)"'
