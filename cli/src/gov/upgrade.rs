//! `assay gov upgrade`: puts a runtime in force that was voted for.

use super::Desk;
use crate::{
	config::Settings,
	output::{self, Failure},
};
use assay_client::{calls, Event};
use assay_primitives::Hash;
use serde_json::json;
use std::{fs, path::Path};

/// Longest runtime that fits into a block with what else belongs there.
const LONGEST: u64 = 5 * 1024 * 1024 - 64 * 1024;
/// What a wasm file begins with.
const WASM: &[u8] = b"\0asm";
/// What a compressed runtime begins with: `sp_maybe_compressed_blob::ZSTD_PREFIX`.
const COMPRESSED: &[u8] = &[82, 188, 83, 118, 70, 219, 142, 5];

/// The runtime in a file.
pub fn read(file: &Path) -> Result<Vec<u8>, Failure> {
	let name = file.display();
	let failed = |error| Failure::usage(format!("{name} can't be read: {error}"));
	let len = fs::metadata(file).map_err(failed)?.len();
	if len > LONGEST {
		return Err(Failure::usage(format!(
			"{name} has {len} bytes and a block takes {LONGEST}: use the runtime that the build has compressed, \
			 assay_runtime.compact.compressed.wasm"
		)));
	}
	let code = fs::read(file).map_err(failed)?;
	if code.starts_with(WASM) || code.starts_with(COMPRESSED) {
		Ok(code)
	} else {
		Err(Failure::usage(format!("{name} is no runtime: it is not wasm, compressed or not")))
	}
}

/// Hash by which the chain knows a runtime.
pub fn hash(code: &[u8]) -> Hash {
	sp_crypto_hashing::blake2_256(code).into()
}

pub async fn run(settings: &Settings, file: &Path) -> Result<(), Failure> {
	let code = read(file)?;
	let desk = Desk::open(settings).await?;
	let ours = hash(&code);
	let Some(authorized) = desk.client().authorized_upgrade(desk.at).await? else {
		return Err(Failure::refused(
			"no upgrade is authorised: it was not approved, its call was not dispatched yet, or the upgrade is done",
		));
	};
	if authorized != ours {
		return Err(Failure::refused(format!(
			"the chain has authorised the runtime {}, and {} is {}: the file must be the one that was proposed, to the byte",
			output::hex(&authorized.0),
			file.display(),
			output::hex(&ours.0)
		)));
	}
	let sent = desk.send(calls::apply_authorized_upgrade(code)).await?;
	let done = |name: &str| {
		sent.events().iter().any(|event| {
			matches!(&event.event, Event::Other { pallet, name: it } if pallet == "System" && it == name)
		})
	};
	if done("CodeUpdated") {
		return desk.say(
			&sent,
			json!({ "runtime": output::hex(&ours.0) }),
			"the next block is made by the new runtime",
		);
	}
	Err(Failure::refused(
		"the chain has dropped the runtime: it is of another chain, or its spec_version is not higher than the chain's",
	))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn read_bytes(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("runtime.wasm");
		fs::write(&file, bytes).unwrap();
		read(&file)
	}

	#[test]
	fn only_runtimes_are_proposed() {
		assert_eq!(read_bytes(b"\0asm\x01").unwrap(), b"\0asm\x01");
		let compressed = [COMPRESSED, b"more"].concat();
		assert_eq!(read_bytes(&compressed).unwrap(), compressed);
		for (bytes, text) in [
			(b"#!/bin/sh".to_vec(), "is no runtime"),
			(Vec::new(), "is no runtime"),
			(vec![0; LONGEST as usize + 1], "compressed"),
		] {
			let failure = read_bytes(&bytes).unwrap_err();
			assert_eq!(failure.code, 2);
			assert!(failure.text.unwrap().contains(text));
		}
		assert!(read(Path::new("/nowhere")).unwrap_err().text.unwrap().contains("can't be read"));
	}
}
