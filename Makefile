# Two commands do everything: `make run` and `make test`. docs/ says what the others are for.
PYTHON ?= python3
BIN := .venv/bin
DATA ?=
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run setup setup-dev test check bench data-check messages clean

run: setup
	@deploy/run

setup: .venv/ready

setup-dev: .venv/ready-dev

.venv/ready: requirements.txt pyproject.toml
	@deploy/setup $(PYTHON) requirements.txt
	@touch $@

.venv/ready-dev: requirements-dev.txt pyproject.toml
	@deploy/setup $(PYTHON) requirements-dev.txt
	@touch .venv/ready $@

test: setup-dev
	@deploy/test-needs
	@$(BIN)/pybabel -q compile -d consult/translations
	@$(MAKE) --no-print-directory check
	$(BIN)/pytest -n 2 --dist worksteal

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

bench: setup-dev
	@for each in benchmarks/*.py; do echo "== $$each"; $(BIN)/python $$each || exit 1; done

data-check: setup-dev
	@test -n "$(DATA)" || { echo "Say which folder of IATI files: make data-check DATA=FOLDER" >&2; exit 2; }
	@$(BIN)/python -m tests.data_check "$(DATA)"

messages: setup-dev
	@$(BIN)/pybabel -q extract -F babel.cfg -k _l -k ngettext:1,2 -k lazy_gettext --no-location --sort-output -o consult/translations/consult.pot .
	@$(BIN)/pybabel -q update -i consult/translations/consult.pot -d consult/translations -D messages --no-fuzzy-matching

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
