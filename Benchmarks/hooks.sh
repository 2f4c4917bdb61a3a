#!/bin/sh
# Puts the hooks there as `make install` leaves them, and waits for the disk:
# how the page cache holds a file depends on how it was written.
# Usage: Benchmarks/hooks.sh BIN_DIR OUT_DIR
set -eu
[ $# -eq 2 ] || {
  echo "usage: Benchmarks/hooks.sh BIN_DIR OUT_DIR" >&2
  exit 1
}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
for hook in workflow-input subagent-input subagent-output workflow-output; do
  "$here/../scripts/copy-hook.sh" "$1/$hook" "$2/$hook"
done
sync
