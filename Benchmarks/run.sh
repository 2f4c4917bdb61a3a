#!/bin/sh
# Times the built hooks on a generated project.
# Usage: Benchmarks/run.sh BIN_DIR [AGENTS] [ROUNDS]
#
# BASELINE (default ../shared/baseline) may name a folder with gen_project.py
# and hooks/guide/*.py: the same four hooks as plain Python scripts. They are
# timed, too, if they are there and python3 has PyYAML and jsonschema.
set -eu

fail() {
  printf 'bench: %s\n' "$*" >&2
  exit 1
}

[ $# -ge 1 ] || fail "usage: Benchmarks/run.sh BIN_DIR [AGENTS] [ROUNDS]"
here=$(cd "$(dirname "$0")" && pwd)
binaries=$(cd "$1" && pwd)
agents=${2:-10}
rounds=${3:-60}
baseline=${BASELINE:-$here/../../shared/baseline}
work=$here/../.build/bench

for hook in workflow-input subagent-input subagent-output workflow-output; do
  [ -x "$binaries/$hook" ] || fail "not built: $binaries/$hook"
done
command -v python3 >/dev/null 2>&1 || fail "no python3 found"

rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
"$here/tools.sh" "$work"
"$here/hooks.sh" "$binaries" "$work/bin"
binaries=$work/bin

# The interpreter itself: what stands in PATH may be a script that looks for it.
python=$(python3 -c 'import sys; print(sys.executable)')

unset WORKDIR CLAUDE_WORKFLOW_PYTHON
export CLAUDE_PROJECT_DIR="$work/ours/project"
"$python" "$here/project.py" --agents "$agents" --hooks "$binaries" --out "$work/ours" >"$work/rows"
printf 'Hooks on a project of %s agents, %s rounds, in turn with the floor. * is none of a workflow'\''s business.\n\n' "$agents" "$rounds"
status=0
"$work/timer" "$work/floor" "$rounds" <"$work/rows" || status=$?

printf '\n'
if [ ! -f "$baseline/gen_project.py" ]; then
  printf 'Python hooks: skipped, there is no %s\n' "$baseline/gen_project.py"
elif ! "$python" -c 'import yaml, jsonschema' 2>/dev/null; then
  printf 'Python hooks: skipped, python3 has not both PyYAML and jsonschema\n'
else
  "$python" "$baseline/gen_project.py" --agents "$agents" --out "$work/python" >/dev/null
  export CLAUDE_PROJECT_DIR="$work/python"
  slow=$((rounds / 6 + 1))
  printf 'The same four hooks as Python scripts, on a project of as many agents, %s rounds:\n\n' "$slow"
  for event in workflow-input workflow-input.other-prompt subagent-input subagent-input.other-agent subagent-output \
    subagent-output.bad subagent-output.other-agent workflow-output; do
    [ -f "$work/python/stdin/$event.json" ] || continue
    printf 'python %s\t%s\t%s\t-\t%s\t%s\n' "$event" "$work/python/stdin/$event.json" '{' "$python" "$baseline/hooks/guide/${event%%.*}.py"
  done >"$work/python-rows"
  "$work/timer" "$work/floor" "$slow" <"$work/python-rows" || status=$?
fi
exit "$status"
