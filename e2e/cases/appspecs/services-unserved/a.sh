#!/bin/bash
exec 2>&1
systemctl start app
echo $?
systemctl start app.timer
echo $?
systemctl start app@1
echo $?
systemctl mask app
echo $?
