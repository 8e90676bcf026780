#!/usr/bin/env bash
# Votes the runtime of the next release in on a chain that runs this one's, with checks of the whole state before and
# after. The next release is this one with a higher version and a migration over several blocks (feature `next-release`).
# Builds both runtimes; expects that scripts/test.sh has built the programs. Ten minutes, more the first time.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

runtimes=$(mktemp -d)
trap 'rm -rf "$runtimes"' EXIT
for features in try-runtime try-runtime,next-release; do
	say "The runtime with $features"
	build_wasm "$features"
	cp "$WASM" "$runtimes/$features.wasm"
done

say "Upgrade"
export ASSAY_PREVIOUS_RUNTIME=$runtimes/try-runtime.wasm ASSAY_NEXT_RUNTIME=$runtimes/try-runtime,next-release.wasm
cargo nextest run --workspace --release --locked --profile upgrade "$@"
