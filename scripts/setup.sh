#!/usr/bin/env bash
# Gets this machine ready to build and test Assay: system packages by apt, Rust with its wasm target by rustup (or from
# Debian's packages, where rustup can't get it), cargo-nextest by cargo. Does only what is missing; says nothing if
# nothing is. Writes to the home directory only, apart from apt.
#
#   scripts/setup.sh           install what is missing
#   scripts/setup.sh --check   only say what is missing; exit 1 if something is
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

NEXTEST_VERSION=0.9.143
NODE_MAJOR=18
check_only=false
case ${1:-} in
--check) check_only=true ;;
'') ;;
*) die "usage: scripts/setup.sh [--check]" ;;
esac

unmet=()
have() { command -v "$1" >/dev/null 2>&1; }

node_is_new_enough() {
	have node && have npm && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge "$NODE_MAJOR" ]
}

# --- System packages -------------------------------------------------------------------------------------------

# The Debian packages whose purpose is not met yet. Asks for programs, not packages, so that other systems, and
# compilers that came another way, are fine too.
missing_packages() {
	have gcc || echo gcc
	have g++ || echo g++
	[ -e /usr/include/stdio.h ] || echo 'int main(){}' | gcc -include stdio.h -xc -fsyntax-only - 2>/dev/null || echo libc6-dev
	have protoc || echo protobuf-compiler
	have pkg-config || echo pkg-config
	{ have pkg-config && pkg-config --exists openssl; } || echo libssl-dev
	have python3 || echo python3
	have git || echo git
	have curl || echo curl
	[ -e /etc/ssl/certs/ca-certificates.crt ] || [ -e /etc/pki/tls/certs/ca-bundle.crt ] || echo ca-certificates
	node_is_new_enough || printf '%s\n' nodejs npm
}

install_packages() {
	local packages=() sudo=()
	mapfile -t packages < <(missing_packages)
	[ ${#packages[@]} -gt 0 ] || return 0
	if $check_only; then
		unmet+=("system packages: ${packages[*]}")
		return 0
	fi
	if ! have apt-get; then
		unmet+=("system packages, by the names of Debian: ${packages[*]}. There is no apt-get here: install them your system's way")
		return 0
	fi
	if [ "$(id -u)" -ne 0 ]; then
		if have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
			sudo=(sudo)
		else
			unmet+=("system packages, which need root: apt-get install ${packages[*]}")
			return 0
		fi
	fi
	say "Installing ${packages[*]}"
	"${sudo[@]}" apt-get update -qq || warn "apt-get update failed; trying with the lists that are there"
	"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" ||
		true
	mapfile -t packages < <(missing_packages)
	if [ ${#packages[@]} -gt 0 ]; then
		unmet+=("system packages that apt-get could not install (Node.js must be $NODE_MAJOR or newer): ${packages[*]}")
	fi
}

# --- Rust ------------------------------------------------------------------------------------------------------

channel=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' "$ROOT/rust-toolchain.toml")

# Whether compiler, formatter, linter, wasm target and the sources of the standard library are there, and recent enough.
rust_is_complete() {
	local sysroot release
	(cd "$ROOT" && RUSTUP_AUTO_INSTALL=0 cargo --version) >/dev/null 2>&1 || return 1
	sysroot=$(cd "$ROOT" && RUSTUP_AUTO_INSTALL=0 rustc --print sysroot 2>/dev/null) || return 1
	release=$(cd "$ROOT" && RUSTUP_AUTO_INSTALL=0 rustc --version | cut -d' ' -f2)
	printf '%s\n' "$channel" "$release" | sort -V -C &&
		[ -d "$sysroot/lib/rustlib/wasm32v1-none/lib" ] && [ -d "$sysroot/lib/rustlib/src/rust/library" ] &&
		[ -x "$sysroot/bin/rustfmt" ] && [ -x "$sysroot/bin/cargo-clippy" ]
}

# Fails if rustup can't be fetched, or can't fetch all of Rust.
install_rust_by_rustup() {
	if ! have rustup; then
		have curl || return 1
		say "Installing rustup into ${CARGO_HOME:-$HOME/.cargo}"
		curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs |
			sh -s -- -y -q --no-modify-path --profile minimal --default-toolchain none || return 1
	fi
	say "Installing Rust $channel with the target wasm32v1-none"
	rustup toolchain install "$channel" --profile minimal --no-self-update \
		--component rustfmt,clippy,rust-src --target wasm32v1-none || true
	rust_is_complete
}

install_rust() {
	rust_is_complete && return 0
	if $check_only; then
		unmet+=("Rust $channel with rustfmt, clippy, rust-src and the target wasm32v1-none")
		return 0
	fi
	# If there is one from Debian's packages, it is too old by now or broken, and rustup gets its chance again.
	rm -rf "$DEBIAN_TOOLCHAIN"
	install_rust_by_rustup && return 0
	warn "rustup could not get Rust $channel with the target wasm32v1-none. Trying Debian's packages of Rust."
	"$ROOT/scripts/debian-toolchain.sh" || true
	rust_is_complete ||
		unmet+=("Rust $channel with the target wasm32v1-none: neither rustup nor Debian's packages gave it; see above. Run
      rustup toolchain install $channel -c rustfmt,clippy,rust-src -t wasm32v1-none
    where rustup's server can be reached, or point RUSTUP_DIST_SERVER at a mirror of it. See https://rustup.rs")
}

# --- Test runner -----------------------------------------------------------------------------------------------

install_nextest() {
	have cargo-nextest && return 0
	if $check_only || ! rust_is_complete; then
		unmet+=("cargo-nextest: cargo install cargo-nextest --version $NEXTEST_VERSION --locked")
		return 0
	fi
	say "Installing cargo-nextest $NEXTEST_VERSION"
	(cd "$ROOT" && CARGO_TARGET_DIR=$HOME/.cache/assay/nextest-target \
		cargo install cargo-nextest --version "$NEXTEST_VERSION" --locked --quiet) || true
	rm -rf "$HOME/.cache/assay/nextest-target"
	have cargo-nextest || unmet+=("cargo-nextest: 'cargo install cargo-nextest --locked' failed; see above")
}

install_packages
install_rust
install_nextest

if [ ${#unmet[@]} -gt 0 ]; then
	warn "This machine is not ready. Missing:"
	printf '  - %s\n' "${unmet[@]}" >&2
	$check_only || [ "$(id -u)" -eq 0 ] || warn "Run scripts/setup.sh as root, or with sudo at hand, for the system packages."
	exit 1
fi
