#!/usr/bin/env bash
# Two or four validators and a worker on this machine, until Ctrl-C. Builds everything, makes the chain specification,
# starts the network with zombienet in a temporary folder, says where to connect, and stops and deletes everything when
# it is ended. docs/run-a-network.md tells more.
#
#   scripts/network.sh [two|four] [GENESIS]
#
# GENESIS is JSON that changes the chain, for example '{"network":{"numbers":{"slotMillis":1000}}}'. ASSAY_BIN names a
# folder with assay-node and assay-worker to use instead of building them.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

NETWORK=${1:-two}
GENESIS=${2:-'{}'}
case $NETWORK in
two) VALIDATORS=(alice bob) ;;
four) VALIDATORS=(alice bob charlie dave) ;;
*) die "usage: scripts/network.sh [two|four] [GENESIS]" ;;
esac
[ $# -le 2 ] || die "usage: scripts/network.sh [two|four] [GENESIS]"

if [ -n "${ASSAY_BIN:-}" ]; then
	BIN=$ASSAY_BIN
	for program in assay-node assay-worker; do
		[ -x "$BIN/$program" ] || die "There is no program $program in $BIN, where ASSAY_BIN points."
	done
	command -v node >/dev/null || die "Node.js is missing. scripts/setup.sh installs it."
else
	"$ROOT/scripts/setup.sh"
	say "Building (the first time takes half an hour on two cores)"
	build_all --quiet
fi
ZOMBIENET=$ROOT/zombienet
if [ ! "$ZOMBIENET/node_modules/.package-lock.json" -nt "$ZOMBIENET/package-lock.json" ]; then
	say "Fetching zombienet (once, about a minute)"
	(cd "$ZOMBIENET" && npm ci --silent)
fi
# As children of zombienet find them.
PATH=$BIN:$PATH

FOLDER=$(mktemp -d)
failed_logs=()
finish() {
	local code=$? log
	trap - EXIT
	# A second Ctrl-C must not leave half of it behind.
	trap '' INT TERM HUP
	stop_all
	for log in "${failed_logs[@]}"; do
		[ -s "$log" ] || continue
		warn "The end of $(basename "$log"):"
		tail -n 20 "$log" >&2
	done
	rm -rf "$FOLDER"
	exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
# fail TEXT: ends with the ends of all logs.
fail() {
	failed_logs=("$FOLDER"/*.log "$FOLDER"/network/*.log)
	die "$1"
}

say "Making the chain's genesis: ${#VALIDATORS[@]} validators, and a worker"
node "$ZOMBIENET/spec.mjs" --node "$BIN/assay-node" --validators "${#VALIDATORS[@]}" --worker Ferdie \
	--patch "$GENESIS" "$FOLDER/spec.json"

say "Starting ${VALIDATORS[*]} and the worker"
HTTP_PORT=$(free_ports 1)
export ASSAY_CHAIN_SPEC=$FOLDER/spec.json ASSAY_WORKER_DATA=$FOLDER/worker ASSAY_WORKER_HTTP=$HTTP_PORT
cd "$ROOT"
start "$FOLDER/zombienet.log" node "$ZOMBIENET/node_modules/.bin/zombienet" --provider native --logType text --force \
	--dir "$FOLDER/network" spawn "zombienet/$NETWORK.toml"
ZOMBIENET_PID=$STARTED_PID
wait_for 180 "$ZOMBIENET_PID" [ -s "$FOLDER/network/zombie.json" ] || fail "The network did not start."

# Name and WebSocket address of each node.
nodes=$(json 'it.relay.filter((node) => node.name !== "worker").map((node) => `${node.name} ${node.wsUri}`).join("\n")' \
	<"$FOLDER/network/zombie.json")
read -r _ URL <<<"$nodes"
RPC=${URL/#ws:/http:}
is_final() {
	local head
	head=$(rpc "$RPC" chain_getFinalizedHead | json 'it.result') || return 1
	[ "$(rpc "$RPC" chain_getHeader "[\"$head\"]" | json 'Number(it.result.number)')" -ge 1 ]
}
wait_for 120 "$ZOMBIENET_PID" is_final || fail "No block became final."
is_ready() {
	curl --silent --max-time 5 "http://127.0.0.1:$HTTP_PORT/healthz" | json 'it.ready' | grep -qx true
}
wait_for 120 "$ZOMBIENET_PID" is_ready || fail "The worker is not ready."

say "Blocks are final, and the worker takes tasks"
echo
while read -r name url; do
	printf '  %-9s %s   https://polkadot.js.org/apps/?rpc=%s\n' "$name" "$url" "$url"
done <<<"$nodes"
printf '  %-9s http://127.0.0.1:%s/metrics\n' worker "$HTTP_PORT"
echo
echo "  accounts  //Alice to //Ferdie and //Alice//stash to //Ferdie//stash, a million ASY each."
echo "            ${VALIDATORS[*]} are validators' stashes, //Ferdie is the worker's."
echo "  logs      $FOLDER/network/*.log"
echo "  try       $BIN/assay --url $URL --suri //Eve post --yes 'In the beginning'"
echo
echo "Ctrl-C ends the network and deletes it."
echo "NETWORK OK validators=${#VALIDATORS[@]} url=$URL"
trap 'exit 0' INT TERM
while kill -0 "$ZOMBIENET_PID" 2>/dev/null; do sleep 1; done
fail "zombienet ended."
