#!/bin/sh
# Fuzzes the readers and the schema validator with libFuzzer and the address
# sanitizer: each target for some seconds. What is found lies in
# .build-fuzz/fuzzing/found/ and becomes a test.
# Usage: scripts/fuzz.sh [SECONDS]
#
# Seeds are this repository's own agents, contracts and examples, and, if
# CONFORMANCE (default ../shared/conformance) is there, the public suites.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}
data=${CONFORMANCE:-../shared/conformance}
CLAUDE_WORKFLOW_FUZZ=1
export CLAUDE_WORKFLOW_FUZZ
# gold stops at the sanitizer's symbols; lld comes with the toolchain.
linker=
[ "$(uname)" = Darwin ] || linker="-Xswiftc -Xclang-linker -Xswiftc -fuse-ld=lld"
# shellcheck disable=SC2086
swift build --scratch-path .build-fuzz --product fuzz -Xswiftc -sanitize=fuzzer,address $linker
work=.build-fuzz/fuzzing
mkdir -p "$work/found"
python3 - "$work" "$data" <<'PYTHON'
import glob, json, os, sys
work, data = sys.argv[1:3]
def seed(target, name, text):
    folder = os.path.join(work, "seeds", target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
def read(path):
    with open(path, "rb") as file:
        return file.read()
for number, path in enumerate(sorted(glob.glob("contracts/**/*.*", recursive=True) + glob.glob(".claude/**/*.*", recursive=True))):
    if path.endswith((".md", ".yaml", ".yml")):
        for target in ("frontmatter",) if path.endswith(".md") else ("yaml", "schema"):
            seed(target, "own-%d" % number, read(path))
for number, path in enumerate(sorted(glob.glob(os.path.join(data, "json/test_parsing/*.json")))):
    seed("json", "suite-%d" % number, read(path)[:4096])
cases = os.path.join(data, "yaml/cases.json")
if os.path.exists(cases):
    for number, case in enumerate(json.loads(read(cases))):
        seed("yaml", "suite-%d" % number, case.get("yaml") or "")
for path in sorted(glob.glob(os.path.join(data, "json-schema/draft*/*.json"))):
    for number, group in enumerate(json.loads(read(path))):
        name = "%s-%d" % (os.path.basename(path), number)
        seed("schema", name, json.dumps(group["schema"]))
        seed("validation", name, json.dumps(group["schema"]) + "\0" + json.dumps(group["tests"][0]["data"]))
PYTHON
status=0
for target in yaml json frontmatter schema validation; do
  mkdir -p "$work/corpus/$target" "$work/seeds/$target"
  printf 'fuzz: %s, %s s\n' "$target" "$seconds"
  FUZZ_TARGET=$target .build-fuzz/debug/fuzz -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -verbosity=0 \
    -print_final_stats=1 -artifact_prefix="$work/found/$target-" "$work/corpus/$target" "$work/seeds/$target" \
    >"$work/$target.log" 2>&1 || status=1
  grep -E 'number_of_executed_units|SUMMARY|Fatal error|ALARM' "$work/$target.log" || true
done
[ "$status" -eq 0 ] || echo "fuzz: something was found; see $work/found and $work/*.log" >&2
exit "$status"
