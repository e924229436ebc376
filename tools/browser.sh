#!/bin/sh
# Prints the path of a Chromium for the browser tests: $CHROMIUM, an installed one, one from apt (as root), or one
# from npm unpacked below .venv. Fails with a sentence when none of these is possible.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
found() { command -v "$1" 2>/dev/null && exit 0; return 0; }

if [ -n "${CHROMIUM:-}" ]; then
    found "$CHROMIUM"
    say "CHROMIUM names $CHROMIUM, which cannot be run: correct it or remove the setting."
    exit 1
fi
for name in chromium chromium-browser google-chrome google-chrome-stable; do found "$name"; done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "Installing chromium with apt ..."
    {
        apt-get update -qq &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk
    } >&2 || say "apt could not install it."
    found chromium
fi

unpacked=.venv/chromium
if [ ! -x $unpacked/chromium ] && command -v npm >/dev/null 2>&1; then
    say "Unpacking chromium from npm ..."
    npm install --silent --no-save --no-package-lock --ignore-scripts --prefix .venv/npm @sparticuz/chromium@147.0.0 >&2 &&
        node tools/unpack_chromium.mjs .venv/npm/node_modules/@sparticuz/chromium/bin $unpacked >&2 ||
        say "npm could not provide it."
fi
found "$PWD/$unpacked/chromium"

say "No browser was found for the tests: install Chromium (Debian: apt install chromium), or name one in CHROMIUM."
exit 1
