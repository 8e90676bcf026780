//! A task and its result, as far as judging them takes.

use crate::engine::Revealed;
use assay_client::{referee::Texts, BlobError, BlobStores};
use assay_primitives::{
	api::{ModelView, TaskView},
	task::{Input, Outcome, Payload, Refusal, TaskIdentity, TaskKind, TokenIds},
	Hash, ModelId, ModelVersion,
};

/// A task and its result, as far as judging them takes.
#[derive(Clone, PartialEq, Debug)]
pub struct Brief {
	pub identity: TaskIdentity,
	/// Its model, and the version that it was posted for.
	pub model: (ModelId, ModelVersion),
	/// Hash of the outcome: another after a reorganisation.
	pub outcome: Hash,
	pub revealed: Revealed,
	/// What an accusation has to bring along, because the chain has no more than its hash.
	pub elsewhere: Texts,
}

impl Brief {
	/// What is to be judged of a task, or why nothing is. `None`: its texts have to be fetched, and were not given.
	/// `is_worker`: whoever answers for its own result needs none.
	pub fn of(
		view: &TaskView,
		model: &ModelView,
		given: &Texts,
		is_worker: bool,
	) -> Result<Option<Self>, &'static str> {
		let task = &view.task;
		if task.canon.is_none() {
			return Err("its model is not canonical");
		}
		let manifest = &model.manifest;
		if manifest.weights_root != task.weights_root {
			return Err("it is of another version of its model");
		}
		let outcome = view.outcome.as_ref().ok_or("the chain has dropped its result")?;
		let result = task.state.result().ok_or("it has no result to be judged")?;
		let unneeded = || is_worker.then(Vec::new);
		let output = match outcome {
			Outcome::Done { output: Payload::Inline(output), .. } => Some(output.to_vec()),
			Outcome::Done { output: Payload::Blob { .. }, .. } => {
				given.output.clone().or_else(unneeded)
			}
			Outcome::Refused { .. } | Outcome::Fault { .. } => Some(Vec::new()),
		};
		let (ids, root) = match outcome {
			Outcome::Done { ids, root, .. } | Outcome::Fault { ids, root, .. } => match ids {
				TokenIds::Inline(ids) => (Some(ids.to_vec()), *root),
				TokenIds::Blob { .. } => (given.ids.clone(), *root),
			},
			Outcome::Refused { reason: Refusal::TooLong { ids_root, .. }, .. } => {
				(Some(Vec::new()), *ids_root)
			}
			Outcome::Refused { reason: Refusal::BadIds { ids, ids_root }, .. } => {
				(Some(ids.to_vec()), *ids_root)
			}
		};
		let prompt = match view.input.as_ref().ok_or("the chain has dropped its prompt")? {
			Input::Inline(prompt) => Some(prompt.to_vec()),
			Input::Blob { .. } => given.prompt.clone().or_else(unneeded),
		};
		let (Some(output), Some(ids), Some(prompt)) = (output, ids, prompt) else {
			return Ok(None);
		};
		let TaskKind::Generate { max_tokens, sampling } = task.kind;
		let revealed = Revealed {
			template: manifest.template.to_vec(),
			context: manifest.context_length,
			prompt,
			max_tokens,
			sampling,
			kind: result.kind,
			ids,
			prompt_ids: result.prompt_ids,
			output,
			root,
		};
		let model = (task.model, task.model_version);
		let (identity, outcome) = (view.identity, outcome.hash());
		Ok(Some(Self { identity, model, outcome, revealed, elsewhere: given.clone() }))
	}
}

/// What of a task's texts lies in blob stores.
pub async fn texts_of(stores: &BlobStores, view: &TaskView) -> Result<Texts, BlobError> {
	let mut texts = Texts::default();
	if let Some(Input::Blob { hash, len }) = &view.input {
		texts.prompt = Some(stores.fetch(*hash, (*len).into()).await?);
	}
	if let Some(Outcome::Done { output: Payload::Blob { hash, len }, .. }) = &view.outcome {
		texts.output = Some(stores.fetch(*hash, (*len).into()).await?);
	}
	if let Some(ids @ TokenIds::Blob { .. }) = view.outcome.as_ref().and_then(Outcome::ids) {
		texts.ids = Some(stores.fetch_ids(ids).await?);
	}
	Ok(texts)
}
