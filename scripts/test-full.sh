#!/usr/bin/env bash
# scripts/test.sh and what takes longer: end-to-end tests of several minutes, lints, tests with the features that CI leaves
# out, property tests with many more cases. Takes an hour and a half on two cores with nothing built yet.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

NEXTEST_PROFILE=full scripts/test.sh

say "Lints"
cargo clippy --release --workspace --all-targets --locked -- -D warnings

scripts/test-upgrade.sh

# Other features mean another build of the SDK: in a folder of its own, so that the usual build stays warm. Nothing here
# runs the wasm.
export CARGO_TARGET_DIR=$HOME/.cache/assay/full-target SKIP_WASM_BUILD=1
ours=(-p assay-canon -p assay-primitives -p assay-runtime -p pallet-models -p pallet-referee -p pallet-scoring -p pallet-tasks -p pallet-token-staking)
features=(--features assay-runtime/runtime-benchmarks,assay-runtime/try-runtime)

say "Tests with benchmarks and checks of state, and many cases of each property and random calls"
PROPTEST_CASES=${PROPTEST_CASES:-2000} ASSAY_FUZZ_CALLS=${ASSAY_FUZZ_CALLS:-100000} \
	cargo nextest run --release --locked "${ours[@]}" "${features[@]}"
