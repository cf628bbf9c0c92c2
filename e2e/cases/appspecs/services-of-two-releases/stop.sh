#!/bin/bash
sudo service app stop
systemctl is-active app || :
