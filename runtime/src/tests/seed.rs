use super::*;
use crate::configs::OwnVrf;
use assay_primitives::traits::BlockSeed;
use codec::Encode;
use sp_consensus_babe::{
	digests::{PreDigest, PrimaryPreDigest, SecondaryPlainPreDigest, SecondaryVRFPreDigest},
	BABE_ENGINE_ID,
};
use sp_core::{
	crypto::VrfSecret,
	sr25519::{
		self,
		vrf::{VrfSignature, VrfTranscript},
	},
	Pair, H256,
};
use sp_runtime::{Digest, DigestItem};

fn vrf(input: &[u8]) -> VrfSignature {
	let pair = sr25519::Pair::from_string("//Alice", None).expect("valid seed");
	pair.vrf_sign(&VrfTranscript::new(b"test", &[(b"slot", input)]).into_sign_data())
}

fn seed_of(logs: Vec<DigestItem>) -> Option<H256> {
	System::set_block_number(0);
	System::initialize(&1, &Default::default(), &Digest { logs });
	OwnVrf::block_seed()
}

fn log(digest: PreDigest) -> Vec<DigestItem> {
	vec![DigestItem::PreRuntime(BABE_ENGINE_ID, digest.encode())]
}

/// Digest of a block of slot `slot` whose author had a VRF output.
pub fn digest_with_vrf_at(slot: u64) -> Vec<DigestItem> {
	log(PreDigest::SecondaryVRF(SecondaryVRFPreDigest {
		authority_index: 0,
		slot: slot.into(),
		vrf_signature: vrf(&slot.to_le_bytes()),
	}))
}

/// Digest of a block whose author had a VRF output.
pub fn digest_with_vrf(input: &[u8]) -> Vec<DigestItem> {
	log(PreDigest::SecondaryVRF(SecondaryVRFPreDigest {
		authority_index: 0,
		slot: 7.into(),
		vrf_signature: vrf(input),
	}))
}

#[test]
fn the_seed_is_the_vrf_output_in_the_own_pre_digest() {
	preset_ext("development").execute_with(|| {
		let primary = |input: &[u8]| {
			log(PreDigest::Primary(PrimaryPreDigest {
				authority_index: 0,
				slot: 7.into(),
				vrf_signature: vrf(input),
			}))
		};
		let secondary = digest_with_vrf(b"one");
		let one = seed_of(primary(b"one"));
		assert!(one.is_some());
		assert_ne!(one, seed_of(primary(b"two")), "another output, another seed");
		assert_eq!(one, seed_of(secondary), "the output counts, not the kind of slot");
	});
}

#[test]
fn blocks_without_vrf_output_have_no_seed() {
	preset_ext("development").execute_with(|| {
		let plain = log(PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
			authority_index: 0,
			slot: 7.into(),
		}));
		assert_eq!(seed_of(plain), None);
		assert_eq!(seed_of(vec![]), None);
		let garbage = vec![DigestItem::PreRuntime(BABE_ENGINE_ID, vec![255; 40])];
		assert_eq!(seed_of(garbage), None);
	});
}
