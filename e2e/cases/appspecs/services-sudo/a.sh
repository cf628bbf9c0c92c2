#!/bin/bash
exec 2>&1
systemctl start app; echo $?
sudo systemctl start app
sudo systemctl is-active app
