#!/usr/bin/env bash
# How fast canonical arithmetic is, next to candle's own kernels on the same machine, in the same run: quantised products
# and whole runs of the demo model, on one thread. Takes two minutes; use a quiet machine.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

[ $# -eq 0 ] || die "usage: scripts/bench-canon.sh"
RAYON_NUM_THREADS=1 CANDLE_NUM_THREADS=1 cargo bench --workspace --locked --quiet --bench canon
