# Everything a newcomer runs. `make help` lists it.
# The distribution's own Python, where it is recent enough: tests take a sixth less time than with one
# built as a shared library (docs/decisions/0042). PYTHON=... names another.
PYTHON ?= $(or $(shell for python in /usr/bin/python3 python3; do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; \
	done),python3)
BIN := .venv/bin
WORKERS ?= 2
# Modules are compiled once, not at each start, whatever this shell says (docs/decisions/0042).
export PYTHONDONTWRITEBYTECODE =

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1	\2/' | expand -t 16

run: .venv/production ## serve the site on http://127.0.0.1:8000, with its starting content
	@$(BIN)/flask --app wsgi start

test: .venv/development ## every check and every test: a real browser, SQLite, PostgreSQL
	@$(MAKE) --no-print-directory -j 2 browser lint # a browser waits half of its time
	@rm -f .venv/sound && touch .venv/sound
	@TEST_SOUND="$(CURDIR)/.venv/sound" $(MAKE) --no-print-directory sqlite postgresql

check: lint sqlite ## the quick part: lint, types, contracts, templates, tests on SQLite

sqlite: .venv/development
	$(BIN)/pytest -n $(WORKERS) --ignore tests/browser

postgresql: .venv/development
	TEST_DATABASE=postgresql $(BIN)/pytest -n $(WORKERS) --ignore tests/browser --ignore tests/accessibility -m "not no_database or each_database"

browser: .venv/development chromium
	$(BIN)/pytest -n $(WORKERS) --dist worksteal tests/browser

lint: .venv/development # each on a core of its own: types take as long as all the others
	@nice $(MAKE) --no-print-directory -j $(WORKERS) types form contracts templates spelling

types:
	$(BIN)/mypy

form:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

contracts:
	$(BIN)/lint-imports

templates:
	$(BIN)/djlint --quiet --lint intranet/templates

spelling:
	$(BIN)/codespell CONTRIBUTING.md docs/decisions bench Makefile

fix: .venv/development ## mend what can be mended: format, imports, simple faults
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/development ## the benchmarks, each as a ratio to a bare Flask page in the same run
	$(BIN)/python -m bench

drill: .venv/development chromium ## attacks, faults and load at their whole size, as before a release; prints what was measured
	DRILL=whole $(BIN)/pytest -s tests/test_access.py tests/drills
	DRILL=whole $(BIN)/pytest -s tests/accessibility
	DRILL=whole $(BIN)/pytest -rP -n $(WORKERS) --dist worksteal tests/browser/test_every_page.py
	DRILL=whole TEST_DATABASE=postgresql $(BIN)/pytest -s tests/test_access.py tests/drills

pictures: .venv/development chromium ## the four pictures of the README, taken from the running site
	$(BIN)/python docs/pictures/take.py

chromium: .venv/development
	@$(BIN)/python tests/browser/chromium.py

requirements: .venv/development ## pin and hash what pyproject.toml asks for
	$(BIN)/uv pip compile -q --generate-hashes --no-header --universal --python-version 3.11 pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --generate-hashes --no-header --universal --python-version 3.11 --group dev pyproject.toml -o requirements-dev.txt

.venv/bin/python:
	$(PYTHON) -m venv .venv

# What is installed is compiled when it is first imported: compiling all of it takes longer than the rest.
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r

.venv/production: .venv/bin/python requirements.txt
	$(INSTALL) requirements.txt
	@touch $@

# What tests need, some hundred and fifty packages, is fetched by uv, many at a time; by pip where
# only its own settings know the way to an index.
.venv/development: .venv/bin/python requirements-dev.txt
	@awk '/^[a-z]/ { is_uv = /^uv==/ } is_uv' requirements-dev.txt > .venv/uv.txt
	$(INSTALL) .venv/uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.txt || $(INSTALL) requirements-dev.txt
	@touch $@ .venv/production

.PHONY: help run test check sqlite postgresql browser lint types form contracts templates spelling fix bench drill pictures chromium requirements
