# Every target prepares what it needs through tools/boot.sh, which takes milliseconds when nothing changed.
.DEFAULT_GOAL := help
.PHONY: help run test check elsewhen vendor install worker tick migrate migration translate drill format bench
PYTHON := .venv/bin/python
CARE := .venv/bin/care
COUNTY ?= jingning
PORT ?= 8000
SHIFTS ?= instances/shifts
GAP ?= instances/gap
SECONDS ?= 60
WORKERS ?= 2
MOMENT ?= 2026-12-31T23:57+08:00

help: ## Show these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

install: ## Prepare everything: environment, locked packages, translations, compiled kernels
	@sh tools/boot.sh

run: install ## Start the whole product with a sample county (COUNTY=jingning|haian|shaodong|none PORT=8000)
	@$(CARE) run --county $(COUNTY) --port $(PORT)

test: install ## Check and test everything, on real PostgreSQL, real workers and a real browser
	@sh tools/test.sh

check: install ## Format, lint, types, import contracts, templates, and the quick tests
	@sh tools/check.sh
	@$(PYTHON) -m pytest -q -m "not browser and not processes"

elsewhen: install ## The quick tests as if it were another time: around midnight, at a month's end (MOMENT=…)
	@$(PYTHON) tests/servers/elsewhen.py "$(MOMENT)" -m pytest -q -W "ignore:Module already imported" -m "not browser and not processes"

format: install ## Format and mend what ruff can mend
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m ruff check --fix .

migrate: install ## Bring the database to the newest schema
	@$(CARE) migrate

worker: install ## Start one more worker (REDIS_URL and DATABASE_URL as the web server has them)
	@$(PYTHON) worker.py

tick: install ## Start the ticker alone
	@$(CARE) tick

migration: install ## Write the next migration from what changed in the models (NAME="what changes")
	@$(PYTHON) tools/migration.py "$(NAME)"

vendor: install ## Renew the hashed lock of every package from the ranges in pyproject.toml
	@sh tools/lock.sh

translate: install ## Compile the Chinese texts and say which are missing
	@$(PYTHON) tools/translate.py compile
	@$(PYTHON) tools/translate.py check

drill: install ## The long fault runs: kill processes over and over while rounds run
	@$(PYTHON) -m pytest -q -m drill

bench: install ## Print drawn counties and public instances beside plain solvers (SHIFTS=folder GAP=folder SECONDS=60 WORKERS=2)
	@$(PYTHON) -m benchmarks sparse-compare --seconds $(SECONDS) --workers $(WORKERS) --plot sparse.svg
	@$(PYTHON) -m benchmarks compare "$(SHIFTS)" --seconds $(SECONDS) --workers $(WORKERS)
	@$(PYTHON) -m benchmarks gap-compare "$(GAP)" --seconds $(SECONDS) --workers $(WORKERS) --plot gap.svg
