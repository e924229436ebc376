#!/bin/sh
# Format, lint, types, import contracts and templates. Ends at the first that fails.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python

$python -m ruff format --check .
$python -m ruff check .
$python -m mypy
.venv/bin/lint-imports
if [ -d app/templates ]; then .venv/bin/djlint app/templates --lint --quiet; fi
