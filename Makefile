# `make run` and `make test` set up all that they need; once that is done they start in seconds.
#
#   make run            set up, then name-normalise and translate seeds/ into out/
#   make run MODELS=no  the same without fetching the Argos models (about 300 MB)
#   make test           set up, then run the tests
#   make words          take the messages of the pages' templates and scripts into the catalogues for translation
#   make lint           style, types and the import laws of the house
#   make bench          the benchmarks, beside other libraries, into benchmarks/RESULTS.md (an hour)
#   make fuzz           feed all readers of foreign bytes with what nobody foresaw (ten minutes each)
#   make audit          look the locked packages up among those with known vulnerabilities
#   make train          train the tagger of names again (with the data in ../shared/data)
#   make crossvalidate  measure the tagger on topics that it was not trained on
#   make lock           resolve the dependencies of pyproject.toml into the two lock files
#
# PYTHON chooses the interpreter (3.11 or newer) that .venv is made with.

SHELL := bash
.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
# Hundreds of processes start in the tests: what is not kept compiled, each of them compiles again.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: run test lint bench fuzz audit train crossvalidate lock models apertium chromium words

PYTHON ?= $(firstword $(foreach version,.11 .12 .13 .14 ,$(shell command -v python3$(version))) $(shell command -v python3))
MODELS ?= yes
INPUT ?= seeds
OUT ?= out
BIN := .venv/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install -qq --progress-bar off --no-compile
# The packages of a group of pyproject.toml, which are needed for nothing else, and so are not locked.
GROUP = $(PIP) $$($(BIN)/python -c 'import sys, tomllib; print(*tomllib.load(sys.stdin.buffer)["dependency-groups"]["$(1)"])' <pyproject.toml)
APERTIUM := apertium-bel-rus apertium-rus-ukr

run: .venv/ready-to-run apertium $(if $(filter yes,$(MODELS)),models)
	@$(BIN)/nazvy run $(INPUT) --out $(OUT)

# Three processes even on two cores: some tests wait for schedules and servers.
test: .venv/ready-to-develop apertium chromium
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

lint: .venv/ready-to-develop
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/ready-to-measure apertium
	@$(BIN)/python benchmarks/results.py

fuzz: .venv/ready-to-develop
	@$(call GROUP,fuzz)
	@$(BIN)/python scripts/fuzz.py

audit: .venv/ready-to-develop
	@$(call GROUP,audit)
	@$(BIN)/pip-audit --requirement requirements-dev.lock --disable-pip --no-deps

train crossvalidate: .venv/ready-to-develop
	@$(BIN)/python scripts/tagger.py $@

words: .venv/ready-to-develop
	@$(BIN)/python scripts/words.py

lock: .venv/ready-to-develop
	@for arguments in '--group build -o requirements.lock' '--group dev -c requirements.lock -o requirements-dev.lock'; do \
	    $(BIN)/uv pip compile --quiet pyproject.toml $$arguments --universal --python-version 3.11 \
	        --generate-hashes --no-header || exit; \
	done

# The packages of the lock file, which holds all that they need, then this checkout itself, as a link to its sources.
.venv/ready-to-run: requirements.lock pyproject.toml | .venv/made
	@echo 'Installing the locked packages into .venv (once, a minute or two)' >&2
	@$(PIP) --no-deps --require-hashes --requirement $<
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-to-develop: requirements-dev.lock pyproject.toml | .venv/made
	@echo 'Installing the locked packages and the tools for tests into .venv (once, a minute or two)' >&2
	@$(PIP) --no-deps --require-hashes --requirement $<
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@ .venv/ready-to-run

# The libraries that the benchmarks compare with are needed for nothing else, and so are not locked.
.venv/ready-to-measure: pyproject.toml .venv/ready-to-develop
	@$(call GROUP,bench)
	@touch $@

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	    || { echo 'Python 3.11 or newer is needed: install it, or name it with make PYTHON=…' >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	    || scripts/debian-packages 'virtual environments cannot be made' \
	        "python$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv" || exit 2
	@$(PYTHON) -m venv .venv
	@touch $@

# Belarusian, Ukrainian and Russian are translated into each other by Apertium's programs; what is left without them
# is still worth having, so a failure here stops nothing.
apertium:
	@command -v apertium >/dev/null && [ -d /usr/share/apertium/apertium-bel-rus ] \
	    && [ -d /usr/share/apertium/apertium-rus-ukr ] \
	    || scripts/debian-packages 'no translation between Belarusian, Ukrainian and Russian; all else works' \
	        $(APERTIUM) || true

# The pages are tested in a real browser; without one those tests say so and are skipped.
chromium:
	@command -v chromium >/dev/null \
	    || scripts/debian-packages 'the pages are not tested in a browser; all other tests run' chromium || true

# English is translated by four Argos packages; without a network this says so in one line.
models: .venv/ready-to-run
	@$(BIN)/nazvy models install || true
