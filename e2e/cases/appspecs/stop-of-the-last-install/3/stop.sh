#!/bin/bash
echo stop 3
