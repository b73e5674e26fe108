#!/bin/sh
# Make .venv hold exactly what the lock files name: tools/setup.sh run|test
# Needs Python 3.11 to 3.14 and nothing else; one clear line when something is missing.
set -eu
cd "$(dirname "$0")/.."
wanted=$1
log=var/setup.log

stop() {
    printf 'recourse: %s\n' "$1" >&2
    exit 1
}

lock_files() {
    case $wanted in
        run) echo requirements-setup.lock requirements.lock ;;
        test) echo requirements-setup.lock requirements-dev.lock ;;
        *) stop "say run or test, not '$wanted'." ;;
    esac
}

# Where the environment is and what is in it; an environment that was moved does not work.
# shellcheck disable=SC2046
state() {
    echo "$1 $(pwd -P) $(cat pyproject.toml requirements-setup.lock requirements.lock requirements-dev.lock | cksum)"
}

is_ready() {
    [ -x .venv/bin/recourse ] && [ -f .venv/.ready ] || return 1
    ready=$(cat .venv/.ready)
    [ "$ready" = "$(state "$wanted")" ] || { [ "$wanted" = run ] && [ "$ready" = "$(state test)" ]; }
}

is_python() {
    "$1" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null
}

find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v $python >/dev/null 2>&1 && is_python $python; then
            return
        fi
    done
    found=$(python3 --version 2>/dev/null) || found="no Python 3"
    stop "Python 3.11 to 3.14 is needed; here is $found."
}

check_disk() {
    needed=$1
    free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
    [ "$free" -ge "$needed" ] || stop "the disk is too full: $needed MB are needed, $free MB are free."
}

# Debian and Ubuntu leave ensurepip out of Python; it is a package of its own.
need_ensurepip() {
    $python -c 'import ensurepip, venv' 2>/dev/null && return
    package=$($python -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    [ "$(id -u)" = 0 ] || stop "Python's venv is missing; please run: sudo apt-get install -y $package"
    command -v apt-get >/dev/null || stop "Python's venv is missing; please install $package."
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y "$package" >>$log 2>&1 ||
        { apt-get update >>$log 2>&1 && apt-get install -y "$package" >>$log 2>&1; } ||
        explain "$package could not be installed"
}

# The last lines of the log say why; most often it is the network.
explain() {
    if grep -qiE 'resolv|NewConnectionError|timed out|unreachable|refused|dns error|error sending request|tunnel|No matching distribution' $log; then
        stop "$1: no network, or the package registry does not answer (details: $log)."
    elif grep -qiE 'No space left|disk quota' $log; then
        stop "$1: the disk is full (details: $log)."
    fi
    stop "$1 (details: $log)."
}

make_environment() {
    if [ -x .venv/bin/python ] && is_python .venv/bin/python &&
        [ "$(.venv/bin/python -c 'import sys; print(sys.prefix)')" = "$(pwd -P)/.venv" ]; then
        [ -x .venv/bin/uv ] && return
        .venv/bin/python -m ensurepip >>$log 2>&1 || explain "pip could not be installed"
    else
        find_python
        need_ensurepip
        $python -m venv --clear .venv >>$log 2>&1 || explain "the Python environment could not be made"
    fi
    .venv/bin/python -m pip install --disable-pip-version-check --retries 2 --timeout 20 \
        --require-hashes --only-binary :all: -r requirements-setup.lock >>$log 2>&1 ||
        explain "uv could not be installed"
}

# A mirror that pip is told about is good for uv too.
follow_pip() {
    if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
        mirror=${PIP_INDEX_URL:-$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)}
        [ -z "$mirror" ] || export UV_DEFAULT_INDEX="$mirror"
    fi
    [ -w "${HOME:-/nonexistent}" ] || export UV_CACHE_DIR="$PWD/var/uv-cache"
}

install_packages() {
    export VIRTUAL_ENV="$PWD/.venv" UV_NO_CONFIG=1 UV_LINK_MODE="${UV_LINK_MODE:-copy}"
    # shellcheck disable=SC2046
    .venv/bin/uv pip sync --require-hashes --only-binary :all: $(lock_files) >>$log 2>&1 ||
        explain "the packages could not be installed"
    .venv/bin/uv pip install --no-deps --no-build-isolation --offline -e . >>$log 2>&1 ||
        explain "recourse could not be installed"
}

is_ready && exit 0
{ mkdir -p var && touch $log .venv.probe && rm .venv.probe; } 2>/dev/null ||
    stop "this folder cannot be written to: $PWD"
: >$log
case $wanted in run) check_disk 1500 ;; *) check_disk 3000 ;; esac
echo "Installing what recourse needs into .venv (once; a minute or two)"
rm -f .venv/.ready
make_environment
follow_pip
install_packages
state "$wanted" >.venv/.ready
