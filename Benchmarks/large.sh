#!/bin/sh
# Times the built hooks in a nearly finished run of a large flow.
# Usage: Benchmarks/large.sh BIN_DIR [NODES] [ROUNDS]
set -eu

fail() {
  printf 'bench: %s\n' "$*" >&2
  exit 1
}

[ $# -ge 1 ] || fail "usage: Benchmarks/large.sh BIN_DIR [NODES] [ROUNDS]"
here=$(cd "$(dirname "$0")" && pwd)
binaries=$(cd "$1" && pwd)
nodes=${2:-1000}
rounds=${3:-10}
work=$here/../.build/bench-large

rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
"$here/tools.sh" "$work"
"$here/hooks.sh" "$binaries" "$work/bin"
binaries=$work/bin
python=$(python3 -c 'import sys; print(sys.executable)')

unset WORKDIR CLAUDE_WORKFLOW_PYTHON
export CLAUDE_PROJECT_DIR="$work/ours/project"
printf '\nHooks in a run of a large flow, %s rounds, in turn with the floor: ' "$rounds"
"$python" "$here/large.py" --agents "$nodes" --hooks "$binaries" --out "$work/ours" 2>&1 >"$work/rows"
printf '\n'
"$work/timer" "$work/floor" "$rounds" <"$work/rows"
