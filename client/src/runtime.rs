//! The chain's runtime as this program knows it: versions, metadata, and whether both understand each other.

use crate::{calls, error::ClientError, events, governance, referee, scoring, staking};
use codec::Decode;
use sp_core::H256;
use std::sync::Arc;
use subxt::{
	config::substrate::{SpecVersionForRange, SubstrateConfig},
	ArcMetadata, Metadata, OfflineClient, OfflineClientAtBlock,
};

/// Methods of runtime APIs that are decoded without looking at metadata, so they must be the same.
const USED_METHODS: &[(&str, &str)] = &[
	("AssayApi", "task"),
	("AssayApi", "quote"),
	("AssayApi", "worker"),
	("AssayApi", "staker"),
	("AssayApi", "delegations"),
	("AssayApi", "staking"),
	("AssayApi", "metagraph"),
	("AssayApi", "model"),
	("AssayApi", "models"),
	("SessionKeys", "decode_session_keys"),
];

// `COMMITTED`: the content of `metadata.scale`, or `None` where a new runtime has none yet. See `build.rs`.
include!(concat!(env!("OUT_DIR"), "/committed.rs"));

/// One version of the chain's runtime.
pub(crate) struct Runtime {
	pub spec_version: u32,
	pub metadata: ArcMetadata,
	/// Builds transactions and decodes events; needs no connection.
	pub offline: OfflineClientAtBlock<SubstrateConfig>,
}

impl Runtime {
	pub fn new(
		genesis: H256,
		spec_version: u32,
		transaction_version: u32,
		metadata: Metadata,
	) -> Result<Arc<Self>, ClientError> {
		let metadata = Arc::new(metadata);
		let config = SubstrateConfig::builder()
			.set_genesis_hash(genesis)
			.set_metadata_for_spec_versions([(spec_version, metadata.clone())])
			.set_spec_version_for_block_ranges([SpecVersionForRange {
				block_range: 0..u64::MAX,
				spec_version,
				transaction_version,
			}])
			.build();
		let offline = OfflineClient::new_with_config(config)
			.at_block(0u64)
			.map_err(|error| ClientError::undecodable("metadata", error))?;
		Ok(Arc::new(Self { spec_version, metadata, offline }))
	}

	/// Compares the chain with the metadata this program was built against, as far as it uses it.
	pub fn check(&self, chain: &str) -> Result<(), ClientError> {
		let not_assay =
			|missing: &str| ClientError::NotAssay { chain: chain.into(), missing: missing.into() };
		self.metadata.pallet_by_name("Tasks").ok_or_else(|| not_assay("pallet `Tasks`"))?;
		self.metadata
			.runtime_api_trait_by_name("AssayApi")
			.ok_or_else(|| not_assay("runtime API `AssayApi`"))?;
		let built = match committed()? {
			Some(committed) => committed,
			// Without it, compare the chain with itself: that still finds what is missing.
			None => return self.check_against(&self.metadata),
		};
		self.check_against(&built)
	}

	fn check_against(&self, committed: &Metadata) -> Result<(), ClientError> {
		let changed = differences(committed, &self.metadata);
		if changed.is_empty() {
			Ok(())
		} else {
			Err(ClientError::Incompatible {
				built: spec_version_of(committed).unwrap_or_default(),
				chain: self.spec_version,
				changed,
			})
		}
	}
}

/// The metadata this program was built against.
fn committed() -> Result<Option<Metadata>, ClientError> {
	COMMITTED
		.map(|mut bytes| Metadata::decode(&mut bytes))
		.transpose()
		.map_err(|error| ClientError::undecodable("committed metadata", error))
}

/// `spec_version` in the constant `System.Version`.
fn spec_version_of(metadata: &Metadata) -> Option<u32> {
	let system = metadata.pallet_by_name("System")?;
	let mut bytes = system.constant_by_name("Version")?.value();
	let (_, _, _, spec_version) = <(String, String, u32, u32)>::decode(&mut bytes).ok()?;
	Some(spec_version)
}

/// What this program uses and the chain has differently, by name.
fn differences(ours: &Metadata, theirs: &Metadata) -> Vec<String> {
	let mut changed = Vec::new();
	for (pallet, call) in calls::USED {
		let hash = |metadata: &Metadata| metadata.pallet_by_name(pallet)?.call_hash(call);
		if hash(ours).is_none() || hash(ours) != hash(theirs) {
			changed.push(format!("call {pallet}.{call}"));
		}
	}
	for (api, method) in USED_METHODS {
		let hash = |metadata: &Metadata| {
			Some(metadata.runtime_api_trait_by_name(api)?.method_by_name(method)?.hash())
		};
		if hash(ours).is_none() || hash(ours) != hash(theirs) {
			changed.push(format!("query {method}"));
		}
	}
	for (pallet, event) in events::USED {
		let found = theirs.pallet_by_name(pallet).and_then(|pallet| {
			pallet.event_variants().map(|all| all.iter().any(|e| e.name == *event))
		});
		if found != Some(true) {
			changed.push(format!("event {pallet}.{event}"));
		}
	}
	for (pallet, item) in
		[&[("System", "Account")], referee::USED, scoring::USED, staking::USED, governance::USED]
			.concat()
	{
		let hash = |metadata: &Metadata| metadata.pallet_by_name(pallet)?.storage_hash(item);
		if hash(ours).is_none() || hash(ours) != hash(theirs) {
			changed.push(format!("storage {pallet}.{item}"));
		}
	}
	changed
}

/// The runtime this program was built against.
#[cfg(test)]
pub(crate) fn committed_runtime() -> Arc<Runtime> {
	let metadata = committed().unwrap().expect("run scripts/update-metadata.sh");
	Runtime::new(H256::zero(), 1, 1, metadata).unwrap()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn committed_metadata_has_all_that_is_used() {
		let metadata = committed().unwrap().expect("run scripts/update-metadata.sh");
		assert_eq!(differences(&metadata, &metadata), Vec::<String>::new());
		assert!(spec_version_of(&metadata).is_some());
		committed_runtime().check("test").unwrap();
	}
}
