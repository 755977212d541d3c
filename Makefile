# Watchkeeper: what can be done here. Everything installs itself into .venv first.

PYTHON ?= python3
DATABASE ?= data/news.db
VENV = .venv
BIN = $(VENV)/bin
SCRAPY = $(BIN)/scrapy

.DEFAULT_GOAL = help
.PHONY: help install demo crawl browse test lint bench torture hostile fuzz audit clean

help:            ## this list
	@sed -n 's/^\([a-z]*\): .*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

install: $(VENV)/installed  ## a virtual environment with all that is needed

$(VENV)/installed: requirements.txt requirements-parquet.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Watchkeeper needs Python 3.11 or later; set PYTHON: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python's venv module is missing; install the package that holds it: apt-get install $$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

demo: install    ## the whole job on the demo newsroom, on this machine alone
	$(BIN)/python -m newsroom.demo

crawl: install   ## collect what the catalogue's sources have published
	$(SCRAPY) collect -s DATABASE=$(DATABASE)

browse: install  ## open the collected news in Datasette
	$(SCRAPY) browse -s DATABASE=$(DATABASE)

test: install    ## the test suite
	$(BIN)/python -m pytest -q -n 3 --dist loadfile

lint: install    ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .

bench: install   ## the benchmarks; they need ../shared
	$(BIN)/python -m benchmarks

hostile: install  ## all of the hostile web (needs ../shared), twice; as root again where the forbidden addresses exist
	nice -n 5 $(BIN)/python -m tests.hostile
	@if [ -x ../shared/hostile/netns.sh ] && ../shared/hostile/netns.sh true 2>/dev/null; \
		then nice -n 5 ../shared/hostile/netns.sh $(BIN)/python -m tests.hostile; \
		else echo "skipped: the same in a network of its own (needs root and ../shared)"; fi

fuzz: install    ## mutated feeds and pages through readers and extraction, for minutes (FUZZ_SECONDS), then new examples of the properties
	nice -n 5 $(BIN)/python -m tests.fuzz --seconds $(or $(FUZZ_SECONDS),300)
	HYPOTHESIS_PROFILE=search nice -n 5 $(BIN)/python -m pytest -q -n 2 $$(grep -rl '^from hypothesis' tests --include='test_*.py')

# Its own environment: what the auditor needs is not what is audited.
audit: install   ## known holes in the dependencies; asks an online database, and is skipped where there is none
	@$(PYTHON) -m venv $(VENV)/audit && $(VENV)/audit/bin/pip install --quiet --disable-pip-version-check 'pip-audit>=2.9,<3' 2>/dev/null \
		|| { echo "skipped: pip-audit cannot be installed; is this machine offline?"; exit 0; }; \
	$(BIN)/pip freeze --disable-pip-version-check >$(VENV)/audit/frozen.txt; \
	$(VENV)/audit/bin/pip-audit --no-deps --disable-pip -r $(VENV)/audit/frozen.txt >$(VENV)/audit/found.txt 2>&1; status=$$?; \
	cat $(VENV)/audit/found.txt; \
	if grep -qE 'ConnectionError|ServiceError|HTTPError|Max retries' $(VENV)/audit/found.txt; \
		then echo "skipped: the database of holes cannot be reached"; exit 0; fi; exit $$status

torture: install  ## 200 rounds of kill -9 at random moments of a real collect
	nice -n 5 $(BIN)/python -m tests.durability $(if $(ROUNDS),--rounds $(ROUNDS))

clean:           ## remove the virtual environment and caches; data/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
