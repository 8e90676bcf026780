#!/usr/bin/env bash
# Measures the weights of every call and hook: of our pallets into pallets/*/src/weights.rs, of the SDK's and the runtime's
# own into runtime/src/weights/. Leaves a hash of what was measured in runtime/src/weights/HASH, so that nobody changes a pallet
# and forgets its weights.
#
#   scripts/bench-weights.sh                  measure all pallets
#   scripts/bench-weights.sh PALLET…          measure these only, for example pallet_tasks; leaves HASH alone
#   scripts/bench-weights.sh --ours           measure our pallets only, and leave the new HASH
#   scripts/bench-weights.sh --delegators     print what a reward and a slash cost with 1, 100 and 10,000 delegators
#   scripts/bench-weights.sh --eras           print what counting opinions of 64 validators about many workers costs
#   scripts/bench-weights.sh --check          exit 1 if the sources differ from those that were measured
#
# STEPS and REPEAT (20 and 10) set how thoroughly. Run it on a quiet machine; it takes a quarter of an hour. The first
# run compiles the benchmark tool, half an hour on two cores; it needs libclang-dev besides what setup.sh installs.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

TOOL_VERSION=0.28.0
TOOLS=$HOME/.cache/assay/tools
WEIGHTS=runtime/src/weights
HASH_FILE=$WEIGHTS/HASH

# SHA-256 over everything the figures depend on: sources without tests, checks of state and the figures, and the
# versions of the SDK's crates.
sources_hash() {
	{
		find pallets/*/src primitives/src primitives/canon/src runtime/src -name '*.rs' \
			! -path '*/tests/*' ! -path '*/canon/src/engine/*' ! -path '*/canon/src/kernels/*' ! -name party.rs \
			! -name testing.rs ! -name mock.rs ! -name tests.rs ! -name try_state.rs ! -name weights.rs ! -path "$WEIGHTS/*" |
			LC_ALL=C sort | while read -r file; do
				echo "$file"
				cat "$file"
			done
		awk '/^name = "(frame|pallet|sp)-/ { name = $3; getline; print name, $3 }' Cargo.lock
	} | sha256sum | cut -d' ' -f1
}

if [ "${1:-}" = --check ]; then
	if [ "$(cat "$HASH_FILE" 2>/dev/null)" != "$(sources_hash)" ]; then
		die "The weights were measured on other sources than these. Run scripts/bench-weights.sh and commit the result."
	fi
	exit 0
fi

if [ "$("$TOOLS/bin/frame-omni-bencher" --version 2>/dev/null)" != "frame-omni-bencher $TOOL_VERSION" ]; then
	say "Installing frame-omni-bencher $TOOL_VERSION"
	ldconfig -p | grep -q 'libclang' || find /usr/lib/llvm-*/lib /usr/lib64 -name 'libclang*.so*' 2>/dev/null | grep -q . ||
		die "frame-omni-bencher needs libclang to be compiled: apt-get install libclang-dev"
	CARGO_TARGET_DIR=$HOME/.cache/assay/tools-target CARGO_PROFILE_RELEASE_LTO=off \
		CARGO_PROFILE_RELEASE_OPT_LEVEL=2 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
		cargo install frame-omni-bencher --version "$TOOL_VERSION" --locked --root "$TOOLS"
fi

say "Building the runtime with its benchmarks"
build_wasm runtime-benchmarks

bencher() { "$TOOLS/bin/frame-omni-bencher" v1 benchmark pallet --runtime "$WASM" --genesis-builder-preset development "$@"; }

# Prints what one benchmark takes with its component at one value.
measure() { # pallet benchmark value
	local results
	results=$(mktemp)
	bencher --pallet "$1" --extrinsic "$2" --extra --steps 2 --repeat "${REPEAT:-20}" \
		--low "$3" --high "$3" --json-file "$results" >/dev/null 2>&1 || die "$2 failed."
	node -e '
		const [file, what, count] = process.argv.slice(1);
		const [{ time_results, db_results }] = JSON.parse(require("node:fs").readFileSync(file));
		const times = time_results.map((it) => it.extrinsic_time).sort((a, b) => a - b);
		const { reads, writes } = db_results[0];
		const median = (times[times.length >> 1] / 1000).toFixed(1);
		console.log(`${what} ${count}: ${median} µs, ${reads} reads, ${writes} writes, median of ${times.length}`);
	' "$results" "$2" "$3"
	rm -f "$results"
}

case ${1:-} in
--delegators)
	for extrinsic in reward_with slash_with; do
		for delegators in 1 100 10000; do measure pallet_token_staking "$extrinsic" "$delegators"; done
	done
	exit 0
	;;
--eras)
	for workers in 256 4096; do measure pallet_scoring opinions_of_era "$workers"; done
	exit 0
	;;
esac

OURS=(network pallet_models pallet_referee pallet_scoring pallet_tasks pallet_token_staking)
# All whose benchmarks run on this runtime. Those of session, BABE and GRANDPA ask for the SDK's own staking pallet, those
# of safe mode for a deposit, those of pauses for calls that can't be paused.
SDK=(frame_system frame_system_extensions pallet_balances pallet_collective pallet_conviction_voting pallet_migrations
	pallet_multisig pallet_parameters pallet_preimage pallet_proxy pallet_referenda pallet_scheduler pallet_timestamp
	pallet_transaction_payment pallet_treasury pallet_utility pallet_whitelist)
case ${1:-} in
'') pallets=("${OURS[@]}" "${SDK[@]}") ;;
--ours) pallets=("${OURS[@]}") ;;
*) pallets=("$@") ;;
esac

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for pallet in "${pallets[@]}"; do
	# Ours name their trait themselves; the runtime's files implement the trait of the SDK's.
	folder=pallets/${pallet#pallet_}
	folder=${folder//_/-}
	template=(--template scripts/pallet-weights.hbs)
	if [ -d "$folder" ]; then
		output=$folder/src/weights.rs
	elif [ "$pallet" = network ]; then
		output=$WEIGHTS/network.rs
	elif [ -f "$WEIGHTS/$pallet.rs" ] || [[ " ${SDK[*]} " == *" $pallet "* ]]; then
		output=$WEIGHTS/$pallet.rs
		template=()
	else
		die "No pallet $pallet. There are: ${OURS[*]} ${SDK[*]}"
	fi
	say "$pallet -> $output"
	if ! bencher --pallet "$pallet" --extrinsic '*' --steps "${STEPS:-20}" --repeat "${REPEAT:-10}" \
		"${template[@]}" --output "$scratch/weights.rs" >"$scratch/log" 2>&1; then
		tail -n 30 "$scratch/log" >&2
		die "$pallet could not be measured."
	fi
	# The command line in the file would name this machine's folders.
	sed -e '/./,$!d' -e '/^\/\/ Executed Command:/,/^$/d' -e '/^\/\/! HOSTNAME/s/HOSTNAME: `[^`]*`, //' "$scratch/weights.rs" >"$output"
done
rustfmt --edition 2021 --config-path . "$WEIGHTS"/*_*.rs

case ${1:-} in '' | --ours) sources_hash >"$HASH_FILE" ;; esac
say "Done. Look at the differences before you commit them."
