#!/bin/sh
# What the tests need from the system: Chromium, Chinese fonts (those of rare names too), a reader
# of QR codes, a PostgreSQL server.
set -eu
packages=""
command -v chromium >/dev/null || packages="$packages chromium"
[ -n "$(find /usr/share/fonts -iname '*cjk*' -print -quit 2>/dev/null)" ] || packages="$packages fonts-noto-cjk"
[ -n "$(find /usr/share/fonts -iname 'HanaMin*' -print -quit 2>/dev/null)" ] || packages="$packages fonts-hanazono"
[ -n "$(find /usr/lib /usr/lib64 -name 'libzbar.so.0' -print -quit 2>/dev/null)" ] || packages="$packages libzbar0"
ls -d /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages="$packages postgresql"
[ -n "$packages" ] || exit 0
if [ "$(id -u)" != 0 ]; then
    echo "recourse: the tests need more; please run: sudo apt-get install -y$packages" >&2
    exit 1
fi
mkdir -p var
echo "Installing what the tests need:$packages (once)"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
{ apt-get update && apt-get install -y --no-install-recommends $packages; } >var/system.log 2>&1 || {
    echo "recourse:$packages could not be installed (details: var/system.log)" >&2
    exit 1
}
