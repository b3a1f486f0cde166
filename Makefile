# `make demo` sets up and runs the main job; `make test` sets up and runs everything CI runs.
# Both need Python 3.11 or newer and make, nothing else.

PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

.PHONY: help setup demo test lint format bench golden lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

setup: ## make .venv with the package and what its tests need; quick when up to date
	@$(PYTHON) scripts/setup.py

demo: setup ## compile, prove, refute, seal, check and run the examples; prints a table
	@$(BIN)/python scripts/demo.py

test: lint ## everything that CI runs: lint, types, arrows, tests with branch coverage
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered

lint: setup ## ruff, mypy and import-linter
	$(BIN)/ruff check -q
	$(BIN)/ruff format -q --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: setup ## let ruff rewrite what it can
	$(BIN)/ruff check -q --fix
	$(BIN)/ruff format -q

bench: setup ## benchmarks; each prints JSON
	@for file in benchmarks/[a-z]*.py; do $(BIN)/python "$$file"; done

golden: setup ## write examples/golden.json anew, after a change that is meant
	$(BIN)/python -m tests.examples.golden

lock: setup ## pin again what pyproject.toml asks for; the locks hold no registry's address
	$(BIN)/python scripts/lock.py

clean: ## remove what make made
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage
