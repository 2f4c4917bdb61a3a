#!/bin/sh
# Times `claude-workflow validate` on 1,000 documents and one schema, beside
# what Python programs need for the same files.
# Usage: Benchmarks/validate.sh CLAUDE_WORKFLOW [ROUNDS]
#
# BASELINE (default ../shared/baseline) may name a folder with bench/ci_check.py,
# which reads and checks the files by jsonschema-rs (rs), fastjsonschema (fast)
# or jsonschema (py); those are timed whose modules BENCH_PYTHON (default
# python3) has.
set -eu
[ -x "${1:-}" ] || {
  echo "usage: Benchmarks/validate.sh CLAUDE_WORKFLOW [ROUNDS]" >&2
  exit 1
}
here=$(cd "$(dirname "$0")" && pwd)
command=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
exec "${BENCH_PYTHON:-python3}" "$here/validate.py" --command "$command" --rounds "${2:-7}" \
  --out "$here/../.build/bench/documents" --peers "${BASELINE:-$here/../../shared/baseline}/bench/ci_check.py"
