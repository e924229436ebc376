#!/bin/sh
# Prepares everything Care Circle needs on a machine that has only Python 3.11, 3.12 or 3.13:
# a virtual environment, the locked packages (by hash), the project itself, the translations and
# the compiled solver kernels. A second run with nothing changed takes milliseconds.
#
# Packages come from wherever pip is set up to get them: mirrors, proxies and certificates are
# passed on to uv, which installs ten times faster; if uv cannot, pip itself does it.
set -eu
cd "$(dirname "$0")/.."

VENV=.venv
PYTHON=$VENV/bin/python

say() { printf '%s\n' "$*" >&2; }
fail() { say "Care Circle cannot be installed: $*"; exit 1; }

checksum() {
    if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi
}

suitable() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

# A service account often has no home of its own: nothing is kept between runs then, and nothing warns.
without_home() {
    home=${HOME:-/nonexistent}
    if [ -w "$home" ] || [ -w "${XDG_CACHE_HOME:-$home/.cache}" ]; then return; fi
    export UV_NO_CACHE=1 PIP_NO_CACHE_DIR=1
}

find_python() {
    for candidate in ${CARE_PYTHON:-} python3.13 python3.12 python3.11 python3; do
        if suitable "$candidate"; then command -v "$candidate"; return; fi
    done
    fail "no Python 3.11, 3.12 or 3.13 was found in PATH. Install one, or name it: CARE_PYTHON=/path/to/python3.12"
}

# Debian and Ubuntu split venv off into a package of its own.
install_venv_package() {
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    say "This Python has no venv module with pip; installing the package python$version-venv ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "python$version-venv"; } >&2
}

make_environment() {
    if [ -x $VENV/bin/pip ] && suitable $PYTHON; then return; fi
    base=$(find_python)
    if ! "$base" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            install_venv_package "$base" || fail "apt-get could not install the venv package for $base."
        else
            fail "$base lacks the modules venv and ensurepip. On Debian or Ubuntu: apt install python3-venv"
        fi
    fi
    say "Making the environment $VENV with $("$base" --version) ..."
    rm -rf $VENV
    "$base" -m venv $VENV || fail "$base could not make a virtual environment in $PWD/$VENV."
}

install_with_uv() {
    $PYTHON -m pip install -qq --disable-pip-version-check uv >&2 || return 1
    # In a subshell: the settings are meant for uv alone, pip keeps its own.
    (
        settings=$($PYTHON tools/pip_settings.py) && eval "$settings"
        $VENV/bin/uv pip install --quiet --python $PYTHON --require-hashes -r requirements.lock >&2 &&
            $VENV/bin/uv pip install --quiet --python $PYTHON --no-deps -e . >&2
    )
}

install_with_pip() {
    $PYTHON -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock >&2 &&
        $PYTHON -m pip install --quiet --disable-pip-version-check --no-deps -e . >&2
}

# Runs "$3..." unless the inputs summed up in $2 are those of the last successful run of step $1.
once() {
    stamp=$VENV/.care-$1
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$2" ]; then return; fi
    step=$1 sum=$2
    shift 2
    "$@"
    printf '%s\n' "$sum" > "$VENV/.care-$step"
}

install_packages() {
    say "Installing the locked packages ..."
    if install_with_uv; then return; fi
    say "uv could not install them; trying pip, which takes a minute longer ..."
    install_with_pip || fail "the locked packages could not be installed; the reason stands above."
}

compile_translations() {
    $PYTHON tools/translate.py compile >&2 || fail "the translations could not be compiled; the reason stands above."
}

compile_kernels() {
    say "Compiling the solvers' inner loops ..."
    $PYTHON -m app.warm_up || fail "the solvers' inner loops could not be compiled; the reason stands above."
}

sum_of_packages() { { cat requirements.lock pyproject.toml; pwd; $PYTHON --version; } | checksum; }
sum_of_texts() { find app/translations -name '*.po' -exec cat {} + | checksum; }
sum_of_solvers() { find app/planning app/matching app/scheduling -name '*.py' -exec cat {} + | checksum; }

without_home
make_environment
once packages "$(sum_of_packages)" install_packages
if [ -d app/translations ]; then once texts "$(sum_of_texts)" compile_translations; fi
once kernels "$(sum_of_solvers)" compile_kernels
