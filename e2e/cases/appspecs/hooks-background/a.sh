#!/bin/bash
sleep 60 >/dev/null 2>&1 </dev/null &
echo $! > "${APP_ROOT:-}/tmp/pid"
