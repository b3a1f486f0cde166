"""Ten rules as public coding agents have them: retry, compaction, tool limits, model fallback.

Each looks right by itself. Together they do interact: `lemmata rules conflicts` shows where.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from icontract import require


class Finish(Enum):
    """Why the last answer ended."""

    STOP = "stop"
    LENGTH = "length"
    TOOL_USE = "tool_use"
    FILTERED = "filtered"
    OVERLOADED = "overloaded"


class Model(Enum):
    """Who is asked."""

    SMALL = "small"
    LARGE = "large"
    FALLBACK = "fallback"


class Action(Enum):
    """What happens next."""

    RETRY = "retry"
    COMPACT = "compact"
    STOP = "stop"


@dataclass(frozen=True)
class Request:
    """The state of a run between two answers."""

    finish: Finish
    model: Model
    thinking: bool
    max_tokens: Literal[1024, 4096, 16384]
    context_percent: int
    attempts: int
    tool_calls: int
    compacted: bool
    tools: Literal["on", "off"]


@dataclass(frozen=True)
class Change:
    """What a rule writes; None leaves a field as it is."""

    action: Action | None = None
    model: Model | None = None
    thinking: bool | None = None
    max_tokens: Literal[1024, 4096, 16384] | None = None
    context_percent: int | None = None
    attempts: int | None = None
    compacted: bool | None = None
    tools: Literal["on", "off"] | None = None


def finite(request: Request) -> bool:
    """What every counter is known to stay within."""
    return (
        0 <= request.context_percent <= 100
        and 0 <= request.attempts <= 5
        and 0 <= request.tool_calls <= 60
    )


@require(lambda request: finite(request))
def retry_truncated(request: Request) -> Change | None:
    """An answer that was cut off: think, and allow four times the tokens."""
    if request.finish is Finish.LENGTH and request.attempts < 5:
        tokens: Literal[1024, 4096, 16384] = 4096 if request.max_tokens == 1024 else 16384
        return Change(
            action=Action.RETRY, thinking=True, max_tokens=tokens, attempts=request.attempts + 1
        )
    return None


@require(lambda request: finite(request))
def retry_overloaded(request: Request) -> Change | None:
    """A service that is overloaded is asked again. Nobody counts how often."""
    return Change(action=Action.RETRY) if request.finish is Finish.OVERLOADED else None


@require(lambda request: finite(request))
def fall_back(request: Request) -> Change | None:
    """After three attempts at an overloaded service, the other model."""
    if request.finish is Finish.OVERLOADED and request.attempts >= 3:
        other = Model.SMALL if request.model is Model.FALLBACK else Model.FALLBACK
        return Change(model=other, thinking=False)
    return None


@require(lambda request: finite(request))
def large_model_after_failures(request: Request) -> Change | None:
    """After four attempts, the large model, thinking."""
    if request.attempts >= 4 and request.model is not Model.LARGE:
        return Change(model=Model.LARGE, thinking=True)
    return None


@require(lambda request: finite(request))
def compact_context(request: Request) -> Change | None:
    """A context that is nearly full is compacted, once."""
    if request.context_percent > 80 and not request.compacted:
        return Change(action=Action.COMPACT, context_percent=30, compacted=True)
    return None


@require(lambda request: finite(request))
def large_model_for_long_context(request: Request) -> Change | None:
    """What is still too long goes to the model with the largest context."""
    if request.context_percent > 90 and not request.compacted:
        return Change(model=Model.LARGE)
    return None


@require(lambda request: finite(request))
def tool_limit(request: Request) -> Change | None:
    """After 40 calls of tools, no more of them: the agent has to answer."""
    if request.tool_calls >= 40 and request.finish is Finish.TOOL_USE:
        return Change(action=Action.STOP, tools="off")
    return None


@require(lambda request: finite(request))
def hard_tool_limit(request: Request) -> Change | None:
    """After 50 calls, none in any case."""
    if request.tool_calls >= 50 and request.finish is Finish.TOOL_USE:
        return Change(tools="off")
    return None


@require(lambda request: finite(request))
def thinking_needs_tokens(request: Request) -> Change | None:
    """Thinking with few tokens leaves none for the answer."""
    if request.thinking and request.max_tokens == 1024:
        return Change(max_tokens=4096)
    return None


@require(lambda request: finite(request))
def stop_when_filtered(request: Request) -> Change | None:
    """What a filter withheld is not asked for again, and the context is given up."""
    if request.finish is Finish.FILTERED or request.attempts == 5:
        return Change(action=Action.STOP)
    return None
