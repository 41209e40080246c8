# povtrack: `make run` to try it, `make test` to check it, `make help` for the rest.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test coverage lint format bench evaluate readings pictures messages migrations clean dev

# The newest pins are tested on 3.11 and 3.12; where none of these is new enough, the bootstrap says so of python3.
PYTHON ?= $(or $(shell for python in python3 python3.12 python3.11 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done),python3)
PY := .venv/bin/python

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Start povtrack with sample data at http://127.0.0.1:8000/ (PORT=8001 for another port)
	@command -v $(PYTHON) >/dev/null || { echo "povtrack needs Python 3.11 or newer; there is no $(PYTHON)." >&2; exit 1; }
	@$(PYTHON) tools/bootstrap.py requirements.txt
	@exec $(PY) -m povtrack.launcher

test: dev ## Check everything: lint, then all tests on SQLite and on PostgreSQL
	@$(PY) tools/system_packages.py
	@$(MAKE) --no-print-directory lint
	@$(PY) tools/run_tests.py

coverage: dev ## How much of directives/ the tests cover, branches counted: 90 % at least
	@$(PY) tools/run_tests.py --coverage

lint: dev ## Style, types, layers, missing migrations, translations
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy directives povtrack tools
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	DJANGO_SETTINGS_MODULE=tests.settings $(PY) manage.py makemigrations --check --dry-run
	$(PY) tools/check_translations.py

format: dev ## Put the code into its standard form
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: dev ## Measure: every module of benchmarks/ prints its table
	@for file in benchmarks/bench_*.py; do echo "== $$file"; $(PY) -m benchmarks.$$(basename $$file .py) || exit 1; done

evaluate: dev ## How well the reader reads: precision and recall on seeds/ (and on more where present)
	@$(PY) manage.py evaluate

readings: dev ## Write docs/readings/: the reading of five samples beside their source
	@$(PY) tools/write_readings.py

pictures: dev ## Take the pictures of docs/ anew, in both languages
	POVTRACK_SCREENSHOTS=docs/images $(PY) -m pytest tests/browser/test_journey.py tests/browser/test_guide.py tests/browser/test_county_month.py

messages: dev ## Collect strings to translate and compile the translations (needs gettext)
	$(PY) manage.py makemessages --locale=zh_Hans --no-obsolete --no-wrap --ignore=.venv --ignore=var --ignore=tests --ignore=seeds --ignore=benchmarks
	$(PY) manage.py compilemessages --ignore=.venv

migrations: dev ## Write migrations for changed models
	$(PY) manage.py makemigrations

clean: ## Remove .venv, caches and coverage; the data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

dev:
	@command -v $(PYTHON) >/dev/null || { echo "povtrack needs Python 3.11 or newer; there is no $(PYTHON)." >&2; exit 1; }
	@$(PYTHON) tools/bootstrap.py requirements-dev.txt
