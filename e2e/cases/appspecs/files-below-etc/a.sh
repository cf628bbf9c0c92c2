#!/bin/bash
cat /etc/app/app.conf
tool.sh
