# `make` lists the targets. Python 3.11 or newer is all that a computer needs for `make run`.

PORT ?= 8000
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
# What production settings insist on, for checks that serve nobody.
PRODUCTION := DJANGO_SETTINGS_MODULE=cms.settings.production DATABASE_URL=sqlite:///:memory: \
	SECRET_KEY=a-key-for-checks-that-signs-nothing-but-is-long-and-varied-enough-0123456789 \
	AUDIT_KEYS=another-key-for-checks-that-signs-nothing ALLOWED_HOSTS=fgw.example.gov.cn \
	SITE_URL=https://fgw.example.gov.cn MEDIA_ROOT=/tmp
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-header --annotation-style=line --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help run dev worker test lint format photographs bench relevance manual system tools lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/runtime.stamp ## Serve the portal with demonstration content on SQLite (PORT=8000)
	@$(BIN)/python deploy/demonstrate.py $(PORT)

dev: $(VENV)/dev.stamp ## The same, and start anew whenever the code changes
	@$(BIN)/python deploy/demonstrate.py --reload $(PORT)

worker: $(VENV)/runtime.stamp ## Carry out the deliveries to the channels until stopped
	@$(BIN)/python manage.py deliver

test: lint tools ## Lint, then all tests on real servers that this starts (ARGS="-k name" for some)
	@ES_JAVA_OPTS=-XX:TieredStopAtLevel=1 $(BIN)/python -m tests.servers -- bash tests/passes.sh $(ARGS)

lint: $(VENV)/dev.stamp ## Style, types, import rules, templates, migrations, deployment settings
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint --lint --quiet templates
	@DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	@$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(VENV)/dev.stamp ## Rewrite the code in the project's style
	@$(BIN)/ruff check --fix-only
	@$(BIN)/ruff format

bench: $(VENV)/dev.stamp system ## Measure speed on real servers that this starts
	@$(BIN)/python -m tests.servers -- $(BIN)/python -m tests.bench $(ARGS)

relevance: $(VENV)/dev.stamp system ## Measure how well search answers on PostgreSQL, Elasticsearch and SQLite
	@$(BIN)/python -m tests.servers -- $(BIN)/python -m tests.relevance $(ARGS)
	@env -u DATABASE_URL -u ELASTICSEARCH_URL $(BIN)/python -m tests.relevance $(ARGS)

photographs: $(VENV)/dev.stamp system ## Photograph every template into var/photographs (ARGS=--accept renews the references)
	@$(BIN)/python -m tests.website.photographs $(ARGS)

manual: $(VENV)/dev.stamp system ## Photograph the administration for the editors' manual, into docs/images/editors
	@$(BIN)/python -m tests.editorial.manual

system: ## Install what the tests need from the system's packages, where it is missing
	@sh tests/system.sh

tools: $(VENV)/dev.stamp system ## Fetch what the servers of the tests need
	@$(BIN)/python -m tests.tools elasticsearch

lock: $(VENV)/dev.stamp ## Write deploy/*.lock anew from pyproject.toml (ARGS=--upgrade for newer versions)
	@$(COMPILE) $(ARGS) --output-file deploy/requirements.lock pyproject.toml
	@$(COMPILE) $(ARGS) --extra dev --constraint deploy/requirements.lock --output-file deploy/requirements-dev.lock pyproject.toml

clean: ## Delete what make and the portal have made, the demonstration's data too
	@rm -rf $(VENV) .cache var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/runtime.stamp: deploy/requirements.lock | $(BIN)/python
	@echo "Installing the requirements"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement deploy/requirements.lock
	@touch $@

# The development lock holds the runtime lock, in the same versions.
$(VENV)/dev.stamp: deploy/requirements-dev.lock | $(BIN)/python
	@echo "Installing the development requirements"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement deploy/requirements-dev.lock
	@touch $(VENV)/runtime.stamp $@
