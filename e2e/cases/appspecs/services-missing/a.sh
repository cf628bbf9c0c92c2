#!/bin/bash
exec 2>&1
rm -f /etc/systemd/system/httpd.service
systemctl start httpd
echo $?
systemctl restart httpd
echo $?
systemctl stop httpd
echo $?
systemctl status httpd
echo $?
service httpd start
echo $?
