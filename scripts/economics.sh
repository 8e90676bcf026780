#!/usr/bin/env bash
# Simulates what the chain's economy pays to honest and other participants, and writes the tables into docs/economics.md
# and the plots into docs/economics/. Gives the same on every machine; takes a minute after the build.
#
#   scripts/economics.sh            write them
#   scripts/economics.sh --check    exit 1 if those that are there differ
#
# ECONOMICS names a simulation that is built already: the example `economics` of pallet-scoring.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

PAGE=docs/economics.md
PLOTS=docs/economics

case ${1:-} in
'' | --check) ;;
*) die "usage: scripts/economics.sh [--check]" ;;
esac

if [ -z "${ECONOMICS:-}" ]; then
	say "Building"
	cargo build --release --workspace --locked --example economics
	ECONOMICS=$BIN/examples/economics
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
say "Simulating"
"$ECONOMICS" "$scratch/plots" >"$scratch/tables"

# Puts each section of the tables where the page has its marks.
awk '
	/^<!-- begin / { name = $3 }
	FNR == NR { if (name != "") section[name] = section[name] $0 "\n"; if (/^<!-- end /) name = ""; next }
	name != "" && /^<!-- begin / { printf "%s", section[name]; found[name] = 1 }
	name == "" { print }
	/^<!-- end / { name = "" }
	END { for (each in section) if (!found[each]) { print "No place for " each > "/dev/stderr"; exit 1 } }
' "$scratch/tables" "$PAGE" >"$scratch/page" || die "$PAGE has not all sections."

if [ "${1:-}" = --check ]; then
	if ! diff -u "$PAGE" "$scratch/page" || ! diff -r "$PLOTS" "$scratch/plots"; then
		die "The simulation gives something else than $PAGE and $PLOTS/ say. Run scripts/economics.sh and commit the result."
	fi
	say "$PAGE is up to date"
	exit 0
fi
cat "$scratch/page" >"$PAGE"
mkdir -p "$PLOTS"
rm -f "$PLOTS"/*.svg
cp "$scratch"/plots/*.svg "$PLOTS"/
say "Written: $PAGE, $PLOTS/"
