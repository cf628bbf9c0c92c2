#!/bin/bash
echo stop 1
