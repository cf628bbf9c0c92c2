#!/bin/bash
exec 2>&1
systemctl is-enabled app; echo $?
systemctl enable --now app
systemctl is-enabled app; echo $?
systemctl is-active app
systemctl disable app
systemctl is-enabled app; echo $?
sed -i "/Install/,\$d" /etc/systemd/system/app.service
systemctl is-enabled app
