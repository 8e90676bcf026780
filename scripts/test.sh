#!/usr/bin/env bash
# Everything that must hold before a change is merged: format, generated files, build, tests. This is what CI runs.
# Arguments go to `cargo nextest run`, for example a test's name.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

say "Tools"
scripts/setup.sh

say "Format"
cargo fmt --all --check || die "Run cargo fmt --all."

say "Weights belong to these sources"
scripts/bench-weights.sh --check

say "Packages of the polkadot.js example and of zombienet"
(cd examples/polkadot-js && npm ci --silent)
(cd zombienet && npm ci --silent)

say "Build (cold: half an hour on two cores)"
build_all

say "Chain specifications and metadata are those of this runtime"
scripts/chain-specs.sh --check
scripts/update-metadata.sh --check

say "Tests"
cargo nextest run --workspace --release --locked "$@"
