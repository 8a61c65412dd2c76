# Every target works on a machine with Python 3.11 or newer and make; .venv is made when it is missing.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench faults clean

demo: .venv
	@$(BIN)/consult demo

.venv: .venv/.ready

.venv/.ready: pyproject.toml uv.lock
	@echo "Setting up .venv: about a minute the first time"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@UV_PROJECT_ENVIRONMENT=.venv $(BIN)/uv sync --frozen --quiet --inexact
	@touch $@
