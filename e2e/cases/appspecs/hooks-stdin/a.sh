#!/bin/bash
read -r answer || echo nobody
