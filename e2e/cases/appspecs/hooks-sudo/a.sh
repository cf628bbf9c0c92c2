#!/bin/bash
id -un
echo "${DEPLOYMENT_ID-no deployment}"
