#!/bin/bash
trap '' TERM INT HUP
sleep 60 & sleep 60
wait
echo never
