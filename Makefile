# Everything a person or a machine does with this copy. Set-up stays inside .venv and node_modules.
SHELL := /bin/bash
PY := .venv/bin/python
MANAGE := $(PY) manage.py
TEST_VAR := $(or $(VAR_DIR),var/test)
PYTEST := VAR_DIR=$(TEST_VAR) $(PY) -m pytest
DEMO ?= 1
# Ten processes make a running portal: each would compile every module anew where Python is told to keep none.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: install run test soak check bench clean fix

install: .venv/.installed node_modules/.installed assets  ## the set-up alone
	@$(PY) -m retention_portal.local.packages pango

.venv/.installed: pyproject.toml uv.lock
	@command -v python3 >/dev/null || { echo "Python 3.11 or later is missing. On Debian: apt-get install python3 python3-venv"; exit 1; }
	@test -x $(PY) || python3 -m venv .venv || { echo "The venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@test -x .venv/bin/uv || .venv/bin/pip install --quiet uv
	VIRTUAL_ENV=.venv .venv/bin/uv sync --locked --compile-bytecode --quiet
	@touch $@

node_modules/.installed: package.json package-lock.json
	@command -v npm >/dev/null || { echo "Node 20 with npm is missing. On Debian: apt-get install nodejs npm"; exit 1; }
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: assets
assets: .venv/.installed node_modules/.installed
	@$(PY) -m retention_portal.local.assets

run: install  ## set-up, then everything; Ctrl-C stops it all
	@DEMO=$(DEMO) exec $(MANAGE) run_portal

test: install  ## every test that is not marked soak
	@$(PY) -m retention_portal.local.packages chromium
	$(PYTEST) -n 2 --dist loadgroup -m "not soak"

soak: install  ## kill, restore, load, full crawls
	@$(PY) -m retention_portal.local.packages chromium
	$(PYTEST) -n 0 -m soak

check: install  ## lock, format, lint, types, imports, migrations, templates, generated documents
	.venv/bin/uv lock --check --quiet
	.venv/bin/ruff format --check --quiet .
	.venv/bin/ruff check --quiet .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	VAR_DIR=$(TEST_VAR) $(MANAGE) makemigrations --check --dry-run
	VAR_DIR=$(TEST_VAR) $(MANAGE) check_templates
	VAR_DIR=$(TEST_VAR) $(MANAGE) generate_docs --check
	@echo "check: all is well"

fix: install  ## let the tools mend what they can
	.venv/bin/ruff format --quiet .
	.venv/bin/ruff check --quiet --fix .
	$(MANAGE) generate_docs

bench: install  ## measure; table on screen and var/bench.json
	$(MANAGE) bench

clean:  ## forget the data, the set-up and what was built
	rm -rf var .venv node_modules static/build static/collected .mypy_cache .ruff_cache .pytest_cache .hypothesis
