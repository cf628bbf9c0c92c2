#!/bin/bash
echo "1 $LIFECYCLE_EVENT"
