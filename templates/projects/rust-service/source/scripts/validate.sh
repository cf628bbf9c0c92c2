#!/bin/sh
# The deployment counts as good once the health check names the commit that was deployed.
set -eu

APP_DIR="${APP_ROOT:-}/opt/app"
export PORT="${PORT:-80}"

exec "$APP_DIR/app" check "$(cat "$APP_DIR/commit.txt")"
