#!/usr/bin/env bash
# Writes client/metadata.scale, the metadata that the clients are built against, from the runtime inside a node.
#
#   scripts/update-metadata.sh            write it
#   scripts/update-metadata.sh --check    fail if the committed file differs (what CI runs)
#
# Needs a built node: ASSAY_NODE names it, else target/release/assay-node (or that of CARGO_TARGET_DIR).
set -euo pipefail
cd "$(dirname "$0")/.."

node=${ASSAY_NODE:-${CARGO_TARGET_DIR:-target}/release/assay-node}
file=client/metadata.scale
[ -x "$node" ] || { echo "no node at $node: build it (cargo build --release --workspace) or set ASSAY_NODE" >&2; exit 1; }

work=$(mktemp -d)
pid=
cleanup() {
	if [ -n "$pid" ]; then kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; fi
	rm -rf "$work"
}
trap cleanup EXIT

# A free port: the kernel's choice, given back at once.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$node" --dev --tmp --no-prometheus --no-telemetry --no-mdns --rpc-port "$port" >"$work/node.log" 2>&1 &
pid=$!

# Metadata_metadata_at_version(15) answers Option<Bytes>: 0x01, a compact length, then the metadata, which begins
# with "meta".
python3 - "$port" "$work/metadata.scale" "$pid" <<'PYTHON' || { tail -20 "$work/node.log" >&2; exit 1; }
import json, os, sys, time, urllib.request

port, out, pid = sys.argv[1], sys.argv[2], int(sys.argv[3])
body = {"jsonrpc": "2.0", "id": 1, "method": "state_call", "params": ["Metadata_metadata_at_version", "0x0f000000"]}
request = urllib.request.Request(
    f"http://127.0.0.1:{port}", json.dumps(body).encode(), {"Content-Type": "application/json"}
)
for _ in range(120):
    try:
        os.kill(pid, 0)
    except OSError:
        sys.exit("the node ended")
    try:
        answer = json.load(urllib.request.urlopen(request, timeout=5))
        break
    except OSError:
        time.sleep(0.5)
else:
    sys.exit("the node does not answer")
if "error" in answer:
    sys.exit(f"the node refused: {answer['error']}")
data = bytes.fromhex(answer["result"][2:])
start = data.find(b"meta")
if data[:1] != b"\x01" or not 0 < start <= 6:
    sys.exit("the answer is not metadata of version 15")
open(out, "wb").write(data[start:])
PYTHON

if [ "${1:-}" = --check ]; then
	if cmp -s "$work/metadata.scale" "$file"; then
		echo "$file matches the runtime"
	else
		echo "$file does not match the runtime: run scripts/update-metadata.sh and commit the result" >&2
		exit 1
	fi
else
	cp "$work/metadata.scale" "$file"
	echo "$file: $(wc -c <"$file") bytes"
fi
