#!/bin/bash
printf 'a\xff\xfeb\n'
printf last
