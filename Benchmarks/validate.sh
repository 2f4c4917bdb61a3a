#!/bin/sh
# Times `claude-workflow validate` on 1,000 documents and one schema, beside
# what other programs need for the same files, and on one document, with and
# without a validator.
# Usage: Benchmarks/validate.sh CLAUDE_WORKFLOW [ROUNDS]
#
# BASELINE (default ../shared/baseline) may name a folder with bench/ci_check.py,
# which reads and checks the files by jsonschema-rs (rs), fastjsonschema (fast)
# or jsonschema (py); those are timed whose modules BENCH_PYTHON (default
# python3) has. If that also has sourcemeta-jsonschema, a native program, it is
# timed, too.
set -eu
[ -x "${1:-}" ] || {
  echo "usage: Benchmarks/validate.sh CLAUDE_WORKFLOW [ROUNDS]" >&2
  exit 1
}
here=$(cd "$(dirname "$0")" && pwd)
work=$here/../.build/bench
"$here/tools.sh" "$work/tools"
command=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
exec "${BENCH_PYTHON:-python3}" "$here/validate.py" --command "$command" --rounds "${2:-7}" \
  --out "$work/documents" --tools "$work/tools" --peers "${BASELINE:-$here/../../shared/baseline}/bench/ci_check.py"
