#!/usr/bin/env bash
# What canonical arithmetic costs in quality: the demo model's perplexity on held-out text by CANON-1, and by candle in
# single precision. Fails if they differ by more than 0.5 %. Nothing is timed: a busy machine gives the same figures.
# With a file, on its text: paragraphs between blank lines are texts of their own.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ $# -le 1 ] || die "usage: scripts/bench-perplexity.sh [FILE]"
if [ $# -eq 1 ]; then
	ASSAY_HELD_OUT=$(realpath -- "$1")
	export ASSAY_HELD_OUT
fi
cd "$ROOT"
cargo test --workspace --release --locked --quiet --test perplexity -- --nocapture
