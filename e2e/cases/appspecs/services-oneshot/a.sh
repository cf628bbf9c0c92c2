#!/bin/bash
exec 2>&1
systemctl start app
systemctl is-active app
sed -i s/RemainAfterExit=yes// /etc/systemd/system/app.service
systemctl stop app
systemctl start app
systemctl is-active app || :
