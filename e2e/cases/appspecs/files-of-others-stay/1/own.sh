#!/bin/bash
echo mine > "${APP_ROOT:-}/srv/app/own.txt"
