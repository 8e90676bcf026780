//! Receipts: what a worker signs about a result, so that anyone can check later, without a chain, which operator
//! vouched for which output of which task.

use crate::{task::TaskIdentity, CanonVersion, ModelId, ModelVersion, Signature, Units};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use serde::{Deserialize, Serialize};
use sp_core::H256;
use sp_runtime::traits::Verify;

/// Version of the receipt's layout.
pub const RECEIPT_VERSION: u8 = 1;
/// Domain tag in front of the signed bytes.
pub const RECEIPT_DOMAIN: &[u8] = b"assay/receipt/1";

/// What a worker vouches for.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Receipt {
	/// [`RECEIPT_VERSION`].
	pub version: u8,
	/// The task.
	pub task: TaskIdentity,
	/// The model and its version.
	pub model: ModelId,
	pub model_version: ModelVersion,
	pub weights_root: H256,
	/// Canonical arithmetic, if the model names one.
	pub canon: Option<CanonVersion>,
	/// Everything the bits of a result of the tolerance class depend on: engine, version, instruction set.
	pub execution_class: String,
	/// Who was assigned, and whose key signs.
	pub worker: crate::AccountId,
	pub operator: crate::AccountId,
	/// BLAKE2b-256 of the prompt.
	pub input_hash: H256,
	/// [`crate::task::Outcome::hash`].
	pub outcome_hash: H256,
	/// BLAKE2b-256 of the output.
	pub output_hash: H256,
	/// [`crate::task::ids_hash`] of prompt and output ids.
	pub ids_hash: H256,
	pub prompt_ids: u32,
	pub output_ids: u32,
	/// What is billed.
	pub units: Units,
}

impl Receipt {
	/// The bytes an operator signs: BLAKE2b-256 over the domain tag and the SCALE encoding. Wallets never sign a
	/// bare 32-byte hash as a transaction, so a receipt can't be turned into one.
	pub fn signing_payload(&self) -> [u8; 32] {
		crate::task::hash_of(RECEIPT_DOMAIN, self).0
	}
}

/// A receipt and its operator's signature.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct SignedReceipt {
	pub receipt: Receipt,
	pub signature: Signature,
}

/// Why a receipt does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReceiptError {
	/// The layout is of another version.
	UnknownVersion(u8),
	/// The signature is not the operator's.
	BadSignature,
	/// The output is not the one that was signed.
	OutputDiffers,
	/// The prompt is not the one that was signed.
	InputDiffers,
}

impl core::fmt::Display for ReceiptError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::UnknownVersion(version) => write!(
				f,
				"the receipt has version {version}, this program knows version {RECEIPT_VERSION}"
			),
			Self::BadSignature => write!(f, "the signature is not the operator's"),
			Self::OutputDiffers => write!(f, "the output is not the one the operator signed"),
			Self::InputDiffers => write!(f, "the prompt is not the one the operator signed"),
		}
	}
}

impl SignedReceipt {
	/// Checks version and signature.
	pub fn verify(&self) -> Result<(), ReceiptError> {
		if self.receipt.version != RECEIPT_VERSION {
			return Err(ReceiptError::UnknownVersion(self.receipt.version));
		}
		let payload = self.receipt.signing_payload();
		if self.signature.verify(&payload[..], &self.receipt.operator) {
			Ok(())
		} else {
			Err(ReceiptError::BadSignature)
		}
	}

	/// Checks that prompt and output are the signed ones.
	pub fn verify_contents(&self, input: &[u8], output: &[u8]) -> Result<(), ReceiptError> {
		let hash = |bytes: &[u8]| H256(sp_crypto_hashing::blake2_256(bytes));
		if hash(input) != self.receipt.input_hash {
			return Err(ReceiptError::InputDiffers);
		}
		if hash(output) != self.receipt.output_hash {
			return Err(ReceiptError::OutputDiffers);
		}
		Ok(())
	}
}

/// A receipt as a file: the signed bytes and, for people, what they say. `signed` alone counts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReceiptFile {
	/// SCALE encoding of [`SignedReceipt`].
	#[serde(with = "sp_core::bytes")]
	pub signed: Vec<u8>,
	/// The prompt.
	#[serde(with = "sp_core::bytes")]
	pub input: Vec<u8>,
	/// The output.
	#[serde(with = "sp_core::bytes")]
	pub output: Vec<u8>,
}
