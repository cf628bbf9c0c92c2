import type { Sandbox } from '../../ports/sandbox';

/** Where the programs of a fanout lie, in front of everything else on PATH. */
const FOLDER = '/codebuild/bin';

/**
 * Runs this build's share of the test files. Sorted by name and dealt out in equal runs (`equal-distribution`), or each by the
 * checksum of its name (`stability`), so that a new file moves no other. A command that reads CODEBUILD_CURRENT_SHARD_FILES is
 * given them there [memory: separated by blanks], any other at its end.
 */
const TESTS_RUN = `#!/bin/sh
usage="Usage: codebuild-tests-run --test-command COMMAND --files-search COMMAND [--sharding-strategy equal-distribution|stability]"
fail() { echo "codebuild-tests-run: $1" >&2; exit 2; }
strategy=equal-distribution
while [ $# -gt 0 ]; do
  case $1 in --help) echo "$usage"; exit 0;; --test-command|--files-search|--sharding-strategy) ;; *) fail "unknown option $1. $usage";; esac
  [ $# -gt 1 ] || fail "$1 needs a value. $usage"
  case $1 in --test-command) tests=$2;; --files-search) search=$2;; *) strategy=$2;; esac
  shift 2
done
[ -n "$tests" ] && [ -n "$search" ] || fail "$usage"
found=$(sh -c "$search") || fail "the search for test files failed: $search"
files=$(printf '%s\\n' "$found" | sed '/^[[:space:]]*$/d' | LC_ALL=C sort -u)
[ -n "$files" ] || fail "the search found no test files: $search"
shards=\${CODEBUILD_BATCH_FANOUT_COUNT:-1}
own=1; [ "$shards" -gt 1 ] && own=\${CODEBUILD_BATCH_BUILD_IDENTIFIER##*_}
total=$(printf '%s\\n' "$files" | wc -l | tr -d ' ')
case $strategy in
  equal-distribution) mine=$(printf '%s\\n' "$files" | awk -v n="$total" -v k="$shards" -v i="$own" 'BEGIN { each = int(n / k); more = n % k; from = (i - 1) * each + (i - 1 < more ? i - 1 : more); to = from + each + (i <= more) } NR > from && NR <= to');;
  stability) mine=$(printf '%s\\n' "$files" | while IFS= read -r f; do sum=$(printf '%s' "$f" | cksum); [ $(( \${sum%% *} % shards + 1 )) -eq "$own" ] && printf '%s\\n' "$f"; done);;
  *) fail "there is no strategy $strategy: equal-distribution or stability";;
esac
if [ -z "$mine" ]; then echo "Shard $own of $shards has none of the $total test files"; exit 0; fi
CODEBUILD_CURRENT_SHARD_FILES=$(printf '%s\\n' "$mine" | tr '\\n' ' ' | sed 's/ $//'); export CODEBUILD_CURRENT_SHARD_FILES
echo "Shard $own of $shards: $(printf '%s\\n' "$mine" | wc -l | tr -d ' ') of $total test files"
set -f; IFS='
'; set -- $mine; unset IFS; set +f
case $tests in *CODEBUILD_CURRENT_SHARD_FILES*) exec sh -c "$tests";; *) exec sh -c "$tests \\"\\$@\\"" sh "$@";; esac
`;

/** The files that patterns match, a line each; \`**\` crosses folders. */
const GLOB_SEARCH = `#!/usr/bin/env bash
shopt -s globstar nullglob dotglob
IFS=
for pattern in "$@"; do for file in $pattern; do [ -f "$file" ] && printf '%s\\n' "\${file#./}"; done; done
exit 0
`;

/** Lays out what a buildspec of a fanout calls; returns the folder as the build sees it. */
export function layOutTestTools(sandbox: Sandbox): string {
  sandbox.files.makeFolders(FOLDER);
  for (const [name, text] of [
    ['codebuild-tests-run', TESTS_RUN],
    ['codebuild-glob-search', GLOB_SEARCH],
  ] as const)
    sandbox.files.write(`${FOLDER}/${name}`, text, 0o755);
  return sandbox.innerPath(FOLDER);
}
