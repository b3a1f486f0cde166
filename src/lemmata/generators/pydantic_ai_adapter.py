"""The one file that speaks to models: pydantic-ai and the SDKs below it (extra ``llm``).

A provider's SDK takes seconds of CPU to import, so that of the service in hand alone is. Each
request has a client of its own, closed after it: no connection outlives a request, and retries are
the caller's, who counts what they cost.
"""

import asyncio
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import httpx2
from genai_prices import Usage, calc_price
from pydantic_ai import ModelRequest, ToolDefinition, exceptions
from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.settings import ModelSettings

from lemmata.generators.asking import Answer, Failure, Fault, Price, Question, Service
from lemmata.generators.replies import SCHEMA, TOOL

_TOOL = ToolDefinition(
    name=TOOL,
    description="The body of the function.",
    parameters_json_schema=SCHEMA,
    kind="output",
)
_ASKED = ModelRequestParameters(output_mode="tool", output_tools=[_TOOL], allow_text_output=True)


@dataclass(frozen=True, slots=True)
class PydanticAi:
    """Speaks to the service through pydantic-ai."""

    service: Service

    def __post_init__(self) -> None:
        """Import the SDK now, before the clock of a search runs."""
        import_module(f"pydantic_ai.models.{self.service.provider}")

    def ask(self, question: Question) -> Answer | Failure:
        """One request, ended at ``question.seconds`` whatever the service does.

        It runs an event loop, so no other may run in the calling thread.
        """
        try:
            return asyncio.run(self._asked(question))
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

    async def _asked(self, question: Question) -> Answer:
        async with _client(self.service) as client:
            response = await model_request(
                _model(self.service, client),
                [ModelRequest.user_text_prompt(question.user, instructions=question.system)],
                model_settings=ModelSettings(
                    max_tokens=question.output_tokens, request_timeout=question.seconds
                ),
                model_request_parameters=_ASKED,
            )
        return _answer(response)


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
