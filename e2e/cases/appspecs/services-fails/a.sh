#!/bin/bash
exec 2>&1
systemctl start app; echo $?
systemctl is-failed app
journalctl -xeu app --no-pager
systemctl status app >/dev/null; echo $?
