# Every target works on a machine with Python 3.11 or newer and make; .venv is made when it is missing.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench faults texts translations clean

demo: .venv
	@$(BIN)/consult demo

.venv: .venv/.ready

.venv/.ready: pyproject.toml uv.lock
	@echo "Setting up .venv: about a minute the first time"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@UV_PROJECT_ENVIRONMENT=.venv $(BIN)/uv sync --frozen --quiet --inexact --compile-bytecode
	@$(BIN)/python -m compileall -q consult >/dev/null
	@touch $@

translations: .venv
	@$(BIN)/pybabel -q compile -d consult/translations 2>/dev/null

test: .venv translations
	@$(BIN)/pytest --cov --cov-report=term:skip-covered -n 2 --dist loadfile

check: .venv translations
	@$(BIN)/ruff check consult tests migrations wsgi.py
	@$(BIN)/ruff format --check consult tests migrations wsgi.py
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/python -m tests.house.catalogues

bench: .venv
	@$(BIN)/python -m tests.benchmarks

faults: .venv
	@$(BIN)/pytest tests/faults -m "fault" -n 0

# Collects the texts of sources and templates into the catalogues; new ones wait for translation.
texts: .venv
	@$(BIN)/pybabel -q extract -F pyproject.toml -k _l -k lazy_gettext -k ngettext:1,2 --sort-output --no-location --omit-header -o /tmp/consult-messages.pot .
	@for language in kk ru en; do $(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --omit-header -l $$language -i /tmp/consult-messages.pot -d consult/translations || exit 1; done

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
