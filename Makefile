# Both commands do all of their own set-up on a machine with Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test check-code template pictures bench rules clean

help:
	@echo "make demo     build everything and run the whole way, into pars-demo/"
	@echo "make test     install what the tests need and run them all"

$(BIN)/python:
	.ci/venv $(PYTHON) $(VENV)

$(VENV)/.run: $(BIN)/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(VENV)/.bench: $(VENV)/.dev pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	@touch $@

demo: $(VENV)/.run
	$(BIN)/pars demo pars-demo

test: $(VENV)/.dev
	.ci/libreoffice
	.ci/gnumeric
	.ci/openxml $(VENV)/openxml
	$(MAKE) check-code
	$(BIN)/pytest -n 2

check-code: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The template that the repository carries, built anew.
template: $(VENV)/.run
	$(BIN)/python -m generator.template

# The pictures of the README, drawn by LibreOffice.
pictures: $(VENV)/.dev
	.ci/libreoffice
	$(BIN)/python -m tests.bench.pictures docs/pictures

# How fast workbooks are checked and exported beside other programs, and followed in LibreOffice: docs/performance.md.
# A quick look: make bench SIZES="1000". After a stop: make bench RESUME=--resume.
SIZES ?= 1000 10000 50000
bench: $(VENV)/.bench
	.ci/libreoffice
	$(BIN)/python -m tests.bench.speed --sizes $(SIZES) $(RESUME)

# docs/rules.md, made from the rules.
rules: $(VENV)/.run
	$(BIN)/pars rules > docs/rules.md

clean:
	rm -rf $(VENV) pars-demo build dist
