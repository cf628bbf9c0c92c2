#!/bin/bash
mkdir -p "${APP_ROOT:-}/srv/app"
echo mine > "${APP_ROOT:-}/srv/app/z.txt"
