#!/bin/bash
echo "2 $LIFECYCLE_EVENT"
