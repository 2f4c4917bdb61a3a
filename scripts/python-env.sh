#!/bin/sh
# Makes the project's .venv with pydantic 2, for validators written in Python.
# Usage: scripts/python-env.sh [PROJECT]   (default: the current folder)
set -eu

fail() {
  printf 'python-env: %s\n' "$*" >&2
  exit 1
}

project=${1:-.}
[ -d "$project" ] || fail "no such folder: $project"
environment=$project/.venv
python=$environment/bin/python

if [ -x "$python" ] && "$python" -c 'import pydantic, sys; sys.exit(pydantic.VERSION.split(".")[0] != "2")' 2>/dev/null; then
  exit 0
fi

command -v python3 >/dev/null 2>&1 || fail "no python3 found; run scripts/setup.sh"
if [ ! -x "$python" ]; then
  printf 'python-env: making %s\n' "$environment"
  python3 -m venv "$environment" || fail "python3 -m venv failed; run scripts/setup.sh, which installs what it needs"
fi
printf 'python-env: installing pydantic\n'
"$python" -m pip install --quiet --disable-pip-version-check 'pydantic>=2,<3' ||
  fail "pip could not install pydantic; is the network there? Without it validators that import pydantic can't run"
