#!/bin/bash
sudo systemctl daemon-reload
sudo systemctl enable app 2>/dev/null
sudo systemctl restart app
systemctl is-active app
