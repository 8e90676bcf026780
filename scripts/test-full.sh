#!/usr/bin/env bash
# scripts/test.sh and what takes longer: lints, builds and tests with the features that CI leaves out, property tests
# with many more cases. Takes an hour or more on two cores.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

scripts/test.sh

# Other features mean other builds of the SDK: in a folder of their own, so that the usual build stays warm.
export CARGO_TARGET_DIR=$HOME/.cache/assay/full-target
ours=(-p assay-primitives -p pallet-models -p pallet-tasks -p pallet-token-staking)

say "Lints"
cargo clippy --release --workspace --all-targets --locked -- -D warnings

say "Tests with benchmarks and with state checks"
cargo nextest run --release --locked "${ours[@]}" -p assay-runtime --features assay-runtime/runtime-benchmarks
cargo nextest run --release --locked "${ours[@]}" -p assay-runtime --features assay-runtime/try-runtime

say "Longer property tests"
PROPTEST_CASES=${PROPTEST_CASES:-2000} cargo nextest run --release --locked "${ours[@]}"
