"""Traps: task files whose meaning in CPython is not what a careless reader takes it for."""

from tests.soundness.traps.booleans import TRAPS as BOOLEANS
from tests.soundness.traps.calls import TRAPS as CALLS
from tests.soundness.traps.classes import TRAPS as CLASSES
from tests.soundness.traps.contracts import TRAPS as CONTRACTS
from tests.soundness.traps.flow import TRAPS as FLOW
from tests.soundness.traps.names import TRAPS as NAMES
from tests.soundness.traps.numbers import TRAPS as NUMBERS
from tests.soundness.traps.strings import TRAPS as STRINGS

TRAPS = (*NUMBERS, *BOOLEANS, *STRINGS, *NAMES, *CLASSES, *FLOW, *CONTRACTS, *CALLS)

__all__ = ["TRAPS"]
