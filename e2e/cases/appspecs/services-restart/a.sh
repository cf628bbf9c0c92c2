#!/bin/bash
exec 2>&1
systemctl daemon-reload
systemctl restart app
systemctl is-active app.service
until journalctl -u app | grep -q starting; do sleep 0.05; done
systemctl restart app
until [ "$(journalctl -u app | grep -c starting)" = 2 ]; do sleep 0.05; done
journalctl -u app --no-pager | grep -v Terminated
systemctl stop app; echo $?
systemctl is-active app; echo $?
