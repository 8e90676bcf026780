//! What the chain says about local models and this worker's stake.

use crate::{
	config::ModelFile,
	engine::{self, Inspection, LoadError, ManifestMismatch},
};
use assay_client::{At, Client, ClientError};
use assay_primitives::{
	api::{ModelView, NextVersion, VersionView},
	model::{ModelManifest, ModelStatus},
	task::{Sampling, TaskKind, Verification},
	Balance, BlockNumber, CanonVersion, Hash, ModelId, ModelVersion,
};
use std::path::PathBuf;

/// Why a local model can't be served. Each text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum MatchError {
	#[error(transparent)]
	Load(#[from] LoadError),
	#[error(
		"{} is not registered on this chain (its hash is {hash:?}, {canonical}), or its version was never adopted; serve one of \
		 those that `assay models` lists",
		path.display()
	)]
	Unregistered { path: PathBuf, canonical: String, hash: Hash },
	#[error("{} is not the registered model `{name}`: {source}", path.display())]
	Mismatch { path: PathBuf, name: String, source: ManifestMismatch },
	#[error("{} is given twice", path.display())]
	Twice { path: PathBuf },
	#[error("{} is not canonical: other machines may rightly get other results", path.display())]
	NotCanonical { path: PathBuf },
}

/// A version of a registered model.
#[derive(Clone, Debug)]
pub struct Known {
	/// The model as it is now, but for version and manifest, which are this version's.
	pub view: ModelView,
	/// Whether tasks are posted for it.
	pub standing: Standing,
}

impl Known {
	/// Whether it is a version of this model for which tasks are posted, or will be.
	pub fn is_ahead_of(&self, model: &ModelView) -> bool {
		self.view.id == model.id && self.standing != Standing::Replaced
	}
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

/// Says of which models a file was loaded.
pub fn loaded(known: &[Known]) {
	for Known { view, .. } in known {
		tracing::info!(model = %log_name(&view.manifest), version = view.version, "loaded");
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

/// All versions of all models for which tasks are, were or will be posted.
pub async fn known(client: &Client) -> Result<Vec<Known>, ClientError> {
	let mut known = Vec::new();
	for view in client.models(At::Best).await? {
		let history = client.model_history(view.id, At::Best).await?;
		known.extend(versions(view, history.map_or_else(Vec::new, |history| history.versions)));
	}
	Ok(known)
}

/// The versions of a model, the current one first.
fn versions(view: ModelView, history: Vec<VersionView>) -> Vec<Known> {
	let of = |version, manifest, standing| {
		let next = Vec::new();
		Known { view: ModelView { version, manifest, next, ..view.clone() }, standing }
	};
	let mut known = vec![Known { view: view.clone(), standing: Standing::Current }];
	let next = view.next.iter().cloned();
	let next =
		next.map(|NextVersion { version, manifest, at }| of(version, manifest, Standing::From(at)));
	// One that was never adopted has no tasks.
	let adopted = history.into_iter().filter(|version| version.adopted.is_some());
	let adopted = adopted.map(|version| of(version.version, version.manifest, Standing::Replaced));
	for it in next.chain(adopted) {
		if !known.iter().any(|other| other.view.version == it.view.version) {
			known.push(it);
		}
	}
	known
}

/// Finds all that a local file is: same weights, same tokenizer. Versions of a model may differ in their templates alone, and
/// weights may come back; tasks that were posted for any of them may run still. Those come first for which tasks are
/// posted; there is one at least.
pub fn find(
	file: &ModelFile,
	inspection: &Inspection,
	known: &[Known],
) -> Result<Vec<Known>, MatchError> {
	let mut mismatch = None;
	let mut found = Vec::new();
	let ours = |root: Hash| root == inspection.info.hash || inspection.canonical == Ok(root);
	for it in known.iter().filter(|it| ours(it.view.manifest.weights_root)) {
		match inspection.check(&it.view.manifest) {
			Ok(()) => found.push(it.clone()),
			Err(source) => mismatch = Some((name_of(&it.view.manifest), source)),
		}
	}
	// Anyone can register weights once more, for a small deposit.
	let is_proposal = |it: &Known| it.view.status == ModelStatus::Proposed;
	if !found.iter().all(is_proposal) {
		found.retain(|it| !is_proposal(it));
	}
	found.sort_by_key(|it| match it.standing {
		Standing::Current => 0,
		Standing::From(_) => 1,
		Standing::Replaced => 2,
	});
	if !found.is_empty() {
		return Ok(found);
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

/// A local file and all that it is.
pub struct Matched {
	pub file: ModelFile,
	pub known: Vec<Known>,
}

impl Matched {
	/// What the file is, by how it computes: it is loaded once for each way.
	pub fn by_canon(&self) -> Vec<(Option<CanonVersion>, Vec<Known>)> {
		let mut ways: Vec<(Option<CanonVersion>, Vec<Known>)> = Vec::new();
		for it in &self.known {
			let canon = it.view.manifest.canon;
			match ways.iter_mut().find(|(other, _)| *other == canon) {
				Some((_, known)) => known.push(it.clone()),
				None => ways.push((canon, vec![it.clone()])),
			}
		}
		ways
	}

	/// What the file is of which results can be judged.
	pub fn canonical(&self) -> Result<(Option<CanonVersion>, Vec<Known>), MatchError> {
		let canonical = self.by_canon().into_iter().find(|(canon, _)| canon.is_some());
		canonical.ok_or_else(|| MatchError::NotCanonical { path: self.file.path.clone() })
	}
}

/// Finds what local files are. A file that is nothing is passed over, for tasks of others may run; but not if all are.
pub fn find_all(
	files: Vec<(ModelFile, Inspection)>,
	known: &[Known],
) -> Result<Vec<Matched>, MatchError> {
	let mut all: Vec<Matched> = Vec::new();
	let mut missed = Vec::new();
	for (file, inspection) in files {
		match find(&file, &inspection, known) {
			Ok(mut known) => {
				let before: Vec<_> = all.iter().flat_map(|it| it.known.iter().map(key)).collect();
				known.retain(|it| !before.contains(&key(it)));
				if known.is_empty() {
					return Err(MatchError::Twice { path: file.path });
				}
				all.push(Matched { file, known });
			}
			Err(error) => missed.push(error),
		}
	}
	let fatal = if all.is_empty() { missed.pop() } else { None };
	for error in missed {
		tracing::error!(%error, "this file is passed over");
	}
	fatal.map_or(Ok(all), Err)
}

fn key(known: &Known) -> (ModelId, ModelVersion) {
	(known.view.id, known.view.version)
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

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use crate::engine::Info;
	use assay_primitives::model::{
		Architecture, AuditParams, Authority, Decision, ModelParams, Quantisation, TemplatePart,
	};

	/// A manifest with these weights.
	pub fn manifest(weights: u8) -> ModelManifest {
		ModelManifest {
			name: b"demo".to_vec().try_into().unwrap(),
			architecture: Architecture::Llama,
			quantisation: Quantisation::F32,
			weights_root: Hash::repeat_byte(weights),
			tokenizer: None,
			template: vec![TemplatePart::Prompt].try_into().unwrap(),
			context_length: 64,
			canon: None,
			licence: b"CC0-1.0".to_vec().try_into().unwrap(),
			parent: None,
			datasets: Default::default(),
		}
	}

	/// A model at this version, with weights of the same number.
	pub fn model(version: ModelVersion) -> ModelView {
		ModelView {
			id: Hash::repeat_byte(0xaa),
			version,
			status: ModelStatus::Admitted,
			manifest: manifest(version as u8),
			params_version: 0,
			params: ModelParams {
				price_floor: 1,
				bond_factor: 1,
				max_input_bytes: 100,
				max_blob_bytes: 0,
				max_output_tokens: 8,
				base_deadline: 5,
				units_per_block: 1,
				audit: AuditParams {
					newcomer_rate: Default::default(),
					rate: Default::default(),
					auditors: 1,
				},
				challenge_window: None,
				default_temperature: None,
				system_prompt: None,
				safety_policy: None,
			},
			params_hash: Hash::zero(),
			price: 1,
			queued: 0,
			ready_slots: 0,
			next: Vec::new(),
		}
	}

	fn next(version: ModelVersion, weights: u8, at: BlockNumber) -> NextVersion {
		NextVersion { version, manifest: manifest(weights), at }
	}

	fn past(version: ModelVersion, weights: u8) -> VersionView {
		let decided = Decision { block: 1, by: Authority::Track };
		VersionView { adopted: Some((decided, 1)), ..proposed(version, weights) }
	}

	fn proposed(version: ModelVersion, weights: u8) -> VersionView {
		VersionView {
			version,
			manifest: manifest(weights),
			proposer: None,
			proposed: 1,
			adopted: None,
			attested: Vec::new(),
			uris: Vec::new(),
		}
	}

	/// A file with these weights that is not canonical.
	fn inspection(weights: u8) -> Inspection {
		Inspection {
			path: PathBuf::new(),
			info: Info {
				name: None,
				architecture: Architecture::Llama,
				size: 1,
				hash: Hash::repeat_byte(weights),
				context: 64,
				vocabulary: 32,
				layers: 1,
				stop: Vec::new(),
			},
			canonical: Err("it has other types".into()),
			tokenizer: None,
			vocabulary: 32,
		}
	}

	fn file(name: &str) -> ModelFile {
		ModelFile { path: name.into(), tokenizer: None }
	}

	fn found(weights: u8, known: &[Known]) -> Vec<(ModelVersion, Standing)> {
		let found = find(&file("model.gguf"), &inspection(weights), known).unwrap();
		found.iter().map(|it| (it.view.version, it.standing)).collect()
	}

	#[test]
	fn all_versions_are_known_that_had_or_will_have_tasks() {
		let view = ModelView { next: vec![next(4, 4, 20), next(1, 1, 30)], ..model(2) };
		let history = vec![past(0, 0), past(1, 1), past(2, 2), proposed(3, 3), past(4, 4)];
		let known = versions(view, history);
		let of: Vec<_> = known
			.iter()
			.map(|it| (it.view.version, it.view.manifest.weights_root.0[0], it.standing))
			.collect();
		// The first version comes back: it will have tasks again.
		let expected = [
			(2, 2, Standing::Current),
			(4, 4, Standing::From(20)),
			(1, 1, Standing::From(30)),
			(0, 0, Standing::Replaced),
		];
		assert_eq!(of, expected);
		// Without its history, which the chain has not for a model that is gone.
		assert_eq!(versions(model(2), Vec::new()).len(), 1);
	}

	#[test]
	fn a_version_that_is_to_come_back_is_the_current_one_until_it_goes() {
		let view = ModelView { next: vec![next(1, 1, 20), next(0, 0, 30)], ..model(0) };
		let known = versions(view, vec![past(0, 0), past(1, 1)]);
		assert_eq!(found(0, &known), [(0, Standing::Current)]);
		assert_eq!(found(1, &known), [(1, Standing::From(20))]);
	}

	#[test]
	fn a_file_is_all_versions_with_its_weights() {
		// Another licence, then other weights, then the first weights again.
		let view = ModelView { next: vec![next(3, 7, 20)], ..model(2) };
		let known = versions(view, vec![past(0, 7), past(1, 7), past(2, 2), past(3, 7)]);
		let all = [(3, Standing::From(20)), (0, Standing::Replaced), (1, Standing::Replaced)];
		assert_eq!(found(7, &known), all);
		assert_eq!(found(2, &known), [(2, Standing::Current)]);
		// And of all models.
		let other = ModelView { id: Hash::repeat_byte(0xbb), manifest: manifest(7), ..model(0) };
		let both = [known, versions(other, Vec::new())].concat();
		assert_eq!(found(7, &both).len(), 4);
		assert_eq!(found(7, &both)[0], (0, Standing::Current));
	}

	#[test]
	fn weights_that_are_registered_once_more_take_no_place() {
		let copy = |status| ModelView { id: Hash::repeat_byte(0xbb), status, ..model(1) };
		let admitted = versions(model(1), Vec::new());
		let both = |status| [versions(copy(status), Vec::new()), admitted.clone()].concat();
		let of = |known: &[Known]| -> Vec<u8> {
			let found = find(&file("model.gguf"), &inspection(1), known).unwrap();
			found.iter().map(|it| it.view.id.0[0]).collect()
		};
		assert_eq!(of(&both(ModelStatus::Proposed)), [0xaa]);
		assert_eq!(of(&both(ModelStatus::Deprecated)), [0xbb, 0xaa]);
		// Alone it is found: it may be admitted.
		assert_eq!(of(&versions(copy(ModelStatus::Proposed), Vec::new())), [0xbb]);
	}

	#[test]
	fn a_file_of_no_version_is_passed_over_if_another_is_of_one() {
		let known = versions(model(1), vec![past(0, 0), past(1, 1), proposed(2, 2)]);
		let files = |all: &[u8]| -> Vec<_> {
			all.iter().map(|byte| (file(&format!("{byte}.gguf")), inspection(*byte))).collect()
		};
		let paths = |all: &[u8]| -> Vec<PathBuf> {
			find_all(files(all), &known).unwrap().into_iter().map(|it| it.file.path).collect()
		};
		assert_eq!(paths(&[1, 0]), [PathBuf::from("1.gguf"), PathBuf::from("0.gguf")]);
		assert_eq!(paths(&[9, 1, 2]), [PathBuf::from("1.gguf")]);
		assert!(find_all(Vec::new(), &known).unwrap().is_empty());
		let error = |all: &[u8]| find_all(files(all), &known).err().unwrap().to_string();
		let none = error(&[2]);
		assert!(none.contains("2.gguf is not registered on this chain"), "{none}");
		assert!(none.contains("never adopted"), "{none}");
		assert_eq!(error(&[1, 1]), "1.gguf is given twice");
	}

	#[test]
	fn a_file_is_loaded_once_for_each_way_to_compute() {
		let canonical = |weights| ModelManifest { canon: Some(1), ..manifest(weights) };
		let of = |id, manifest| ModelView { id: Hash::repeat_byte(id), manifest, ..model(0) };
		let known: Vec<Known> = [of(1, manifest(7)), of(2, canonical(8)), of(3, canonical(8))]
			.into_iter()
			.flat_map(|view| versions(view, Vec::new()))
			.collect();
		let inspection = Inspection { canonical: Ok(Hash::repeat_byte(8)), ..inspection(7) };
		let matched = find_all(vec![(file("model.gguf"), inspection)], &known).unwrap();
		let ways = matched[0].by_canon();
		let ways: Vec<_> = ways.iter().map(|(canon, known)| (*canon, known.len())).collect();
		assert_eq!(ways, [(None, 1), (Some(1), 2)]);
		assert_eq!(matched[0].canonical().unwrap().1.len(), 2);

		let plain = Matched { file: file("model.gguf"), known: known[..1].to_vec() };
		let error = plain.canonical().err().unwrap().to_string();
		assert!(error.contains("is not canonical"), "{error}");
	}
}
