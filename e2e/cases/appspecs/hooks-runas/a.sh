#!/bin/bash
id -un
echo "$HOME"
