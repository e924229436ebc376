#!/bin/sh
# Renew requirements.lock, the hashed list of every package, from the ranges in pyproject.toml. Nothing else is vendored:
# stylesheet, icons and scripts are the house's own.
set -eu
cd "$(dirname "$0")/.."
export UV_SYSTEM_CERTS=1
.venv/bin/uv lock --upgrade --quiet
.venv/bin/uv export --quiet --frozen --no-emit-project --all-groups -o requirements.lock
rm -f uv.lock
git diff --stat -- requirements.lock
