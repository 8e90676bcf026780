//! Receipts.

use crate::{
	args::Receipt,
	config::Settings,
	http,
	output::{self, Failure},
};
use assay_client::{receipt, At};
use assay_primitives::{
	receipt::{ReceiptFile, SignedReceipt},
	task::TaskState,
	TaskId,
};
use serde_json::json;
use std::{fs, io::Read, path::Path};

/// Largest file that is read as a receipt.
const MAX_FILE: u64 = 10 << 20;

/// `assay receipt …`.
pub async fn run(settings: &Settings, command: Receipt) -> Result<(), Failure> {
	match command {
		Receipt::Fetch { task, from, output } => fetch(task, &from, output.as_deref()).await,
		Receipt::Verify { file, against_chain } => verify(settings, &file, against_chain).await,
	}
}

async fn fetch(task: TaskId, from: &str, to: Option<&Path>) -> Result<(), Failure> {
	let bytes = http::get(from.trim_end_matches('/'), &format!("/receipts/{task}"))
		.await
		.map_err(|error| Failure::other(format!("no receipt of task {task}: {error}")))?;
	let (_, signed) = receipt::verify(&bytes).map_err(Failure::not_valid)?;
	if signed.receipt.task.number != task {
		return Err(Failure::not_valid(format!(
			"the worker sent a receipt of task {} instead of {task}",
			signed.receipt.task.number
		)));
	}
	match to {
		Some(path) => fs::write(path, &bytes)
			.map_err(|error| Failure::other(format!("cannot write {}: {error}", path.display()))),
		None => output::raw(&bytes),
	}
}

async fn verify(settings: &Settings, path: &Path, against_chain: bool) -> Result<(), Failure> {
	let unreadable = |error| Failure::usage(format!("cannot read {}: {error}", path.display()));
	let mut bytes = Vec::new();
	fs::File::open(path)
		.and_then(|file| file.take(MAX_FILE).read_to_end(&mut bytes))
		.map_err(unreadable)?;
	let (file, signed) = receipt::verify(&bytes)
		.map_err(|error| Failure::not_valid(format!("{}: {error}", path.display())))?;
	if against_chain {
		compare(settings, &signed).await?;
	}
	print(settings, &file, &signed, against_chain)
}

/// Compares a receipt with the task on chain, and the signer with the worker's operator.
async fn compare(settings: &Settings, signed: &SignedReceipt) -> Result<(), Failure> {
	let receipt = &signed.receipt;
	let client = settings.connect().await?;
	if client.genesis_hash() != receipt.task.genesis {
		return Err(Failure::not_valid("the receipt is for a task of another chain; check --url"));
	}
	let view = client
		.task(receipt.task.number, At::Finalised)
		.await?
		.ok_or_else(|| Failure::not_valid("the chain has no such task, or it is not final yet"))?;
	if view.identity != receipt.task {
		return Err(Failure::not_valid("the task of that number has other content on this chain"));
	}
	match &view.task.state {
		TaskState::Convicted { .. } => {
			Err(Failure::not_valid("the result was found wrong on chain, and its worker convicted"))
		}
		TaskState::Outvoted { .. } => {
			Err(Failure::not_valid("most replicas of the task had another result on chain"))
		}
		TaskState::Revealed { worker, result, .. }
		| TaskState::Disputed { worker, result, .. }
		| TaskState::Settled { worker, result, .. } => {
			if *worker != receipt.worker || result.outcome_hash != receipt.outcome_hash {
				return Err(Failure::not_valid(
					"the chain has another worker or outcome for this task",
				));
			}
			Ok(())
		}
		_ => Err(Failure::not_valid("the task has no result on chain")),
	}
}

fn print(
	settings: &Settings,
	file: &ReceiptFile,
	signed: &SignedReceipt,
	against_chain: bool,
) -> Result<(), Failure> {
	let receipt = &signed.receipt;
	let output_text = String::from_utf8_lossy(&file.output);
	if settings.json {
		return output::json(&json!({
			"valid": true,
			"checkedAgainstChain": against_chain,
			"task": receipt.task.number,
			"genesis": output::hex(&receipt.task.genesis.0),
			"content": output::hex(&receipt.task.content.0),
			"model": output::hex(&receipt.model.0),
			"modelVersion": receipt.model_version,
			"weightsRoot": output::hex(&receipt.weights_root.0),
			"executionClass": receipt.execution_class,
			"worker": receipt.worker.to_string(),
			"operator": receipt.operator.to_string(),
			"promptTokens": receipt.prompt_ids,
			"outputTokens": receipt.output_ids,
			"units": receipt.units,
			"inputHash": output::hex(&receipt.input_hash.0),
			"outputHash": output::hex(&receipt.output_hash.0),
			"output": output_text,
		}));
	}
	output::pairs(&[
		("receipt", if against_chain { "holds, and the chain agrees" } else { "holds" }.into()),
		("task", receipt.task.number.to_string()),
		("chain (genesis)", output::hex(&receipt.task.genesis.0)),
		("model", output::hex(&receipt.model.0)),
		("weights root", output::hex(&receipt.weights_root.0)),
		("execution class", receipt.execution_class.clone()),
		("worker", receipt.worker.to_string()),
		("signed by", receipt.operator.to_string()),
		("tokens", format!("{} in, {} out", receipt.prompt_ids, receipt.output_ids)),
		("units", receipt.units.to_string()),
		("prompt", format!("{} bytes, {}", file.input.len(), output::hex(&receipt.input_hash.0))),
		("output", format!("{} bytes, {}", file.output.len(), output::hex(&receipt.output_hash.0))),
	])
}
