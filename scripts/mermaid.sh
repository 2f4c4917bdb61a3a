#!/bin/sh
# Draws flows by Mermaid itself, to prove that it reads what the view writes.
# Usage: scripts/mermaid.sh BIN_DIR VENV OUT_DIR
#
# The Python package mermaidx runs the real mermaid.js in an engine of its own,
# without a browser and without the network. Each picture is left in OUT_DIR.
set -eu

cd "$(dirname "$0")/.."
binaries=$1
venv=$2
out=$3

mkdir -p "$out"
for flow in .claude/workflows/*/flow.yaml Tests/FlowsTests/Fixtures/ok/*.yaml Tests/FlowsTests/Fixtures/views/*.yaml; do
  name=flow$(printf '%s' "$flow" | tr '/' '_')
  "$binaries/claude-workflow" flow "$flow" --to mermaid >"$out/$name.mmd" 2>/dev/null ||
    { printf 'mermaid: %s: no view\n' "$flow" >&2; exit 1; }
done
# With a run's state: what the tests of the report hold as expected.
sed -n '/^ *```mermaid$/,/^ *```$/p' Tests/RunsTests/ReportTests.swift | sed -e '/```/d' >"$out/report.mmd"
"$venv/bin/python" - "$out" <<'PYTHON'
import glob
import os
import sys

import mermaidx

failed = drawn = 0
for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.mmd"))):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        picture = mermaidx.Diagram(text).svg()
        with open(path[:-len(".mmd")] + ".svg", "w", encoding="utf-8") as file:
            file.write(picture)
        drawn += 1
    except Exception as error:
        failed += 1
        print("mermaid: %s: %s" % (os.path.basename(path), error), file=sys.stderr)
try:
    mermaidx.Diagram('flowchart LR\n  a --> ["x\n').svg()
    failed += 1
    print("mermaid: a broken chart was drawn, so nothing is proved", file=sys.stderr)
except Exception:
    pass
print("mermaid: %d passed, %d failed" % (drawn, failed))
sys.exit(1 if failed or not drawn else 0)
PYTHON
