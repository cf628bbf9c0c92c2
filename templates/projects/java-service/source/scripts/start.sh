#!/bin/sh
# Starts the application; safe to run twice. Where systemd runs it becomes a service that comes back after a reboot.
set -eu

APP_DIR="${APP_ROOT:-}/opt/app"
export PORT="${PORT:-80}"

sh "$(dirname "$0")/stop.sh"

if [ -z "${APP_ROOT:-}" ] && [ -d /run/systemd/system ]; then
  cat > /etc/systemd/system/app.service <<UNIT
[Unit]
Description=The application
After=network.target

[Service]
WorkingDirectory=$APP_DIR
Environment=PORT=$PORT
ExecStart=$(command -v java) -jar build/app.jar
Restart=always
DynamicUser=yes
AmbientCapabilities=CAP_NET_BIND_SERVICE

[Install]
WantedBy=multi-user.target
UNIT
  systemctl daemon-reload
  systemctl enable --now app
else
  cd "$APP_DIR"
  nohup java -jar build/app.jar > app.log 2>&1 &
  echo $! > app.pid
fi
