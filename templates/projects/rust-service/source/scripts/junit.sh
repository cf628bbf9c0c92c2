#!/bin/sh
# Turns the output of "cargo test" on standard input into a JUnit report, and shows it.
set -eu

mkdir -p "$(dirname "$1")"
tee /dev/stderr | awk '
  function plain(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/"/, "\\&quot;", text); return text }
  /^test .* \.\.\. (ok|FAILED|ignored)/ {
    tests++
    name = plain($2)
    if ($NF == "FAILED") { failed++; cases = cases "  <testcase classname=\"app\" name=\"" name "\"><failure message=\"" name " failed\"/></testcase>\n" }
    else if ($NF == "ignored") cases = cases "  <testcase classname=\"app\" name=\"" name "\"><skipped/></testcase>\n"
    else cases = cases "  <testcase classname=\"app\" name=\"" name "\"/>\n"
  }
  END { printf "<testsuite name=\"tests\" tests=\"%d\" failures=\"%d\">\n%s</testsuite>\n", tests, failed, cases; exit failed > 0 || tests == 0 }
' > "$1"
