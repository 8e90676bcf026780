#!/usr/bin/env bash
# How fast canonical inference is, its trace included, next to candle and llama.cpp: prefill and decode on one thread
# and on all, on the same files, in runs that alternate; the demo model, and random weights in the shapes of a model of
# half a billion parameters, which are made on the spot (half a gigabyte, removed at the end). llama.cpp is npm's
# node-llama-cpp with its own build for Linux on x86-64. Takes about ten minutes and three gigabytes of memory; use a
# quiet machine.
#
#   scripts/bench-inference.sh            print the tables of docs/benchmarks.md, and the ratios as the last line
#   scripts/bench-inference.sh --quick    fewer runs, to see that it works
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

case ${1:-} in
'' | --quick) ;;
*) die "usage: scripts/bench-inference.sh [--quick]" ;;
esac
[ "$(uname -sm)" = 'Linux x86_64' ] || die "There is a build of llama.cpp for Linux on x86-64 only."
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || die "node-llama-cpp needs Node.js 20 or newer."

program=$(cargo build --release --workspace --locked --quiet --bench inference --message-format=json |
	grep '"name":"inference"' | json it.executable)
bench=$ROOT/benches/inference
[ -d "$bench/node_modules" ] || (cd "$bench" && npm install --silent --no-save --omit=optional --ignore-scripts)
exec node "$bench/main.mjs" "$program" ${1:+"$1"}
