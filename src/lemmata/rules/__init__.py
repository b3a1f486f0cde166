"""Decision rules over finite domains: tables, diagrams, products, conflicts, machines, networks.

One file a pass. A value of a field stands by its index from 0, so that a table, a diagram and a
network speak of the same small numbers; `Field` turns them into Python's values and back.
"""

from lemmata.rules.domain import Domain, Field, Kind, Rule
from lemmata.rules.reading import RuleFile, RuleText, read_rules, tabulate
from lemmata.rules.table import DecisionTable, Row, evaluate

__all__ = [
    "DecisionTable",
    "Domain",
    "Field",
    "Kind",
    "Row",
    "Rule",
    "RuleFile",
    "RuleText",
    "evaluate",
    "read_rules",
    "tabulate",
]
