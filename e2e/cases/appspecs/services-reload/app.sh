#!/bin/bash
trap 'echo again' HUP
echo up
while :; do sleep 0.05; done
