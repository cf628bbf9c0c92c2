#!/bin/sh
# Looks at every page and writes a JUnit report: a language, a title, one heading, and no link into nothing.
set -eu

SITE="${1:-public}"
REPORT="${2:-reports/junit.xml}"
mkdir -p "$(dirname "$REPORT")"
cases=""
tests=0
failures=0

# check PAGE WHAT COMMAND…
check() {
  page=$1
  what=$2
  shift 2
  tests=$((tests + 1))
  if "$@"; then
    echo "ok      $page $what"
    cases="$cases  <testcase classname=\"$page\" name=\"$what\"/>
"
  else
    echo "FAILED  $page $what"
    failures=$((failures + 1))
    cases="$cases  <testcase classname=\"$page\" name=\"$what\"><failure message=\"$page: $what\"/></testcase>
"
  fi
}

has() { grep -q "$1" "$2"; }
one_heading() { [ "$(grep -c '<h1>[^<][^<]*</h1>' "$1")" -eq 1 ]; }
links_lead_somewhere() {
  for link in $(sed -En 's/.*(href|src)="\/([^"#?]*)[^"]*".*/\2/p' "$1"); do
    [ -f "$SITE/$link" ] || [ -f "$SITE/${link%/}/index.html" ] || { echo "        /$link is not there"; return 1; }
  done
}

for file in $(find "$SITE" -name '*.html' | sort); do
  page=${file#"$SITE"/}
  check "$page" "says its language" has '<html lang="[a-z-]*">' "$file"
  check "$page" "has a title" has '<title>[^<][^<]*</title>' "$file"
  check "$page" "has one heading" one_heading "$file"
  check "$page" "links to what is there" links_lead_somewhere "$file"
done

printf '<testsuite name="pages" tests="%d" failures="%d">\n%s</testsuite>\n' "$tests" "$failures" "$cases" > "$REPORT"
[ "$failures" -eq 0 ] && [ "$tests" -gt 0 ]
