#!/usr/bin/env bash
# What the chain can do on this machine: transfers per second, full lives of tasks per second, and what posting and
# assigning a task costs with few and with many ready slots. Starts nodes of its own on free ports and removes them.
# Takes about ten minutes; use a quiet machine.
#
#   scripts/bench-chain.sh            print the tables of docs/benchmarks.md
#   scripts/bench-chain.sh --quick    a short run, to see that it works
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

case ${1:-} in
'' | --quick) ;;
*) die "usage: scripts/bench-chain.sh [--quick]" ;;
esac

build_all --quiet
[ -d "$ROOT/examples/polkadot-js/node_modules" ] || (cd "$ROOT/examples/polkadot-js" && npm ci --silent)
node "$ROOT/benches/chain/main.mjs" "$BIN/assay-node" ${1:+"$1"}
