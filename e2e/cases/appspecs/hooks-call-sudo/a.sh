#!/bin/bash
sudo id -un
sudo -u www-data id -un
