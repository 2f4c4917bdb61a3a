#!/bin/sh
# Installs an archive as a user would, in an empty folder and with an empty
# environment, and tries what was installed.
# Usage: scripts/check-dist.sh ARCHIVE [CLAUDE]
#
# With CLAUDE, the host's executable, the plugin is validated by it, too.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
archive=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
claude=${2:-}
[ -z "$claude" ] || claude=$(cd "$(dirname "$claude")" && pwd)/$(basename "$claude")
scratch=$(mktemp -d "${TMPDIR:-/tmp}/check dist.XXXXXX")
running=
trap '[ -z "$running" ] || kill "$running" 2>/dev/null; rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM
prefix="$scratch/the prefix"
count=0

ok() {
  count=$((count + 1))
  printf 'ok    %s\n' "$*"
}
fail() {
  printf 'FAIL  %s\n' "$*" >&2
  [ ! -s "$scratch/log" ] || sed 's/^/      | /' "$scratch/log" >&2
  exit 1
}
# try WHAT COMMAND…: it ends with the status 0.
try() {
  what=$1
  shift
  "$@" >"$scratch/log" 2>&1 || fail "$what: status $?"
  ok "$what"
}
bare() { env -i HOME="$scratch" PATH=/usr/bin:/bin PREFIX="$prefix" "$@"; }
sum() {
  if command -v sha256sum >/dev/null; then sha256sum -c "$@"; else shasum -a 256 -c "$@"; fi
}

(cd "$(dirname "$archive")" && sum "$(basename "$archive").sha256") >"$scratch/log" 2>&1 || fail "the archive's checksum"
ok "the archive's checksum"
mkdir "$scratch/unpacked here"
cd "$scratch/unpacked here"
try "unpacks" tar -xzf "$archive"
name=$(ls)
[ "$(ls | wc -l)" -eq 1 ] && [ "$name.tar.gz" = "$(basename "$archive")" ] || fail "the archive holds one folder of its own name"
folder="$scratch/unpacked here/$name"
cd "$folder"
try "checksums of all files" sum SHA256SUMS
listed=$(wc -l <SHA256SUMS)
[ "$listed" -eq "$(find . -type f ! -name SHA256SUMS | wc -l)" ] || fail "SHA256SUMS lists $listed files, and there are others"
ok "all files have checksums ($listed)"
linked="swift-argument-parser libyaml pcre2"
[ "$(uname -s)" = Darwin ] || linked="$linked swift libc libstdc++"
for text in $linked; do
  [ -s "licenses/$text.txt" ] || fail "there is no licence of $text"
done
ok "licences: $(ls licenses | tr '\n' ' ')"

try "links in the documentation lead somewhere" python3 "$scripts/dist-links.py" --check "$folder"
pages=$(find . -name '*.md' | wc -l)
[ "$pages" -gt 10 ] || fail "only $pages pages were looked at"

try "install.sh" bare ./install.sh
# A hook that waits for its event, as one does that a session has just called.
mkfifo "$scratch/event"
"$prefix/lib/claude-workflow/bin/subagent-output" <"$scratch/event" >"$scratch/answer" 2>&1 &
running=$!
exec 3>"$scratch/event"
echo "an earlier version's" >"$prefix/lib/claude-workflow/docs/earlier.md"
echo "library docs/earlier.md" >>"$prefix/lib/claude-workflow/installed"
try "install.sh again, while a hook runs" bare ./install.sh
[ ! -e "$prefix/lib/claude-workflow/docs/earlier.md" ] || fail "install.sh leaves what an earlier version had"
[ "$(cd "$prefix/lib/claude-workflow" && find . -type f ! -name installed | wc -l)" -gt 30 ] || fail "install.sh leaves out files"
cp "$prefix/lib/claude-workflow/bin/subagent-input" "$scratch/hook"
"$scratch/hook" <"$scratch/event" >/dev/null 2>&1 &
other=$!
try "a hook that runs is copied over" "$scripts/copy-hook.sh" bin/subagent-input "$scratch/hook"
kill "$other" 2>/dev/null || fail "the hook was not running"
printf '{}' >&3
exec 3>&-
wait "$running" || fail "the hook that ran"
running=
[ -s "$scratch/answer" ] || fail "the hook that ran gave no answer"
ok "the hook that ran gave its answer"
left=$(find "$prefix/lib" -mindepth 1 -maxdepth 1 ! -name claude-workflow | wc -l)
[ "$left" -eq 0 ] || fail "install.sh leaves $left things beside the library"
cd "$scratch"
try "install.sh into a relative place that isn't there" bare env PREFIX="new/it's here" "$folder/install.sh"
grep -qF "marketplace add '$scratch/new/it'\\''s here/lib/claude-workflow'" "$scratch/log" || fail "install.sh says what can't be typed"
[ "$(cd / && bare "$scratch/new/it's here/bin/claude-workflow" --version)" ] || fail "what was installed there"
try "uninstall from there" bare env PREFIX="new/it's here" "$folder/install.sh" uninstall
[ "$(find "$scratch/new" ! -type d | wc -l)" -eq 0 ] || fail "files are left behind there"
cd "$folder"
program="$prefix/bin/claude-workflow"
manual="$prefix/share/man/man1/claude-workflow.1"
# refuses WHAT WORDS COMMAND…: it fails, and says so in these words.
refuses() {
  what=$1
  words=$2
  shift 2
  ! "$@" >"$scratch/log" 2>&1 || fail "$what: it was done"
  grep -q "$words" "$scratch/log" || fail "$what: it says nothing of \"$words\""
  ok "$what"
}
cp "$manual" "$scratch/manual"
echo "another's" >"$manual"
refuses "a manual that isn't ours is not overwritten" "is not as this script put it there" bare ./install.sh
[ "$(cat "$manual")" = "another's" ] || fail "another's manual was overwritten"
cp "$scratch/manual" "$manual"
mkdir -p "$scratch/in place/lib"
cp -R "$folder" "$scratch/in place/lib/claude-workflow"
refuses "an archive unpacked at the library's place is not deleted" "unpack the archive in another folder" \
  bare env PREFIX="$scratch/in place" "$scratch/in place/lib/claude-workflow/install.sh"
[ -x "$scratch/in place/lib/claude-workflow/bin/claude-workflow" ] || fail "the archive was deleted"
[ "$(bare "$program" --version)" = "$(printf '%s' "$name" | sed 's/^claude-workflow-\([^-]*\)-.*/\1/')" ] || fail "the version"
ok "runs without an environment"

mkdir "$scratch/an empty project"
cd "$scratch/an empty project"
try "init" bare "$program" init
try "check --strict" bare "$program" check --strict
try "dry-run" bare "$program" dry-run
try "dry-run with a rejection" bare "$program" dry-run --reject reviewer
try "uninstall of the project" bare "$program" uninstall
try "init workflow, without hooks or a project of its own" bare "$program" init workflow notes
bare "$program" doctor --plugin-dir "$prefix/lib/claude-workflow" >"$scratch/log" 2>&1 || fail "doctor --plugin-dir"
grep -q 'brings 12 hooks of ours' "$scratch/log" || fail "doctor --plugin-dir counts the plugin's hooks"
ok "doctor --plugin-dir"

# Scripts that a shell loads, in those that are there.
completions=$prefix/share
try "bash: the completions load, and offer a workflow's name" bare bash --norc -c '
  PATH=$PREFIX/bin:$PATH
  . "$PREFIX/share/bash-completion/completions/claude-workflow"
  complete -p claude-workflow
  COMP_WORDS=(claude-workflow init agent x --workflow "") COMP_CWORD=5
  COMP_LINE="claude-workflow init agent x --workflow " COMP_POINT=${#COMP_LINE}
  _claude-workflow claude-workflow "" --workflow
  echo "${COMPREPLY[@]}"
  [ "${COMPREPLY[*]}" = notes ]'
if command -v zsh >/dev/null; then
  try "zsh: the completions load" bare zsh -f -c '
    fpath=("$PREFIX/share/zsh/site-functions" $fpath)
    autoload -Uz compinit && compinit -u -d "$HOME/zcompdump" && [ "${_comps[claude-workflow]}" = _claude-workflow ] && autoload +X _claude-workflow'
else
  printf 'skip  zsh: it is not there\n'
fi
if command -v fish >/dev/null; then
  try "fish: the completions load" bare fish --no-config -c 'source $PREFIX/share/fish/vendor_completions.d/claude-workflow.fish; complete -C "claude-workflow sta" | string match -q "status*"'
else
  printf 'skip  fish: it is not there\n'
fi

page="$completions/man/man1/claude-workflow.1"
if command -v mandoc >/dev/null; then
  try "mandoc has no complaint about the manual" mandoc -Tlint -W warning "$page"
elif man --version 2>/dev/null | grep -q '^man '; then
  LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=100 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" >/dev/null 2>"$scratch/log" || fail "man refuses the manual"
  [ ! -s "$scratch/log" ] || fail "man warns of the manual"
  ok "man has no complaint about the manual"
else
  printf 'skip  the manual: neither mandoc nor man is there\n'
fi

if [ -n "$claude" ]; then
  try "claude plugin validate --strict" env -i HOME="$scratch" PATH=/usr/bin:/bin DISABLE_AUTOUPDATER=1 "$claude" plugin validate --strict "$folder"
  cd "$scratch/an empty project"
  host() { env -i HOME="$scratch" PATH="$(dirname "$claude"):/usr/bin:/bin" DISABLE_AUTOUPDATER=1 "$@"; }
  try "claude plugin marketplace add" host "$claude" plugin marketplace add "$prefix/lib/claude-workflow"
  try "claude plugin install" host "$claude" plugin install workflow-contracts@workflow-contracts --scope project
  try "check --strict with the plugin" host "$program" check --strict
  try "doctor with the plugin" host "$program" doctor
  grep -q 'workflow-contracts@workflow-contracts brings 12 hooks of ours' "$scratch/log" || fail "doctor sees the plugin"
else
  printf 'skip  the plugin in Claude Code: no executable of it was named\n'
fi

try "install.sh uninstall" bare "$folder/install.sh" uninstall
left=$(find "$prefix" ! -type d | wc -l)
[ "$left" -eq 0 ] || fail "$left files are left behind"
ok "nothing is left behind"
printf '%s passed\n' "$count"
