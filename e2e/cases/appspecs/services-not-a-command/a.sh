#!/bin/bash
exec 2>&1
systemctl start app
until journalctl -u app | grep -q touch; do sleep 0.05; done
journalctl -u app
[ -e /tmp/x ] || echo nothing
