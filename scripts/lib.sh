# What the scripts in this folder share. Meant to be sourced, not run.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# The build stays outside the checkout, so that several checkouts can share it.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$HOME/.cache/assay/target}
# Lets the wasm builder find Cargo.lock from there.
export WASM_BUILD_WORKSPACE_HINT=$ROOT
BIN=$CARGO_TARGET_DIR/release

# The tools that setup.sh may have just installed. Debian's Rust exists only where rustup could not get one, and is
# then the one to use: see debian-toolchain.sh.
DEBIAN_TOOLCHAIN=$HOME/.cache/assay/debian-toolchain
PATH=$DEBIAN_TOOLCHAIN/bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin
export PATH

if [ -t 1 ]; then BOLD=$'\e[1m' DIM=$'\e[2m' RED=$'\e[31m' RESET=$'\e[0m'; else BOLD='' DIM='' RED='' RESET=''; fi

# A heading.
say() { printf '%s==> %s%s\n' "$BOLD" "$*" "$RESET"; }
# A problem, on standard error.
warn() { printf '%s%s%s\n' "$RED" "$*" "$RESET" >&2; }
# A problem that ends the script.
die() {
	warn "$*"
	exit 1
}

# The one way in which everything is built. Tests use the same packages and the same features, so nothing is
# compiled twice.
build_all() {
	(cd "$ROOT" && cargo build --release --workspace --all-targets --locked "$@")
}

# build_wasm FEATURES: builds the runtime's wasm alone with these features, without the native runtime and the optimiser
# that the node's build needs. Sets WASM to its file, which the next call overwrites.
build_wasm() {
	local target=$HOME/.cache/assay/bench-target
	(cd "$ROOT" && CARGO_TARGET_DIR=$target RUSTFLAGS="--cfg substrate_runtime -C link-arg=--export-table \
-C link-arg=--export=__heap_base -C link-arg=--import-memory" \
		cargo rustc --release --locked -p assay-runtime --target wasm32v1-none --crate-type cdylib \
		--no-default-features --features "$1")
	WASM=$target/wasm32v1-none/release/assay_runtime.wasm
}

# N ports that are free now, one per line.
free_ports() {
	node -e '
		const { createServer } = require("node:net");
		const servers = [];
		for (let left = Number(process.argv[1]); left > 0; left--) {
			const server = createServer().listen(0, "127.0.0.1", () => {
				console.log(server.address().port);
				servers.push(server);
				if (servers.length === Number(process.argv[1])) servers.forEach((each) => each.close());
			});
		}' "$1"
}

# Processes that were started, to be stopped when the script ends, however it ends.
STARTED=()

# start LOG COMMAND…: runs a command in the background in a process group of its own, its output in LOG.
# Sets STARTED_PID. Where the system can, the process also dies with this script's.
start() {
	local log=$1
	shift
	local tether=()
	if command -v setpriv >/dev/null; then tether=(setpriv --pdeathsig TERM); fi
	setsid "${tether[@]}" "$@" >"$log" 2>&1 </dev/null &
	STARTED_PID=$!
	STARTED+=("$STARTED_PID")
}

# Ends everything that was started: politely, and after ten seconds for good.
stop_all() {
	local pid waited
	for pid in "${STARTED[@]}"; do kill -TERM -- "-$pid" 2>/dev/null || true; done
	for pid in "${STARTED[@]}"; do
		for ((waited = 0; waited < 100; waited++)); do
			kill -0 -- "-$pid" 2>/dev/null || break
			sleep 0.1
		done
		kill -KILL -- "-$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	STARTED=()
}

# rpc URL METHOD [PARAMS]: the answer as JSON.
rpc() {
	curl --silent --fail --max-time 5 -H 'content-type: application/json' \
		--data "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$2\",\"params\":${3:-[]}}" "$1"
}

# wait_for SECONDS PID COMMAND…: repeats a command until it succeeds. Fails when the time is over or the process ends.
wait_for() {
	local deadline=$((SECONDS + $1)) pid=$2
	shift 2
	until "$@" >/dev/null 2>&1; do
		kill -0 "$pid" 2>/dev/null || return 1
		((SECONDS < deadline)) || return 1
		sleep 0.2
	done
}

# json EXPRESSION: reads JSON on standard input and prints an expression over `it`.
json() {
	node -e '
		let text = "";
		process.stdin.on("data", (part) => (text += part)).on("end", () => {
			const it = JSON.parse(text);
			const value = new Function("it", `return (${process.argv[1]});`)(it);
			process.stdout.write(`${value ?? ""}\n`);
		});' "$1"
}
