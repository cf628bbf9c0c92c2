#!/bin/bash
kill -KILL $$
