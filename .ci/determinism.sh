#!/bin/sh
# Runs every scenario in debug and release builds, each in a process of its own, with and without
# fixed hash seeds, and compares what is printed byte for byte. Exits 1 if anything differs.
set -eu
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Set to reuse a build directory: BUILD_PATH=/tmp/build .ci/determinism.sh
build=${BUILD_PATH:-.build}

for configuration in debug release; do
  swift build --scratch-path "$build" -c "$configuration" --product migsim
done

# Prints the outcome of $2 as built in $1, with the environment that follows, and its exit code:
# that a run fails is for other checks.
outcome() {
  program=$build/$1/migsim
  scenario=$2
  shift 2
  code=0
  env "$@" "$program" run "$scenario" --format json || code=$?
  echo "exit $code"
}

differing=0
compare() {
  cmp -s "$scratch/reference" "$scratch/other" && return
  differing=1
  echo "$2: $1 prints something else:"
  diff "$scratch/reference" "$scratch/other" | head -n 20 || true
}

count=0
for file in $(find Scenarios -name '*.json' ! -path '*/schema/*' ! -path '*/bench/*' | LC_ALL=C sort); do
  count=$((count + 1))
  outcome release "$file" >"$scratch/reference" 2>&1
  outcome release "$file" >"$scratch/other" 2>&1
  compare "a second process" "$file"
  outcome release "$file" SWIFT_DETERMINISTIC_HASHING=1 >"$scratch/other" 2>&1
  compare "a process with fixed hash seeds" "$file"
  outcome debug "$file" >"$scratch/other" 2>&1
  compare "a debug build" "$file"
  outcome debug "$file" SWIFT_DETERMINISTIC_HASHING=1 >"$scratch/other" 2>&1
  compare "a debug build with fixed hash seeds" "$file"
done

[ "$differing" -eq 0 ] || exit 1
echo "$count scenarios, 5 runs each: the same bytes"
