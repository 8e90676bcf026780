//! Accusations: ids that do not belong to their text, to the template, or to what was chosen.

use crate::{
	types::{Charge, Host, Texts, MAX_ACCUSATION},
	Config, Error, Pallet,
};
use alloc::{borrow::Cow, vec::Vec};
use assay_canon::text::{self, Accusation, TextRefused};
use assay_primitives::{
	model::TemplatePart,
	task::{ids_hash, Grounds, Input, Outcome, Payload, Refusal, ResultKind, TokenIds},
	traits::DisputedTasks,
	Hash, TaskId,
};
use codec::Encode;
use frame_support::ensure;
use sp_runtime::DispatchError;

/// The template's ids before and after the prompt. `None` unless the prompt stands in it once.
pub(crate) fn around(template: &[TemplatePart]) -> Option<(Vec<u32>, Vec<u32>)> {
	let mut parts = template.split(|part| matches!(part, TemplatePart::Prompt));
	let (before, after) = (parts.next()?, parts.next()?);
	if parts.next().is_some() {
		return None;
	}
	let ids = |parts: &[TemplatePart]| {
		let ids = parts.iter().filter_map(|part| match part {
			TemplatePart::Ids(ids) => Some(ids.iter().copied()),
			TemplatePart::Prompt => None,
		});
		ids.flatten().collect()
	};
	Some((ids(before), ids(after)))
}

impl<T: Config> Pallet<T> {
	/// Bytes that the chain keeps, or that were given and are what a hash is of.
	fn text<'a>(
		kept: Option<&'a [u8]>,
		given: &'a Option<Vec<u8>>,
		hash: Hash,
	) -> Result<Cow<'a, [u8]>, DispatchError> {
		match (kept, given) {
			(Some(kept), None) => Ok(Cow::Borrowed(kept)),
			(None, Some(given)) => {
				let hashed = Hash::from(sp_io::hashing::blake2_256(given));
				ensure!(hashed == hash, Error::<T>::WrongText);
				Ok(Cow::Borrowed(given))
			}
			(None, None) => Err(Error::<T>::TextMissing.into()),
			(Some(_), Some(_)) => Err(Error::<T>::WrongText.into()),
		}
	}

	/// Returns how many challenges were ended.
	pub(crate) fn do_accuse(
		who: T::AccountId,
		id: TaskId,
		salt: Hash,
		charge: Charge,
		texts: Texts,
	) -> Result<u32, DispatchError> {
		ensure!(charge.accusation.encoded_size() <= MAX_ACCUSATION, Error::<T>::AccusationTooLong);
		let (challenge, facts) = Self::shown(id, &who, salt)?;
		let card = facts.card(&charge.trace.card)?;
		if facts.impossible(&card) {
			ensure!(charge.accusation == Accusation::Count, Error::<T>::WrongEvidence);
			return Ok(Self::succeed(id, &who, challenge, Grounds::Proof));
		}
		let (card, layout) = facts.trace(&charge.trace)?;

		let input = T::Tasks::input(id).ok_or(Error::<T>::TextMissing)?;
		let kept = match &input {
			Input::Inline(bytes) => Some(bytes.as_slice()),
			Input::Blob { .. } => None,
		};
		let prompt = Self::text(kept, &texts.prompt, facts.task.input_hash)?;
		let outcome = T::Tasks::outcome(id).ok_or(Error::<T>::TextMissing)?;
		let output = match &outcome {
			Outcome::Done { output: Payload::Inline(bytes), .. } => Some(Some(bytes.as_slice())),
			Outcome::Done { output: Payload::Blob { .. }, .. } => Some(None),
			Outcome::Refused { .. } | Outcome::Fault { .. } => None,
		};
		let output = match output {
			Some(kept) => Some(Self::text(kept, &texts.output, facts.result.output_hash)?),
			None => {
				ensure!(texts.output.is_none(), Error::<T>::WrongText);
				None
			}
		};
		let ids: Option<&[u32]> = match (&outcome, outcome.ids(), &texts.ids) {
			(_, Some(TokenIds::Inline(ids)), None) => Some(ids),
			(_, Some(TokenIds::Blob { hash, .. }), Some(given)) => {
				ensure!(ids_hash(given) == *hash, Error::<T>::WrongText);
				Some(given)
			}
			(_, Some(TokenIds::Blob { .. }), None) => return Err(Error::<T>::TextMissing.into()),
			(Outcome::Refused { reason: Refusal::BadIds { ids, .. }, .. }, _, None) => Some(ids),
			(_, None, None) => None,
			_ => return Err(Error::<T>::WrongText.into()),
		};
		let manifest = T::Tasks::manifest(id).ok_or(Error::<T>::UnknownTask)?;
		let (prefix, suffix) = around(&manifest.template).ok_or(Error::<T>::NothingWrong)?;
		let known = text::Facts {
			card: &card,
			layout,
			trace: charge.trace.root.0,
			prefix: &prefix,
			suffix: &suffix,
			prompt: &prompt,
			output: output.as_deref(),
			ids,
			too_long: facts.result.kind == ResultKind::TooLong,
			max_tokens: facts.task.kind.max_tokens(),
			context: manifest.context_length,
		};
		match charge.accusation.judge::<Host>(&known) {
			Ok(_) => Ok(Self::succeed(id, &who, challenge, Grounds::Proof)),
			Err(TextRefused::Holds) => Err(Error::<T>::NothingWrong.into()),
			Err(_) => Err(Error::<T>::WrongEvidence.into()),
		}
	}
}
