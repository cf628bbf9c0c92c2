#!/bin/bash
echo begun
sleep 60
echo never
