//! `assay gov unlock`: votes on referenda that are over, and the tokens that they lock.

use super::{delegate, time, Desk, BATCH};
use crate::{config::Settings, output::Failure};
use assay_client::{
	calls, format_amount,
	governance::{AccountVote, Ending, Referendum, ReferendumIndex, TrackId, Voting},
	At, Call,
};
use assay_primitives::{Balance, BlockNumber};
use serde_json::json;
use std::collections::BTreeMap;

pub async fn run(settings: &Settings) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	let tracks: Vec<TrackId> = desk.governance.tracks.iter().map(|track| track.id).collect();
	let locks = desk.client().vote_locks(desk.account(), desk.at).await?;
	let voting = desk.client().voting_on(desk.account(), &tracks, desk.at).await?;
	let voted: Vec<ReferendumIndex> =
		voting.iter().flat_map(|(_, voting)| voting.votes()).map(|(index, _)| *index).collect();
	let referenda: BTreeMap<_, _> =
		desk.client().referenda(voted, desk.at).await?.into_iter().collect();
	let rules = Rules { now: desk.governance.now, period: desk.governance.vote_locking };
	let mut plan = Plan::default();
	for (track, voting) in &voting {
		let lock = locks.iter().find(|(known, _)| known == track).map_or(0, |(_, lock)| *lock);
		plan.add(&rules, *track, voting, lock, &referenda);
	}
	if plan.is_empty() {
		return Err(Failure::refused(nothing(&desk, &plan, &locks)));
	}
	let before = largest(&locks);
	let (removed, tracks) = (plan.removed.len(), plan.unlocked.len());
	let account = desk.account().clone();
	let remove = plan.removed.iter().map(|(track, index)| calls::remove_vote(*track, *index));
	let unlock = plan.unlocked.iter().map(|track| calls::unlock_votes(*track, account.clone()));
	let calls: Vec<Call> = remove.chain(unlock).collect();
	let done = desk.send_all(calls, BATCH).await?;
	let last = done.last().map_or(At::Best, |sent| At::Block(sent.block().hash));
	let after = largest(&desk.client().vote_locks(desk.account(), last).await?);
	let released = before.saturating_sub(after);
	delegate::say(
		&desk,
		&done,
		json!({
			"votesRemoved": removed,
			"tracks": tracks,
			"released": released.to_string(),
			"locked": after.to_string(),
		}),
		&format!(
			"{removed} votes removed; {} released, {} still locked by votes",
			format_amount(released),
			format_amount(after)
		),
	)
}

/// What votes lock on all tracks together: locks lie over each other.
pub fn largest(locks: &[(TrackId, Balance)]) -> Balance {
	locks.iter().map(|(_, lock)| *lock).max().unwrap_or(0)
}

/// Why there is nothing to do.
fn nothing(desk: &Desk<'_>, plan: &Plan, locks: &[(TrackId, Balance)]) -> String {
	if locks.is_empty() {
		return format!("nothing to unlock: no tokens of {} are locked by votes", desk.account());
	}
	let mut reasons = plan.waiting.clone();
	if reasons.is_empty() {
		reasons.push("its votes and delegations stand".into());
	}
	let millis = desk.governance.block_millis;
	let next = plan
		.next
		.map(|block| {
			format!("; the first lock ends in {}", time::block(block, desk.governance.now, millis))
		})
		.unwrap_or_default();
	format!("nothing to unlock yet: {}{next}", reasons.join(", "))
}

/// What decides how long a lock lasts.
struct Rules {
	now: BlockNumber,
	/// Blocks of a locking period.
	period: BlockNumber,
}

impl Rules {
	/// Block until which a vote locks its tokens; `None` while the referendum is not over. Nothing is locked by a vote that
	/// lost or had no conviction, or on what was not decided.
	fn until(&self, vote: &AccountVote, referendum: Option<&Referendum>) -> Option<BlockNumber> {
		let ended = match referendum {
			Some(Referendum::Ongoing(_)) => return None,
			Some(Referendum::Ended(ended)) => ended,
			None => return Some(0),
		};
		let won = match ended.how {
			Ending::Approved => true,
			Ending::Rejected => false,
			Ending::Cancelled | Ending::TimedOut | Ending::Killed => return Some(0),
		};
		Some(match vote.side() {
			Some((aye, conviction)) if aye == won => {
				ended.block.saturating_add(self.period.saturating_mul(conviction.periods()))
			}
			_ => 0,
		})
	}
}

/// What there is to do.
#[derive(Default)]
struct Plan {
	/// Votes that lock nothing any more.
	removed: Vec<(TrackId, ReferendumIndex)>,
	/// Tracks on which less is locked then.
	unlocked: Vec<TrackId>,
	/// What has to wait, and until when at least.
	waiting: Vec<String>,
	next: Option<BlockNumber>,
}

impl Plan {
	fn is_empty(&self) -> bool {
		self.removed.is_empty() && self.unlocked.is_empty()
	}

	fn wait(&mut self, until: BlockNumber) {
		self.next = Some(self.next.map_or(until, |next| next.min(until)));
	}

	fn add(
		&mut self,
		rules: &Rules,
		track: TrackId,
		voting: &Voting,
		lock: Balance,
		referenda: &BTreeMap<ReferendumIndex, Referendum>,
	) {
		// What the track locks when all votes are removed that can be without locking anything anew.
		let (until, prior) = voting.prior();
		let mut rest = if rules.now >= until { 0 } else { prior };
		if rest > 0 {
			self.wait(until);
		}
		if let Voting::Delegating(delegation) = voting {
			rest = rest.max(delegation.balance);
		}
		for (index, vote) in voting.votes() {
			match rules.until(vote, referenda.get(index)) {
				// A vote whose time is not over stays: removed, its lock would join others and last as long as the longest.
				Some(until) if until > rules.now => {
					rest = rest.max(vote.balance());
					self.waiting.push(format!("referendum {index} was won"));
					self.wait(until);
				}
				Some(_) => self.removed.push((track, *index)),
				None => {
					rest = rest.max(vote.balance());
					self.waiting.push(format!("referendum {index} is not over"));
				}
			}
		}
		if rest < lock {
			self.unlocked.push(track);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gov::view::tests::ongoing;
	use assay_client::governance::{Conviction, Ended};
	use codec::{Decode, Encode};

	fn ended(how: Ending, block: BlockNumber) -> Referendum {
		Referendum::Ended(Ended { how, block, submission_deposit: None, decision_deposit: None })
	}

	fn casting(votes: Vec<(ReferendumIndex, AccountVote)>, prior: (u32, u128)) -> Voting {
		let bytes = (0u8, votes, (0u128, 0u128), prior).encode();
		Voting::decode(&mut &bytes[..]).unwrap()
	}

	fn aye(level: u8, balance: Balance) -> AccountVote {
		AccountVote::standard(true, Conviction::new(level).unwrap(), balance)
	}

	#[test]
	fn votes_go_when_they_lock_nothing() {
		let referenda = BTreeMap::from([
			(0, ended(Ending::Rejected, 50)),
			(1, ended(Ending::Approved, 50)),
			(2, Referendum::Ongoing(Box::new(ongoing()))),
			(3, ended(Ending::Cancelled, 50)),
		]);
		let votes = vec![(0, aye(6, 9)), (1, aye(2, 7)), (2, aye(1, 3)), (3, aye(6, 8))];
		let voting = casting(votes, (0, 0));
		let plan_at = |now| {
			let mut plan = Plan::default();
			plan.add(&Rules { now, period: 10 }, 21, &voting, 9, &referenda);
			plan
		};
		// Lost, cancelled: at once. Won with two periods: from block 70 on.
		let plan = plan_at(69);
		assert_eq!(plan.removed, [(21, 0), (21, 3)]);
		assert_eq!(plan.unlocked, [21]);
		assert_eq!(plan.next, Some(70));
		let plan = plan_at(70);
		assert_eq!(plan.removed, [(21, 0), (21, 1), (21, 3)]);
	}

	#[test]
	fn locks_without_votes_end_by_time() {
		let voting = casting(vec![], (60, 5));
		let referenda = BTreeMap::new();
		let mut plan = Plan::default();
		plan.add(&Rules { now: 59, period: 10 }, 21, &voting, 5, &referenda);
		assert!(plan.is_empty());
		assert_eq!(plan.next, Some(60));
		plan.add(&Rules { now: 60, period: 10 }, 21, &voting, 5, &referenda);
		assert_eq!(plan.unlocked, [21]);
	}

	#[test]
	fn what_stands_stays() {
		let referenda = BTreeMap::from([(2, Referendum::Ongoing(Box::new(ongoing())))]);
		let mut plan = Plan::default();
		let voting = casting(vec![(2, aye(1, 3))], (0, 0));
		plan.add(&Rules { now: 1, period: 10 }, 21, &voting, 3, &referenda);
		assert!(plan.is_empty());
		assert_eq!(plan.waiting, ["referendum 2 is not over"]);
	}
}
