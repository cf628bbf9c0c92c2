#!/bin/bash
echo begun
head -c 16777216 /dev/zero | tr "\0" x
