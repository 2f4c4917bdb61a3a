#!/bin/sh
# Packs what users install: claude-workflow-VERSION-OS-ARCH.tar.gz, and its
# checksum beside it. The unpacked folder is a Claude Code plugin as well.
# Usage: scripts/dist.sh BIN_DIR FOLDER
#
# The same executables give the same archive: names are sorted, owners and
# times fixed (SOURCE_DATE_EPOCH, else the last commit's).
set -eu
cd "$(dirname "$0")/.."
LC_ALL=C
TZ=UTC
export LC_ALL TZ
umask 022

fail() {
  printf 'dist: %s\n' "$*" >&2
  exit 1
}

[ $# -eq 2 ] || fail "usage: scripts/dist.sh BIN_DIR FOLDER"
binaries=$1
output=$2
program=$binaries/claude-workflow
version=$("$program" --version) || fail "not built: $program; run make build"
case $(uname -s) in
  Darwin) os=macos ;;
  *) os=$(uname -s | tr '[:upper:]' '[:lower:]') ;;
esac
name=claude-workflow-$version-$os-$(uname -m)
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH="$epoch"

mkdir -p "$output"
folder=$output/$name
scripts/plugin.sh "$binaries" "$folder"
cp CHANGELOG.md LICENSE "$folder"
cp scripts/dist-README.md "$folder/README.md"
cp scripts/dist-install.sh "$folder/install.sh"
chmod 755 "$folder/install.sh"
cp -R docs "$folder/docs"
python3 scripts/dist-links.py "$folder" || fail "links could not be taken out"

share=$folder/share
mkdir -p "$share/man/man1" "$share/bash-completion/completions" "$share/zsh/site-functions" "$share/fish/vendor_completions.d"
python3 scripts/manual.py "$program" >"$share/man/man1/claude-workflow.1" || fail "the manual could not be written"
"$program" completions bash >"$share/bash-completion/completions/claude-workflow"
"$program" completions zsh >"$share/zsh/site-functions/_claude-workflow"
"$program" completions fish >"$share/fish/vendor_completions.d/claude-workflow.fish"

scripts/licenses.sh "$folder/bin" "$folder/licenses" || exit 1

sum() {
  if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}
(cd "$folder" && find . -type f ! -name SHA256SUMS | sed 's|^\./||' | sort | while read -r file; do sum "$file"; done >SHA256SUMS)

# touch knows no seconds since 1970, and date says it in two dialects.
time=$(date -d "@$epoch" +%Y%m%d%H%M.%S 2>/dev/null || date -r "$epoch" +%Y%m%d%H%M.%S)
find "$folder" -exec touch -h -t "$time" {} +
archive=$output/$name.tar.gz
if tar --version | grep -q GNU; then
  owner="--owner=0 --group=0 --numeric-owner --format=ustar"
else
  owner="--uid 0 --gid 0 --numeric-owner --format ustar"
fi
# shellcheck disable=SC2086
(cd "$output" && find "$name" | sort | tar $owner --no-recursion -T - -cf -) | gzip -9n >"$archive"
(cd "$output" && sum "$name.tar.gz" >"$name.tar.gz.sha256")
printf 'dist: %s (%s bytes)\n' "$archive" "$(wc -c <"$archive" | tr -d ' ')"
