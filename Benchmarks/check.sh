#!/bin/sh
# Times `claude-workflow check` on a project of 1,000 agents and contracts,
# beside what Python programs need to check the same files by schemas alone.
# Usage: Benchmarks/check.sh CLAUDE_WORKFLOW [AGENTS] [ROUNDS]
#
# BASELINE and BENCH_PYTHON are those of Benchmarks/validate.sh.
set -eu
[ -x "${1:-}" ] || {
  echo "usage: Benchmarks/check.sh CLAUDE_WORKFLOW [AGENTS] [ROUNDS]" >&2
  exit 1
}
here=$(cd "$(dirname "$0")" && pwd)
command=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
exec "${BENCH_PYTHON:-python3}" "$here/check.py" --command "$command" --agents "${2:-1000}" --rounds "${3:-7}" \
  --out "$here/../.build/bench/check" --peers "${BASELINE:-$here/../../shared/baseline}/bench/ci_check.py"
