"""The one tree of errors. Each says what, which value, where, and what to do.

LemmataError
├── InputError              what the user gave cannot be used; exit 3
│   ├── FileError           missing, unreadable, too large, not UTF-8
│   ├── SourceError         not Python, or a statement a task file may not hold
│   ├── ContractError       no contract, a bad clause, an impure or shadowed name
│   │   └── VacuousError    the precondition admits no input
│   ├── DataError           a JSON value does not fit the declared type
│   ├── ComponentError      a lemma that a task file imports is missing, changed or broken
│   ├── JournalError        a journal is broken, in use, or of another contract or generator
│   ├── PolicyError         a policy file that says what no policy can
│   ├── RuleError           a rule, a machine's file or a `proof.yaml` that cannot be one
│   └── ChoiceError         an unknown function, generator, prover or option value
├── UnsupportedError        outside the provable language, by construct and line
├── ToolError               a solver or a child process is missing or broke
│   ├── SandboxError        the process that runs candidate code broke
│   └── LimitError          an evaluation outgrew a bound: digits, length or depth
│       └── SpentError      the budget of a search ended in the middle of a judgement
├── CertificateError        a lemma is broken or was changed; `check` exits 1
└── GuardError              an input outside the precondition reached a guarded lemma
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A file (or ``<string>``) and a line, counted from 1; line 0 means the whole file."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


class LemmataError(Exception):
    """Root of the tree; ``remedy`` tells the reader what to do next."""

    def __init__(self, message: str, *, place: Place | None = None, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        hint = f" ({self.remedy})" if self.remedy else ""
        return f"{where}{self.message}{hint}"


class InputError(LemmataError):
    """What the user gave cannot be used."""


class FileError(InputError):
    """A file is missing, unreadable, too large or not UTF-8."""


class SourceError(InputError):
    """Not Python, or a statement that a task file may not hold."""


class ContractError(InputError):
    """A task without a contract, or a contract that cannot be one."""


class VacuousError(ContractError):
    """The precondition admits no input, so every body would be proved."""


class DataError(InputError):
    """A JSON value does not fit the declared type."""


class ComponentError(InputError):
    """A lemma that a task file imports is missing, does not check, or is not its source's."""


class JournalError(InputError):
    """A journal that was changed, that another process writes, or that is of something else."""


class PolicyError(InputError):
    """A policy file that is no TOML, has an unknown key, or a value that no policy can have."""


class RuleError(InputError):
    """A decision rule, a machine's file or a `proof.yaml` that cannot be one."""


class ChoiceError(InputError):
    """An unknown function, generator, prover or option value."""


class UnsupportedError(LemmataError):
    """Outside the provable language; the message names the construct."""


class ToolError(LemmataError):
    """A solver or a child process is missing, crashed, or answered nonsense."""


class SandboxError(ToolError):
    """The process that runs candidate code could not be started or broke."""


class LimitError(ToolError):
    """An evaluation outgrew a bound of the tool: digits, length or depth."""


class SpentError(LimitError):
    """The budget of a search ended in the middle of a judgement, which says nothing more."""


class CertificateError(LemmataError):
    """A lemma's files are broken, or were changed after sealing."""


class GuardError(LemmataError):
    """An input outside the precondition reached a guarded lemma."""
