//! What the chain says about local models and this worker's stake.

use crate::{
	config::ModelFile,
	engine::{self, Inspection, LoadError, ManifestMismatch},
};
use assay_client::{At, Client, ClientError};
use assay_primitives::{
	api::{ModelView, NextVersion, VersionView},
	model::ModelManifest,
	task::{Sampling, TaskKind, Verification},
	Balance, BlockNumber, Hash,
};
use std::path::PathBuf;

/// Why a local model can't be served. Each text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum MatchError {
	#[error(transparent)]
	Load(#[from] LoadError),
	#[error(
		"{} is not registered on this chain (its hash is {hash:?}, {canonical}); serve one of those that `assay models` lists",
		path.display()
	)]
	Unregistered { path: PathBuf, canonical: String, hash: Hash },
	#[error("{} is not the registered model `{name}`: {source}", path.display())]
	Mismatch { path: PathBuf, name: String, source: ManifestMismatch },
}

/// A local model and what the chain knows of it.
#[derive(Clone, Debug)]
pub struct Matched {
	pub file: ModelFile,
	/// Manifest and version are the file's.
	pub view: ModelView,
	/// Whether tasks are posted for its version.
	pub standing: Standing,
}

/// Whether tasks are posted for a version of a model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
	/// They are.
	Current,
	/// They will be, from this height on.
	From(BlockNumber),
	/// They were. Some may run still.
	Replaced,
}

/// Name of a model, for people.
pub fn name_of(manifest: &ModelManifest) -> String {
	String::from_utf8_lossy(&manifest.name).chars().filter(|c| !c.is_control()).collect()
}

/// Name of a model, for log lines, which split at spaces.
pub fn log_name(manifest: &ModelManifest) -> String {
	let name = name_of(manifest);
	if name.contains(char::is_whitespace) {
		format!("{name:?}")
	} else {
		name
	}
}

/// Reads a local model's header and hash. Takes as long as reading the file does.
pub async fn inspect(file: &ModelFile) -> Result<Inspection, LoadError> {
	let ModelFile { path, tokenizer } = file.clone();
	let panicked = LoadError::Corrupt { path: path.clone(), detail: "reading it failed".into() };
	tokio::task::spawn_blocking(move || engine::inspect(&path, tokenizer.as_deref()))
		.await
		.unwrap_or(Err(panicked))
}

/// Finds the model on chain that a local file is, in its current version or in one that replaces it: same weights, same
/// tokenizer.
pub fn find(
	file: &ModelFile,
	inspection: &Inspection,
	models: &[ModelView],
) -> Result<Matched, MatchError> {
	let mut mismatch = None;
	// The same weights may be registered twice, with different templates or tokenizers.
	let ours = |root: Hash| root == inspection.info.hash || inspection.canonical == Ok(root);
	let current = models.iter().map(|view| (view.clone(), Standing::Current));
	let next = models.iter().flat_map(|view| {
		view.next.iter().cloned().map(|NextVersion { version, manifest, at }| {
			(ModelView { version, manifest, ..view.clone() }, Standing::From(at))
		})
	});
	for (view, standing) in current.chain(next).filter(|(m, _)| ours(m.manifest.weights_root)) {
		match inspection.check(&view.manifest) {
			Ok(()) => return Ok(Matched { file: file.clone(), view, standing }),
			Err(source) => mismatch = Some((name_of(&view.manifest), source)),
		}
	}
	let path = file.path.clone();
	Err(match mismatch {
		Some((name, source)) => MatchError::Mismatch { path, name, source },
		None => {
			let canonical = match &inspection.canonical {
				Ok(root) => format!("its canonical root {root:?}"),
				Err(why) => format!("and it is not canonical: {why}"),
			};
			MatchError::Unregistered { path, canonical, hash: inspection.info.hash }
		}
	})
}

/// As [`find`], also in a version that was replaced, of which tasks may run still.
pub async fn find_any(
	client: &Client,
	file: &ModelFile,
	inspection: &Inspection,
	models: &[ModelView],
) -> Result<Matched, MatchError> {
	let missed = match find(file, inspection, models) {
		Err(missed @ MatchError::Unregistered { .. }) => missed,
		found => return found,
	};
	for view in models.iter().filter(|view| view.version > 0) {
		// If the chain does not answer now, it is as if the file were of no model.
		let Ok(Some(history)) = client.model_history(view.id, At::Best).await else { continue };
		let replaced = history.versions.into_iter().filter(|version| {
			version.adopted.is_some_and(|(_, at)| at <= history.height)
				&& version.version != view.version
		});
		for VersionView { version, manifest, .. } in replaced {
			let ours = manifest.weights_root == inspection.info.hash
				|| inspection.canonical == Ok(manifest.weights_root);
			if ours && inspection.check(&manifest).is_ok() {
				let view = ModelView { version, manifest, ..view.clone() };
				return Ok(Matched { file: file.clone(), view, standing: Standing::Replaced });
			}
		}
	}
	Err(missed)
}

/// Stake in plancks that one slot of a model needs now: the largest bond a task of it can have. `None` if the
/// model takes no tasks now.
pub async fn largest_bond(
	client: &Client,
	model: &ModelView,
	at: At,
) -> Result<Option<Balance>, ClientError> {
	let kind = TaskKind::Generate {
		max_tokens: model.params.max_output_tokens,
		sampling: Sampling::Greedy,
	};
	let input = model.params.max_input_bytes.max(model.params.max_blob_bytes);
	let quote = client.quote(model.id, &kind, input, Verification::Audited, at).await?;
	Ok(quote.ok().map(|quote| quote.bond))
}
