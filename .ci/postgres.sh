#!/bin/sh
# Runs a command with a private PostgreSQL server, started for it and stopped after it, whose address is in
# GUICHET_TEST_POSTGRES_URL. The server listens on the loopback only, forgets everything, and spends nothing on durability.
# An address already set is used as it is. Usage: .ci/postgres.sh command [argument ...]
set -eu

if [ -n "${GUICHET_TEST_POSTGRES_URL:-}" ]; then
  exec "$@"
fi

if command -v initdb >/dev/null 2>&1; then
  bin=$(dirname "$(readlink -f "$(command -v initdb)")")
else
  bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
fi
if [ ! -x "$bin/initdb" ]; then
  echo "PostgreSQL is not installed: run .ci/setup.sh postgres" >&2
  exit 1
fi

# PostgreSQL refuses to run as root.
if [ "$(id -u)" = 0 ]; then
  id postgres >/dev/null 2>&1 || { echo "There is no postgres user, which the postgresql package creates." >&2; exit 1; }
  run() { (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@"); }
else
  run() { "$@"; }
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/guichet-postgres.XXXXXX")
chmod 711 "$folder"
mkdir "$folder/data"
[ "$(id -u)" != 0 ] || chown postgres "$folder" "$folder/data"

stop() {
  run "$bin/pg_ctl" -D "$folder/data" -m immediate -s stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

run "$bin/initdb" -D "$folder/data" -U guichet -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/log" 2>&1 \
  || { cat "$folder/log" >&2; exit 1; }

started=""
for attempt in 1 2 3 4 5; do
  port=$(( 20000 + ($$ + attempt * 7919) % 40000 ))
  options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$folder -c max_connections=400"
  options="$options -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"
  options="$options -c shared_buffers=128MB -c max_wal_size=512MB -c autovacuum=off"
  if run "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -o "$options" -w -s start >/dev/null 2>&1; then
    started=yes
    break
  fi
done
if [ -z "$started" ]; then
  echo "PostgreSQL did not start:" >&2
  tail -n 20 "$folder/server.log" >&2
  exit 1
fi

export GUICHET_TEST_POSTGRES_URL="postgres://guichet@127.0.0.1:$port/postgres"
"$@"
