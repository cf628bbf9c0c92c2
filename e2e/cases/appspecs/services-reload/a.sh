#!/bin/bash
exec 2>&1
systemctl start app
until journalctl -u app | grep -q up; do sleep 0.05; done
systemctl reload app
until journalctl -u app | grep -q again; do sleep 0.05; done
journalctl -u app | grep -v Hangup | tail -1
