#!/bin/sh
# Lays the dependencies into a virtual environment beside the application; safe to run twice.
set -eu

APP_DIR="${APP_ROOT:-}/opt/app"
export PIP_DISABLE_PIP_VERSION_CHECK=1

cd "$APP_DIR"
[ -x .venv/bin/python ] || python3 -m venv --system-site-packages .venv
.venv/bin/python -m pip install --quiet -r requirements.txt
