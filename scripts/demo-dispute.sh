#!/usr/bin/env bash
# A worker lies, a watcher sees it, the chain computes one operation and convicts. Builds everything, starts a
# development chain in a temporary folder on which convictions are paid after 20 blocks, a worker that commits to a
# wrong result, and a watcher that runs every result again. Prints every step, who lied at which token and operation,
# the claimed and the right value, and the money. Stops and deletes everything it started. Two to three minutes with a
# warm build.
#
#   scripts/demo-dispute.sh [FAULT]      value (if not given), cache, embed, logit, token, nan, half-prompt, early-stop,
#                                        append, special, garbage, fault, too-long or bad-ids
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

FAULT=${1:-value}
case $FAULT in
value | cache | embed | logit | token | nan | half-prompt | early-stop | append | special | garbage | fault | too-long | bad-ids) ;;
*) die "usage: scripts/demo-dispute.sh [value|cache|embed|logit|token|nan|half-prompt|early-stop|append|special|garbage|fault|too-long|bad-ids]" ;;
esac
PROMPT='In the beginning God created the heaven and'
MODEL=$ROOT/examples/demo-model

"$ROOT/scripts/setup.sh"
say "Building (the first time takes half an hour on two cores)"
build_all --quiet
(cd "$ROOT/examples/polkadot-js" && npm ci --silent)

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
fail() {
	failed_log=$1
	die "$2"
}

{ read -r RPC_PORT && read -r P2P_PORT && read -r LIAR_HTTP && read -r WATCHER_HTTP; } < <(free_ports 4)
URL=ws://127.0.0.1:$RPC_PORT

say "Starting a chain of its own"
"$BIN/assay-node" export-chain-spec --chain dev 2>/dev/null |
	node -e '
		let text = "";
		process.stdin.on("data", (part) => (text += part)).on("end", () => {
			const spec = JSON.parse(text);
			const { numbers } = spec.genesis.runtimeGenesis.patch.network;
			numbers.convictionMaturity = 20;
			// A vote of all has to end before.
			numbers.governance.root = { prepare: 1, decide: 10, confirm: 1, enact: 1 };
			console.log(JSON.stringify(spec));
		});' >"$FOLDER/spec.json"
start "$FOLDER/node.log" "$BIN/assay-node" --chain "$FOLDER/spec.json" --alice --validator --force-authoring \
	--base-path "$FOLDER/node" --rpc-port "$RPC_PORT" --port "$P2P_PORT" --unsafe-force-node-key-generation \
	--no-prometheus --no-telemetry --no-mdns
NODE_PID=$STARTED_PID
wait_for 60 "$NODE_PID" rpc "http://127.0.0.1:$RPC_PORT" system_health || fail "$FOLDER/node.log" "The node did not start."

say "A worker stakes and registers; it will lie: --fault $FAULT"
OPERATOR=$("$BIN/assay-worker" keys generate "$FOLDER/operator.key") || die "The operator's key could not be made."
{
	"$BIN/assay" --url "$URL" --suri //Bob stake bond '1000 ASY' &&
		"$BIN/assay" --url "$URL" --suri //Bob stake register "$OPERATOR"
} >"$FOLDER/stake.log" 2>&1 || fail "$FOLDER/stake.log" "The worker could not stake and register."
start "$FOLDER/liar.log" "$BIN/assay-worker" run --fault "$FAULT" --url "$URL" --keyfile "$FOLDER/operator.key" \
	--data-dir "$FOLDER/liar" --model "$MODEL/assay-demo.gguf" --tokenizer "$MODEL/tokenizer.json" --http "127.0.0.1:$LIAR_HTTP"
LIAR_PID=$STARTED_PID

say "A watcher runs every result again"
start "$FOLDER/watcher.log" "$BIN/assay-worker" watch --url "$URL" --suri //Dave --data-dir "$FOLDER/watcher" \
	--model "$MODEL/assay-demo.gguf" --tokenizer "$MODEL/tokenizer.json" --http "127.0.0.1:$WATCHER_HTTP"
WATCHER_PID=$STARTED_PID

say "A requester asks"
"$BIN/assay" --url "$URL" --suri //Charlie --json post --yes --no-wait --max-tokens 24 "$PROMPT" >"$FOLDER/post.log" 2>&1 ||
	fail "$FOLDER/post.log" "The task could not be posted."
TASK=0

say "What happens to task $TASK, block by block"
kill -0 "$LIAR_PID" 2>/dev/null || fail "$FOLDER/liar.log" "The worker ended."
node "$ROOT/examples/polkadot-js/follow-dispute.mjs" --url "$URL" --timeout 600 "$TASK" || {
	kill -0 "$WATCHER_PID" 2>/dev/null || fail "$FOLDER/watcher.log" "The watcher ended."
	fail "$FOLDER/watcher.log" "The liar was not convicted."
}
node "$ROOT/examples/polkadot-js/follow-dispute.mjs" --url "$URL" --json "$TASK" >"$FOLDER/dispute.json"
node -e '
	const { task, convicted, computed, paid } = JSON.parse(require("node:fs").readFileSync(process.argv[1]));
	const asy = (plancks) => {
		const digits = BigInt(plancks).toString().padStart(13, "0");
		return `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, "") + " ASY";
	};
	const line = (name, value) => console.log(`  ${name.padEnd(13)}${value}`);
	console.log();
	line("who lied", convicted.worker);
	if (computed) {
		line("where", `position ${computed.position}, ${computed.layer === null ? "outside of layers" : `layer ${computed.layer}`}, operation ${computed.operation}, output ${computed.index}`);
		line("claimed", computed.claimed);
		line("right", computed.computed);
	}
	line("refund", `${asy(convicted.refund)} to the requester`);
	line("bond", `${asy(convicted.bond)}: ${asy(paid.toProver)} to the prover, ${asy(paid.toRequester)} to the requester, ${asy(paid.burnt)} burnt`);
	const sum = BigInt(paid.toProver) + BigInt(paid.toRequester) + BigInt(paid.burnt);
	if (sum !== BigInt(convicted.bond)) throw new Error("the parts do not add up to the bond");
	console.log();
	console.log(`DISPUTE OK task=${task} convicted=${convicted.worker}`);
' "$FOLDER/dispute.json"
