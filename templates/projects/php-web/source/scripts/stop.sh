#!/bin/sh
# Stops the application if it runs; safe to run when it does not.
set -eu

APP_DIR="${APP_ROOT:-}/opt/app"

if [ -z "${APP_ROOT:-}" ] && [ -d /run/systemd/system ]; then
  systemctl stop nginx 2>/dev/null || true
  exit 0
fi

[ -f "$APP_DIR/app.pid" ] || exit 0
PID=$(cat "$APP_DIR/app.pid")
rm -f "$APP_DIR/app.pid"
# A pid may belong to another process by now: only our own server is ended, its workers with it.
ps -p "$PID" -o args= 2>/dev/null | grep -q -- 'public/index.php' || exit 0
WORKERS=$(ps -A -o pid= -o ppid= | awk -v parent="$PID" '$2 == parent { print $1 }')
# shellcheck disable=SC2086
kill "$PID" $WORKERS 2>/dev/null || exit 0
tries=0
while [ "$tries" -lt 50 ]; do
  kill -0 "$PID" 2>/dev/null || exit 0
  sleep 0.1
  tries=$((tries + 1))
done
kill -9 "$PID" 2>/dev/null || true
