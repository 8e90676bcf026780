//! What someone does next in a dispute, told from the chain's state alone.

use assay_client::referee::{Case, Dispute, Node, Refuting, Stage, MAX_CHALLENGES};
use assay_primitives::{task::TaskState, AccountId, Balance, BlockNumber};

/// Challenges of others next to which one more is made: each doubles the bond, and whoever is right needs no company.
const COMPANY: usize = 3;

/// The next step in a challenge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Move {
	/// The challenger's: ask for more of the trace, name the place or accuse.
	Show,
	/// The challenger's: select the first piece of a disclosure that differs.
	Select { maker: AccountId },
	/// The challenger's: have the chain compute an output of the opened piece.
	Prove { maker: AccountId },
	/// Answer a demand.
	Answer { node: Node, layers: u32 },
	/// Say what the outputs of the named place are.
	Disclose,
	/// Open the selected piece of a disclosure.
	Open { maker: AccountId, op: u8, chunk: u32 },
}

impl Move {
	/// One word for the log.
	pub fn as_str(&self) -> &'static str {
		match self {
			Self::Show => "show",
			Self::Select { .. } => "select",
			Self::Prove { .. } => "prove",
			Self::Answer { .. } => "answer",
			Self::Disclose => "disclose",
			Self::Open { .. } => "open",
		}
	}

	/// Whether it defends a result.
	pub fn defends(&self) -> bool {
		matches!(self, Self::Answer { .. } | Self::Disclose | Self::Open { .. })
	}
}

/// Who stands for a result.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Side {
	/// Whose key signs.
	pub account: AccountId,
	/// Stash of the worker whose result it is.
	pub worker: AccountId,
	/// Whether the account is the worker's operator, who answers for free.
	pub is_worker: bool,
	/// Blocks that every turn has.
	pub turn: BlockNumber,
	/// Does not wait to see whether the worker answers itself.
	pub eager: bool,
}

/// Blocks in which something can still be done; none if the deadline is over by the next block.
fn left(due: BlockNumber, head: BlockNumber) -> Option<BlockNumber> {
	due.checked_sub(head).filter(|left| *left > 0)
}

/// Whether a result that is known to be wrong can be challenged by this account in the next block, and should be.
pub fn should_challenge(
	state: &TaskState<AccountId, Balance, BlockNumber>,
	case: Option<&Case>,
	account: &AccountId,
	head: BlockNumber,
) -> bool {
	let stoppable = match state {
		TaskState::Revealed { ends, .. } => head.saturating_add(1) < *ends,
		TaskState::Disputed { .. } => true,
		_ => false,
	};
	stoppable
		&& case.is_none_or(|case| {
			// If these fail, the window begins anew: there is time.
			case.convicted.is_none()
				&& !case.open.contains(account)
				&& case.open.len() <= COMPANY.min(MAX_CHALLENGES - 1)
		})
}

/// What the challenger does next, at the block `head`.
pub fn attack(dispute: &Dispute, head: BlockNumber) -> Vec<Move> {
	let challenge = &dispute.challenge;
	match &challenge.stage {
		Stage::Committed | Stage::Open => {
			left(challenge.due, head).map(|_| Move::Show).into_iter().collect()
		}
		Stage::Demanded { .. } => Vec::new(),
		Stage::Named { .. } => {
			// The most urgent first.
			let mut standing: Vec<_> = dispute.standing.iter().collect();
			standing.sort_by_key(|standing| standing.disclosure.due);
			let moves = standing.into_iter().filter_map(|standing| {
				left(standing.disclosure.due, head)?;
				let maker = standing.maker.clone();
				match standing.disclosure.stage {
					Refuting::Standing => Some(Move::Select { maker }),
					Refuting::Opened { .. } => Some(Move::Prove { maker }),
					Refuting::Selected { .. } => None,
				}
			});
			moves.collect()
		}
	}
}

/// What someone who stands for the result does next, at the block `head`.
///
/// Others than the worker answer demands at once, for nobody may be left to; but they disclose, which takes a bond, and
/// open what the worker disclosed only when half of the time has passed. A disclosure that nobody has opened by then
/// protects no one: whoever made it may be on the challenger's side.
pub fn defend(dispute: &Dispute, side: &Side, head: BlockNumber) -> Vec<Move> {
	let challenge = &dispute.challenge;
	if dispute.challenger == side.account {
		return Vec::new();
	}
	match &challenge.stage {
		Stage::Committed | Stage::Open => Vec::new(),
		Stage::Demanded { node, layers } => left(challenge.due, head)
			.map(|_| Move::Answer { node: *node, layers: *layers })
			.into_iter()
			.collect(),
		Stage::Named { left: of_worker, makers } => {
			let mut moves = Vec::new();
			let disclosed = if side.is_worker {
				makers.contains(&side.worker)
			} else {
				// Wrong ones of others stop the worker's clock, and the challenger has to refute each.
				makers.contains(&side.account)
					|| dispute.standing.iter().any(|standing| match standing.disclosure.stage {
						// What the worker disclosed this side can open itself.
						Refuting::Selected { .. } => {
							standing.maker == side.worker
								|| left(standing.disclosure.due, head)
									.is_some_and(|left| left.saturating_mul(2) >= side.turn)
						}
						Refuting::Standing | Refuting::Opened { .. } => true,
					})
			};
			// With none that stands the deadline is the worker's; else it begins when the last was refuted.
			let time = left(challenge.due, head).is_some_and(|left| {
				let late = !makers.is_empty() || left.saturating_mul(2) < *of_worker;
				side.is_worker || side.eager || late
			});
			if !disclosed && time {
				moves.push(Move::Disclose);
			}
			for standing in &dispute.standing {
				let Refuting::Selected { op, chunk } = standing.disclosure.stage else { continue };
				let Some(left) = left(standing.disclosure.due, head) else { continue };
				let ours = standing.maker
					== if side.is_worker { side.worker.clone() } else { side.account.clone() };
				let workers = standing.maker == side.worker && left.saturating_mul(2) < side.turn;
				if ours || workers {
					moves.push(Move::Open { maker: standing.maker.clone(), op, chunk });
				}
			}
			moves
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use assay_client::referee::{Challenge, Disclosure, Standing};
	use assay_primitives::{
		task::{Grounds, ResultKind, ResultSummary},
		Hash,
	};

	const ME: u8 = 1;
	const WORKER: u8 = 2;
	const OTHER: u8 = 3;
	const HEAD: BlockNumber = 100;

	fn account(n: u8) -> AccountId {
		AccountId::from([n; 32])
	}

	fn dispute(challenger: u8, stage: Stage, due: BlockNumber) -> Dispute {
		let challenge = Challenge {
			order: 0,
			audit: false,
			commitment: Hash::zero(),
			bond: 10,
			base: 10,
			demands: 0,
			disclosures: 0,
			stage,
			due,
		};
		Dispute {
			task: 42,
			challenger: account(challenger),
			challenge,
			answer: None,
			place: None,
			standing: Vec::new(),
		}
	}

	fn named(
		challenger: u8,
		standing: &[(u8, Refuting, BlockNumber)],
		due: BlockNumber,
	) -> Dispute {
		let makers = standing.iter().map(|(maker, ..)| account(*maker)).collect();
		let mut dispute = dispute(challenger, Stage::Named { left: 15, makers }, due);
		dispute.standing = standing
			.iter()
			.map(|(maker, stage, due)| Standing {
				maker: account(*maker),
				disclosure: Disclosure {
					bond: 0,
					roots: Vec::new(),
					stage: stage.clone(),
					due: *due,
				},
				pieces: Vec::new(),
			})
			.collect();
		dispute
	}

	fn side(is_worker: bool) -> Side {
		Side { account: account(ME), worker: account(WORKER), is_worker, turn: 15, eager: false }
	}

	fn selected() -> Refuting {
		Refuting::Selected { op: 4, chunk: 2 }
	}

	fn opened() -> Refuting {
		Refuting::Opened { op: 4, chunk: 2, bytes: vec![0; 4] }
	}

	fn node() -> Node {
		Node { level: 8, index: 3, hash: Hash::zero() }
	}

	fn open(maker: u8) -> Move {
		Move::Open { maker: account(maker), op: 4, chunk: 2 }
	}

	#[test]
	fn a_challenger_acts_in_its_turns() {
		for stage in [Stage::Committed, Stage::Open] {
			assert_eq!(attack(&dispute(ME, stage.clone(), HEAD + 1), HEAD), [Move::Show]);
			assert_eq!(attack(&dispute(ME, stage, HEAD), HEAD), []);
		}
		let demanded = Stage::Demanded { node: node(), layers: 3 };
		assert_eq!(attack(&dispute(ME, demanded, HEAD + 9), HEAD), []);
		assert_eq!(attack(&named(ME, &[], HEAD + 9), HEAD), []);
		let standing = [
			(WORKER, Refuting::Standing, HEAD + 9),
			(OTHER, selected(), HEAD + 1),
			(4, opened(), HEAD + 5),
			(5, Refuting::Standing, HEAD),
		];
		let select = Move::Select { maker: account(WORKER) };
		let prove = Move::Prove { maker: account(4) };
		assert_eq!(attack(&named(ME, &standing, HEAD + 1), HEAD), [prove, select]);
	}

	#[test]
	fn a_worker_answers_at_once() {
		let worker = side(true);
		let demanded = || Stage::Demanded { node: node(), layers: 3 };
		let answer = Move::Answer { node: node(), layers: 3 };
		let moves = |dispute: &Dispute| defend(dispute, &worker, HEAD);
		assert_eq!(moves(&dispute(OTHER, demanded(), HEAD + 15)), [answer]);
		assert_eq!(moves(&dispute(OTHER, demanded(), HEAD)), []);
		assert_eq!(moves(&dispute(OTHER, Stage::Open, HEAD + 15)), []);
		assert_eq!(moves(&named(OTHER, &[], HEAD + 15)), [Move::Disclose]);
		assert_eq!(moves(&named(OTHER, &[], HEAD)), []);
		// What others disclosed in its name is replaced.
		let others = [(4, Refuting::Standing, HEAD + 3)];
		assert_eq!(moves(&named(OTHER, &others, HEAD + 3)), [Move::Disclose]);
		let own = [(WORKER, Refuting::Standing, HEAD + 3)];
		assert_eq!(moves(&named(OTHER, &own, HEAD + 3)), []);
		let own = [(WORKER, selected(), HEAD + 3)];
		assert_eq!(moves(&named(OTHER, &own, HEAD + 3)), [open(WORKER)]);
		let own = [(WORKER, opened(), HEAD + 3)];
		assert_eq!(moves(&named(OTHER, &own, HEAD + 3)), []);
	}

	#[test]
	fn a_watcher_leaves_the_worker_half_of_the_time() {
		let watcher = side(false);
		let moves = |dispute: &Dispute| defend(dispute, &watcher, HEAD);
		let demanded = Stage::Demanded { node: node(), layers: 3 };
		assert_eq!(moves(&dispute(OTHER, demanded, HEAD + 15)).len(), 1);
		assert_eq!(moves(&named(OTHER, &[], HEAD + 8)), []);
		assert_eq!(moves(&named(OTHER, &[], HEAD + 7)), [Move::Disclose]);
		assert_eq!(moves(&named(OTHER, &[], HEAD)), []);
		// A disclosure stands: the worker's clock does not run.
		let others = [(4, Refuting::Standing, HEAD + 3)];
		assert_eq!(moves(&named(OTHER, &others, HEAD + 3)), []);
		// Its own it opens at once, the worker's late, others' never.
		assert_eq!(moves(&named(OTHER, &[(ME, selected(), HEAD + 15)], HEAD + 15)), [open(ME)]);
		assert_eq!(moves(&named(OTHER, &[(WORKER, selected(), HEAD + 8)], HEAD + 8)), []);
		let late = [(WORKER, selected(), HEAD + 7)];
		assert_eq!(moves(&named(OTHER, &late, HEAD + 7)), [open(WORKER)]);
		// Another's piece that nobody opens in half of the time protects no one: it discloses itself.
		assert_eq!(moves(&named(OTHER, &[(4, selected(), HEAD + 8)], HEAD + 8)), []);
		assert_eq!(moves(&named(OTHER, &[(4, selected(), HEAD + 7)], HEAD + 7)), [Move::Disclose]);
		// Nobody answers oneself.
		let demanded = Stage::Demanded { node: node(), layers: 3 };
		assert_eq!(moves(&dispute(ME, demanded, HEAD + 15)), []);
	}

	#[test]
	fn challenges_are_made_while_they_can_be() {
		let result = ResultSummary {
			outcome_hash: Hash::zero(),
			kind: ResultKind::Done,
			output_hash: Hash::zero(),
			output_len: 0,
			ids_hash: Hash::zero(),
			trace_root: Hash::zero(),
			prompt_ids: 1,
			output_ids: 1,
			units: 2,
			fee: 2,
		};
		let (worker, at) = (account(WORKER), 90);
		let revealed =
			|ends| TaskState::Revealed { worker: worker.clone(), result: result.clone(), at, ends };
		let should =
			|state, case: Option<&Case>| should_challenge(&state, case, &account(ME), HEAD);
		assert!(should(revealed(HEAD + 2), None));
		assert!(!should(revealed(HEAD + 1), None));
		let disputed =
			|| TaskState::Disputed { worker: worker.clone(), result: result.clone(), at };
		let case = |open: &[u8], convicted| Case {
			worker: worker.clone(),
			canon: 1,
			challenges: 1,
			open: open.iter().map(|n| account(*n)).collect(),
			convicted,
		};
		assert!(should(disputed(), Some(&case(&[OTHER], None))));
		assert!(!should(disputed(), Some(&case(&[OTHER, ME], None))));
		assert!(!should(disputed(), Some(&case(&[4, 5, 6, 7], None))));
		let proved = Some(((true, 0), account(OTHER)));
		assert!(!should(disputed(), Some(&case(&[OTHER], proved))));
		let convicted = TaskState::Convicted {
			worker: worker.clone(),
			result: result.clone(),
			grounds: Grounds::Proof,
			at,
		};
		assert!(!should(convicted, None));
		assert!(!should(TaskState::Open { expires: 9 }, None));
	}
}
