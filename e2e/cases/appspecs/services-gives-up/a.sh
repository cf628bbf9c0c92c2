#!/bin/bash
exec 2>&1
systemctl start app
until systemctl is-failed -q app; do sleep 0.05; done
systemctl is-failed app
journalctl -u app | tail -1
