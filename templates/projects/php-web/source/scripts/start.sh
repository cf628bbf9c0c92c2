#!/bin/sh
# Starts the application; safe to run twice. Where systemd runs, nginx and PHP-FPM serve it and come back after a reboot;
# elsewhere PHP's own server does, which is meant for one machine and few people.
set -eu

APP_DIR="${APP_ROOT:-}/opt/app"
export PORT="${PORT:-80}"

sh "$(dirname "$0")/stop.sh"

if [ -z "${APP_ROOT:-}" ] && [ -d /run/systemd/system ]; then
  cat > /etc/nginx/conf.d/app.conf <<NGINX
server {
  listen $PORT default_server;
  root $APP_DIR/public;
  location / {
    include fastcgi_params;
    fastcgi_param SCRIPT_FILENAME $APP_DIR/public/index.php;
    fastcgi_pass unix:/run/php-fpm/www.sock;
  }
}
NGINX
  # The distribution's own welcome page would take the port.
  sed -i 's/^\( *listen .*\) default_server;/\1;/; /listen *\(\[::\]:\)\{0,1\}80;/d' /etc/nginx/nginx.conf
  systemctl enable --now php-fpm nginx
  systemctl reload php-fpm nginx
else
  cd "$APP_DIR"
  export PHP_CLI_SERVER_WORKERS=4
  nohup php -S "${HOST:-0.0.0.0}:$PORT" -t public public/index.php > app.log 2>&1 &
  echo $! > app.pid
fi
