#!/bin/bash
systemctl is-active app other || :
