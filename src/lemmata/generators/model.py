"""The generator ``model:NAME``: a language model proposes; what it may see and spend is bounded.

``openai:…`` and ``anthropic:…`` name the service; with a base URL any other that speaks one of
their protocols. What goes to the model passes the input screen, what comes back the output screen,
and personal data and secrets of the task are placeholders in between. Every request is paid for
beforehand out of caps that hold for the whole run. This is the one generator whose proposals are
not a function of the request and seed: record a run to have it again.
"""

import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from importlib import import_module
from typing import Protocol, cast

from lemmata.contracts.attempts import Budget, Exhausted, Proposal
from lemmata.contracts.clocks import cpu_seconds
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import ChoiceError, DataError, Place
from lemmata.contracts.paying import Payments, Spent
from lemmata.contracts.verdicts import Candidate, Cost
from lemmata.generators.asking import (
    Answer,
    Asking,
    Failure,
    Fault,
    Question,
    Service,
    kept_answer,
    question_digest,
)
from lemmata.generators.prompting import again, loop_words, system_prompt, user_prompt
from lemmata.generators.protocol import Request
from lemmata.generators.registry import refuse_options
from lemmata.generators.replies import problem_of, reply_of, written
from lemmata.generators.spending import Caps, Purse, flat, input_bound, is_amount
from lemmata.generators.watching import Watch
from lemmata.screening import OUTPUT, Policy, Screened, screen_input, screen_output

ANSWERS = 3
"""Answers without a usable body, after which a request for one is given up."""
TRIES = 5
"""Requests for one answer while the service is busy."""
BACKOFF_SECONDS = 0.5
"""The first wait; each further one is twice as long."""
LONGEST_WAIT_SECONDS = 60.0
ANSWER_SECONDS = 180.0
"""The most that one answer may take."""

DEFAULT = Caps()
KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
OPTIONS = ("base_url", "tokens", "usd", "seconds", "output", "price")
CALLED_OFF = "it was called off"
GLANCE_SECONDS = 0.1
"""How often a wait looks whether anybody still waits for its end."""


class Settle(Protocol):
    """Told what a request came to, with its answer."""

    def __call__(
        self, spent: Spent, answer: Mapping[str, Json] | None, *, is_lost: bool = False
    ) -> None:
        """Once for each request."""


_CODE: Policy = replace(OUTPUT, redacts=frozenset())
"""For a body: nothing is taken out of it, as a placeholder would change its meaning."""


@dataclass(slots=True)
class _Bill:
    """What one proposal costs so far."""

    started: float
    tokens: int = 0
    usd: float = 0.0
    requests: tuple[int, ...] = ()

    def add(self, number: int, answer: Answer, usd: float) -> None:
        self.requests = (*self.requests, number) if number else self.requests
        self.tokens += answer.input_tokens + answer.output_tokens
        self.usd += usd

    @property
    def cost(self) -> Cost:
        return Cost(self.tokens, self.usd, cpu_seconds() - self.started, self.requests)


@dataclass(slots=True)
class Model:
    """Asks a model for bodies until one is Python and new, or something is spent."""

    name: str
    asking: Asking
    purse: Purse
    sleep: Callable[[float], None] = time.sleep
    _answered: bool = field(default=False)

    @property
    def is_concurrent(self) -> bool:
        """Requests go side by side, each paid for by the one purse."""
        return True

    def resumed(self, request: Request, proposals: tuple[Proposal, ...]) -> None:
        """What earlier runs spent on the task is taken out of the caps."""
        self.purse.count(request.payments, self.name)

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The model's next body.

        Raises:
            ChoiceError: key, model or address are wrong, and nothing was spent so far.
            DataError: the task's own text may not go to a model; nothing was sent.
        """
        if budget.is_spent:
            return Exhausted("the budget is spent")
        self.purse.count(request.payments, self.name)
        bill = _Bill(cpu_seconds())
        system = system_prompt(request.module, may_sketch=request.may_sketch)
        shown = screen_input(user_prompt(request), path=request.module.path)
        if shown.is_blocked:
            return self._stopped(request, shown)
        until, user, problem = self.purse.now() + budget.wall_seconds, shown.text, ""
        for _ in range(ANSWERS):
            answer = self._answer(system, user, until, bill, request)
            if isinstance(answer, str):
                return Exhausted(answer, bill.cost)
            found = self._reply(answer, request, shown)
            if isinstance(found, Candidate):
                return replace(found, cost=bill.cost)
            problem, user = found, shown.text + again(found)
        why = f"{ANSWERS} answers of the model held no usable body; of the last, {problem}"
        return Exhausted(why, bill.cost)

    def _stopped(self, request: Request, shown: Screened) -> Proposal:
        what = f"what would go to the model is stopped by the input screen: {_blocking(shown)}"
        if request.attempts:
            return Exhausted(what)
        remedy = "take it out of the file; `lemmata screen FILE` shows where it is"
        raise DataError(what, place=Place(request.module.path), remedy=remedy)

    def _reply(self, answer: Answer, request: Request, shown: Screened) -> Candidate | str:
        """The candidate that the answer holds, or what is wrong with it."""
        reply = reply_of(answer)
        if isinstance(reply, str):
            return reply
        body = written(reply, loop_words(request.module))
        # The body goes to the model again if it is wrong, so it passes both screens.
        code = "\n".join((body, *reply.helpers))
        for looked in (screen_output(f"{code}\n{reply.explanation}", _CODE), screen_input(code)):
            if looked.is_blocked:
                return f"a screen stopped it: {_blocking(looked)}"
        body = shown.vault.restore(body)
        if problem := problem_of(body):
            return problem
        helpers = tuple(shown.vault.restore(text) for text in reply.helpers)
        judged = {(one.candidate.body, one.candidate.helpers) for one in request.attempts}
        if (body, helpers) in judged:
            return "that body was judged already"
        note = shown.vault.restore(reply.explanation)[:2000]
        return Candidate(body, self.name, note=note, helpers=helpers)

    def _answer(
        self, system: str, user: str, until: float, bill: _Bill, request: Request
    ) -> Answer | str:
        """An answer that was paid for, or why there is none."""
        payments, watch = request.payments, request.watch
        given, said, asked = input_bound(system, user), "", question_digest(system, user)
        if kept := payments.kept(self.name, asked):
            return self._kept(*kept, bill)
        for turn in range(TRIES):
            if watch.is_over:
                return CALLED_OFF
            left = min(self.purse.seconds_left, until - self.purse.now(), ANSWER_SECONDS)
            most = self.purse.hold(given, left) if left > 0 else None
            if most is None:
                why = self.purse.why_empty(given) if until > self.purse.now() else "time is over"
                return f"{why}; the service said {said}" if said else why
            try:
                number = payments.owes(self.name, asked, most)
                found, seconds = self._timed(
                    Question(system, user, most.tokens - given, left), watch
                )
                if isinstance(found, Answer):
                    return self._paid(found, most, bill, number, seconds, payments)
                self._lost(found, most, bill, partial(payments.settles, number), seconds)
            finally:
                self.purse.release(most)
            said = found.reason
            if found.fault is Fault.CHOICE:
                return self._refused(said)
            if found.fault is Fault.CALLED_OFF:
                return CALLED_OFF
            if turn < TRIES - 1:
                self._wait(found, turn, until, request)
        return f"the service gave no answer in {TRIES} requests; it said {said}"

    def _lost(
        self, failure: Failure, most: Spent, bill: _Bill, settle: Settle, seconds: float
    ) -> None:
        """Count a request without an answer; of one that was called off the bill has what came."""
        is_lost = failure.fault not in (Fault.CHOICE, Fault.BUSY)
        lost = replace(most, seconds=seconds) if is_lost else Spent(seconds=seconds)
        self.purse.lose(lost)
        if failure.so_far is not None:
            price, given, output = self.purse.price, *failure.so_far
            bill.tokens += given + output
            bill.usd += price(given, output) if price else 0.0
        settle(lost, None, is_lost=is_lost)

    def _refused(self, said: str) -> str:
        if not self._answered:
            raise ChoiceError(
                f"{self.name} cannot be asked: {said}",
                remedy="check the key, the model's name and the base URL",
            )
        return f"the service refused: {said}"

    def _paid(
        self,
        answer: Answer,
        most: Spent,
        bill: _Bill,
        number: int,
        seconds: float,
        payments: Payments,
    ) -> Answer:
        self._answered = True
        told = max(0, answer.input_tokens), max(0, answer.output_tokens)
        is_told = told == (answer.input_tokens, answer.output_tokens) != (0, 0)
        answer = replace(answer, input_tokens=told[0], output_tokens=told[1])
        tokens, usd = answer.input_tokens + answer.output_tokens, self.purse.pay(answer)
        bill.add(number, answer, usd)
        spent = Spent(tokens, usd, seconds)
        if not is_told:  # no usage was told, or one that no request has
            self.purse.lose(most)
            spent = Spent(tokens + most.tokens, usd + most.usd, seconds)
        payments.settles(number, spent, {**asdict(answer), "money_usd": usd})
        return answer

    def _kept(self, number: int, kept: Mapping[str, Json], bill: _Bill) -> Answer:
        """An answer of an earlier run: the purse has counted it, this proposal's bill has not.

        Raises:
            DataError: what was kept is no answer.
        """
        answer = kept_answer(kept)
        self._answered = True
        bill.add(number, answer, answer.money_usd or 0.0)
        return answer

    def _timed(self, question: Question, watch: Watch) -> tuple[Answer | Failure, float]:
        started = self.purse.now()
        with self.purse.waiting():
            found = self.asking.ask(question, watch)
        return found, self.purse.now() - started

    def _wait(self, failure: Failure, turn: int, until: float, request: Request) -> None:
        wanted = failure.retry_after
        if wanted is None:
            wanted = BACKOFF_SECONDS * 2**turn
        left = min(self.purse.seconds_left, until - self.purse.now(), LONGEST_WAIT_SECONDS)
        wait = max(0.0, min(wanted, left))
        request.payments.waits(self.name, wait)
        request.watch.tell(f"{self.name} is busy, asked again in {wait:.0f} s")
        with self.purse.waiting():
            while wait > 0 and not request.watch.is_over:
                self.sleep(min(wait, GLANCE_SECONDS))
                wait -= GLANCE_SECONDS


def _blocking(looked: Screened) -> str:
    return next(known for known in looked.sightings if known.is_blocking).finding.message


@dataclass(frozen=True, slots=True)
class ModelFamily:
    """Models by name, as ``openai:NAME``, ``anthropic:NAME``, or any name at a base URL."""

    name: str = "model"

    def configured(self, argument: str, options: Mapping[str, str]) -> Model:
        """The model behind the colon, its caps from the options.

        Raises:
            ChoiceError: no name, no key, a bad option, or the extra ``llm`` is not installed.
        """
        refuse_options(self.name, options, OPTIONS)
        caps, price = caps_of(options), options.get("price")
        service = service_of(argument, options)
        asking = adapter(service)
        dollars = flat(*_pair(price)) if price else asking.price()
        purse = Purse(caps, dollars, time.monotonic)
        return Model(f"{self.name}:{argument}", asking, purse)


def adapter(service: Service) -> Asking:
    """Who speaks to the service.

    Raises:
        ChoiceError: the extra ``llm`` is not installed.
    """
    try:
        found = import_module("lemmata.generators.pydantic_ai_adapter")
        return cast(Asking, found.PydanticAi(service))
    except ImportError as fault:
        raise ChoiceError(
            f"models need the extra llm, which is not installed: {fault}",
            remedy='pip install "lemmata[llm]"',
        ) from fault


def service_of(argument: str, options: Mapping[str, str]) -> Service:
    """Who is asked, and with whose key: another address never gets a provider's key.

    Raises:
        ChoiceError: no name, an unknown provider without a base URL, a bad URL, no key.
    """
    url = options.get("base_url", os.environ.get("LEMMATA_BASE_URL", ""))
    provider, colon, model = argument.partition(":")
    if provider not in KEYS or not colon:
        provider, model = ("openai", argument) if url else ("", argument)
    if not model or not provider:
        raise ChoiceError(
            f"no service is named by model:{argument}",
            remedy="write model:openai:NAME or model:anthropic:NAME, or give a base URL",
        )
    if url and not re.fullmatch(r"https?://[^\s/]+\S*", url):
        raise ChoiceError(f"the base URL is {url!r}", remedy="it begins with http:// or https://")
    variable = "LEMMATA_API_KEY" if url else KEYS[provider]
    key = os.environ.get(variable, "")
    if not key and not url:
        raise ChoiceError(
            f"there is no key for {provider}", remedy=f"set {variable}, or give a base URL"
        )
    return Service(provider, model, key or "none", url)


def caps_of(options: Mapping[str, str]) -> Caps:
    """The caps that the options name.

    Raises:
        ChoiceError: a value that is no amount.
    """
    return Caps(
        int(_amount(options, "tokens", DEFAULT.tokens)),
        _amount(options, "usd", 0.0) if "usd" in options else None,
        _amount(options, "seconds", DEFAULT.seconds),
        int(_amount(options, "output", DEFAULT.output)),
    )


def _amount(options: Mapping[str, str], name: str, otherwise: float) -> float:
    if name not in options:
        return otherwise
    try:
        value = float(options[name])
    except ValueError:
        value = -1.0
    if not is_amount(value):
        raise ChoiceError(
            f"option {name} is {options[name]!r}", remedy="give a number that is not negative"
        )
    return value


def _pair(text: str) -> tuple[float, float]:
    parts = text.split("/")
    try:
        given, output = (float(part) for part in parts)
    except ValueError:
        given = output = -1.0
    if not is_amount(given) or not is_amount(output):
        raise ChoiceError(
            f"option price is {text!r}", remedy="give IN/OUT in dollars a million tokens"
        )
    return given, output


FAMILY = ModelFamily()

__all__ = ["FAMILY", "Model", "ModelFamily"]
