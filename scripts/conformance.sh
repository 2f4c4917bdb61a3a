#!/bin/sh
# Runs the public test suites of JSON Schema, YAML and JSON and prints how many
# of their cases are decided as the suites say.
#
# CONFORMANCE (default ../shared/conformance) names the folder of the data:
# json-schema/<draft>/*.json, yaml/cases.json, json/test_parsing/*.json.
set -eu
cd "$(dirname "$0")/.."
data=${CONFORMANCE:-../shared/conformance}
if [ ! -d "$data" ]; then
  echo "conformance: skipped, there is no $data; set CONFORMANCE to the folder of the data"
  exit 0
fi
log=.build/conformance.log
mkdir -p .build
status=0
swift test --filter 'SchemaSuiteTests|YAMLTestSuiteTests|JSONTestSuiteTests' >"$log" 2>&1 || status=$?
grep '^conformance: ' "$log" | sed 's/^conformance: //' | sort
if [ "$status" -ne 0 ]; then
  grep -E '✘|error:' "$log" | cut -c1-1000 >&2 || true
  echo "conformance: cases are decided otherwise than the suites and the known differences say; $log has all" >&2
fi
exit "$status"
