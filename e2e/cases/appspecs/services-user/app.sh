#!/bin/bash
echo "$(id -un) $HOME"
sleep 60
