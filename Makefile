# Recourse 有据. `make help` lists what there is; nothing but Python >= 3.11 and make is needed.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PEOPLE ?= 2000
PORT ?= 8000
# Some machines tell Python to keep no bytecode; then each of our processes would compile everything.
unexport PYTHONDONTWRITEBYTECODE
RECOURSE = .venv/bin/recourse
LOCK = .venv/bin/uv export --quiet --frozen --no-emit-project --no-header --no-annotate \
       --format requirements-txt

.PHONY: help demo demo-reset setup setup-test fast-checks check test test-fast fix screenshots lock

help: ## List what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

demo: setup ## Open a synthetic city in the browser (PEOPLE=2000 PORT=8000); Ctrl-C stops it
	@exec $(RECOURSE) demo --people $(PEOPLE) --port $(PORT)

demo-reset: setup ## Throw the synthetic city away
	@$(RECOURSE) demo --reset

setup:
	@sh tools/setup.sh run

setup-test:
	@sh tools/setup.sh test

test: setup-test ## Everything that CI runs
	@sh tools/system.sh
	@.venv/bin/python tools/check.py test

test-fast: setup-test ## Style, types, and the tests that take no time; about a minute
	@.venv/bin/python tools/check.py fast

check: setup-test ## Everything but the tests: style, types, walls, migrations
	@.venv/bin/python tools/check.py check

fix: setup-test ## Format, and mend what can be mended
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .

screenshots: setup-test ## A picture of every page, in both languages, into screenshots/
	@sh tools/system.sh
	@.venv/bin/python -m pytest tests/browser/pictures.py -p no:randomly
	@echo "Every page is in screenshots/index.html"

lock: setup-test ## Choose versions anew and write the lock files
	@.venv/bin/uv lock --upgrade
	@$(LOCK) --only-group setup --output-file requirements-setup.lock
	@$(LOCK) --no-default-groups --output-file requirements.lock
	@$(LOCK) --group dev --output-file requirements-dev.lock
