"""Runs attempts without any wall, to see that they would win: `python unconfined.py ABOUT NAME…`.

It is given attempts that harm nothing, and prints as JSON which of them won.
"""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

ATTEMPTS = Path(__file__).with_name("attempts")


def loaded(name: str) -> ModuleType:
    """A file of attempts as a module."""
    spec = importlib.util.spec_from_file_location(name, ATTEMPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Run each named attempt in this process."""
    about, names = json.loads(sys.argv[1]), sys.argv[2:]
    won = {}
    for name in names:
        file, _, function = name.partition(".")
        try:
            won[name] = bool(getattr(loaded(file), function)(about))
        except OSError:
            won[name] = False
    print(json.dumps(won))


if __name__ == "__main__":
    main()
