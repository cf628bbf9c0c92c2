#!/bin/bash
sleep 30 >/dev/null &
