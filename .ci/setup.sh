#!/bin/sh
# Installs what a make target needs on a bare Debian: says what it installs, does nothing when it is there, and
# stops with a clear message when it can't. Usage: .ci/setup.sh build|pages|postgres|papers|browser|peers ...
set -eu

missing=""

need() { # package, then a test that succeeds when it is there
  package=$1
  shift
  if ! "$@" >/dev/null 2>&1; then
    missing="$missing $package"
  fi
}

has() { command -v "$1" >/dev/null 2>&1; }

has_libpq() { [ -e /usr/include/postgresql/libpq-fe.h ] || { has pkg-config && pkg-config --exists libpq; }; }

has_server() { has initdb || ls /usr/lib/postgresql/*/bin/initdb; }

has_browser() { [ -n "${GUICHET_BROWSER:-}" ] && [ -x "$GUICHET_BROWSER" ] || has chromium; }

has_venv() { python3 -c 'import venv, ensurepip'; }

has_ruby_openid() { ruby -e 'require "openid_connect"'; }

has_ruby_webrick() { ruby -e 'require "webrick"'; }

has_go_oidc() { test -e /usr/share/gocode/src/github.com/coreos/go-oidc; }

has_apache() { has apache2 || test -x /usr/sbin/apache2; }

has_clamd() { has clamd || test -x /usr/sbin/clamd; }

require() { # command, what to do when it is missing
  if ! has "$1"; then
    echo "$1 is missing: $2" >&2
    exit 1
  fi
}

for purpose in "$@"; do
  case $purpose in
    build)
      require cargo "install Rust 1.95 or newer, see https://rustup.rs"
      need gcc has cc
      need libc6-dev test -e /usr/include/stdio.h
      need libpq-dev has_libpq
      ;;
    pages)
      require node "install Node.js 20.12 or newer, see https://nodejs.org"
      require npm "it comes with Node.js"
      if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 12) ? 0 : 1)'; then
        echo "Node.js $(node -v) is too old: 20.12 or newer is needed." >&2
        exit 1
      fi
      ;;
    postgres) need postgresql has_server ;;
    papers) need poppler-utils has pdfinfo ;;
    browser) need chromium has_browser ;;
    peers)
      need python3 has python3
      need python3-venv has_venv
      need clamav-daemon has_clamd
      need apache2-bin has_apache
      need libapache2-mod-auth-openidc test -e /usr/lib/apache2/modules/mod_auth_openidc.so
      need curl has curl
      need ruby-openid-connect has_ruby_openid
      need ruby-webrick has_ruby_webrick
      need golang-go has go
      need golang-github-coreos-go-oidc-dev has_go_oidc
      need openssl has openssl
      ;;
    *)
      echo "setup.sh: unknown purpose $purpose" >&2
      exit 2
      ;;
  esac
done

[ -n "$missing" ] || exit 0

if ! has apt-get; then
  echo "Missing:$missing. There is no apt-get here: install the equivalent of these Debian packages." >&2
  exit 1
fi
as_root=""
if [ "$(id -u)" != 0 ]; then
  if ! has sudo; then
    echo "Missing:$missing. Run as an administrator: apt-get install$missing" >&2
    exit 1
  fi
  as_root=sudo
fi
echo "Installing Debian packages:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of packages
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
