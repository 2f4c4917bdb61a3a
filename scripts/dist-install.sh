#!/bin/sh
# Installs claude-workflow for a user or for all of them.
#
#   ./install.sh                        into /usr/local
#   PREFIX=~/.local ./install.sh        into a place of one's own
#   PREFIX=… ./install.sh uninstall     takes out what was put there
#
# The executables and the plugin go to PREFIX/lib/claude-workflow, beside them
# PREFIX/bin/claude-workflow, the manual and completions for bash, zsh and fish.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prefix=${PREFIX:-/usr/local}
library=$prefix/lib/claude-workflow
files="share/man/man1/claude-workflow.1 share/bash-completion/completions/claude-workflow
share/zsh/site-functions/_claude-workflow share/fish/vendor_completions.d/claude-workflow.fish"

fail() {
  printf 'install: %s\n' "$*" >&2
  exit 1
}

writable() {
  mkdir -p "$prefix" 2>/dev/null && [ -w "$prefix" ] ||
    fail "$prefix can't be written; run this with other rights, or say PREFIX=\$HOME/.local $0"
}

# Only ours: a folder that holds something else is left alone.
remove() {
  if [ -L "$prefix/bin/claude-workflow" ]; then rm -f "$prefix/bin/claude-workflow"; fi
  for file in $files; do rm -f "$prefix/$file"; done
  if [ -x "$library/bin/claude-workflow" ]; then rm -rf "$library"; fi
}

case ${1:-install} in
  install)
    [ -x "$here/bin/claude-workflow" ] || fail "found no $here/bin/claude-workflow; run this in the unpacked folder"
    "$here/bin/claude-workflow" --version >/dev/null ||
      fail "$here/bin/claude-workflow can't be run here; take the archive for $(uname -s) $(uname -m)"
    writable
    if [ -e "$prefix/bin/claude-workflow" ] && [ ! -L "$prefix/bin/claude-workflow" ]; then
      fail "$prefix/bin/claude-workflow is there already and was not put there by this script; remove it first"
    fi
    if [ -e "$library" ] && [ ! -x "$library/bin/claude-workflow" ]; then
      fail "$library is there already and was not put there by this script; remove it first"
    fi
    remove
    mkdir -p "$library" "$prefix/bin"
    for part in .claude-plugin hooks bin docs licenses README.md CHANGELOG.md LICENSE; do cp -R "$here/$part" "$library/"; done
    for file in $files; do
      mkdir -p "$(dirname "$prefix/$file")"
      cp "$here/$file" "$prefix/$file"
    done
    ln -s ../lib/claude-workflow/bin/claude-workflow "$prefix/bin/claude-workflow"
    printf 'installed claude-workflow %s in %s\n' "$("$prefix/bin/claude-workflow" --version)" "$prefix"
    case :$PATH: in
      *":$prefix/bin:"*) ;;
      *) printf 'put %s on your PATH\n' "$prefix/bin" ;;
    esac
    printf 'next: claude-workflow init, in a project; or the plugin for all projects: claude plugin marketplace add %s\n' "$library"
    ;;
  uninstall)
    [ -x "$library/bin/claude-workflow" ] || fail "found no installation in $prefix; name its place as PREFIX=… $0 uninstall"
    writable
    remove
    printf 'removed claude-workflow from %s\n' "$prefix"
    ;;
  *) fail "found \"$1\", expected nothing or uninstall" ;;
esac
