"""Contracts in both notations: what a clause says, and how a bad one is refused."""

import pytest

from lemmata.contracts import (
    Clause,
    ContractError,
    Example,
    LemmataError,
    Task,
    UnsupportedError,
    read_source,
)

HEAD = """\
import icontract as ic
from icontract import ensure, require as pre, snapshot
from dataclasses import dataclass
from enum import Enum
LIMIT = 10
def small(x: int) -> bool:
    return x < LIMIT
"""
BODY = "def f(x: int, y: int) -> int:\n    return x\n"


def task_of(text: str) -> Task:
    """The task `f` of a file; why it is unsupported is raised."""
    module = read_source(text, "t.py")
    if "f" in module.unsupported:
        raise module.unsupported["f"]
    return module.tasks["f"]


def task(decorators: str) -> Task:
    """The task `f(x, y)` under decorators that begin in line 8."""
    return task_of(HEAD + decorators + "\n" + BODY)


def documented(docstring: str) -> Task:
    """The task `f(x, y)` with a docstring whose first line is line 9."""
    text = f'{HEAD}def f(x: int, y: int) -> int:\n    """{docstring}"""\n    return x\n'
    return task_of(text)


def refusal(decorators: str, kind: type[LemmataError]) -> str:
    """The message about decorators, raised or kept for `f`."""
    with pytest.raises(LemmataError) as caught:
        task(decorators)
    assert type(caught.value) is kind
    assert caught.value.remedy
    return str(caught.value)


def test_conjuncts_are_clauses_in_the_order_of_the_file() -> None:
    """`and` at the top of a clause splits it; `or` does not; lines are real."""
    found = task(
        "@pre(lambda x: x > 0 and (x < 9 and x != 5), 'words')\n"
        "@ic.require(lambda x, y: x > 1 or y > 1, description='more')\n"
        "@ensure(lambda result, x: (\n    result >= x\n    and result == x +\n        0))"
    )
    assert found.requires == (
        Clause("x > 0", 8),
        Clause("x < 9", 8),
        Clause("x != 5", 8),
        Clause("x > 1 or y > 1", 9),
    )
    assert found.ensures == (Clause("result >= x", 11), Clause("result == x + 0", 12))


def test_columns_count_bytes_but_texts_are_characters() -> None:
    """A clause after non-ASCII text is cut where it stands."""
    assert task("@pre(lambda x: 'äß€😀' != 'é' and x > 0)").requires[1] == Clause("x > 0", 8)


def test_snapshots_make_old_values_known() -> None:
    """`OLD.x` needs the snapshot that icontract needs."""
    found = task("@snapshot(lambda y: y)\n@ensure(lambda result, OLD: result > OLD.y)")
    assert found.ensures == (Clause("result > OLD.y", 9),)
    message = refusal("@ensure(lambda result, OLD: result > OLD.y)", ContractError)
    assert "t.py:8: OLD.y has no snapshot" in message
    assert "OLD is used without" in refusal("@ensure(lambda OLD: OLD == 1)", ContractError)


def test_a_function_of_the_file_may_be_a_condition() -> None:
    """It stands for its call on the parameters of the same names."""
    assert task("@pre(small)").requires == (Clause("small(x)", 8),)


@pytest.mark.parametrize(
    ("decorator", "message"),
    [
        ("@pre(lambda z: z > 0)", "t.py:8: the condition takes 'z', which is not a parameter"),
        ("@pre(lambda result: result > 0)", "the condition takes 'result'"),
        ("@pre(lambda x: x > y)", "the contract clause `x > y` uses the name 'y'"),
        ("@pre(lambda x: open('a') and x)", "`open('a')` uses the name 'open'"),
        ("@pre(lambda x: eval('1') == x)", "uses the name 'eval'"),
        ("@pre(lambda x: __import__('os') == x)", "uses the name '__import__'"),
        ("@pre(lambda x: x.__class__ == x)", "uses the attribute '__class__'"),
        ("@pre(lambda x: (z := x) > 0)", "uses the assignment `(z := x)`"),
        ("@pre(lambda x: (yield x))", "uses `(yield x)`"),
        ("@pre(lambda x: (lambda: x)() > 0)", "uses a lambda that captures 'x'"),
        ("@pre(lambda x: print(x) is None)", "uses the name 'print'"),
        ("@pre()", "@pre takes a condition and a description"),
    ],
)
def test_bad_clauses_are_contract_errors(decorator: str, message: str) -> None:
    """The clause and the culprit are shown."""
    assert message in refusal(decorator, ContractError)


@pytest.mark.parametrize(
    ("decorator", "message"),
    [
        ("@ensure(lambda result: result, error=ValueError)", "t.py:8: the option error= of @ico"),
        ("@pre(lambda x: x > 0, enabled=False)", "the option enabled="),
        ("@pre(lambda x=1: x > 0)", "a condition with defaults"),
        ("@pre(lambda *x: True)", "a condition with defaults, *args"),
        ("@pre(lambda _ARGS: True)", "_ARGS is outside"),
        ("@ensure(lambda _KWARGS: True)", "_KWARGS is outside"),
        ("@pre(unknown)", "the condition unknown"),
        ("@pre(ic.anything)", "the condition ic.anything"),
        ("@snapshot(lambda x: x + 1, name='z')", "@snapshot(lambda x: x + 1, name='z')"),
        ("@ic.invariant(lambda x: True)", "the decorator @ic.invariant(lambda x: True) of f"),
        ("@pre(small)\n@staticmethod", "the decorator @staticmethod of f"),
        ("@pre", "the decorator @pre of f"),
    ],
)
def test_what_icontract_can_do_beyond_the_language_is_named(decorator: str, message: str) -> None:
    """Options and decorators that are not modelled are unsupported, never ignored."""
    assert message in refusal(decorator, UnsupportedError)


def test_pure_builtins_are_left_to_the_language() -> None:
    """`sorted` computes only; whether it is modelled is not this room's question."""
    found = task("@pre(lambda x: sorted([z for z in [x]]) == [x])")
    assert found.requires == (Clause("sorted([z for z in [x]]) == [x]", 8),)


def test_docstring_clauses_as_crosshair_reads_them() -> None:
    """Inline and block form, renamed, with their real lines."""
    found = documented(
        "Words.\n\n    pre: x > 0 and y > 0\n    pre:\n        x != 3\n\n        # why\n"
        "        y != 3\n    post: __return__ > __old__.x\n    :post: True\n    Words: more\n"
    )
    assert found.requires == (
        Clause("x > 0", 11),
        Clause("y > 0", 11),
        Clause("x != 3", 13),
        Clause("y != 3", 16),
    )
    assert found.ensures == (Clause("result > OLD.x", 17), Clause("True", 18))
    assert found.summary == "Words."


def test_decorators_stand_before_docstrings() -> None:
    """Both notations of one function are one contract."""
    text = f'{HEAD}@pre(lambda x: x > 0)\ndef f(x: int) -> int:\n    """pre: x > 1"""\n    ...\n'
    found = read_source(text).tasks["f"]
    assert [clause.text for clause in found.requires] == ["x > 0", "x > 1"]


@pytest.mark.parametrize(
    ("docstring", "kind", "message"),
    [
        ("pre: x >", ContractError, "t.py:9: the clause `pre:` is not a Python expression: 'x >'"),
        ("pre: __return__ > 0", ContractError, "'__return__' means nothing here"),
        ("post: __old__.z > 0", ContractError, "'__old__.z' means nothing here"),
        ("post: __old__ == 1", ContractError, "'__old__' means nothing here"),
        ("post: result > 0", ContractError, "'result' means nothing here"),
        ("post: input() == 1", ContractError, "uses the name 'input'"),
        ("post: z > 0", ContractError, "uses the name 'z'"),
        ("raises: KeyboardInterrupt", UnsupportedError, "exception `KeyboardInterrupt`"),
        ("post:x > 0", ContractError, "the line `post:x > 0` is almost a clause"),
        ("Pre: x > 0", ContractError, "the line `Pre: x > 0` is almost a clause"),
        (
            "post: x > 0\n      and y > 0",
            ContractError,
            "`and y > 0` goes on from the clause above",
        ),
        ("inv: True", UnsupportedError, "`inv:` in a docstring"),
        ("post[x]: True", UnsupportedError, "`post[x]:` in a docstring"),
    ],
)
def test_bad_docstring_clauses(docstring: str, kind: type[LemmataError], message: str) -> None:
    """The line of the file and the clause are shown."""
    with pytest.raises(LemmataError) as caught:
        documented(docstring)
    assert type(caught.value) is kind
    assert message in str(caught.value)


def test_examples_of_every_form() -> None:
    """Arguments go to their parameters; the expected value is Python source."""
    found = documented(
        "Words.\n\n    >>> from t import f\n    >>> f(1, y=2)\n    3\n    >>> f(1,\n"
        "    ...   2) == 4\n    True\n\n    >>> f(y=-1, x=0)\n    >>> f(1, 2) is None\n    True\n"
    )
    assert found.examples == (
        Example((("x", "1"), ("y", "2")), "3", 12),
        Example((("x", "1"), ("y", "2")), "4", 14, by_equality=True),
        Example((("x", "0"), ("y", "-1")), "None", 18),
        Example((("x", "1"), ("y", "2")), "None", 19),
    )


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("<Color.RED: 1>", "Color.RED"),
        ("(<Color.RED: 'a>b'>, 2)", "(Color.RED, 2)"),
        ("'<Color.RED: 1>'", "'<Color.RED: 1>'"),
        ("('<Color.RED: 1>', <Color.RED: 1>)", "('<Color.RED: 1>', Color.RED)"),
        ("Claim(age=3, color=<Color.RED: 1>)", "Claim(age=3, color=Color.RED)"),
        ("Fraction(1, 2)", "Fraction(1, 2)"),
        ("(1,\n     2)", "(1, 2)"),
    ],
)
def test_printed_values_are_read_as_python(printed: str, expected: str) -> None:
    """An enum's repr is no expression, so its name stands for it; strings stay."""
    found = documented(f"Words.\n\n    >>> f(1, 2)\n    {printed}\n    ")
    assert found.examples[0].expected == expected


@pytest.mark.parametrize(
    ("example", "kind", "message"),
    [
        (">>> f(1)\n    1", ContractError, "t.py:11: the example `f(1)` does not fit"),
        (">>> f(1, 2, 3)\n    1", ContractError, "does not fit the parameters"),
        (">>> f(1, x=2)\n    1", ContractError, "does not fit the parameters"),
        (">>> f(1, z=2)\n    1", ContractError, "give each of x, y once"),
        (">>> f(1\n    1", ContractError, "the example is not Python: 'f(1'"),
        (">>> f(1, 2)\n    one two", ContractError, "the expected value of an example is not"),
        (">>> f(*a)\n    1", UnsupportedError, "`f(*a)` with * or **"),
        (">>> x = 1", UnsupportedError, "the example `x = 1`"),
        (">>> small(1)\n    True", UnsupportedError, "the example `small(1)`"),
        (">>> f(1, 2) == 3\n    False", UnsupportedError, "the example `f(1, 2) == 3`"),
        (">>> f(1, 2) + 1\n    3", UnsupportedError, "the example `f(1, 2) + 1`"),
        (">>> f(1, 2) is 3\n    True", UnsupportedError, "the example `f(1, 2) is 3`"),
        (">>> f(1, 2)  # doctest: +SKIP\n    1", UnsupportedError, "a doctest option"),
        (
            ">>> f(1, 2)\n    Traceback (most recent call last):\n    ValueError",
            UnsupportedError,
            "an example that expects an exception",
        ),
    ],
)
def test_bad_examples(example: str, kind: type[LemmataError], message: str) -> None:
    """No example is silently dropped."""
    with pytest.raises(LemmataError) as caught:
        documented(f"Words.\n\n    {example}\n    ")
    assert type(caught.value) is kind
    assert message in str(caught.value)


def test_comments_are_no_examples() -> None:
    """A prompt with a comment alone asks for nothing."""
    assert documented("post: True\n\n    >>> # words\n    ").examples == ()
