"""The public face of the package and of each room."""

import importlib
import inspect

import pytest

import lemmata
from tests.repository.checkout import PACKAGE

ROOMS = sorted(p.parent.name for p in PACKAGE.glob("*/__init__.py"))


@pytest.mark.parametrize("room", ["", *ROOMS])
def test_every_exported_name_resolves(room: str) -> None:
    """`__all__` names what is there, once, and nothing private."""
    module = importlib.import_module(f"lemmata.{room}" if room else "lemmata")
    names = list(getattr(module, "__all__", []))
    if room not in ("cli",):
        assert names, f"{module.__name__} has no __all__"
    assert len(names) == len(set(names))
    for name in names:
        assert name == "__version__" or not name.startswith("_")
        assert getattr(module, name) is not None


@pytest.mark.parametrize("room", ["", *ROOMS])
def test_every_exported_function_and_class_is_explained(room: str) -> None:
    """A public function or class has a docstring of its own."""
    module = importlib.import_module(f"lemmata.{room}" if room else "lemmata")
    silent = [
        name
        for name in getattr(module, "__all__", [])
        if (inspect.isclass(found := getattr(module, name)) or inspect.isfunction(found))
        and not (found.__doc__ and found.__doc__.strip())
    ]
    assert silent == []


def test_the_face_of_the_package() -> None:
    """What users import is a decision, not an accident."""
    assert sorted(lemmata.__all__) == ["__version__", "decreases", "hole", "invariant", "load"]
