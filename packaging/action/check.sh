#!/bin/sh
# Runs `mfa-doctor check` as a step of a GitHub workflow: annotations on standard output, a report for the job summary.
#
# PROGRAM is the program; POOL, SNAPSHOT, REQUIRE, FAIL_ON, ALLOW_INCOMPLETE, SARIF and ARGS are the inputs of the
# action, lists with one element on each line. Each element becomes one argument, whatever it holds.
set -eu

if [ -z "$POOL$SNAPSHOT" ]; then
  echo '::error title=mfa-doctor::give a pool or a snapshot'
  exit 2
fi
summary=$(mktemp)
trap 'rm -f "$summary"' EXIT

set -- check --format=github "--output=markdown=$summary"
# From here on only line breaks part a list, and nothing in it is a pattern.
set -f
IFS='
'
for pool in $POOL; do set -- "$@" "--pool=$pool"; done
for snapshot in $SNAPSHOT; do set -- "$@" "--snapshot=$snapshot"; done
for factor in $REQUIRE; do set -- "$@" "--require=$factor"; done
[ -z "$FAIL_ON" ] || set -- "$@" "--fail-on=$FAIL_ON"
[ "$ALLOW_INCOMPLETE" != true ] || set -- "$@" --allow-incomplete
[ -z "$SARIF" ] || set -- "$@" "--output=sarif=$SARIF"
for argument in $ARGS; do set -- "$@" "$argument"; done

code=0
"$PROGRAM" "$@" || code=$?
cat "$summary" >> "$GITHUB_STEP_SUMMARY"
echo "exit-code=$code" >> "$GITHUB_OUTPUT"
exit "$code"
