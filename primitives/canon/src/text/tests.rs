//! No accusation holds against a right run, and against every other one does.

use super::*;
use crate::{
	engine::{tests::weights_of, Cells, Machine, Request, Run, Witness},
	merkle::{Plain, Tree},
	sampling::Sampler,
	shape::{tests::small, Family},
	testing::Random,
	trace::{Recorder, Trace},
};
use std::collections::{BTreeMap, BTreeSet};

/// What ids stand for: 300 of them, of which 3, 13, 23 … are special, 0 … 2 spell nothing and the first letters of the
/// alphabet have ids of their own.
struct Words {
	words: Vec<(bool, Vec<u8>)>,
	tree: Tree,
}

const LETTERS: u32 = 4;

impl Words {
	fn new(seed: u32) -> Self {
		let mut random = Random::new(seed);
		let words: Vec<(bool, Vec<u8>)> = (0..300)
			.map(|id| match id {
				0..3 => (false, Vec::new()),
				_ if id % 10 == 3 => (true, Vec::new()),
				100.. if id < 100 + LETTERS => (false, vec![b'a' + (id - 100) as u8]),
				_ => {
					let len = 1 + random.index(5);
					(false, (0..len).map(|_| b'a' + random.below(LETTERS) as u8).collect())
				}
			})
			.collect();
		let leaves = words.iter().map(|(special, bytes)| card::spelling::<Plain>(*special, bytes));
		let tree = Tree::new::<Plain>(leaves.collect(), 0);
		Self { words, tree }
	}

	fn get(&self, id: u32) -> Option<(bool, &[u8])> {
		self.words.get(id as usize).map(|(special, bytes)| (*special, &bytes[..]))
	}

	fn spell(&self, ids: &[u32]) -> Vec<u8> {
		ids.iter().flat_map(|id| self.get(*id).unwrap_or_default().1).copied().collect()
	}

	/// Id and offset of every id and of the terminator.
	fn headers(&self, prompt: &[u32], output: &[u32]) -> Vec<(u32, u32)> {
		let mut headers = Vec::new();
		let mut end = 0;
		for ids in [prompt, output] {
			end = 0;
			for id in ids {
				headers.push((*id, end));
				end += self.get(*id).unwrap_or_default().1.len() as u32;
			}
		}
		headers.push((0, end));
		headers
	}

	fn card(&self, family: Family, stop: &[u32]) -> Card {
		let mut stop = stop.to_vec();
		stop.sort();
		Card { shape: small(family), rows: [1; 32], spellings: self.tree.root(), stop }
	}
}

/// A run as its author tells it, and what was asked.
#[derive(Clone, Debug)]
struct Story {
	prefix: Vec<u32>,
	suffix: Vec<u32>,
	prompt: Vec<u8>,
	output: Vec<u8>,
	/// Ids of prompt and output.
	ids: Vec<u32>,
	/// How many of them are the prompt's.
	count: u32,
	headers: Vec<(u32, u32)>,
	chosen: Vec<u32>,
	max_tokens: u32,
	context: u32,
}

impl Story {
	fn layout(&self) -> Option<Layout> {
		let output = (self.ids.len() as u32).checked_sub(self.count)?;
		Layout::new(self.count, output, 3)
	}

	fn facts<'a>(&'a self, card: &'a Card, trace: Hash) -> Facts<'a> {
		Facts {
			card,
			layout: self.layout().unwrap(),
			trace,
			prefix: &self.prefix,
			suffix: &self.suffix,
			prompt: &self.prompt,
			output: Some(&self.output),
			ids: Some(&self.ids),
			too_long: false,
			max_tokens: self.max_tokens,
			context: self.context,
		}
	}

	/// Of values that nobody looks at here.
	fn trace(&self) -> Trace {
		let layout = self.layout().unwrap();
		let mut recorder = Recorder::new(3, 32);
		for position in 0..layout.positions() {
			for layer in 0..3 {
				recorder.cells::<Plain>(layer, 1, &[1.0], &[2.0], &[position as f32]);
			}
			if let Some(step) = layout.step(position) {
				let id = self.chosen[step as usize];
				recorder.end::<Plain>(position, &[3.0], &[4.0], id);
			}
		}
		recorder.finish::<Plain>(&self.headers, self.count).unwrap()
	}

	/// Whether it is what should have been told, by rules written down once more and in one piece.
	fn is_right(&self, card: &Card, words: &Words) -> bool {
		let (prompt, output) = self.ids.split_at(self.count as usize);
		let room = self.context.min(card.shape.context) as usize;
		let templated = self.prefix.len() + self.suffix.len();
		if prompt.len() <= templated || self.ids.len() > room {
			return false;
		}
		let user = &prompt[self.prefix.len()..prompt.len() - self.suffix.len()];
		let most = (self.max_tokens as usize).min(room - prompt.len());
		let stopped = output.iter().position(|id| card.stop.contains(id));
		self.ids.iter().all(|id| *id < 300)
			&& prompt.starts_with(&self.prefix)
			&& prompt.ends_with(&self.suffix)
			&& user
				.iter()
				.all(|id| !words.get(*id).unwrap().0 && !words.get(*id).unwrap().1.is_empty())
			&& words.spell(user) == self.prompt
			&& words.spell(output) == self.output
			&& self.headers == words.headers(prompt, output)
			&& self.chosen == output
			&& match stopped {
				Some(at) => at + 1 == output.len() && output.len() <= most,
				None => output.len() == most,
			}
	}

	/// Changes what follows from ids, so that only the ids are wrong.
	fn follow(&mut self, words: &Words) {
		let (prompt, output) = self.ids.split_at(self.count as usize);
		self.headers = words.headers(prompt, output);
		self.output = words.spell(output);
		self.chosen = output.to_vec();
	}
}

fn story(random: &mut Random, words: &Words, stop: &[u32], [before, after]: [u32; 2]) -> Story {
	let plain = |random: &mut Random| loop {
		let id = random.below(300);
		if words.get(id).is_some_and(|word| !word.0) && !stop.contains(&id) {
			return id;
		}
	};
	let prefix: Vec<u32> = (0..before).map(|_| random.below(300)).collect();
	let suffix: Vec<u32> = (0..after).map(|_| random.below(300)).collect();
	let spelt = |random: &mut Random| loop {
		let id = plain(random);
		if !words.spell(&[id]).is_empty() {
			return id;
		}
	};
	let user: Vec<u32> = (0..1 + random.below(9)).map(|_| spelt(random)).collect();
	let prompt = words.spell(&user);
	let mut output: Vec<u32> = (0..1 + random.below(8)).map(|_| plain(random)).collect();
	let mut max_tokens = output.len() as u32;
	let mut context = 200;
	let ids = [&prefix[..], &user, &suffix].concat();
	let count = ids.len() as u32;
	match random.below(3) {
		0 => {
			output.push(stop[random.index(stop.len())]);
			max_tokens += 1 + random.below(5);
		}
		1 => {
			context = count + output.len() as u32;
			max_tokens += random.below(5);
		}
		_ => {}
	}
	let ids = [ids, output].concat();
	let mut story = Story {
		prefix,
		suffix,
		prompt,
		output: Vec::new(),
		ids,
		count,
		headers: Vec::new(),
		chosen: Vec::new(),
		max_tokens,
		context,
	};
	story.follow(words);
	story
}

/// An accusation of every kind, of true leaves in any combination. Returns how many there are.
fn try_all(story: &Story, card: &Card, words: &Words) -> u32 {
	let facts = &story.facts(card, [0; 32]);
	let mut tried = 0;
	let mut refuse = |accusation: Accusation| {
		tried += 1;
		if let Ok(rule) = accusation.rule(facts) {
			panic!("{rule:?} is not broken: {accusation:?} of {story:?}");
		}
	};
	let headers: Vec<Header> = (0u32..)
		.zip(&story.headers)
		.map(|(position, (id, offset))| Header { position, id: *id, offset: *offset, path: vec![] })
		.collect();
	let ids: BTreeSet<u32> = story.ids.iter().copied().chain([0, 3, 299]).collect();
	let spellings: Vec<Spelling> = ids
		.into_iter()
		.map(|id| {
			let (special, bytes) = words.get(id).unwrap();
			Spelling { id, special, bytes: bytes.to_vec(), path: vec![] }
		})
		.collect();
	refuse(Accusation::Count);
	for header in &headers {
		refuse(Accusation::Header(header.clone()));
		for (position, id) in (story.count - 1..).zip(&story.chosen) {
			let (hidden, logits, path) = ([0; 32], [0; 32], vec![]);
			let end = End { position, hidden, logits, id: *id, path };
			refuse(Accusation::Carry { header: header.clone(), end });
		}
		for spelling in &spellings {
			let (header, spelling) = (header.clone(), spelling.clone());
			refuse(Accusation::Bytes { header, first: None, spelling });
		}
		for other in &headers {
			let (first, last) = (header.clone(), other.clone());
			refuse(Accusation::Length { first, last, spelling: None });
			for spelling in &spellings {
				let (first, last, spelling) = (header.clone(), other.clone(), spelling.clone());
				refuse(Accusation::Length { first, last, spelling: Some(spelling.clone()) });
				let (before, after, spelling) = (header.clone(), other.clone(), spelling.clone());
				refuse(Accusation::Step { before, after, spelling: spelling.clone() });
				let (header, first) = (header.clone(), Some(other.clone()));
				refuse(Accusation::Bytes { header, first, spelling });
			}
		}
	}
	tried
}

#[test]
fn a_right_run_is_never_convicted() {
	let mut random = Random::new(1);
	let words = Words::new(2);
	let mut tried = 0;
	for family in [Family::Llama, Family::Qwen3] {
		let weights = weights_of(small(family), 8);
		let machine = Machine::new(crate::kernels::Path::best(), 1).unwrap();
		let mut run = Run::new(weights, machine);
		for templates in [[0, 0], [3, 2], [1, 0], [0, 4]] {
			let mut story = story(&mut random, &words, &[7], templates);
			let prompt = story.ids[..story.count as usize].to_vec();
			for (stop, max_tokens) in [(None, 9), (Some(5), 9), (Some(8), 9), (None, 1)] {
				let mut ids = |stop: &[u32], witness: &mut Recorded| {
					let sampler = Sampler::Temperature { milli: 1000, seed: 4 };
					let request = Request { prompt: &prompt, max_tokens, stop, sampler, batch: 16 };
					run.generate(request, witness, |_| true).unwrap()
				};
				let stop: Vec<u32> = match stop {
					Some(at) => vec![ids(&[], &mut Recorded::new()).output[at]],
					None => vec![],
				};
				let mut recorded = Recorded::new();
				let output = ids(&stop, &mut recorded).output;
				story.ids = [&prompt[..], &output].concat();
				story.max_tokens = max_tokens;
				story.context = 200;
				story.follow(&words);
				let card = words.card(family, &stop);
				assert!(story.is_right(&card, &words));
				let trace = recorded.0.finish::<Plain>(&story.headers, story.count).unwrap();
				let chosen: Vec<u32> = (0..output.len() as u32)
					.map(|step| trace.end(story.count - 1 + step).unwrap().1)
					.collect();
				assert_eq!(chosen, story.chosen);
				let facts = story.facts(&card, trace.root());
				let found = find(&facts, &story.headers, &chosen, |id| words.get(id));
				assert_eq!(found, None);
				tried += try_all(&story, &card, &words);
			}
		}
	}
	println!("{tried} accusations of right runs refused");
}

/// Notes what a trace commits to.
struct Recorded(Recorder);

impl Recorded {
	fn new() -> Self {
		Self(Recorder::new(3, 32))
	}
}

impl Witness for Recorded {
	fn cells(&mut self, cells: Cells) {
		let Cells { layer, rows, inputs, keys, values, .. } = cells;
		self.0.cells::<Plain>(layer, rows, inputs, keys, values);
	}

	fn end(&mut self, position: u32, hidden: &[f32], logits: &[f32], id: u32) {
		self.0.end::<Plain>(position, hidden, logits, id);
	}
}

/// A change of a story. Some leave it right.
fn twist(story: &mut Story, random: &mut Random, words: &Words, stop: &[u32]) {
	let count = story.count as usize;
	let any =
		|random: &mut Random| if random.once_in(9) { random.odd() } else { random.below(300) };
	match random.below(16) {
		0 => {
			let at = random.index(story.headers.len());
			story.headers[at].0 = any(random);
		}
		1 => {
			let at = random.index(story.headers.len());
			let offset = &mut story.headers[at].1;
			*offset = match random.below(3) {
				0 => offset.wrapping_add(1),
				1 => offset.wrapping_sub(1),
				_ => random.odd(),
			};
		}
		2 => {
			let at = random.index(story.chosen.len());
			story.chosen[at] = any(random);
		}
		n @ (3 | 4) => {
			let text = if n == 3 { &mut story.output } else { &mut story.prompt };
			match random.below(3) {
				0 => text.push(b'a'),
				1 if text.len() > 1 => drop(text.pop()),
				_ if text.is_empty() => {}
				_ => {
					let at = random.index(text.len());
					text[at] = b'a' + random.below(LETTERS) as u8;
				}
			}
		}
		5 => {
			let at = random.index(story.ids.len());
			story.ids[at] = any(random);
		}
		6 => story.max_tokens = 1 + random.below(12),
		7 => story.context = random.below(30),
		n @ (8 | 9) => {
			let ids = if n == 8 { &mut story.prefix } else { &mut story.suffix };
			match random.below(3) {
				0 => ids.push(any(random)),
				1 => drop(ids.pop()),
				_ if ids.is_empty() => {}
				_ => {
					let at = random.index(ids.len());
					ids[at] = any(random);
				}
			}
		}
		// From here on everything that follows from the ids follows.
		10 => {
			let at = random.index(story.ids.len());
			story.ids[at] = any(random);
			story.follow(words);
		}
		// The output begins elsewhere.
		11 if count > 1 => {
			story.count -= 1;
			story.follow(words);
		}
		12 if story.ids.len() > count + 1 => {
			story.ids.pop();
			story.follow(words);
		}
		13 => {
			let more = if random.once_in(2) { stop[random.index(stop.len())] } else { 50 };
			let at = count + random.index(story.ids.len() - count + 1);
			story.ids.insert(at, more);
			story.follow(words);
		}
		// Ids of letters in place of one of words: as right as before.
		14 => {
			let at = random.index(count);
			let bytes = words.get(story.ids[at]).unwrap_or_default().1.to_vec();
			let letters = bytes.iter().map(|byte| 100 + u32::from(byte - b'a'));
			story.ids.splice(at..=at, letters);
			story.count = (count + bytes.len() - 1) as u32;
			story.context = 200;
			story.follow(words);
		}
		15 => {
			let special = 3 + 10 * random.below(30);
			story.ids.insert(random.index(count), special);
			story.count += 1;
			story.follow(words);
		}
		_ => {}
	}
}

#[test]
fn a_run_is_convicted_if_and_only_if_it_is_wrong() {
	let cases: u32 = std::env::var("ASSAY_STORIES").map_or(20_000, |n| n.parse().unwrap());
	let mut random = Random::new(3);
	let mut convicted = BTreeMap::<Rule, u32>::new();
	let (mut right, mut tried) = (0, 0);
	let words = Words::new(4);
	let stop = [13, 40, 77];
	let card = words.card(Family::Llama, &stop);
	for case in 0..cases {
		let templates = [random.below(4), random.below(4)];
		let mut story = story(&mut random, &words, &stop, templates);
		assert!(story.is_right(&card, &words), "{story:?}");
		for _ in 0..random.below(3) {
			twist(&mut story, &mut random, &words, &stop);
			if story.layout().is_none() {
				break;
			}
		}
		if story.layout().is_none() {
			continue;
		}
		let bare = story.facts(&card, [0; 32]);
		let found = find(&bare, &story.headers, &story.chosen, |id| words.get(id));
		assert_eq!(found.is_none(), story.is_right(&card, &words), "{found:?} of {story:?}");
		let Some((rule, accusation)) = found else {
			right += 1;
			if right % 50 == 0 {
				tried += try_all(&story, &card, &words);
			}
			continue;
		};
		*convicted.entry(rule).or_default() += 1;
		if case % 10 == 0 {
			let trace = story.trace();
			let facts = story.facts(&card, trace.root());
			let proved = accusation.clone().prove(&trace, &words.tree).unwrap();
			assert_eq!(proved.judge::<Plain>(&facts), Ok(()));
			// Without evidence it proves nothing.
			if accusation != Accusation::Count {
				assert!(accusation.judge::<Plain>(&facts).is_err());
			}
		}
	}
	println!("{right} stories are right, {tried} accusations of them refused; {convicted:?}");
	assert!(right > cases / 10);
	assert_eq!(convicted.len(), 11, "every rule is broken by some story: {convicted:?}");
}

/// One lie for each rule, in a run that is otherwise right.
#[test]
fn every_rule_convicts() {
	let words = Words::new(5);
	let stop = [13, 40];
	let card = words.card(Family::Qwen3, &stop);
	let [prompt, output] = [vec![13, 50, 51, 52, 60], vec![55, 56, 57, 40]];
	let honest = || {
		let mut story = Story {
			prefix: vec![13],
			suffix: vec![60],
			prompt: words.spell(&[50, 51, 52]),
			output: Vec::new(),
			ids: [&prompt[..], &output].concat(),
			count: 5,
			headers: Vec::new(),
			chosen: Vec::new(),
			max_tokens: 9,
			context: 100,
		};
		story.follow(&words);
		story
	};
	assert!(honest().is_right(&card, &words));
	type Lie<'a> = (Rule, &'static str, &'a dyn Fn(&mut Story));
	let lies: &[Lie] = &[
		(Rule::Count, "more ids than were asked for", &|s| s.max_tokens = 3),
		(Rule::Count, "more ids than the context holds", &|s| s.context = 8),
		(Rule::Count, "nothing of the user's", &|s| s.suffix = vec![50, 51, 52, 60]),
		(Rule::Offset, "the prompt does not begin at 0", &|s| s.headers[0].1 = 1),
		(Rule::Offset, "the output does not begin at 0", &|s| s.headers[5].1 = 1),
		(Rule::Offset, "bytes after a right output", &|s| s.output.push(b'x')),
		(Rule::Bytes, "half of the output", &|s| s.output.truncate(2)),
		(Rule::Revealed, "other ids revealed", &|s| s.ids[6] = 99),
		(Rule::Known, "an id past the vocabulary's end", &|s| {
			s.ids[2] = 300;
			s.headers[2].0 = 300;
		}),
		(Rule::Template, "another id before the prompt", &|s| {
			s.ids[0] = 23;
			s.follow(&words);
		}),
		(Rule::Template, "another id after the prompt", &|s| {
			s.ids[4] = 61;
			s.follow(&words);
		}),
		(Rule::Step, "an offset that steps back", &|s| s.headers[7].1 -= 1),
		(Rule::Step, "offsets that are shifted", &|s| {
			s.headers[2].1 += 1;
			s.headers[3].1 += 1;
		}),
		(Rule::Length, "half of the prompt", &|s| s.prompt.extend_from_slice(b"ab")),
		(Rule::Bytes, "another prompt of the same length", &|s| s.prompt[1] = b'x'),
		(Rule::Bytes, "another output of the same length", &|s| s.output[1] = b'x'),
		(Rule::Special, "a special id in the user's text", &|s| {
			s.ids.insert(2, 23);
			s.count += 1;
			s.follow(&words);
		}),
		(Rule::Carry, "an id that was not chosen", &|s| s.chosen[2] = 99),
		(Rule::Stop, "on after a stop id", &|s| {
			s.ids.push(70);
			s.follow(&words);
		}),
		(Rule::Stop, "an early end", &|s| {
			s.ids.pop();
			s.follow(&words);
		}),
	];
	for (rule, what, lie) in lies {
		let mut story = honest();
		lie(&mut story);
		let trace = story.trace();
		let facts = story.facts(&card, trace.root());
		let found = find(&facts, &story.headers, &story.chosen, |id| words.get(id));
		let (broken, accusation) = found.expect(what);
		assert_eq!(broken, *rule, "{what}");
		let accusation = accusation.prove(&trace, &words.tree).unwrap();
		assert_eq!(accusation.judge::<Plain>(&facts), Ok(()), "{what}");
		hostile(&accusation, &facts);

		// The same leaves show nothing of the honest run, which commits to others.
		let honest = honest();
		let trace = honest.trace();
		let facts = honest.facts(&card, trace.root());
		assert!(accusation.judge::<Plain>(&facts).is_err(), "{what}");
	}
}

/// Evidence that was tampered with is refused.
fn hostile(accusation: &Accusation, facts: &Facts) {
	fn headers(accusation: &mut Accusation) -> Vec<&mut Header> {
		match accusation {
			Accusation::Count => vec![],
			Accusation::Header(header) | Accusation::Carry { header, .. } => vec![header],
			Accusation::Step { before, after, .. } => vec![before, after],
			Accusation::Length { first, last, .. } => vec![first, last],
			Accusation::Bytes { header, first, .. } => {
				core::iter::once(header).chain(first).collect()
			}
		}
	}
	fn spelling(accusation: &mut Accusation) -> Option<&mut Spelling> {
		match accusation {
			Accusation::Step { spelling, .. } | Accusation::Bytes { spelling, .. } => {
				Some(spelling)
			}
			Accusation::Length { spelling, .. } => spelling.as_mut(),
			_ => None,
		}
	}
	let refused = |other: Accusation| {
		let refused = other.judge::<Plain>(facts).expect_err("tampered with");
		assert!(refused != TextRefused::Holds || other == Accusation::Count, "{refused:?}");
	};
	let total = facts.ids.unwrap().len() as u32;
	for at in 0..headers(&mut accusation.clone()).len() {
		let changes: [&dyn Fn(&mut Header); 9] = [
			&|header| header.position = u32::MAX,
			&|header| header.position = total + 1,
			&|header| header.position ^= 1,
			&|header| header.id ^= 1,
			&|header| header.offset = header.offset.wrapping_add(1),
			&|header| header.path.clear(),
			&|header| header.path.truncate(3),
			&|header| header.path.push([0; 32]),
			&|header| header.path[0][3] ^= 1,
		];
		for change in changes {
			let mut other = accusation.clone();
			change(headers(&mut other).remove(at));
			refused(other);
		}
	}
	if spelling(&mut accusation.clone()).is_some() {
		let changes: [&dyn Fn(&mut Spelling); 9] = [
			&|spelling| spelling.id = u32::MAX,
			&|spelling| spelling.id = 300,
			&|spelling| spelling.id ^= 1,
			&|spelling| spelling.special ^= true,
			&|spelling| spelling.bytes.push(0),
			&|spelling| spelling.path.clear(),
			&|spelling| spelling.path.truncate(3),
			&|spelling| spelling.path.push([0; 32]),
			&|spelling| spelling.path[0][3] ^= 1,
		];
		for change in changes {
			let mut other = accusation.clone();
			change(spelling(&mut other).unwrap());
			refused(other);
		}
	}
	if matches!(accusation, Accusation::Carry { .. }) {
		let changes: [&dyn Fn(&mut End); 8] = [
			&|end| end.position = u32::MAX,
			&|end| end.position = 0,
			&|end| end.position += 1,
			&|end| end.id ^= 1,
			&|end| end.hidden[0] ^= 1,
			&|end| end.logits[0] ^= 1,
			&|end| end.path.clear(),
			&|end| end.path.truncate(3),
		];
		for change in changes {
			let mut other = accusation.clone();
			if let Accusation::Carry { end, .. } = &mut other {
				change(end);
			}
			refused(other);
		}
	}
	// Revealed ids of another number are none of the author's.
	for ids in [&facts.ids.unwrap()[1..], &[]] {
		let other = Facts { ids: Some(ids), ..*facts };
		assert_eq!(accusation.judge::<Plain>(&other), Err(TextRefused::Facts));
	}
}

/// Whatever numbers there are, nothing panics.
#[test]
fn odd_numbers_are_refused() {
	let mut random = Random::new(6);
	let words = Words::new(7);
	let card = words.card(Family::Llama, &[13, 40]);
	let mut broken = 0;
	for _ in 0..200_000 {
		let Some(layout) = Layout::new(1 + random.below(6), 1 + random.below(6), 3) else {
			continue;
		};
		let total = layout.prompt() + layout.output();
		let list = |random: &mut Random, most: u32| -> Vec<u32> {
			(0..random.below(most)).map(|_| random.below(50)).collect()
		};
		let [prefix, suffix] = [list(&mut random, 8), list(&mut random, 8)];
		let ids: Vec<u32> = (0..total).map(|_| random.below(50)).collect();
		let (prompt, output) = (random.below(5) as usize, random.below(5) as usize);
		let facts = Facts {
			card: &card,
			layout,
			trace: [0; 32],
			prefix: &prefix,
			suffix: &suffix,
			prompt: &random.bytes(prompt),
			output: Some(&random.bytes(output)),
			ids: Some(&ids),
			too_long: false,
			max_tokens: random.odd(),
			context: random.odd(),
		};
		let number = |random: &mut Random| {
			if random.once_in(4) {
				random.odd()
			} else {
				random.below(total + 3)
			}
		};
		let header = |random: &mut Random| Header {
			position: number(random),
			id: number(random),
			offset: number(random),
			path: Vec::new(),
		};
		let spelling = |random: &mut Random, id: u32| Spelling {
			id: if random.once_in(9) { number(random) } else { id },
			special: random.once_in(4),
			bytes: vec![0; random.index(5)],
			path: Vec::new(),
		};
		let one = header(&mut random);
		let mut two = header(&mut random);
		if random.once_in(2) {
			two.position = one.position.wrapping_add(1);
		}
		let accusation = match random.below(6) {
			0 => Accusation::Count,
			1 => Accusation::Header(one),
			2 => {
				let spelling = spelling(&mut random, one.id);
				Accusation::Step { before: one, after: two, spelling }
			}
			3 => {
				let spelling = random.once_in(2).then(|| spelling(&mut random, two.id));
				Accusation::Length { first: one, last: two, spelling }
			}
			4 => {
				let spelling = spelling(&mut random, one.id);
				let first = random.once_in(2).then_some(two);
				Accusation::Bytes { header: one, first, spelling }
			}
			_ => {
				let (hidden, logits, path) = ([0; 32], [0; 32], Vec::new());
				let (position, id) = (number(&mut random), number(&mut random));
				let end = End { position, hidden, logits, id, path };
				Accusation::Carry { header: one, end }
			}
		};
		broken += u32::from(accusation.rule(&facts).is_ok());
		if accusation != Accusation::Count {
			assert!(accusation.judge::<Plain>(&facts).is_err());
		}
	}
	assert!(broken > 10_000, "{broken}");
}

#[cfg(feature = "codec")]
#[test]
fn numbers_of_variants_are_fixed() {
	let header = Header { position: 1, id: 2, offset: 3, path: vec![] };
	let spelling = Spelling { id: 2, special: true, bytes: vec![], path: vec![] };
	let end = End { position: 1, hidden: [0; 32], logits: [0; 32], id: 2, path: vec![] };
	let h = || header.clone();
	for (number, accusation) in [
		Accusation::Count,
		Accusation::Header(h()),
		Accusation::Step { before: h(), after: h(), spelling: spelling.clone() },
		Accusation::Length { first: h(), last: h(), spelling: None },
		Accusation::Bytes { header: h(), first: None, spelling },
		Accusation::Carry { header: h(), end },
	]
	.into_iter()
	.enumerate()
	{
		let bytes = accusation.encode();
		assert_eq!(bytes[0], number as u8);
		assert_eq!(Accusation::decode(&mut &bytes[..]), Ok(accusation));
	}
	assert_eq!((Rule::Count.encode(), Rule::Stop.encode()), (vec![0], vec![10]));
}
