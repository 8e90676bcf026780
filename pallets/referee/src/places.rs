//! The dispute about a place: name it, disclose its outputs, select a piece, open it, compute an output again.

use crate::{
	facts::Facts,
	types::{
		Claim, Disclosure, Host, LeafContent, OutputBytes, Place, Refuting, Stage, MAX_DISCLOSED,
		MAX_PIECE, MAX_WITNESS,
	},
	BlockNumberFor, ChallengeOf, Config, DisclosureOf, Disclosures, Error, Event, HoldReason,
	Pallet, Pieces, Places,
};
use alloc::{collections::BTreeMap, vec::Vec};
use assay_canon::{
	card::Card,
	disclosure::{self, Scope},
	merkle::{climb, depth_of},
	ops::{self, Element, Failure, Op, Operand, Output},
	proof::{Agreed, Refused, Witness},
	quant::BLOCK_BYTES,
	trace::{piece, Layout, Leaf},
};
use assay_primitives::{api::Question, Hash, TaskId};
use frame_support::{
	dispatch::DispatchResult, ensure, pallet_prelude::ConstU32, traits::Get, BoundedVec,
};
use sp_runtime::{traits::Saturating, DispatchError};

/// Bytes of an element of an output.
fn width(op: Op) -> usize {
	match op.element() {
		Element::Number | Element::Id => 4,
		Element::Block => BLOCK_BYTES,
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_name(
		who: T::AccountId,
		id: TaskId,
		salt: Hash,
		claim: Claim,
	) -> DispatchResult {
		let (challenge, facts) = Self::shown(id, &who, salt)?;
		let (card, layout) = facts.trace(&claim.trace)?;
		let place = Self::place_of(&facts, &card, &layout, claim)?;
		let layer = place.scope.layer();
		let position = place.position;
		Places::<T>::insert(id, &who, place);
		let stage = Stage::Named { left: T::AnswerDeadline::get(), makers: Default::default() };
		let due = Self::next_turn(id, &who, challenge, stage);
		Self::deposit_event(Event::Named { task: id, challenger: who, position, layer, due });
		Ok(())
	}

	/// Checks what a claim says of the trace.
	fn place_of(
		facts: &Facts<T>,
		card: &Card,
		layout: &Layout,
		claim: Claim,
	) -> Result<Place, DispatchError> {
		let Claim { trace, position, scope, leaf, next } = claim;
		let shape = &card.shape;
		ensure!(
			scope.place(shape, layout, position, facts.sampler()).is_some(),
			Error::<T>::NoSuchPlace
		);
		let hashes = scope
			.counts(shape, position)
			.iter()
			.map(|(_, count)| *count)
			.fold(0, u32::saturating_add);
		ensure!(hashes <= MAX_DISCLOSED, Error::<T>::PlaceTooLarge);

		let root = trace.root.0;
		let own = match scope {
			Scope::Embed => Leaf::Header { position },
			Scope::Cache { layer } | Scope::Layer { layer } => Leaf::Cell { position, layer },
			Scope::End => Leaf::End { position },
			Scope::Stop { layer, .. } => {
				ensure!(facts.stop(card) == Some((position, scope)), Error::<T>::NoSuchPlace);
				Leaf::Stop { position, layer: layer.unwrap_or(shape.layers) }
			}
		};
		// The leaf that the place's output leads to.
		let after = match scope {
			Scope::Embed => layout.first(position),
			Scope::Layer { layer } => {
				// What the last layer gives is part of the trace only where an id is chosen.
				Some(layout.after(position, layer).ok_or(Error::<T>::NoSuchPlace)?)
			}
			Scope::Cache { .. } | Scope::End | Scope::Stop { .. } => None,
		};
		ensure!(leaf.is_in(root, layout, own), Error::<T>::WrongLeaf);
		let given = match (&next, after) {
			(Some(next), Some(after)) => {
				ensure!(next.is_in(root, layout, after), Error::<T>::WrongLeaf);
				match next.content {
					LeafContent::Cell { input, .. } => Some(input),
					LeafContent::End { hidden, .. } => Some(hidden),
					LeafContent::Stop { input } => Some(input),
					LeafContent::Header { .. } => None,
				}
			}
			(None, None) => None,
			_ => return Err(Error::<T>::WrongLeaf.into()),
		};

		let mut targets = Vec::new();
		let (input, named) = match leaf.content {
			LeafContent::Header { id, .. } => (Hash::zero(), id),
			LeafContent::Cell { input, keys, values } => {
				targets.push((Op::Value as u8, values));
				targets.push((Op::KeyRotate as u8, keys));
				(input, 0)
			}
			LeafContent::End { hidden, logits, id } => {
				targets.push((Op::Logit as u8, logits));
				(hidden, id)
			}
			LeafContent::Stop { input } => (input, 0),
		};
		if let Some(given) = given {
			let op = if scope == Scope::Embed { Op::Embed } else { Op::FeedAdd };
			targets.push((op as u8, given));
		}
		Ok(Place {
			card: trace.card,
			root: trace.root,
			position,
			scope,
			input,
			id: named,
			targets: targets.try_into().map_err(|_| Error::<T>::WrongLeaf)?,
		})
	}

	/// A named place, with the card and the layout that its hashes were checked against.
	fn named(
		id: TaskId,
		challenger: &T::AccountId,
	) -> Result<(Place, Card, Layout, Facts<T>), DispatchError> {
		let place = Places::<T>::get(id, challenger).ok_or(Error::<T>::NotYourTurn)?;
		let facts = Self::facts(id)?;
		let card = Card::decode(&place.card).ok_or(Error::<T>::WrongCard)?;
		let layout = facts.layout(card.shape.layers)?;
		Ok((place, card, layout, facts))
	}

	pub(crate) fn do_disclose(
		who: T::AccountId,
		id: TaskId,
		challenger: T::AccountId,
		pieces: BoundedVec<Hash, ConstU32<MAX_DISCLOSED>>,
	) -> DispatchResult {
		let (mut challenge, case, is_worker) = Self::answered(id, &challenger, &who)?;
		let Stage::Named { left, makers } = &challenge.stage else {
			return Err(Error::<T>::NotYourTurn.into());
		};
		let (mut left, mut makers) = (*left, makers.clone());
		ensure!(!makers.contains(&case.worker), Error::<T>::WorkerAnswered);
		let maker = if is_worker { case.worker } else { who };
		ensure!(!makers.contains(&maker), Error::<T>::AlreadyDisclosed);

		let (place, card, ..) = Self::named(id, &challenger)?;
		let counts = place.scope.counts(&card.shape, place.position);
		let hashes: Vec<_> = pieces.iter().map(|piece| piece.0).collect();
		let roots = disclosure::roots::<Host>(&hashes, &counts).ok_or(Error::<T>::WrongLength)?;
		let committed = place
			.targets
			.iter()
			.all(|(op, root)| roots.get(op).is_some_and(|disclosed| *disclosed == root.0));
		ensure!(committed, Error::<T>::NotCommitted);

		if makers.is_empty() {
			left = challenge.due.saturating_sub(Self::now());
		}
		let bond = if is_worker {
			for other in core::mem::take(&mut makers) {
				Self::return_disclosure(id, &challenger, &other);
			}
			0
		} else {
			let bond = Self::doubled(challenge.base, challenge.disclosures.into());
			Self::hold(HoldReason::Disclosure, &maker, bond)?;
			challenge.disclosures = challenge.disclosures.saturating_add(1);
			bond
		};
		makers.try_push(maker.clone()).map_err(|_| Error::<T>::TooManyDisclosures)?;
		let roots: Vec<_> = roots.into_iter().map(|(op, root)| (op, Hash::from(root))).collect();
		let due = Self::turn();
		let disclosure = Disclosure {
			bond,
			roots: roots.try_into().map_err(|_| Error::<T>::WrongLength)?,
			stage: Refuting::Standing,
			due,
		};
		Disclosures::<T>::insert((id, &challenger, &maker), disclosure);
		Pieces::<T>::insert((id, &challenger, &maker), pieces);
		challenge.stage = Stage::Named { left, makers };
		Self::reckon(id, &challenger, challenge);
		Self::deposit_event(Event::Disclosed { task: id, challenger, maker, bond, due });
		Ok(())
	}

	/// Stores a challenge about a named place with the deadline that follows from the disclosures that stand.
	pub(crate) fn reckon(id: TaskId, challenger: &T::AccountId, mut challenge: ChallengeOf<T>) {
		let before = challenge.due;
		if let Stage::Named { left, makers } = &challenge.stage {
			let dues = makers.iter().filter_map(|maker| {
				Disclosures::<T>::get((id, challenger, maker)).map(|disclosure| disclosure.due)
			});
			challenge.due = dues.min().unwrap_or_else(|| Self::now().saturating_add(*left));
		}
		Self::put(id, challenger, before, challenge);
	}

	/// A disclosure that stands, in its time.
	fn standing(
		id: TaskId,
		challenger: &T::AccountId,
		maker: &T::AccountId,
	) -> Result<DisclosureOf<T>, DispatchError> {
		let disclosure = Disclosures::<T>::get((id, challenger, maker));
		let disclosure = disclosure.ok_or(Error::<T>::NoDisclosure)?;
		ensure!(Self::now() <= disclosure.due, Error::<T>::TooLate);
		Ok(disclosure)
	}

	/// Hands the turn on within a disclosure.
	fn hand_on(
		id: TaskId,
		challenger: &T::AccountId,
		maker: &T::AccountId,
		challenge: ChallengeOf<T>,
		disclosure: DisclosureOf<T>,
		stage: Refuting,
	) -> BlockNumberFor<T> {
		let due = Self::turn();
		let disclosure = Disclosure { stage, due, ..disclosure };
		Disclosures::<T>::insert((id, challenger, maker), disclosure);
		Self::reckon(id, challenger, challenge);
		due
	}

	pub(crate) fn do_select(
		who: T::AccountId,
		id: TaskId,
		maker: T::AccountId,
		operation: u8,
		chunk: u32,
	) -> DispatchResult {
		let challenge = Self::challenge_of(id, &who)?;
		let disclosure = Self::standing(id, &who, &maker)?;
		ensure!(matches!(disclosure.stage, Refuting::Standing), Error::<T>::NotYourTurn);
		let (place, card, ..) = Self::named(id, &who)?;
		let op = Op::from_number(operation).ok_or(Error::<T>::NoSuchPiece)?;
		ensure!(place.scope.contains(card.shape.family, op), Error::<T>::NoSuchPiece);
		ensure!(chunk < op.chunks(&card.shape, place.position), Error::<T>::NoSuchPiece);
		if op == Op::Choose {
			// It stands in the leaf.
			let bytes = place.id.to_le_bytes().to_vec();
			let bytes = bytes.try_into().map_err(|_| Error::<T>::NoSuchPiece)?;
			let stage = Refuting::Opened { op: operation, chunk, bytes };
			let due = Self::hand_on(id, &who, &maker, challenge, disclosure, stage);
			Self::deposit_event(Event::Opened {
				task: id,
				challenger: who,
				maker,
				operation,
				chunk,
				due,
			});
		} else {
			let stage = Refuting::Selected { op: operation, chunk };
			let due = Self::hand_on(id, &who, &maker, challenge, disclosure, stage);
			Self::deposit_event(Event::Selected {
				task: id,
				challenger: who,
				maker,
				operation,
				chunk,
				due,
			});
		}
		Ok(())
	}

	/// Returns how many challenges were ended.
	pub(crate) fn do_open(
		who: T::AccountId,
		id: TaskId,
		challenger: T::AccountId,
		maker: T::AccountId,
		bytes: BoundedVec<u8, ConstU32<MAX_PIECE>>,
		path: BoundedVec<Hash, ConstU32<16>>,
	) -> Result<u32, DispatchError> {
		ensure!(who != challenger, Error::<T>::OwnChallenge);
		let challenge = Self::challenge_of(id, &challenger)?;
		let disclosure = Self::standing(id, &challenger, &maker)?;
		let Refuting::Selected { op: operation, chunk } = disclosure.stage else {
			return Err(Error::<T>::NotYourTurn.into());
		};
		let (place, card, ..) = Self::named(id, &challenger)?;
		let op = Op::from_number(operation).ok_or(Error::<T>::NoSuchPiece)?;
		let (shape, position) = (&card.shape, place.position);
		let size = op.chunk(shape);
		let first = chunk.saturating_mul(size);
		let elements = op.outputs(shape, position).saturating_sub(first).min(size) as usize;
		let depth = depth_of(op.chunks(shape, position) as usize) as usize;
		let fits = bytes.len() == elements.saturating_mul(width(op)) && path.len() == depth;
		ensure!(fits, Error::<T>::WrongPiece);
		let root = disclosure.roots.iter().find(|(other, _)| *other == operation);
		let (_, root) = root.ok_or(Error::<T>::NoSuchPiece)?;
		let path: Vec<_> = path.iter().map(|hash| hash.0).collect();
		let reached = climb::<Host>(piece::<Host>(&bytes), chunk.into(), &path);
		ensure!(reached == root.0, Error::<T>::WrongPiece);

		if !disclosure::finite(op.element(), &bytes) {
			// Up to the fault, if the run claims one, it can't have such a number.
			return Ok(Self::refute(id, &challenger, challenge, &maker, true));
		}
		if let Some(stop) = place.scope.stop(op) {
			// Zeros stand for the fault and what is behind it.
			let before = stop.saturating_sub(first).min(size) as usize;
			let behind = bytes.get(before.saturating_mul(width(op))..).unwrap_or_default();
			if behind.iter().any(|byte| *byte != 0) {
				return Ok(Self::refute(id, &challenger, challenge, &maker, true));
			}
		}
		let stage = Refuting::Opened { op: operation, chunk, bytes };
		let due = Self::hand_on(id, &challenger, &maker, challenge, disclosure, stage);
		Self::deposit_event(Event::Opened { task: id, challenger, maker, operation, chunk, due });
		Ok(0)
	}

	/// Returns how many challenges were ended.
	pub(crate) fn do_prove(
		who: T::AccountId,
		id: TaskId,
		maker: T::AccountId,
		index: u32,
		witness: Witness,
	) -> Result<u32, DispatchError> {
		ensure!(witness.encoded_size() <= MAX_WITNESS, Error::<T>::WitnessTooLong);
		let challenge = Self::challenge_of(id, &who)?;
		let disclosure = Self::standing(id, &who, &maker)?;
		let Refuting::Opened { op: operation, chunk, bytes } = &disclosure.stage else {
			return Err(Error::<T>::NotYourTurn.into());
		};
		let (place, card, layout, facts) = Self::named(id, &who)?;
		let op = Op::from_number(*operation).ok_or(Error::<T>::NoSuchPiece)?;
		let claimed = if op == Op::Choose {
			// Whatever candidate is computed against the chosen id.
			bytes.as_slice()
		} else {
			let size = op.chunk(&card.shape);
			let within = index.checked_sub(chunk.saturating_mul(size)).filter(|n| *n < size);
			let within = within.ok_or(Error::<T>::NoSuchOutput)?;
			let start = (within as usize).saturating_mul(width(op));
			let end = start.saturating_add(width(op));
			bytes.get(start..end).ok_or(Error::<T>::NoSuchOutput)?
		};
		let outputs: BTreeMap<u8, _> =
			disclosure.roots.iter().map(|(op, root)| (*op, root.0)).collect();
		let agreed = Agreed {
			card: &card,
			layout,
			trace: place.root.0,
			input: place.input.0,
			id: place.id,
			chosen: place.id,
			outputs: &outputs,
		};
		let at = place
			.scope
			.place(&card.shape, &layout, place.position, facts.sampler())
			.ok_or(Error::<T>::NoSuchPlace)?;
		let stop = place.scope.stop(op);
		ensure!(stop.is_none_or(|stop| index <= stop), Error::<T>::NoSuchOutput);
		let computed = Self::compute(&agreed, &at, op, index, &witness)?;
		// Of the fault it is claimed that it is no number.
		let claimed = if stop == Some(index) { &[] } else { claimed };
		let claimed: OutputBytes =
			claimed.to_vec().try_into().map_err(|_| Error::<T>::NoSuchOutput)?;
		let wrong = computed.clone().unwrap_or_default() != claimed;
		Self::deposit_event(Event::Computed {
			task: id,
			challenger: who.clone(),
			maker: maker.clone(),
			operation: *operation,
			index,
			claimed,
			computed,
		});
		Ok(if wrong {
			Self::refute(id, &who, challenge, &maker, true)
		} else {
			Self::fail(id, &who, challenge, Some(maker))
		})
	}

	/// Computes an output again. `None` if it is not finite, or was to be computed from something that is not: a run that
	/// claims no fault has neither.
	fn compute(
		agreed: &Agreed,
		at: &ops::Place,
		op: Op,
		index: u32,
		witness: &Witness,
	) -> Result<Option<OutputBytes>, DispatchError> {
		match witness.recompute::<Host>(agreed, at, op, index) {
			Ok(output) => Self::bytes_of(&output).map(Some),
			Err(Refused::Failure(Failure::Fault)) => Ok(None),
			Err(Refused::Failure(Failure::NotFinite(Operand::Output { .. }))) => Ok(None),
			Err(refused) => Err(Self::refusal(refused).into()),
		}
	}

	/// Answers a question as a dispute would.
	pub fn recompute(question: Question) -> Result<Option<Vec<u8>>, DispatchError> {
		let Question { witness, operation, index, .. } = &question;
		ensure!(witness.encoded_size() <= MAX_WITNESS, Error::<T>::WitnessTooLong);
		let card = Card::decode(&question.card).ok_or(Error::<T>::WrongCard)?;
		let layout = Layout::new(question.prompt_ids, question.output_ids, card.shape.layers)
			.ok_or(Error::<T>::WrongTrace)?;
		let op = Op::from_number(*operation).ok_or(Error::<T>::NoSuchPiece)?;
		ensure!(question.scope.contains(card.shape.family, op), Error::<T>::NoSuchPiece);
		let outputs: BTreeMap<u8, _> =
			question.outputs.iter().map(|(op, root)| (*op, root.0)).collect();
		let agreed = Agreed {
			card: &card,
			layout,
			trace: question.trace.0,
			input: question.input.0,
			id: question.id,
			chosen: question.id,
			outputs: &outputs,
		};
		let sampler = crate::facts::sampler(question.sampling);
		let at = question
			.scope
			.place(&card.shape, &layout, question.position, sampler)
			.ok_or(Error::<T>::NoSuchPlace)?;
		let computed = Self::compute(&agreed, &at, op, *index, witness)?;
		Ok(computed.map(BoundedVec::into_inner))
	}

	fn bytes_of(output: &Output) -> Result<OutputBytes, DispatchError> {
		let mut bytes = Vec::with_capacity(BLOCK_BYTES);
		output.write(&mut bytes);
		bytes.try_into().map_err(|_| Error::<T>::NoSuchOutput.into())
	}

	fn refusal(refused: Refused) -> Error<T> {
		match refused {
			Refused::Superfluous(_) => Error::<T>::OperandSuperfluous,
			Refused::NotCommitted(_) | Refused::NotDisclosed(_) => Error::<T>::OperandNotCommitted,
			Refused::BadSpan(_) => Error::<T>::WrongSpan,
			Refused::Failure(Failure::NoSuchOutput) => Error::<T>::NoSuchOutput,
			Refused::Failure(Failure::Missing(_)) => Error::<T>::OperandMissing,
			Refused::Failure(_) => Error::<T>::OperandMalformed,
		}
	}

	/// Ends a disclosure and returns its bond.
	pub(crate) fn return_disclosure(id: TaskId, challenger: &T::AccountId, maker: &T::AccountId) {
		Pieces::<T>::remove((id, challenger, maker));
		let Some(disclosure) = Disclosures::<T>::take((id, challenger, maker)) else { return };
		if disclosure.bond > 0 {
			Self::give_back(HoldReason::Disclosure, maker, disclosure.bond);
		}
		Self::deposit_event(Event::Returned {
			task: id,
			challenger: challenger.clone(),
			maker: maker.clone(),
			returned: disclosure.bond,
		});
	}

	/// How many hashes a disclosure of a place has.
	pub fn pieces_of(place: &Place) -> Option<u32> {
		let card = Card::decode(&place.card)?;
		let counts = place.scope.counts(&card.shape, place.position);
		Some(counts.iter().map(|(_, count)| *count).fold(0u32, u32::saturating_add))
	}
}
