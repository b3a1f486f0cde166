"""Tasks and contracts as frozen values, the errors, and the reading of task files.

Everything that a task file says is known from its text; no task file is ever imported here.
"""

from lemmata.contracts.bodies import body_of, with_body
from lemmata.contracts.codec import Json, from_json, to_json
from lemmata.contracts.errors import (
    CertificateError,
    ChoiceError,
    ContractError,
    DataError,
    FileError,
    GuardError,
    InputError,
    LemmataError,
    LimitError,
    Place,
    SandboxError,
    SourceError,
    ToolError,
    UnsupportedError,
    VacuousError,
)
from lemmata.contracts.plain import plain_source
from lemmata.contracts.reading import read_module, read_source
from lemmata.contracts.tasks import Clause, Constant, Example, Module, Parameter, Task
from lemmata.contracts.types import Type
from lemmata.contracts.values import EnumValue, RecordValue, Value, to_python
from lemmata.contracts.verdicts import (
    Assurance,
    Candidate,
    Cost,
    Counterexample,
    Finding,
    Judgement,
    Verdict,
)

__all__ = [
    "Assurance",
    "Candidate",
    "CertificateError",
    "ChoiceError",
    "Clause",
    "Constant",
    "ContractError",
    "Cost",
    "Counterexample",
    "DataError",
    "EnumValue",
    "Example",
    "FileError",
    "Finding",
    "GuardError",
    "InputError",
    "Json",
    "Judgement",
    "LemmataError",
    "LimitError",
    "Module",
    "Parameter",
    "Place",
    "RecordValue",
    "SandboxError",
    "SourceError",
    "Task",
    "ToolError",
    "Type",
    "UnsupportedError",
    "VacuousError",
    "Value",
    "Verdict",
    "body_of",
    "from_json",
    "plain_source",
    "read_module",
    "read_source",
    "to_json",
    "to_python",
    "with_body",
]
