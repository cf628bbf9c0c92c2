#!/bin/bash
echo no port
exit 1
