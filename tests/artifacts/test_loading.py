"""Loading: a plain function, its classes, its guard and its JSON face."""

import inspect
import pickle
import shutil
import sys
import types
import typing
from fractions import Fraction
from pathlib import Path
from types import FunctionType

import pytest

import lemmata
from lemmata.artifacts import load, load_module, open_lemma
from lemmata.contracts.errors import CertificateError, DataError, GuardError
from lemmata.evidence.folders import SUMS, sums_bytes


def test_a_loaded_lemma_is_the_plain_function_itself(lemmas: Path) -> None:
    """No wrapper stands between caller and code: the code object is that of the source."""
    share = load(lemmas / "share.lemma")
    assert type(share) is FunctionType
    assert share.__code__.co_names == ()
    assert share.__code__.co_filename == str(lemmas / "share.lemma" / "source.py")
    assert share.__closure__ is None
    assert not hasattr(share, "__wrapped__")
    assert share(-7, 2) == -4


def test_it_is_loaded_once(lemmas: Path) -> None:
    """The same folder with the same digests gives the same object; the package re-exports it."""
    assert load(lemmas / "share.lemma") is lemmata.load(str(lemmas / "share.lemma"))


def test_it_keeps_types_and_documentation(lemmas: Path) -> None:
    """Type hints resolve to the lemma's own classes, and the docstring is there."""
    decide = load(lemmas / "decide.lemma")
    module = load_module(lemmas / "decide.lemma")
    hints = typing.get_type_hints(decide)
    assert hints == {
        "claim": module.Claim,
        "return": types.GenericAlias(tuple, (module.Answer, int)),
    }
    assert inspect.getdoc(decide) == "Decide a claim."
    claim = module.Claim(age=30, cost=Fraction(1), note=None)
    assert decide(claim) == (module.Answer.YES, 30)
    assert pickle.loads(pickle.dumps(claim)) == claim


def test_json_in_and_json_out(lemmas: Path) -> None:
    """Arguments come by name as JSON, and so does the value."""
    lemma = open_lemma(lemmas / "decide.lemma", guard=True)
    said = lemma.call_json({"claim": {"age": 3, "cost": "20/1", "note": "x"}})
    assert said == ["NO", 0]
    with pytest.raises(GuardError, match=r"claim\.cost > 0 is false"):
        lemma.call_json({"claim": {"age": 3, "cost": 0, "note": None}})
    with pytest.raises(DataError, match="lacks 'claim'"):
        lemma.call_json({})
    with pytest.raises(DataError, match="unknown 'more'"):
        lemma.call_json({"claim": {}, "more": 1})
    with pytest.raises(DataError, match=r"claim\.age"):
        lemma.call_json({"claim": {"age": True, "cost": 0, "note": None}})


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((1, 0), "b != 0 is false"),
        ((1.0, 2), "a is 1.0, not a int"),
        (("1", 2), "a is '1', not a int"),
    ],
)
def test_the_guard_names_argument_and_clause(
    lemmas: Path, arguments: tuple[object, ...], told: str
) -> None:
    """An input outside type or precondition is refused, with the value and what it breaks."""
    share = load(lemmas / "share.lemma", guard=True)
    with pytest.raises(GuardError, match=told) as caught:
        share(*arguments)
    assert caught.value.remedy


def test_the_guard_lets_admitted_inputs_through(lemmas: Path) -> None:
    """Positional and named arguments give what the plain function gives."""
    share = load(lemmas / "share.lemma", guard=True)
    assert (share(7, 2), share(7, b=2), share(a=7, b=2)) == (3, 3, 3)
    with pytest.raises(TypeError):
        share(7)


def test_the_guard_refuses_classes_of_another_lemma(lemmas: Path) -> None:
    """A dataclass of the same shape is not the lemma's dataclass, nor a bad field of it."""
    decide = load(lemmas / "decide.lemma", guard=True)
    other = load_module(lemmas / "share.lemma").Claim
    own = load_module(lemmas / "decide.lemma").Claim
    with pytest.raises(GuardError):
        decide(other(1, Fraction(1), None))
    with pytest.raises(GuardError):
        decide(own(1, 1.0, None))


def test_a_changed_file_is_not_loaded(lemmas: Path, tmp_path: Path) -> None:
    """A lemma whose source no longer has its digest is refused, even when it was cached."""
    copy = shutil.copytree(lemmas / "share.lemma", tmp_path / "share.lemma")
    load(copy)
    source = copy / "source.py"
    source.write_text(source.read_text().replace("a // b", "a * b"))
    with pytest.raises(CertificateError, match=r"source\.py"):
        load(copy)


def test_code_outside_the_language_never_runs(lemmas: Path, tmp_path: Path) -> None:
    """Consistent digests do not make a hostile source run: the parser decides."""
    copy = shutil.copytree(lemmas / "share.lemma", tmp_path / "share.lemma")
    trace = tmp_path / "trace"
    source = copy / "source.py"
    evil = f"open({str(trace)!r}, 'w')"
    source.write_text(source.read_text().replace("return a // b", f"return {evil} and a // b"))
    files = {
        path.relative_to(copy).as_posix(): path.read_bytes()
        for path in copy.rglob("*")
        if path.is_file()
    }
    (copy / SUMS).write_bytes(sums_bytes(files))
    before = set(sys.modules)
    with pytest.raises(CertificateError):
        load(copy)
    assert not trace.exists()
    assert {name for name in set(sys.modules) - before if name.startswith("lemmata_lemma")} == set()


def test_what_is_no_lemma_is_said_so(tmp_path: Path) -> None:
    """A missing folder and an empty one are certificate errors, not tracebacks."""
    with pytest.raises(CertificateError):
        load(tmp_path / "nothing.lemma")
    (tmp_path / "empty.lemma").mkdir()
    with pytest.raises(CertificateError, match="SHA256SUMS is missing"):
        load(tmp_path / "empty.lemma")
