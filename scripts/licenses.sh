#!/bin/sh
# Copies the licences of all that is linked into the executables, from where
# they lie on the machine that built them. A missing one is an error.
# Usage: scripts/licenses.sh BIN_DIR FOLDER
set -eu
cd "$(dirname "$0")/.."
binaries=$1
folder=$2
mkdir -p "$folder"

fail() {
  printf 'licenses: %s\n' "$*" >&2
  exit 1
}

# take NAME CANDIDATE…: the first file that is there.
take() {
  name=$1
  shift
  for file in "$@"; do
    if [ -f "$file" ]; then
      cp "$file" "$folder/$name.txt"
      chmod 644 "$folder/$name.txt"
      return
    fi
  done
  fail "found no licence of $name, expected it in one of: $*"
}

take swift-argument-parser .build/checkouts/swift-argument-parser/LICENSE.txt

# Only Foundation's calendars and languages bring ICU along, whose licence no
# toolchain has.
for program in "$binaries"/*; do
  if [ -f "$program" ] && grep -qa icudt "$program"; then fail "$program has ICU linked in, and its licence is nowhere; import FoundationEssentials instead of Foundation"; fi
done

if [ "$(uname -s)" = Darwin ]; then
  # Loaded, not linked in, but needed. Swift's libraries are the system's own.
  brew=$(brew --prefix 2>/dev/null || echo /opt/homebrew)
  take libyaml "$brew/opt/libyaml/License" "$brew/opt/libyaml/LICENSE"
  take pcre2 "$brew/opt/pcre2/LICENCE.md" "$brew/opt/pcre2/LICENCE"
else
  resources=$(swiftc -print-target-info 2>/dev/null | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
  [ -n "$resources" ] || fail "found no swiftc on the PATH that tells where its toolchain is"
  toolchain=$(dirname "$(dirname "$resources")")
  take swift "$toolchain/share/swift/LICENSE.txt" "$(dirname "$toolchain")/LICENSE.txt" "$toolchain/share/doc/swift/LICENSE.txt"
  take libyaml /usr/share/doc/libyaml-dev/copyright /usr/share/licenses/libyaml/LICENSE /usr/share/licenses/libyaml/License
  take pcre2 /usr/share/doc/libpcre2-dev/copyright /usr/share/licenses/pcre2/LICENCE
  take libc /usr/share/doc/libc6-dev/copyright /usr/share/doc/libc6/copyright /usr/share/licenses/glibc/LICENSES
  # shellcheck disable=SC2046
  take libstdc++ $(ls -d /usr/share/doc/libstdc++-*-dev/copyright /usr/share/doc/libgcc-*-dev/copyright 2>/dev/null) \
    /usr/share/doc/libstdc++6/copyright /usr/share/licenses/libstdc++/COPYING.RUNTIME
fi
# What Debian's files only name.
for text in LGPL-2.1 GPL-3; do
  if grep -qs "/usr/share/common-licenses/$text" "$folder"/*.txt; then take "$text" "/usr/share/common-licenses/$text"; fi
done

cat >"$folder/README" <<'END'
The executables contain claude-workflow itself (LICENSE, one folder up) and, linked in:

swift                  on Linux, all five: the Swift standard library; claude-workflow: Foundation, without ICU
libyaml, pcre2         all five
swift-argument-parser  claude-workflow
libc, libstdc++        on Linux, all five: the GNU C library under the LGPL, libstdc++ and libgcc under the GPL
                       with the GCC Runtime Library Exception

On macOS libyaml, PCRE2 and Swift's libraries are loaded at run time. The sources of claude-workflow with its Makefile are what it takes to
link the executables anew with other versions of these libraries.
END
