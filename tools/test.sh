#!/bin/sh
# Everything: the checks, then every test. Real PostgreSQL, Valkey and workers come from the locked packages;
# the browser is found or installed here. What is missing fails the run; nothing is skipped.
set -eu
cd "$(dirname "$0")/.."

CHROMIUM=$(sh tools/browser.sh)
export CHROMIUM
sh tools/check.sh
exec .venv/bin/python -m pytest -n 2 --dist loadfile "$@"
