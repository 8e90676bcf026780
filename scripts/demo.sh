#!/usr/bin/env bash
# One paid inference, from nothing: builds everything, starts a development chain in a temporary folder, stakes and
# registers a worker, serves the demo model, posts a prompt as somebody else, and shows what came back and what it
# cost. Stops and deletes everything it started. With a warm build it takes about a minute, most of which is the
# window in which a result can be challenged.
#
#   scripts/demo.sh [PROMPT]
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

PROMPT=${1:-And it came to pass in those days, that}
MAX_TOKENS=48
STAKE='1000 ASY'
WORKER_STASH=//Bob
REQUESTER=//Charlie
MODEL=$ROOT/examples/demo-model

"$ROOT/scripts/setup.sh"
say "Building (the first time takes half an hour on two cores)"
build_all --quiet

SECONDS=0
FOLDER=$(mktemp -d)
failed_log=
finish() {
	local code=$?
	trap - EXIT
	stop_all
	if [ "$code" -ne 0 ] && [ -n "$failed_log" ] && [ -s "$failed_log" ]; then
		warn "The end of $(basename "$failed_log"):"
		tail -n 30 "$failed_log" >&2
	fi
	rm -rf "$FOLDER"
	exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# fail LOG TEXT: ends the demo and shows the end of a log.
fail() {
	failed_log=$1
	die "$2"
}

{ read -r RPC_PORT && read -r P2P_PORT && read -r HTTP_PORT; } < <(free_ports 3)
URL=ws://127.0.0.1:$RPC_PORT
NODE_LOG=$FOLDER/node.log
WORKER_LOG=$FOLDER/worker.log
STAKE_LOG=$FOLDER/stake.log
POST_LOG=$FOLDER/post.log

say "Starting a chain of its own: one validator, a block every two seconds"
start "$NODE_LOG" "$BIN/assay-node" --dev --base-path "$FOLDER/node" --rpc-port "$RPC_PORT" --port "$P2P_PORT" \
	--no-prometheus --no-telemetry --no-mdns
NODE_PID=$STARTED_PID
wait_for 60 "$NODE_PID" rpc "http://127.0.0.1:$RPC_PORT" system_health || fail "$NODE_LOG" "The node did not start."

say "A requester asks, and a worker who has never been here before stakes $STAKE and registers"
KEY=$FOLDER/operator.key
OPERATOR=$("$BIN/assay-worker" keys generate "$KEY") || die "The operator's key could not be made."
# The prompt waits in the queue until the worker is ready: that is the order of things on a busy chain, too.
start "$POST_LOG" "$BIN/assay" --url "$URL" --suri "$REQUESTER" --json post --yes --until settled --max-tokens "$MAX_TOKENS" "$PROMPT"
POST_PID=$STARTED_PID
{
	"$BIN/assay" --url "$URL" --suri "$WORKER_STASH" stake bond "$STAKE" &&
		"$BIN/assay" --url "$URL" --suri "$WORKER_STASH" stake register "$OPERATOR"
} >"$STAKE_LOG" 2>&1 || fail "$STAKE_LOG" "The worker could not stake and register."

say "The worker serves $(basename "$MODEL")/assay-demo.gguf ($(($(stat -c %s "$MODEL/assay-demo.gguf") / 1024)) KiB)"
start "$WORKER_LOG" "$BIN/assay-worker" run --url "$URL" --keyfile "$KEY" --data-dir "$FOLDER/worker" \
	--model "$MODEL/assay-demo.gguf" --tokenizer "$MODEL/tokenizer.json" --http "127.0.0.1:$HTTP_PORT"
WORKER_PID=$STARTED_PID

say "Waiting for the result, and for the 15 blocks in which it could be challenged"
while kill -0 "$POST_PID" 2>/dev/null; do
	kill -0 "$WORKER_PID" 2>/dev/null || fail "$WORKER_LOG" "The worker ended."
	kill -0 "$NODE_PID" 2>/dev/null || fail "$NODE_LOG" "The node ended."
	((SECONDS < 3600)) || fail "$POST_LOG" "The task did not end."
	sleep 0.2
done
wait "$POST_PID" || fail "$POST_LOG" "The task was not paid."

# Progress and record share the log; the record is the JSON at its end.
RECORD=$(sed -n '/^{/,$p' "$POST_LOG")
node -e '
	const it = JSON.parse(process.argv[1]);
	const asy = (plancks) => {
		const digits = String(plancks).padStart(13, "0");
		const amount = `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, "");
		return `${amount} ASY`;
	};
	const line = (name, value) => console.log(`  ${name.padEnd(13)}${value}`);
	console.log();
	line("prompt", it.prompt);
	line("output", it.output.replace(/\n/g, "\n" + " ".repeat(15)));
	console.log();
	line("tokens", `${it.promptTokens} in, ${it.outputTokens} out; ${it.units} units billed`);
	line("held", asy(it.quote));
	line("fee paid", `${asy(it.fee)}, of which ${asy(it.protocolFee)} to the protocol`);
	line("refund", asy(it.refund));
	line("posting fee", asy(it.postingFee));
	const { posted, assigned, committed, revealed, settled } = it.blocks;
	line("blocks", `posted ${posted}, assigned ${assigned}, committed ${committed}, revealed ${revealed}, settled ${settled}`);
	line("took", `${process.argv[2]} s`);
	console.log();
	console.log(`DEMO OK task=${it.task} paid=${it.fee}`);
' "$RECORD" "$SECONDS"
