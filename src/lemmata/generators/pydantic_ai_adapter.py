"""The one file that speaks to models: pydantic-ai and the SDKs below it (extra ``llm``).

A provider's SDK takes seconds of CPU to import, so that of the service in hand alone is. Each
request has a client of its own, closed after it: no connection outlives a request, and retries are
the caller's, who counts what they cost. Answers are streamed: how far one is can be told, and one
that nobody waits for, or that grows past what was paid for, is broken off.
"""

import asyncio
import time
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import httpx2
from genai_prices import Usage, calc_price
from pydantic_ai import ModelRequest, ToolDefinition, exceptions
from pydantic_ai.direct import model_request_stream
from pydantic_ai.messages import (
    ModelResponse,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
    ToolCallPart,
    ToolCallPartDelta,
)
from pydantic_ai.models import ModelRequestParameters, StreamedResponse
from pydantic_ai.settings import ModelSettings

from lemmata.generators.asking import Answer, Failure, Fault, Price, Question, Service
from lemmata.generators.replies import LARGEST, SCHEMA, TOOL
from lemmata.generators.spending import input_bound
from lemmata.generators.watching import Watch

_TOOL = ToolDefinition(
    name=TOOL,
    description="The body of the function.",
    parameters_json_schema=SCHEMA,
    kind="output",
)
_ASKED = ModelRequestParameters(output_mode="tool", output_tools=[_TOOL], allow_text_output=True)


GLANCE_SECONDS = 0.05
"""How often a request looks whether anybody still waits for it."""
TELL_SECONDS = 0.25
"""How often progress is told at most."""
PIECES_A_TOKEN = 4
"""No service sends more pieces than this for one token."""


@dataclass(slots=True)
class _Seen:
    """How much of a streamed answer came: ``pieces`` of text, about a token each."""

    pieces: int = 0
    characters: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    told: float = 0.0

    def tokens(self, question: Question) -> tuple[int, int]:
        """Tokens in and out so far: as the service told them, else bounded or counted here."""
        given = self.input_tokens or input_bound(question.system, question.user)
        return given, max(self.output_tokens, self.pieces)

    def is_too_long(self, question: Question) -> bool:
        """Whether it is past every size that was asked for or would be read."""
        sure = max(self.output_tokens, self.pieces // PIECES_A_TOKEN)
        return self.characters > LARGEST or sure > question.output_tokens


@dataclass(frozen=True, slots=True)
class PydanticAi:
    """Speaks to the service through pydantic-ai."""

    service: Service

    def __post_init__(self) -> None:
        """Import the SDK now, before the clock of a search runs."""
        import_module(f"pydantic_ai.models.{self.service.provider}")

    def ask(self, question: Question, watch: Watch) -> Answer | Failure:
        """One request, ended at ``question.seconds`` whatever the service does, or by ``watch``.

        It runs an event loop, so no other may run in the calling thread.
        """
        try:
            return asyncio.run(self._asked(question, watch))
        except (exceptions.AgentRunError, exceptions.UserError) as fault:
            return _failure(fault)
        except (httpx2.HTTPError, ValueError) as fault:
            return Failure(Fault.BROKEN, _short(str(fault)))

    def price(self) -> Price | None:
        """The list price that genai-prices knows, for a provider's own address alone."""
        service = self.service
        if service.base_url:
            return None

        def priced(given: int, output: int) -> float:
            usage = Usage(input_tokens=given, output_tokens=output)
            found = calc_price(usage, service.model, provider_id=service.provider)
            return float(found.total_price)

        try:
            priced(1, 1)
        except LookupError:
            return None
        return priced

    async def _asked(self, question: Question, watch: Watch) -> Answer | Failure:
        """The answer, while somebody waits for it."""
        seen, until = _Seen(), time.monotonic() + question.seconds
        work = asyncio.ensure_future(self._streamed(question, watch, seen))
        while not work.done():
            await asyncio.wait({work}, timeout=GLANCE_SECONDS)
            is_late = time.monotonic() > until
            if not work.done() and (watch.is_over or is_late):
                work.cancel()
                await asyncio.wait({work})
                fault, reason = Fault.CALLED_OFF, "it was called off"
                if is_late:
                    fault, reason = Fault.LOST, f"no whole answer in {question.seconds:.1f} s"
                return Failure(fault, reason, so_far=seen.tokens(question))
        return work.result()

    async def _streamed(self, question: Question, watch: Watch, seen: _Seen) -> Answer:
        async with (
            _client(self.service) as client,
            model_request_stream(
                _model(self.service, client),
                [ModelRequest.user_text_prompt(question.user, instructions=question.system)],
                model_settings=ModelSettings(
                    max_tokens=question.output_tokens, request_timeout=question.seconds
                ),
                model_request_parameters=_ASKED,
            ) as stream,
        ):
            async for event in stream:
                _note(event, stream, seen)
                if seen.is_too_long(question):
                    await stream.cancel()
                    given, output = seen.tokens(question)
                    why = f"it was broken off after {seen.characters} characters, too long to read"
                    return Answer(None, "", given, output, broken_off=why)
                if time.monotonic() - seen.told > TELL_SECONDS:
                    seen.told = time.monotonic()
                    watch.tell(
                        f"{self.service.model} answers: about {seen.tokens(question)[1]} tokens"
                    )
            return _answer(stream.get())


def _note(event: object, stream: StreamedResponse, seen: _Seen) -> None:
    """Count what came."""
    usage = stream.usage
    seen.input_tokens, seen.output_tokens = usage.input_tokens, usage.output_tokens
    match event:
        case (
            PartDeltaEvent(delta=TextPartDelta(content_delta=text))
            | PartStartEvent(part=TextPart(content=text))
        ):
            piece = text
        case (
            PartDeltaEvent(delta=ToolCallPartDelta(args_delta=str() as text))
            | PartStartEvent(part=ToolCallPart(args=str() as text))
        ):
            piece = text
        case _:
            return
    seen.pieces += bool(piece)
    seen.characters += len(piece)


def _client(service: Service) -> Any:
    """The SDK's client. Another address gets our key alone, nothing of the environment's."""
    name = "AsyncAnthropic" if service.provider == "anthropic" else "AsyncOpenAI"
    given = {"base_url": service.base_url} if service.base_url else {}
    sdk = import_module(service.provider)
    client = getattr(sdk, name)(api_key=service.api_key, max_retries=0, **given)
    if service.base_url:
        for kept in ("auth_token", "organization", "project"):
            if hasattr(client, kept):
                setattr(client, kept, None)
    return client


def _model(service: Service, client: Any) -> Any:
    models = import_module(f"pydantic_ai.models.{service.provider}")
    if service.provider == "anthropic":
        provider = import_module("pydantic_ai.providers.anthropic")
        made = provider.AnthropicProvider(anthropic_client=client)
        return models.AnthropicModel(service.model, provider=made)
    if service.base_url:
        provider = import_module("pydantic_ai.providers.openai_compatible")
        made = provider.OpenAICompatibleProvider("compatible", openai_client=client)
    else:
        provider = import_module("pydantic_ai.providers.openai")
        made = provider.OpenAIProvider(openai_client=client)
    return models.OpenAIChatModel(service.model, provider=made)


def _answer(response: ModelResponse) -> Answer:
    calls = [p for p in response.parts if isinstance(p, ToolCallPart) and p.tool_name == TOOL]
    text = "".join(part.content for part in response.parts if isinstance(part, TextPart))
    arguments = calls[0].args_as_json_str() if calls else None
    usage = response.usage
    return Answer(arguments, text, usage.input_tokens, usage.output_tokens)


def _failure(fault: exceptions.AgentRunError | exceptions.UserError) -> Failure:
    """What kind of failure the library's error is; the more special ones first."""
    reason = _short(str(fault))
    match fault:
        case exceptions.ModelQuotaExceededError() | exceptions.ModelRequestRejectedError():
            return Failure(Fault.CHOICE, reason)
        case exceptions.ModelRateLimitError() | exceptions.ModelUnavailableError():
            return Failure(Fault.BUSY, reason, fault.retry_after)
        case exceptions.ModelServerError():
            return Failure(Fault.LOST, reason, fault.retry_after)
        case exceptions.ModelConnectionError(phase="connect"):
            return Failure(Fault.CHOICE, reason)
        case exceptions.ModelConnectionError() | exceptions.ModelRequestTimeout():
            return Failure(Fault.LOST, reason)
        case exceptions.UserError():
            return Failure(Fault.CHOICE, reason)
        case _:
            return Failure(Fault.BROKEN, reason)


def _short(text: str) -> str:
    return text if len(text) <= 300 else f"{text[:297]}..."
