#!/bin/sh
# Makes a Claude Code plugin of the built executables: a folder for
# `claude --plugin-dir`, and a marketplace of one plugin.
# Usage: scripts/plugin.sh BIN_DIR FOLDER
set -eu

fail() {
  printf 'plugin: %s\n' "$*" >&2
  exit 1
}

[ $# -eq 2 ] || fail "usage: scripts/plugin.sh BIN_DIR FOLDER"
binaries=$1
folder=$2
sources=$(dirname "$0")/../plugin
version=$("$binaries/claude-workflow" --version) || fail "not built: $binaries/claude-workflow; run make build"

# Made beside it and put in its place as a whole: a session may have it loaded.
place=${folder%/}
folder=$place.new.$$
old=$place.old.$$
trap 'rm -rf "$folder" "$old"' EXIT
trap 'exit 1' INT TERM
mkdir -p "$folder/bin"
cp -R "$sources/." "$folder"
# The version stands in the sources of claude-workflow alone.
manifest=$folder/.claude-plugin/plugin.json
awk -v version="$version" '{ print } /^  "name":/ { printf "  \"version\": \"%s\",\n", version }' "$manifest" >"$manifest.new"
mv "$manifest.new" "$manifest"
grep -q "\"version\": \"$version\"" "$manifest" || fail "found no line for the version in $sources/.claude-plugin/plugin.json"
for program in claude-workflow workflow-input subagent-input subagent-output workflow-output; do
  [ -x "$binaries/$program" ] || fail "not built: $binaries/$program; run make build"
  "$(dirname "$0")/copy-hook.sh" "$binaries/$program" "$folder/bin/$program"
done
if [ -e "$place" ]; then mv "$place" "$old"; fi
if ! mv "$folder" "$place"; then
  if [ -e "$old" ]; then mv "$old" "$place"; fi
  fail "$place could not be put in its place; what was there stays"
fi
