"""Results as the commands print them, with everything in them that a report can show."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any, cast

from lemmata.report import Results

FOUND = {
    "arguments": {"low": 1, "name": "a"},
    "violated": "low <= result",
    "line": 4,
    "expected": "5",
    "observed": 7,
    "python": {"arguments": {"low": "1", "name": "'a'"}, "observed": "7"},
}
BLOCKED = {
    "obligation": "postcondition-1-path-1",
    "kind": "postcondition",
    "text": "low <= result",
    "line": 4,
    "error": None,
    "state": {"low": 3},
    "python": {"low": "3"},
    "is_counterexample": False,
    "solvers": {"z3": "says sat", "cvc5": "says unknown"},
}
FINDING = {
    "rule": "import",
    "severity": "error",
    "path": "t.py",
    "line": 3,
    "message": "imports os",
    "requirement": "drop the import",
    "near_miss": "import math",
    "counterexample": None,
}
DIGEST = "ab" * 32


def attempt(number: int, verdict: str, stages: int, **more: Any) -> Any:
    """One judged candidate."""
    return {
        "number": number,
        "body": f"value = {number}\nreturn value",
        "verdict": verdict,
        "distance": {
            "stages_left": stages,
            "conjuncts_unproved": 1 if stages else 0,
            "examples_failed": 0,
            "failing_input": None,
            "size": 9 - number,
        },
        "reason": None,
        "note": "thinking aloud",
        "generator": "model:m",
        "helpers": ["def half(n: int) -> int:\n    return n // 2"],
        "base": 0,
        "wanted": "body",
        "cost": {"tokens": 120, "money_usd": 0.0012, "cpu_seconds": 0.01},
        "seconds": 0.2,
        "findings": [],
        "counterexample": None,
        "blocked": None,
        **more,
    }


def obligation(name: str, error: str | None) -> dict[str, Any]:
    """One obligation that both solvers answered."""
    return {
        "name": name,
        "kind": "postcondition",
        "text": "low <= result",
        "line": 4,
        "error": error,
        "z3": "unsat",
        "cvc5": "unknown",
        "seconds": {"z3": 0.01, "cvc5": None},
    }


PROVED: dict[str, Any] = {
    "file": "t.py",
    "function": "after",
    "verdict": "proved",
    "assurance": "two-solvers",
    "method": "smt",
    "seconds": 0.5,
    "counterexample": None,
    "blocked": None,
    "reason": None,
    "assumptions": ["asserts are on"],
    "notes": ["a note"],
    "cached": False,
    "stability": None,
    "tested": None,
    "certificate": "out/after.lemma",
    "repro": None,
    "task": {
        "text": "@ensure(lambda low, result: low <= result)\ndef after(low: int): ...\n",
        "cut": 3,
        "line": 5,
        "summary": "The next.",
        "parameters": [{"name": "low", "type": "int"}],
        "returns": "int",
        "requires": [{"text": "low > 0", "line": 3}],
        "ensures": [{"text": "low <= result", "line": 4}],
        "raises": ["ValueError"],
        "examples": [{"arguments": {"low": "1"}, "expected": "2", "line": 7}],
    },
    "proof": {
        "functions": [
            {
                "function": "after",
                "method": "smt",
                "assurance": "two-solvers",
                "inputs": None,
                "examples": 1,
                "assumed": ["below", "sealed"],
                "hints": [
                    {
                        "function": "after",
                        "loops": [{"number": 1, "invariants": ["i >= 0"], "measures": ["n - i"]}],
                        "decreases": ["n"],
                    }
                ],
                "obligations": [obligation("one", None), obligation("two", "IndexError")],
            },
            {
                "function": "below",
                "method": "exhaustive",
                "assurance": "exhaustive",
                "inputs": 8,
                "examples": 0,
                "assumed": [],
                "hints": [],
                "obligations": [],
            },
        ],
        "lemmas": [
            {
                "module": "lib",
                "function": "sealed",
                "assurance": "one-solver",
                "manifest": DIGEST,
                "through": [],
            }
        ],
    },
    "sealed": {
        "format": 1,
        "lemmata": "0.1.0",
        "encoder": "2",
        "source": DIGEST,
        "prelude": DIGEST,
        "versions": {"z3": "5"},
        "limits": {"z3_rlimit": 3000000.0},
        "manifest": DIGEST,
        "files": 9,
        "obligations": 2,
        "proofs": 1,
        "functions": [{"name": "after", "digest": DIGEST, "contract": DIGEST}],
        "components": [{"module": "lib", "function": "sealed", "manifest": DIGEST}],
        "gates": [],
    },
    "body": "return low + 1",
    "generator": "model:m",
    "attempts": 4,
    "tokens": 480,
    "money_usd": 0.0048,
    "review": [
        {
            "rule": "underspecified",
            "severity": "note",
            "line": 4,
            "message": "two outputs",
            "remedy": "say which",
            "arguments": {"low": 1},
            "outputs": [1, 2],
        }
    ],
    "history": [
        attempt(1, "unsupported", 3, findings=[FINDING], reason="the security gate: imports os"),
        attempt(2, "refuted", 2, counterexample=FOUND),
        attempt(3, "unknown", 1, blocked=BLOCKED, base=2, wanted="proof help"),
        attempt(4, "proved", 0, base=3),
    ],
    "gates": [
        {
            "gate": "security",
            "outcome": "passed",
            "findings": [{**FINDING, "severity": "note"}],
            "scores": [
                {
                    "field": "total",
                    "split": "held-out",
                    "right": 9,
                    "rows": 10,
                    "share": 0.9,
                    "low": 0.6,
                    "high": 0.98,
                    "threshold": 0.8,
                }
            ],
            "notes": ["as asked"],
            "tools": {"python": "3.11"},
            "rules": DIGEST,
            "cpu_seconds": 0.01,
        }
    ],
    "ledger": {
        "generator": "model:m",
        "attempts": 4,
        "tokens": 480,
        "money_usd": 0.0048,
        "cpu_seconds": 0.5,
        "created": "2026-01-02T03:04:05+00:00",
        "runs": 2,
        "lost_tokens": 50,
        "lost_usd": 0.5,
        "parts": [{"generator": "model:m", "tokens": 480, "money_usd": 0.0048, "cpu_seconds": 0.1}],
    },
    "journal": None,
    "budget": {"attempts": 8, "cpu_seconds": 5.0, "wall_seconds": 20.0},
}
UNKNOWN = {
    **PROVED,
    "function": "other",
    "verdict": "unknown",
    "assurance": None,
    "reason": "not sure",
    "tested": {"examples": 1, "generated": 9, "golden": 2, "lemma": "out/other.lemma"},
    "blocked": BLOCKED,
    "proof": None,
    "sealed": None,
    "certificate": None,
    "assumptions": [],
    "gates": [],
}
UNMEETABLE = {
    **UNKNOWN,
    "function": "never",
    "verdict": "refuted",
    "method": "search",
    "counterexample": {**FOUND, "error": "no output satisfies the contract"},
    "blocked": None,
    "history": [],
}


def sample(change: Callable[[str], str] = str) -> Results:
    """Results in which every text that somebody else wrote went through ``change``."""
    fault = {"error": "FileError", "message": "gone", "path": "x.py", "line": 2, "remedy": "look"}
    body = {
        "version": 2,
        "results": [PROVED, UNKNOWN, UNMEETABLE],
        "errors": [fault],
        "notes": ["one note"],
    }
    return cast(Results, _changed(deepcopy(body), change, ""))


KEPT = frozenset(
    {"verdict", "outcome", "severity", "method", "wanted", "z3", "cvc5", "cpu_seconds"}
)
"""Fields whose words are ours, and decide what is drawn."""


def _changed(value: Any, change: Callable[[str], str], name: str) -> Any:
    if isinstance(value, dict):
        return {key: _changed(held, change, key) for key, held in value.items()}
    if isinstance(value, list):
        return [_changed(held, change, name) for held in value]
    if isinstance(value, str) and name not in KEPT:
        return change(value)
    return value


def as_json(results: Results) -> str:
    """The text that a command prints."""
    return json.dumps(results, ensure_ascii=False)
