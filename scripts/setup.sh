#!/bin/sh
# Installs what the build needs and is missing: libyaml, PCRE2, pkg-config,
# Python 3 with venv, and on Linux lld if the toolchain came without it. On
# Debian and its relatives by apt-get, on macOS by brew. Does nothing, and needs
# no rights, where everything is there.
set -eu

say() { printf 'setup: %s\n' "$*"; }
fail() {
  printf 'setup: %s\n' "$*" >&2
  exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

# clang looks for it beside itself, then in PATH.
has_lld() {
  has ld.lld && return
  usr=$(swiftc -print-target-info 2>/dev/null | sed -n 's|.*"runtimeResourcePath": "\(.*\)/lib/swift[^"]*".*|\1|p')
  [ -n "$usr" ] && [ -x "$usr/bin/ld.lld" ]
}

# Prints the names of the missing things; the case statements below know which
# package brings each.
missing() {
  has pkg-config || echo pkg-config
  for module in yaml-0.1 libpcre2-8; do
    has pkg-config && pkg-config --exists "$module" || echo "$module"
  done
  has python3 || echo python3
  [ "$(uname -s)" != Linux ] || has_lld || echo lld
  # Debian's python3 comes without ensurepip, which venv needs.
  has python3 && python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || echo venv
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif has sudo; then
    say "administrator rights are needed: sudo $*"
    sudo "$@"
  else
    fail "administrator rights are needed and there is no sudo; run as root: $*"
  fi
}

install_debian() {
  packages=
  for thing in $1; do
    case $thing in
      pkg-config) packages="$packages pkg-config" ;;
      yaml-0.1) packages="$packages libyaml-dev" ;;
      libpcre2-8) packages="$packages libpcre2-dev" ;;
      python3) packages="$packages python3" ;;
      venv) packages="$packages python3-venv" ;;
      lld) packages="$packages lld" ;;
    esac
  done
  say "installing by apt-get:$packages"
  as_root apt-get update -q || fail "apt-get update failed; is the network there?"
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages ||
    fail "apt-get could not install:$packages"
}

install_macos() {
  packages=
  for thing in $1; do
    case $thing in
      pkg-config) packages="$packages pkgconf" ;;
      yaml-0.1) packages="$packages libyaml" ;;
      libpcre2-8) packages="$packages pcre2" ;;
      python3 | venv) packages="$packages python" ;;
    esac
  done
  say "installing by brew:$packages"
  # shellcheck disable=SC2086
  brew install $packages || fail "brew could not install:$packages"
}

if ! has swift; then
  fail "no swift found; install Swift 6.2 or later from https://www.swift.org/install and run this again"
fi

# shellcheck disable=SC2046
wanted=$(echo $(missing))
if [ -z "$wanted" ]; then
  say "nothing to do: $(swift --version 2>/dev/null | sed -n 's/.*\(Swift version [0-9.]*\).*/\1/p' | head -n 1), libyaml, PCRE2, pkg-config and Python 3 are there"
  exit 0
fi
say "missing: $wanted"

if has apt-get; then
  install_debian "$wanted"
elif [ "$(uname -s)" = Darwin ] && has brew; then
  install_macos "$wanted"
elif [ "$(uname -s)" = Darwin ]; then
  fail "install Homebrew (https://brew.sh) and run this again, or install by other means: $wanted"
else
  fail "this system has neither apt-get nor brew; install by its own means: $wanted (libyaml and PCRE2 with headers)"
fi

# shellcheck disable=SC2046
wanted=$(echo $(missing))
[ -z "$wanted" ] || fail "still missing after the installation: $wanted"
say "done"
