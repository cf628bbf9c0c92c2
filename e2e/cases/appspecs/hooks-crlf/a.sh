#!/bin/bash
echo never
