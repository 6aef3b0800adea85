# Both commands do all of their own set-up on a machine with Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test check-code fuzz mutants lock lock-newest lowest licenses template site boards guide pictures bench rules clean

help:
	@echo "make demo     build everything and run the whole way, into pars-demo/"
	@echo "make test     install what the tests need and run them all"

PIP := $(BIN)/pip --quiet --disable-pip-version-check

$(BIN)/python:
	.ci/venv $(PYTHON) $(VENV)

# Only the locked versions, and only files that the lock knows.
$(VENV)/.run: $(BIN)/python .ci/run.lock pyproject.toml
	$(PIP) install --require-hashes --requirement .ci/run.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.%: .ci/%.lock $(VENV)/.run
	$(PIP) install --require-hashes --requirement $<
	@touch $@

demo: $(VENV)/.run
	$(BIN)/pars demo pars-demo

# The hundreds of commands that tests start read compiled modules, as on a user's machine.
unexport PYTHONDONTWRITEBYTECODE

test: $(VENV)/.dev $(VENV)/.site
	.ci/libreoffice
	.ci/gnumeric
	.ci/chromium
	.ci/openxml $(VENV)/openxml
	$(MAKE) check-code
	$(BIN)/pytest -n 3 --dist worksteal

check-code: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Long runs of the tests that try random and hostile input, and of the fuzzers under tests/hostile.
fuzz: $(VENV)/.dev $(VENV)/.fuzz
	.ci/fuzz $(BIN)

# .ci/*.lock as pyproject.toml has it now, with what still fits left alone; or with the newest of everything that it allows.
lock: $(VENV)/.dev
	.ci/lock $(BIN)
lock-newest: $(VENV)/.dev
	.ci/lock $(BIN) --upgrade

# The oldest versions that pyproject.toml allows, and the tests of reading, checking and writing with them.
lowest: $(VENV)/.dev
	.ci/lowest $(PYTHON) $(VENV)

# docs/licenses.md, made from what is installed.
licenses: $(VENV)/.dev
	$(BIN)/python -m tests.bench.licenses > docs/licenses.md

# The template that the repository carries, built anew.
template: $(VENV)/.run
	$(BIN)/python -m generator.template

# The guide as a folder of web pages with a search, in build/site; any warning ends it.
site: $(VENV)/.site
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

# docs/boards.md, made from the lists of the newest catalog.
boards: $(VENV)/.dev
	$(BIN)/python -m tests.bench.boards > docs/boards.md

# The pictures of README and guide, drawn by LibreOffice and Chromium.
pictures: $(VENV)/.dev
	.ci/libreoffice
	.ci/chromium
	.ci/window $(VENV)/window
	$(BIN)/python -m tests.bench.pictures docs/pictures

# How fast workbooks are checked and exported beside other programs, and followed in LibreOffice: docs/performance.md.
# A quick look: make bench SIZES="1000". After a stop: make bench RESUME=--resume.
SIZES ?= 1000 10000 50000
bench: $(VENV)/.dev $(VENV)/.bench
	.ci/libreoffice
	$(BIN)/python -m tests.bench.speed --sizes $(SIZES) $(RESUME)

# Single faults, one at a time: would the tests notice? Writes the table in docs/testing.md. COUNT: how many, SEED: which.
COUNT ?= 300
SEED ?= 1
mutants: $(VENV)/.dev
	.ci/libreoffice
	.ci/gnumeric
	$(BIN)/python -m tests.mutants --count $(COUNT) --seed $(SEED)

# docs/rules.md, made from the rules.
rules: $(VENV)/.run
	$(BIN)/pars rules > docs/rules.md

# docs/handout.md, the guide that pars handout writes as PDF.
guide: $(VENV)/.run
	$(BIN)/python -m generator.handout > docs/handout.md

clean:
	rm -rf $(VENV) pars-demo build dist
