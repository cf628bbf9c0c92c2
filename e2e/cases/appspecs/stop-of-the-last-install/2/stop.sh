#!/bin/bash
echo stop 2
