# One command each for the three things that people do here; all of them prepare what they need.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
SHOP := .venv/.shop
ENV := .venv/.ready
# Many processes are started here: what Python has compiled once is kept, whatever the environment says.
unexport PYTHONDONTWRITEBYTECODE
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help demo test test-hard audit-lab lint format bench docs words pictures clean env browser postgres

help: ## what there is to make
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

env: $(ENV) ## the environment in .venv (uv when found, else pip)

$(SHOP): pyproject.toml
	@PYTHON=$(PYTHON) tools/make_env .
	@touch $@

$(ENV): pyproject.toml
	@PYTHON=$(PYTHON) tools/make_env '.[dev]'
	@touch $(SHOP) $@

browser: $(ENV)
	@tools/find_browser

postgres:
	@tools/find_postgres

demo: $(SHOP) ## a shop with all four models at http://127.0.0.1:8000 (PORT=…), until Ctrl-C
	@$(BIN)/python -m tools.demo --port $(PORT)

lint: $(ENV) ## style, format, types, floors
	ruff check .
	ruff format --check .
	mypy
	cd tests/stranger/loyalty && mypy --config-file pyproject.toml
	lint-imports

format: $(ENV) ## mend style and format
	ruff check --fix .
	ruff format .

test: lint browser postgres ## everything: lint, types, floors, unit, integration, browser
	pytest -n 2 --dist worksteal -m "not hard and not browser" tests
	pytest -n 2 --dist worksteal -m "browser and not hard" tests e2e

test-hard: browser ## the heavy races and kills
	pytest -n 0 -m hard tests e2e

audit-lab: browser ## every shop of the auditor's laboratory with every group of defects, clean ones five times (hours; goes on where it ended)
	$(BIN)/python -m e2e.audit_lab.cross --timed --repeat 5 --resume audit-lab.jsonl --out audit-lab.json

bench: $(ENV) ## figures as ratios to a bare reference
	$(BIN)/python -m benchmarks

words: $(ENV) ## take the texts of the code into the catalogues of messages, and compile them
	$(BIN)/python -m tools.words

docs: $(ENV) ## write the pages of docs/ that come from the code
	$(BIN)/python -m tools.docs

pictures: browser ## take the pictures of all pages in docs/ from a demo shop
	$(BIN)/python -m tools.pictures

clean: ## forget the environment and what was built
	rm -rf .venv build dist demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
