#!/bin/bash
trap '' TERM
sleep 98765 & echo up
wait
wait
sleep 98765
