#!/bin/sh
# The deployment counts as good once the health check names the commit that was deployed: twenty seconds at most.
set -eu

APP_DIR="${APP_ROOT:-}/opt/app"
export PORT="${PORT:-80}"
EXPECTED=$(cat "$APP_DIR/commit.txt")
URL="http://127.0.0.1:$PORT/health"

tries=0
while [ "$tries" -lt 100 ]; do
  ANSWER=$(curl --silent --max-time 2 "$URL" || true)
  case "$ANSWER" in
    *"\"commit\":\"$EXPECTED\""*)
      echo "healthy at $EXPECTED"
      exit 0
      ;;
  esac
  sleep 0.2
  tries=$((tries + 1))
done

echo "$URL did not become healthy at $EXPECTED: ${ANSWER:-no answer}" >&2
exit 1
