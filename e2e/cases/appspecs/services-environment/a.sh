#!/bin/bash
exec 2>&1
mkdir -p /etc/app
printf "# of the app\nFROM=\"from the file\"\nQUOTED='quoted'\n" > /etc/app/env
systemctl start app
until journalctl -u app | grep -q quoted; do sleep 0.05; done
journalctl -u app
