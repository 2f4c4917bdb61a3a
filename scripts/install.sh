#!/bin/sh
# Copies the four hooks into a project.
# Usage: scripts/install.sh BIN_DIR PROJECT
set -eu

fail() {
  printf 'install: %s\n' "$*" >&2
  exit 1
}

[ $# -eq 2 ] || fail "usage: scripts/install.sh BIN_DIR PROJECT"
binaries=$1
project=$2
[ -n "$project" ] || fail "no project given; say make install PROJECT=/path/to/project"
[ -d "$project" ] || fail "no such folder: $project"

hooks="workflow-input subagent-input subagent-output workflow-output"
for hook in $hooks; do
  [ -x "$binaries/$hook" ] || fail "not built: $binaries/$hook"
done

folder=$project/.claude/hooks
mkdir -p "$folder"
for hook in $hooks; do
  "$(dirname "$0")/copy-hook.sh" "$binaries/$hook" "$folder/$hook"
done
printf 'installed in %s: %s\n' "$folder" "$hooks"
[ -f "$project/.claude/settings.json" ] && grep -q workflow-input "$project/.claude/settings.json" ||
  printf 'wire them in %s as docs/hooks.md says; until then Claude Code does not call them\n' "$project/.claude/settings.json"
