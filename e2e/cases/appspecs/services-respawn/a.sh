#!/bin/bash
exec 2>&1
systemctl start app
first=$(systemctl status app | sed -n "s/.*Main PID: //p")
kill -KILL $first
until second=$(systemctl status app | sed -n "s/.*Main PID: //p"); [ -n "$second" ] && [ "$second" != $first ]; do sleep 0.05; done
echo another
until systemctl is-active -q app; do sleep 0.05; done; systemctl is-active app
