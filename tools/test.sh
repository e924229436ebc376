#!/bin/sh
# Everything: the checks, then every test. Real PostgreSQL, Valkey and workers come from the locked packages;
# the browser is found or installed here. What is missing fails the run; nothing is skipped.
set -eu
cd "$(dirname "$0")/.."

CHROMIUM=$(sh tools/browser.sh)
export CHROMIUM
sh tools/check.sh
ended=0
# The longest files begin first (tests/conftest.py), so that no process waits at the end for one of them.
.venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder "$@" || ended=$?
[ "$ended" -eq 1 ] || exit "$ended"
# Real processes and a real browser share two busy cores with each other: what failed gets one more go with the machine
# to itself. A fault fails again, and both reports stand above.
echo "Once more, one after another: what failed."
exec .venv/bin/python -m pytest --last-failed --last-failed-no-failures none "$@"
