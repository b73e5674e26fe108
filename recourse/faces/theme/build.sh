#!/bin/sh
# Rebuild static/rc/govuk.css and static/rc/govuk.js from govuk-frontend, in a folder of its own.
# Needs node and npm; nothing else in the project does. Usage: sh recourse/faces/theme/build.sh
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
out="$here/../static/rc"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/govuk.scss" "$here/govuk.mjs" "$work"
cd "$work"
npm install --ignore-scripts --no-audit --no-fund --silent
note='/*! Parts of GOV.UK Frontend 6.6.0, MIT licence, (c) Crown copyright; see LICENSE-govuk-frontend.txt */'
npx sass --no-source-map --style=compressed --no-charset --load-path=node_modules --quiet-deps govuk.scss govuk.css
{ echo "$note"; cat govuk.css; } > "$out/govuk.css"
npx esbuild govuk.mjs --bundle --minify --format=iife --target=es2020 --charset=utf8 --log-level=error \
  --banner:js="$note" --outfile="$out/govuk.js"
if grep -qiE 'GDS Transport|crest|crown\.' "$out/govuk.css"; then
  echo "the style sheet still carries what belongs to gov.uk alone" >&2
  exit 1
fi
