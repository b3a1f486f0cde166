"""Traps: task files whose meaning in CPython is not what a careless reader takes it for."""

from tests.soundness.traps.booleans import TRAPS as BOOLEANS
from tests.soundness.traps.calls import TRAPS as CALLS
from tests.soundness.traps.classes import TRAPS as CLASSES
from tests.soundness.traps.contracts import TRAPS as CONTRACTS
from tests.soundness.traps.datatypes import TRAPS as DATATYPES
from tests.soundness.traps.dicts import TRAPS as DICTS
from tests.soundness.traps.exceptions import TRAPS as EXCEPTIONS
from tests.soundness.traps.flow import TRAPS as FLOW
from tests.soundness.traps.lists import TRAPS as LISTS
from tests.soundness.traps.loops import TRAPS as LOOPS
from tests.soundness.traps.mutation import TRAPS as MUTATION
from tests.soundness.traps.names import TRAPS as NAMES
from tests.soundness.traps.numbers import TRAPS as NUMBERS
from tests.soundness.traps.quantifiers import TRAPS as QUANTIFIERS
from tests.soundness.traps.recursion import TRAPS as RECURSION
from tests.soundness.traps.strings import TRAPS as STRINGS
from tests.soundness.traps.text import TRAPS as TEXT

_EXPRESSIONS = (*NUMBERS, *BOOLEANS, *STRINGS, *TEXT, *LISTS, *MUTATION, *DICTS, *QUANTIFIERS)
_STATEMENTS = (*NAMES, *CLASSES, *FLOW, *LOOPS, *EXCEPTIONS, *CONTRACTS, *CALLS, *RECURSION)
TRAPS = (*_EXPRESSIONS, *_STATEMENTS, *DATATYPES)

__all__ = ["TRAPS"]
