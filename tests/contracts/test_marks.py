"""Which files were meant to hold contracts, whether or not they can be read as task files."""

import pytest

from lemmata.contracts.marks import is_marked, marked_functions


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("from icontract import ensure as e\n@e(lambda n: n)\ndef f(n): ...", {"f"}),
        ("import icontract as i\n@i.require(lambda n: n)\nasync def f(n): ...", {"f"}),
        ("import icontract\n@icontract.ViolationError\ndef f(n): ...", set()),
        ("def require(f): return f\n@require\ndef f(n): ...", set()),
        ('def f(n):\n    """post: n >"""', {"f"}),
        ('def f(n):\n    """Does it.\n\n    pre: n > 0\n    """\ndef g(n): ...', {"f"}),
        ('def f(n):\n    """See post: below, and >>> 1."""', set()),
        ('TEXT = """\nfrom icontract import ensure\npre: x\n"""', set()),
        ("def f(): ...", set()),
    ],
)
def test_a_function_is_marked_by_its_own_contract(source: str, names: set[str]) -> None:
    """Decorators count where they come from icontract, docstrings where a clause begins a line."""
    assert marked_functions(source) == names
    assert is_marked(source) is bool(names)


def test_text_that_is_no_python_is_judged_by_its_words() -> None:
    """An error in it is told where it speaks of contracts, and is nobody's business elsewhere."""
    assert is_marked("import icontract\ndef f(:\n")
    assert is_marked('def f(:\n    """post: n\n')
    assert is_marked("import icontract\n\0")
    assert not is_marked("def f(:\n")
