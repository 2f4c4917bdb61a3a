#!/bin/sh
# Copies an executable without its symbols, in one large write.
# Usage: scripts/copy-hook.sh FROM TO
#
# How a file was written decides into how large blocks the page cache puts it.
# A hook whose file was written piecemeal, as a linker or cp does, takes nearly
# twice as many page faults at every start (197 instead of 118 on Linux 6).
#
# TO is replaced as a whole: it may be running, and whoever starts it just now
# gets the old or the new one.
set -eu
from=$1
to=$2
small=$(dirname "$to")/.$(basename "$to").$$
trap 'rm -f "$small" "$small.whole"' EXIT
trap 'exit 1' INT TERM
cp "$from" "$small"
# Elsewhere an executable is signed, and would have to be signed anew.
if [ "$(uname)" = Linux ] && command -v strip >/dev/null; then strip "$small"; fi
dd if="$small" of="$small.whole" bs=16777216 2>/dev/null
chmod 755 "$small.whole"
mv -f "$small.whole" "$to"
