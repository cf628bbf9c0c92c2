#!/bin/bash
echo "starting $NAME"
trap "echo ending; exit 0" TERM
while :; do sleep 0.05; done
