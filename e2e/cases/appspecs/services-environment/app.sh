#!/bin/bash
for each in "$@"; do echo "$each"; done
sleep 60
