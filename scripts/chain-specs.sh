#!/usr/bin/env bash
# Writes the plain chain specifications of the networks that the node knows to chain-specs/. With --check it
# compares them with the committed ones instead, and changes nothing.
#
# The runtime's code is left out ("code": "0x"): it is megabytes that nobody can read, and it differs between
# machines because it names the paths it was built from. The node puts in its own. Nodes of different builds that
# are to form one network need one file with code, which `assay-node export-chain-spec` writes.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

case ${1:-} in
'') check= ;;
--check) check=1 ;;
*) die "usage: scripts/chain-specs.sh [--check]" ;;
esac

build_all --quiet

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
stale=()
for pair in dev:development local:local; do
	file=chain-specs/${pair#*:}.json
	"$BIN/assay-node" export-chain-spec --chain "${pair%:*}" >"$work/full.json"
	sed -E 's/^( *"code": )"0x[0-9a-f]+"/\1"0x"/' "$work/full.json" >"$work/spec.json"
	# The export ends without a newline.
	echo >>"$work/spec.json"
	grep -qE '^ *"code": "0x"' "$work/spec.json" || die "No code to leave out of $file: has the export's layout changed?"
	"$BIN/assay-node" export-chain-spec --raw --chain "$work/spec.json" >/dev/null ||
		die "The node does not accept $file."
	if [ -z "$check" ]; then
		mkdir -p "$ROOT/chain-specs"
		cp "$work/spec.json" "$ROOT/$file"
		echo "$file written"
	elif ! diff -u --label "$file (committed)" --label "$file (this runtime)" "$ROOT/$file" "$work/spec.json"; then
		stale+=("$file")
	fi
done
if [ ${#stale[@]} -gt 0 ]; then die "${stale[*]} not of this runtime. Run scripts/chain-specs.sh and commit the result."; fi
