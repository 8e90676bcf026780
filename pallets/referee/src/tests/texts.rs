//! Ids that don't belong to their text convict; those that do, don't.

use super::play::*;
use crate::{mock::*, types::*, Error};
use assay_canon::{
	party::Party,
	text::{Accusation, End, Header, Spelling},
	trace::Leaf,
};
use assay_primitives::{
	task::{ids_hash, Grounds, Input, Outcome, Payload, TokenIds},
	AccountId, Hash,
};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResultWithPostInfo};

fn header(party: &Party, position: u32) -> Header {
	let (id, offset) = party.trace().header(position).unwrap();
	let path = party.trace().path(Leaf::Header { position }).unwrap();
	Header { position, id, offset, path }
}

fn end(party: &Party, position: u32) -> End {
	let ([hidden, logits], id) = party.trace().end(position).unwrap();
	End { position, hidden, logits, id, path: party.trace().path(Leaf::End { position }).unwrap() }
}

fn spelt(id: u32) -> Spelling {
	let (special, bytes) = spelling(id);
	Spelling { id, special, bytes, path: spelling_path(id) }
}

fn accuse(who: &AccountId, accusation: Accusation) -> DispatchResultWithPostInfo {
	let charge = Charge { trace: trace_claim(), accusation };
	Referee::accuse(signed(who.clone()), TASK, SALT, charge, Texts::default())
}

/// The worker ran these ids; what it revealed may be changed after that.
fn lies(
	prompt: &[u32],
	output: &[u32],
	change_outcome: impl FnOnce(&mut World),
	accusation: impl FnOnce(&Party) -> Accusation,
) {
	let party = party_of(prompt, output, None);
	run_with(&party, prompt, output, || {
		let (honest_prompt, _) = ids();
		change(|world| {
			// What the requester asked.
			let text: Vec<u8> = honest_prompt.iter().flat_map(|id| spelling(*id).1).collect();
			world.input = assay_primitives::task::Input::Inline(text.try_into().unwrap());
			change_outcome(world);
		});
		challenge(&PROVER);
		assert_ok!(accuse(&PROVER, accusation(&party)));
		assert_eq!(convicted(), Some(Grounds::Proof));
		assert_eq!(world().awarded, Some(Some(PROVER)));
	});
}

#[test]
fn half_the_prompt_convicts() {
	let (prompt, output) = ids();
	let half = &prompt[..prompt.len() / 2];
	lies(
		half,
		&output,
		|_| (),
		|party| {
			let last = half.len() as u32 - 1;
			let spelling = Some(spelt(half[last as usize]));
			Accusation::Length { first: header(party, 1), last: header(party, last), spelling }
		},
	);
}

#[test]
fn another_prompt_convicts() {
	let (mut prompt, output) = ids();
	prompt[5] = u32::from(b'#');
	lies(
		&prompt,
		&output,
		|_| (),
		|party| Accusation::Bytes {
			header: header(party, 5),
			first: Some(header(party, 1)),
			spelling: spelt(u32::from(b'#')),
		},
	);
}

#[test]
fn a_special_id_among_the_users_convicts() {
	let (mut prompt, output) = ids();
	prompt.insert(5, STOP);
	lies(
		&prompt,
		&output,
		|_| (),
		|party| Accusation::Bytes {
			header: header(party, 5),
			first: Some(header(party, 1)),
			spelling: spelt(STOP),
		},
	);
}

#[test]
fn an_early_end_convicts() {
	let (prompt, output) = ids();
	assert_eq!(output.len(), 6, "no stop id comes in these tests");
	let position = prompt.len() as u32 + 2;
	lies(&prompt, &output[..3], |_| (), |party| Accusation::Header(header(party, position)));
}

#[test]
fn appended_bytes_convict() {
	let (prompt, output) = ids();
	let append = |world: &mut World| {
		let Outcome::Done { output, .. } = &mut world.outcome else { panic!() };
		let Payload::Inline(bytes) = output else { panic!() };
		bytes.try_push(b'!').unwrap();
	};
	let last = (prompt.len() + output.len()) as u32;
	lies(&prompt, &output, append, |party| Accusation::Header(header(party, last)));
}

#[test]
fn other_ids_than_revealed_convict() {
	let (prompt, output) = ids();
	let other = |world: &mut World| {
		let Outcome::Done { ids, .. } = &mut world.outcome else { panic!() };
		let TokenIds::Inline(ids) = ids else { panic!() };
		ids[3] ^= 1;
	};
	lies(&prompt, &output, other, |party| Accusation::Header(header(party, 3)));
}

/// Where the chain has hashes alone, whoever accuses brings the texts along.
#[test]
fn texts_elsewhere_convict_once_they_are_brought() {
	let (prompt, mut output) = ids();
	output[2] = (output[2] + 1) % 256;
	let all: Vec<u32> = prompt.iter().chain(&output).copied().collect();
	let bytes = |ids: &[u32]| -> Vec<u8> { ids.iter().flat_map(|id| spelling(*id).1).collect() };
	let party = party_of(&prompt, &output, None);
	run_with(&party, &prompt, &output, || {
		change(|world| {
			let hash = |bytes: &[u8]| Hash::from(sp_io::hashing::blake2_256(bytes));
			let (text, answer) = (bytes(&prompt), bytes(&output));
			let len = text.len() as u32;
			world.input = Input::Blob { hash: hash(&text), len };
			world.task.input_hash = hash(&text);
			let Outcome::Done { output, ids, .. } = &mut world.outcome else { panic!() };
			*output = Payload::Blob { hash: hash(&answer), len: answer.len() as u32 };
			*ids = TokenIds::Blob { hash: ids_hash(&all), count: all.len() as u32 };
		});
		challenge(&PROVER);
		let position = prompt.len() as u32 + 2;
		let accuse = |texts| {
			let (header, end) = (header(&party, position), end(&party, position - 1));
			let accusation = Accusation::Carry { header, end };
			let charge = Charge { trace: trace_claim(), accusation };
			Referee::accuse(signed(PROVER), TASK, SALT, charge, texts)
		};
		let texts = Texts {
			prompt: Some(bytes(&prompt)),
			output: Some(bytes(&output)),
			ids: Some(all.clone()),
		};
		for missing in [
			Texts { prompt: None, ..texts.clone() },
			Texts { output: None, ..texts.clone() },
			Texts { ids: None, ..texts.clone() },
		] {
			assert_noop!(accuse(missing), Error::<Test>::TextMissing);
		}
		for wrong in [
			Texts { prompt: Some(b"another".to_vec()), ..texts.clone() },
			Texts { output: Some(Vec::new()), ..texts.clone() },
			Texts { ids: Some(all[1..].to_vec()), ..texts.clone() },
		] {
			assert_noop!(accuse(wrong), Error::<Test>::WrongText);
		}
		assert_ok!(accuse(texts));
		assert_eq!(convicted(), Some(Grounds::Proof));
	});
}

#[test]
fn an_id_that_was_not_chosen_convicts() {
	let (prompt, mut output) = ids();
	output[2] = (output[2] + 1) % 256;
	let position = prompt.len() as u32 + 2;
	lies(
		&prompt,
		&output,
		|_| (),
		|party| Accusation::Carry {
			header: header(party, position),
			end: end(party, position - 1),
		},
	);
}

#[test]
fn honest_ids_are_safe() {
	run_lying(None, |party| {
		challenge(&PROVER);
		let (prompt, output) = ids();
		let p = prompt.len() as u32;
		let all: Vec<u32> = prompt.iter().chain(&output).copied().collect();
		let total = all.len() as u32;
		for position in 0..=total {
			let refused = |accusation| {
				let refused = accuse(&PROVER, accusation).unwrap_err().error;
				assert_eq!(refused, Error::<Test>::NothingWrong.into(), "{position}");
			};
			refused(Accusation::Header(header(&party, position)));
			if position == total {
				continue;
			}
			let spelling = spelt(all[position as usize]);
			let first = (1..p).contains(&position).then(|| header(&party, 1));
			if position > 0 {
				refused(Accusation::Bytes {
					header: header(&party, position),
					first,
					spelling: spelling.clone(),
				});
			}
			if position + 1 != p {
				let (before, after) = (header(&party, position), header(&party, position + 1));
				refused(Accusation::Step { before, after, spelling });
			}
			if position >= p {
				let (header, end) = (header(&party, position), end(&party, position - 1));
				refused(Accusation::Carry { header, end });
			}
		}
		assert_noop!(accuse(&PROVER, Accusation::Count), Error::<Test>::NothingWrong);
		let spelling = Some(spelt(all[p as usize - 1]));
		let length =
			Accusation::Length { first: header(&party, 1), last: header(&party, p - 1), spelling };
		assert_noop!(accuse(&PROVER, length), Error::<Test>::NothingWrong);
		// Without the evidence.
		let mut wrong = header(&party, 3);
		wrong.id += 1;
		assert_noop!(accuse(&PROVER, Accusation::Header(wrong)), Error::<Test>::WrongEvidence);
		let mut wrong = header(&party, 3);
		wrong.position = u32::MAX;
		assert_noop!(accuse(&PROVER, Accusation::Header(wrong)), Error::<Test>::WrongEvidence);
		let mut wrong = header(&party, 3);
		wrong.path = vec![[0; 32]; 60_000];
		assert_noop!(accuse(&PROVER, Accusation::Header(wrong)), Error::<Test>::AccusationTooLong);
		let charge = Charge { trace: trace_claim(), accusation: Accusation::Count };
		let texts = Texts { prompt: Some(b"other".to_vec()), ..Default::default() };
		assert_noop!(
			Referee::accuse(signed(PROVER), TASK, SALT, charge, texts),
			Error::<Test>::WrongText
		);
	})
}
