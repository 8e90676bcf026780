#!/usr/bin/env bash
# Rust with the target wasm32v1-none from Debian's packages, for machines where rustup can't get it. setup.sh calls
# this when rustup has failed.
#
# Debian has a current compiler (rustc-web, made for its browsers), but no standard library for wasm32v1-none. So this
# downloads the packages, unpacks them in a folder of our own, and compiles core, alloc and compiler_builtins from
# their sources. Nothing is installed: it needs no root, and the system's packages (rustc-web conflicts with Debian's
# rustup) stay as they are. lib.sh puts the folder's bin first on the PATH; without the folder that means nothing.
# To go back to rustup, delete the folder.
#
#   scripts/debian-toolchain.sh           make the toolchain, replacing one that is there: 150 MB to download, 600 MB
#                                         on disk, two minutes on two cores
#   scripts/debian-toolchain.sh --check   only say why it can't be made here; exit 1 if it can't
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

TARGET=wasm32v1-none
# lld links wasm. It is the one of the LLVM that rustc-web has.
PACKAGES=(rustc-web cargo-web rustfmt-web rust-web-clippy rust-web-src lld-22)
channel=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' "$ROOT/rust-toolchain.toml")
check_only=false
case ${1:-} in
--check) check_only=true ;;
'') ;;
*) die "usage: scripts/debian-toolchain.sh [--check]" ;;
esac

mkdir -p "$(dirname "$DEBIAN_TOOLCHAIN")"
work=$(mktemp -d "$DEBIAN_TOOLCHAIN.XXXXXX")
trap 'rm -rf "$work"' EXIT
root=$work/toolchain
export LC_ALL=C

# --- Packages --------------------------------------------------------------------------------------------------

for program in apt-get apt-cache dpkg gcc; do
	command -v "$program" >/dev/null || die "Debian's packages of Rust need $program, which is not here."
done

# apt is told that nothing is installed, so that nothing installed is in conflict with what it is asked. And as root it
# would download as another user, who can't write here.
touch "$work/status"
apt=(-o "Dir::State::status=$work/status" -o APT::Sandbox::User=root)

# The version that apt would take of a package; nothing if there is none.
candidate() { apt-cache "${apt[@]}" policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: \([^(].*\)/\1/p'; }

packages_fit() {
	local package
	for package in "${PACKAGES[@]}"; do [ -n "$(candidate "$package")" ] || return 1; done
	dpkg --compare-versions "$(candidate rustc-web)" ge "$channel"
}

if ! packages_fit; then
	# The system's lists may be old or absent, and only root may renew them. Ours are as good. What counts is what they
	# then hold: apt-get also fails over hooks that only root can run.
	mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
	apt+=(-o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache")
	apt-get "${apt[@]}" -qq update >"$work/update.log" 2>&1 || true
	packages_fit || {
		cat "$work/update.log" >&2
		found=$(candidate rustc-web)
		die "Debian's Rust packages (${PACKAGES[*]}) are not all to be had from apt's sources at $channel or newer" \
			"(rustc-web: ${found:-none}). Debian 12 has them in its security archive; to add sources needs root."
	}
fi
if $check_only; then exit 0; fi

# All of Rust, and of what it depends on what the system lacks.
resolved=$(apt-get "${apt[@]}" -s -qq install --no-install-recommends "${PACKAGES[@]}") ||
	die "apt-get can't resolve what ${PACKAGES[*]} depend on; see above."
packages=()
while read -r package; do
	case $package in
	rust* | cargo* | libstd-rust* | lld-*) packages+=("$package") ;;
	*) dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^.i' || packages+=("$package") ;;
	esac
done < <(awk '/^Inst / { print $2 }' <<<"$resolved")
say "Unpacking Debian's $(candidate rustc-web) of Rust in $DEBIAN_TOOLCHAIN"
mkdir "$work/debs" "$root"
(cd "$work/debs" && apt-get "${apt[@]}" -qq download "${packages[@]}") || die "apt-get could not download ${packages[*]}."
# Of the compiler's sources only the standard library's are of use: the rest is half of everything, in 40,000 files.
for deb in "$work"/debs/*.deb; do
	dpkg --fsys-tarfile "$deb" | tar -x -C "$root" --no-same-owner --no-wildcards-match-slash \
		--exclude='./usr/share' --exclude='./usr/src/rustc-*/[!l]*'
done

# --- Programs --------------------------------------------------------------------------------------------------

# Debian's programs look for their libraries in the system's folders, hence LD_LIBRARY_PATH. What cargo starts inherits
# it, and finds rustc on the PATH. rustc takes the folder that its library lies in for the sysroot.
mkdir "$root/bin"
cat >"$root/bin/rustc" <<'WRAPPER'
#!/bin/sh
# Written by scripts/debian-toolchain.sh: runs the program of this name in ../usr/bin with the libraries beside it.
root=$(cd "$(dirname "$0")/.." && pwd) || exit
for libraries in "$root"/usr/lib/*-linux-gnu*; do
	LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
done
PATH=$root/bin:$PATH
export LD_LIBRARY_PATH PATH
exec "$root/usr/bin/$(basename "$0")" "$@"
WRAPPER
chmod +x "$root/bin/rustc"
# By this name rustc calls the linker of wasm.
ln -s "$(cd "$root/usr/bin" && echo lld-[0-9]*)" "$root/usr/bin/rust-lld"
for program in rust-lld rustdoc rustfmt cargo cargo-fmt cargo-clippy clippy-driver; do
	cp "$root/bin/rustc" "$root/bin/$program"
done

# --- The standard library for wasm -----------------------------------------------------------------------------

say "Compiling core and alloc for $TARGET"
sysroot=$root/usr
sources=$sysroot/lib/rustlib/src/rust
commit=$("$root/bin/rustc" -vV | sed -n 's/^commit-hash: //p')
mkdir -p "$work/empty/src"
echo '#![no_std]' >"$work/empty/src/lib.rs"
printf '[package]\nname = "empty"\nedition = "2021"\n\n[workspace]\n' >"$work/empty/Cargo.toml"
# embed-bitcode: the wasm builder links with thin LTO, which needs it. remap-path-prefix: panics name files as in the
# compiler's own builds, not in this folder. The dependencies are in the package: this asks no registry.
(cd "$work/empty" && env -u RUSTC -u RUSTC_WRAPPER -u RUSTC_WORKSPACE_WRAPPER -u CARGO_ENCODED_RUSTFLAGS \
	RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$work/target" \
	RUSTFLAGS="-C embed-bitcode=yes --remap-path-prefix=$sources=/rustc/$commit" \
	"$root/bin/cargo" build --quiet --release --offline --target "$TARGET" -Zbuild-std=core,alloc \
	--config 'source.crates-io.replace-with = "vendored"' \
	--config "source.vendored.directory = '$sources/library/vendor'") || die "core and alloc could not be compiled; see above."
mkdir -p "$sysroot/lib/rustlib/$TARGET/lib"
for crate in core alloc compiler_builtins; do
	cp "$work/target/$TARGET/release/deps/lib$crate"-*.rlib "$sysroot/lib/rustlib/$TARGET/lib/"
done

rm -rf "$DEBIAN_TOOLCHAIN"
mv "$root" "$DEBIAN_TOOLCHAIN"
