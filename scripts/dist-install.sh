#!/bin/sh
# Installs claude-workflow for a user or for all of them.
#
#   ./install.sh                        into /usr/local
#   PREFIX=~/.local ./install.sh        into a place of one's own
#   PREFIX=… ./install.sh uninstall     takes out what was put there
#
# A PREFIX that isn't there is made; a relative one begins at the folder in
# which the command is given.
#
# The executables and the plugin go to PREFIX/lib/claude-workflow, beside them
# PREFIX/bin/claude-workflow, the manual and completions for bash, zsh and fish.
# What is at one of these places, or among the files of the library, and was not
# put there by this script stays.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
prefix=${PREFIX:-/usr/local}
case $prefix in
  /*) ;;
  *) prefix=$PWD/$prefix ;;
esac
while [ "${prefix%/}" != "$prefix" ] && [ "$prefix" != / ]; do prefix=${prefix%/}; done
library=$prefix/lib/claude-workflow
files="share/man/man1/claude-workflow.1 share/bash-completion/completions/claude-workflow
share/zsh/site-functions/_claude-workflow share/fish/vendor_completions.d/claude-workflow.fish"

fail() {
  printf 'install: %s\n' "$*" >&2
  exit 1
}

# word TEXT: as it is typed in a shell.
word() {
  case $1 in
    *[!A-Za-z0-9_./:=@%+,-]* | '') printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")" ;;
    *) printf '%s' "$1" ;;
  esac
}

writable() {
  mkdir -p "$prefix" 2>/dev/null && [ -w "$prefix" ] ||
    fail "$prefix can't be written; run this with other rights, or say PREFIX=\$HOME/.local $(word "$0")"
}

# The list of what was put into the library and, with sums, beside it; an
# earlier version kept none, or only that of what is beside it.
installed=$library/installed
parts=".claude-plugin hooks bin docs licenses README.md CHANGELOG.md LICENSE"
link=../lib/claude-workflow/bin/claude-workflow

# own_link: whether PREFIX/bin/claude-workflow is the one that is made here.
own_link() { [ "$(readlink "$prefix/bin/claude-workflow" 2>/dev/null)" = "$link" ]; }

# library_files: what this script put into the library.
library_files() {
  if grep -q '^library ' "$installed" 2>/dev/null; then
    sed -n 's/^library //p' "$installed"
  else
    (cd "$library" && for part in $parts; do [ ! -e "$part" ] || find "$part" ! -type d; done)
  fi
}

# prune: folders of the library in which nothing is left.
prune() {
  (cd "$library" && find . -depth -type d ! -name .) | while IFS= read -r name; do rmdir "$library/$name" 2>/dev/null || :; done
}

# ours FILE: whether it was put there by this script, and is as it was.
ours() {
  if [ -f "$installed" ]; then
    grep -Fqx "$(cksum <"$prefix/$1") $1" "$installed"
  else
    [ -x "$library/bin/claude-workflow" ] && [ ! -L "$prefix/$1" ] && grep -q claude-workflow "$prefix/$1"
  fi
}

# Only ours: a file or folder that is something else is left alone.
remove() {
  for file in $files; do
    [ -e "$prefix/$file" ] || continue
    if ours "$file"; then rm -f "$prefix/$file"; else printf 'install: %s is not as this script put it there; it stays\n' "$prefix/$file" >&2; fi
  done
}

# Made beside the library, then moved into it file by file: a session may be
# calling its hooks, and at no moment one of them is missing or half there.
new=$prefix/lib/.claude-workflow.new.$$
trap 'rm -rf "$new" "$new.before"' EXIT
trap 'exit 1' INT TERM
put_in() {
  library_files >"$new.before" 2>/dev/null || :
  (cd "$new" && find . -type d) | while IFS= read -r name; do mkdir -p "$library/$name"; done
  (cd "$new" && find . ! -type d) | while IFS= read -r name; do mv -f "$new/$name" "$library/$name"; done
  # What an earlier version had besides.
  while IFS= read -r name; do [ -e "$here/$name" ] || rm -f "$library/$name"; done <"$new.before"
  prune
  (cd "$here" && find $parts ! -type d) | sed 's/^/library /' >"$installed"
}

case ${1:-install} in
  install)
    [ -x "$here/bin/claude-workflow" ] || fail "found no $here/bin/claude-workflow; run this in the unpacked folder"
    "$here/bin/claude-workflow" --version >/dev/null ||
      fail "$here/bin/claude-workflow can't be run here; take the archive for $(uname -s) $(uname -m)"
    writable
    if [ -d "$library" ] && [ "$(cd "$library" && pwd -P)" = "$(cd "$here" && pwd -P)" ]; then
      fail "$here is where it would be installed to, and what is there is replaced; unpack the archive in another folder"
    fi
    if { [ -e "$prefix/bin/claude-workflow" ] || [ -L "$prefix/bin/claude-workflow" ]; } && ! own_link; then
      fail "$prefix/bin/claude-workflow is there already and was not put there by this script; remove it first"
    fi
    if [ -e "$library" ] && [ ! -x "$library/bin/claude-workflow" ]; then
      fail "$library is there already and was not put there by this script; remove it first"
    fi
    for file in $files; do
      if { [ -e "$prefix/$file" ] || [ -L "$prefix/$file" ]; } && ! ours "$file"; then
        fail "$prefix/$file is there already and is not as this script put it there; remove it first"
      fi
    done
    mkdir -p "$new" "$prefix/bin"
    for part in $parts; do cp -R "$here/$part" "$new/"; done
    remove
    put_in
    for file in $files; do
      mkdir -p "$(dirname "$prefix/$file")"
      cp "$here/$file" "$prefix/$file"
      printf '%s %s\n' "$(cksum <"$prefix/$file")" "$file" >>"$installed"
    done
    ln -s "$link" "$prefix/bin/.claude-workflow.$$"
    mv -f "$prefix/bin/.claude-workflow.$$" "$prefix/bin/claude-workflow"
    printf 'installed claude-workflow %s in %s\n' "$("$prefix/bin/claude-workflow" --version)" "$prefix"
    case :$PATH: in
      *":$prefix/bin:"*) ;;
      *) printf 'put %s on your PATH\n' "$prefix/bin" ;;
    esac
    printf 'next: claude-workflow init, in a project; or the plugin for all projects: claude plugin marketplace add %s\n' "$(word "$library")"
    ;;
  uninstall)
    [ -x "$library/bin/claude-workflow" ] || fail "found no installation in $prefix; name its place as PREFIX=… $(word "$0") uninstall"
    writable
    remove
    if own_link; then
      rm -f "$prefix/bin/claude-workflow"
    elif [ -e "$prefix/bin/claude-workflow" ] || [ -L "$prefix/bin/claude-workflow" ]; then
      printf 'install: %s is not as this script put it there; it stays\n' "$prefix/bin/claude-workflow" >&2
    fi
    library_files >"$new"
    while IFS= read -r name; do rm -f "$library/$name"; done <"$new"
    rm -f "$installed"
    prune
    rmdir "$library" 2>/dev/null || printf 'install: %s has other files, too; they stay\n' "$library" >&2
    printf 'removed claude-workflow from %s\n' "$prefix"
    ;;
  *) fail "found \"$1\", expected nothing or uninstall" ;;
esac
