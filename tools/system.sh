#!/bin/sh
# What the tests need from the system: Chromium, Chinese fonts (those of rare names too), a reader
# of QR codes, a PostgreSQL server, a wallet and a checker of HTML by others.
set -eu
log=var/system.log
packages=""
command -v chromium >/dev/null || packages="$packages chromium"
[ -n "$(find /usr/share/fonts -iname '*cjk*' -print -quit 2>/dev/null)" ] || packages="$packages fonts-noto-cjk"
[ -n "$(find /usr/share/fonts -iname 'HanaMin*' -print -quit 2>/dev/null)" ] || packages="$packages fonts-hanazono"
[ -n "$(find /usr/lib /usr/lib64 -name 'libzbar.so.0' -print -quit 2>/dev/null)" ] || packages="$packages libzbar0"
ls -d /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages="$packages postgresql"
command -v node >/dev/null || packages="$packages nodejs"
command -v npm >/dev/null || packages="$packages npm"
command -v java >/dev/null || packages="$packages default-jre-headless"
mkdir -p var
if [ -n "$packages" ]; then
    if [ "$(id -u)" != 0 ]; then
        echo "recourse: the tests need more; please run: sudo apt-get install -y$packages" >&2
        exit 1
    fi
    echo "Installing what the tests need:$packages (once)"
    export DEBIAN_FRONTEND=noninteractive
    mkdir -p /usr/share/man/man1 # small images leave it out, and Java's package then fails
    # shellcheck disable=SC2086
    { apt-get update && apt-get install -y --no-install-recommends $packages; } >$log 2>&1 || {
        echo "recourse:$packages could not be installed (details: $log)" >&2
        exit 1
    }
fi

# Install what a folder's lock file names, exactly that, and run none of its own scripts.
by_others() {
    folder=$1 what=$2
    wanted=$(cksum <"$folder/package-lock.json")
    [ "$(cat "$folder/node_modules/.ready" 2>/dev/null)" = "$wanted" ] && return 0
    echo "Installing $what by others, for the tests (once)"
    npm ci --prefix "$folder" --ignore-scripts --loglevel=error --no-update-notifier >>$log 2>&1 || {
        echo "recourse: $what could not be installed: no network, or the package registry does not answer (details: $log)" >&2
        exit 1
    }
    echo "$wanted" >"$folder/node_modules/.ready"
}

by_others tests/markup "a checker of HTML"
if [ "$(node -p 'process.versions.node.split(".")[0] >= 20')" != true ]; then
    echo "recourse: the test with a wallet by others is left out: it needs Node 20, here is $(node --version)" >&2
    exit 0
fi
by_others tests/wallet "a wallet"
