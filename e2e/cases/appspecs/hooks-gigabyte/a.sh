#!/bin/bash
echo begun
head -c 1073741824 /dev/zero | tr "\0" x | fold -w 4000
