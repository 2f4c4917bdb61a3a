#!/bin/sh
# Compiles what measures: the floor, which is the least that a process can
# cost, and the timer.
# Usage: Benchmarks/tools.sh OUT_DIR
set -eu
[ $# -eq 1 ] || {
  echo "usage: Benchmarks/tools.sh OUT_DIR" >&2
  exit 1
}
here=$(cd "$(dirname "$0")" && pwd)
compiler=${CC:-}
for candidate in cc clang gcc; do
  [ -z "$compiler" ] && command -v "$candidate" >/dev/null 2>&1 && compiler=$candidate
done
[ -n "$compiler" ] || {
  echo "bench: no C compiler found; name one in CC" >&2
  exit 1
}
mkdir -p "$1"
# A static floor is the lower one; macOS has no static executables.
$compiler -O2 -static -o "$1/floor" "$here/floor.c" 2>/dev/null || $compiler -O2 -o "$1/floor" "$here/floor.c"
$compiler -O2 -D_GNU_SOURCE -o "$1/timer" "$here/timer.c"
