#!/bin/bash
id -un
