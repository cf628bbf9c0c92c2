#!/bin/bash
systemctl enable app 2>/dev/null
systemctl start other
