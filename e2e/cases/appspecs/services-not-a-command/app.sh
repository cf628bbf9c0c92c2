#!/bin/bash
echo "$A"
sleep 60
