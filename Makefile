# Every target works on a machine with Python 3.11 or newer and make; .venv is made when it is missing.
PYTHON ?= python3
BIN := .venv/bin
QUICK := not fault and not ci_fault and not browser and not walk
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard consult/translations/*/LC_MESSAGES/*.po))

.PHONY: demo test pages coverage check bench resilience faults texts sbom translations clean

demo: .venv translations
	@$(BIN)/consult demo

.venv: .venv/.ready

.venv/.ready: pyproject.toml uv.lock
	@echo "Setting up .venv: about a minute the first time"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 UV_PROJECT_ENVIRONMENT=.venv $(BIN)/uv sync --frozen --quiet --inexact --compile-bytecode
	@$(BIN)/python -m compileall -q consult >/dev/null
	@touch $@

translations: $(CATALOGUES)

%.mo: %.po | .venv
	@$(BIN)/pybabel -q compile -i $< -o $@

test: .venv translations
	@$(BIN)/pytest -m "$(QUICK)" -n 2 --dist loadfile --no-loadscope-reorder

# Everything that opens a real browser or walks page after page: stories by keyboard and without
# scripts, the capture desk without a network, what axe finds, sideways scroll, hostile strings.
pages: .venv translations
	@$(BIN)/pytest -m "(browser or walk) and not fault and not ci_fault" -n 2 --dist loadfile --no-loadscope-reorder

# The same with branches counted; a third slower.
coverage: .venv translations
	@$(BIN)/pytest -m "$(QUICK)" -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered

check: .venv translations
	@$(BIN)/uv lock --check --offline --quiet
	@$(BIN)/ruff check consult tests migrations deploy wsgi.py
	@$(BIN)/ruff format --check consult tests migrations deploy wsgi.py
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/python -m tests.house.catalogues

bench: .venv translations
	@$(BIN)/python -m tests.benchmarks

# Faults that any machine can bring about: full disks, restarts, wrong clocks, crashes, silent mail.
resilience: .venv translations
	@$(BIN)/pytest -m "ci_fault" -n 2 --dist loadfile --no-loadscope-reorder -rPs

# Those that need root or minutes: power cuts, slow clients, many kills.
faults: .venv translations
	@$(BIN)/pytest -m "fault" -n 0 -rA

# Takes new texts of sources and templates into the catalogues and names what waits for translation.
texts: .venv
	@$(BIN)/python -m tests.house.catalogues --update

# What is installed, with versions and sums, as CycloneDX.
SBOM ?= sbom.cdx.json
sbom: .venv
	@$(BIN)/uv export --frozen --no-dev --offline --quiet --preview-features sbom-export --format cyclonedx1.5 >$(SBOM)

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
