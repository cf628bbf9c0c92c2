#!/bin/bash
mkdir -p "${APP_ROOT:-}/srv/data"
echo mine > "${APP_ROOT:-}/srv/data/db"
