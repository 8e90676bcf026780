//! Receipts: what this worker signs about its results, kept as files and served over HTTP.

use assay_primitives::{
	receipt::{Receipt, ReceiptFile, SignedReceipt},
	task::{ids_hash, Outcome, Refusal},
	Signature, TaskId,
};
use codec::{Decode, Encode};
use std::{
	io::Write,
	path::{Path, PathBuf},
};

/// A folder with a file per task.
#[derive(Clone, Debug)]
pub struct Receipts {
	folder: PathBuf,
}

impl Receipts {
	/// Uses, and if need be makes, `folder`.
	pub fn open(folder: &Path) -> std::io::Result<Self> {
		std::fs::create_dir_all(folder)?;
		Ok(Self { folder: folder.into() })
	}

	/// Where the receipt of a task is.
	pub fn path(&self, task: TaskId) -> PathBuf {
		self.folder.join(format!("{task}.json"))
	}

	/// Whether a receipt for exactly this statement is there.
	pub fn has(&self, receipt: &Receipt) -> bool {
		self.read(receipt.task.number)
			.and_then(|text| serde_json::from_str::<ReceiptFile>(&text).ok())
			.and_then(|file| SignedReceipt::decode(&mut &file.signed[..]).ok())
			.is_some_and(|signed| signed.receipt == *receipt)
	}

	/// Signs and writes a receipt. Readers see the old file or the new one, never half of it.
	pub fn write(
		&self,
		receipt: Receipt,
		sign: impl FnOnce(&[u8]) -> Signature,
		input: Vec<u8>,
		output: Vec<u8>,
	) -> std::io::Result<PathBuf> {
		let path = self.path(receipt.task.number);
		let signature = sign(&receipt.signing_payload());
		let signed = SignedReceipt { receipt, signature }.encode();
		let text = serde_json::to_string_pretty(&ReceiptFile { signed, input, output })?;
		let scratch = path.with_extension("json.part");
		let mut file = std::fs::File::create(&scratch)?;
		file.write_all(text.as_bytes())?;
		file.write_all(b"\n")?;
		file.sync_all()?;
		std::fs::rename(&scratch, &path)?;
		Ok(path)
	}

	/// Text of a receipt file.
	pub fn read(&self, task: TaskId) -> Option<String> {
		std::fs::read_to_string(self.path(task)).ok()
	}
}

/// Hashes and counts that a receipt repeats from an outcome: ids hash, prompt ids, output ids.
pub fn ids_of(outcome: &Outcome) -> (assay_primitives::Hash, u32, u32) {
	match outcome {
		Outcome::Done { ids, prompt_ids, output_ids, .. }
		| Outcome::Fault { ids, prompt_ids, output_ids, .. } => {
			(ids.digest().0, *prompt_ids, *output_ids)
		}
		Outcome::Refused { reason: Refusal::BadIds { ids, .. }, .. } => {
			(ids_hash(ids), ids.len() as u32, 0)
		}
		Outcome::Refused { reason: Refusal::TooLong { count, .. }, .. } => {
			(ids_hash(&[]), *count, 0)
		}
	}
}
