#!/bin/bash
exec 2>&1
systemctl start app
until journalctl -u app | grep -q up; do sleep 0.05; done
systemctl stop app
systemctl is-active app || :
pgrep -f "^sleep 98765" || echo 0
