#!/bin/bash
kill -0 "$(cat "${APP_ROOT:-}/tmp/pid")" && echo still there
