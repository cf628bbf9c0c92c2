#!/bin/bash
echo $LIFECYCLE_EVENT
