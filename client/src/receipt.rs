//! Receipts as files: the worker's signed word, checked without a chain.

use assay_primitives::receipt::{ReceiptError, ReceiptFile, SignedReceipt};
use codec::DecodeAll;

/// Why a receipt file proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptFileError {
	#[error("this is no receipt file, or it was cut off: {0}")]
	NotAReceipt(String),
	#[error("the signed part of the receipt can't be read: {0}. It was cut off or made by a newer program")]
	Unreadable(String),
	#[error("the receipt does not hold: {}", .0)]
	Invalid(ReceiptError),
}

/// Reads a receipt file without checking what it says.
pub fn parse(bytes: &[u8]) -> Result<(ReceiptFile, SignedReceipt), ReceiptFileError> {
	let file: ReceiptFile = serde_json::from_slice(bytes)
		.map_err(|error| ReceiptFileError::NotAReceipt(error.to_string()))?;
	// The version is the first byte: name it before trying to read a layout that may have changed.
	match file.signed.first() {
		Some(version) if *version != assay_primitives::receipt::RECEIPT_VERSION => {
			return Err(ReceiptFileError::Invalid(ReceiptError::UnknownVersion(*version)))
		}
		_ => {}
	}
	let signed = SignedReceipt::decode_all(&mut &file.signed[..])
		.map_err(|error| ReceiptFileError::Unreadable(error.to_string()))?;
	Ok((file, signed))
}

/// Reads a receipt file and checks version, signature, prompt and output.
pub fn verify(bytes: &[u8]) -> Result<(ReceiptFile, SignedReceipt), ReceiptFileError> {
	let (file, signed) = parse(bytes)?;
	signed.verify().map_err(ReceiptFileError::Invalid)?;
	signed.verify_contents(&file.input, &file.output).map_err(ReceiptFileError::Invalid)?;
	Ok((file, signed))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{Key, KeyOrigin};
	use assay_primitives::{
		receipt::{Receipt, RECEIPT_VERSION},
		task::{ids_hash, TaskIdentity},
	};
	use codec::Encode;
	use secrecy::SecretString;
	use sp_core::H256;
	use sp_crypto_hashing::blake2_256;

	fn receipt(version: u8) -> ReceiptFile {
		let key =
			Key::from_suri(&SecretString::from("//Op".to_string()), KeyOrigin::Argument).unwrap();
		let (input, output) = (b"prompt".to_vec(), b"output".to_vec());
		let receipt = Receipt {
			version,
			task: TaskIdentity {
				genesis: H256::repeat_byte(1),
				number: 7,
				content: H256::repeat_byte(2),
			},
			model: H256::repeat_byte(3),
			model_version: 0,
			weights_root: H256::repeat_byte(4),
			canon: None,
			execution_class: "test".into(),
			worker: key.account(),
			operator: key.account(),
			input_hash: H256(blake2_256(&input)),
			outcome_hash: H256::repeat_byte(5),
			output_hash: H256(blake2_256(&output)),
			ids_hash: ids_hash(&[1, 2, 3]),
			prompt_ids: 2,
			output_ids: 1,
			units: 3,
		};
		let signature = key.sign(&receipt.signing_payload());
		ReceiptFile { signed: SignedReceipt { receipt, signature }.encode(), input, output }
	}

	fn json(file: &ReceiptFile) -> Vec<u8> {
		serde_json::to_vec(file).unwrap()
	}

	#[test]
	fn a_good_receipt_holds() {
		let (_, signed) = verify(&json(&receipt(RECEIPT_VERSION))).unwrap();
		assert_eq!(signed.receipt.task.number, 7);
	}

	#[test]
	fn any_changed_byte_is_noticed() {
		let good = receipt(RECEIPT_VERSION);
		for index in 0..good.signed.len() {
			let mut bad = good.clone();
			bad.signed[index] ^= 1;
			assert!(verify(&json(&bad)).is_err(), "byte {index}");
		}
		let mut bad = good.clone();
		bad.output.push(b'!');
		let error = verify(&json(&bad)).unwrap_err();
		assert!(matches!(error, ReceiptFileError::Invalid(ReceiptError::OutputDiffers)));
		let mut bad = good;
		bad.input.clear();
		let error = verify(&json(&bad)).unwrap_err();
		assert!(matches!(error, ReceiptFileError::Invalid(ReceiptError::InputDiffers)));
	}

	#[test]
	fn truncated_files_and_other_versions_are_refused() {
		let good = receipt(RECEIPT_VERSION);
		let text = json(&good);
		for end in 0..text.len() {
			assert!(matches!(verify(&text[..end]), Err(ReceiptFileError::NotAReceipt(_))));
		}
		for end in 0..good.signed.len() {
			let cut = ReceiptFile { signed: good.signed[..end].to_vec(), ..good.clone() };
			assert!(matches!(verify(&json(&cut)), Err(ReceiptFileError::Unreadable(_))), "{end}");
		}
		let error = verify(&json(&receipt(RECEIPT_VERSION + 1))).unwrap_err();
		assert!(matches!(error, ReceiptFileError::Invalid(ReceiptError::UnknownVersion(2))));
	}
}
