"""Tasks and contracts as frozen values, the errors, and the reading of task files.

Everything that a task file says is known from its text; no task file is ever imported here.

Each part comes when it is asked for: a proof needs half of them, and `--help` only the errors.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_PLACES = {
    "Assurance": "verdicts",
    "Candidate": "verdicts",
    "CertificateError": "errors",
    "ChoiceError": "errors",
    "Clause": "tasks",
    "Constant": "tasks",
    "ContractError": "errors",
    "Cost": "verdicts",
    "Counterexample": "verdicts",
    "DataError": "errors",
    "EnumValue": "values",
    "Example": "tasks",
    "FileError": "errors",
    "Finding": "verdicts",
    "GuardError": "errors",
    "InputError": "errors",
    "Json": "codec",
    "Judgement": "verdicts",
    "LemmataError": "errors",
    "LimitError": "errors",
    "Module": "tasks",
    "Parameter": "tasks",
    "Place": "errors",
    "RecordValue": "values",
    "SandboxError": "errors",
    "SourceError": "errors",
    "Task": "tasks",
    "ToolError": "errors",
    "Type": "types",
    "UnsupportedError": "errors",
    "VacuousError": "errors",
    "Value": "values",
    "Verdict": "verdicts",
    "body_of": "bodies",
    "from_json": "codec",
    "plain_source": "plain",
    "read_module": "reading",
    "read_source": "reading",
    "to_json": "codec",
    "to_python": "values",
    "with_body": "bodies",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"lemmata.contracts.{_PLACES[name]}"), name)
