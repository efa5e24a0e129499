# Every target works as the first command in a fresh clone.
PYTHON ?= python3
JOBS ?= 2
ARGS ?=

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
INSTALL := $(PYTHON) requirements/install.py
# Hundreds of processes are started, each of which would compile all of it anew.
unexport PYTHONDONTWRITEBYTECODE
# A half of the tests for each of two, so that what a file makes once is made once; who is done first takes over from the other.
PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(ARGS)

.DEFAULT_GOAL := help
.PHONY: help run test prove check lint example screenshots dictionary messages pins install-run install-test clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

run: example ## builds the example project and opens the window on it
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$(OS)" = Windows_NT ] || [ "$$(uname)" = Darwin ]; then \
	  $(BIN)/taphos open example/example.taphos; \
	else \
	  echo "There is no display here, so no window: the example's GeoPackage, maps and a picture of the window are in example/"; \
	fi

test: install-test ## runs every test at small counts
	$(PYTEST)

prove: install-test ## runs every test at the counts of the issues and prints what each proved
	TAPHOS_PROVE=1 $(PYTEST) --timeout 3600

check: lint ## what CI runs: lint and test
	$(PYTEST)

lint: install-test ## lint, strict types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Built beside and moved into place whole: what is in example/ already is never touched.
example: install-run
	@if [ ! -e example ]; then \
	  rm -rf build/example && mkdir -p build && \
	  $(BIN)/taphos demo build/example && mv build/example example; \
	fi

screenshots: example ## the pictures of the README
	@mkdir -p resources/screenshots
	@for workspace in exhume plan analyse; do for theme in light dark; do for language in en uk; do \
	  $(BIN)/taphos --language $$language open example/example.taphos --workspace $$workspace --theme $$theme \
	    --screenshot resources/screenshots/$$workspace-$$theme-$$language.png || exit 1; \
	done; done; done
	@for worn in light:en dark:uk; do \
	  $(BIN)/taphos --language $${worn#*:} open example/example.taphos --site EX-SITE-02 --theme $${worn%:*} \
	    --screenshot resources/screenshots/siteplan-$${worn%:*}-$${worn#*:}.png || exit 1; \
	done
	@for worn in light:en dark:uk; do \
	  $(BIN)/taphos --language $${worn#*:} open example/example.taphos --board --theme $${worn%:*} \
	    --screenshot resources/screenshots/board-$${worn%:*}-$${worn#*:}.png || exit 1; \
	done

dictionary: install-run ## resources/dictionary.md from the declarations
	$(BIN)/python -m layers.dictionary resources/dictionary.md

messages: install-run ## texts that a language lacks, as entries for resources/locale/LANGUAGE/*.po
	@$(BIN)/python -m layers.message_ids missing

pins: install-test ## chooses new exact versions for requirements/ from pyproject.toml
	$(BIN)/python requirements/pin.py

install-run:
	@$(INSTALL) run

install-test:
	@$(INSTALL) test

clean: ## removes what was built (the example too), and leaves .venv
	rm -rf build dist example *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
