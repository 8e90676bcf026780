//! `assay gov unvote`: takes a vote back.

use super::{delegate, time, unlock::largest, Desk, BATCH};
use crate::{config::Settings, output::Failure};
use assay_client::{
	calls, format_amount,
	governance::{Governance, ReferendumIndex, Track, TrackId, Voting},
	At,
};
use assay_primitives::{Balance, BlockNumber};
use serde_json::json;

pub async fn run(settings: &Settings, index: ReferendumIndex) -> Result<(), Failure> {
	let desk = Desk::open(settings).await?;
	desk.referendum(index).await?;
	// Of a referendum that is over nothing says on which track it was: the votes do.
	let tracks: Vec<TrackId> = desk.governance.tracks.iter().map(|track| track.id).collect();
	let voting = desk.client().voting_on(desk.account(), &tracks, desk.at).await?;
	let track = track_of_vote(&voting, index)
		.and_then(|track| desk.governance.track(track))
		.ok_or_else(|| Failure::refused(no_vote(index, &voting, &desk.governance)))?;
	let before = largest(&desk.client().vote_locks(desk.account(), desk.at).await?);

	// Without the second call its tokens would stay locked.
	let unlock = calls::unlock_votes(track.id, desk.account().clone());
	let done = desk.send_all(vec![calls::remove_vote(track.id, index), unlock], BATCH).await?;
	let last = done.last().map_or(At::Best, |sent| At::Block(sent.block().hash));
	let after = largest(&desk.client().vote_locks(desk.account(), last).await?);
	let released = before.saturating_sub(after);
	let now = done.last().map_or(desk.governance.now, |sent| sent.block().number);
	let voting = desk.client().voting(desk.account(), track.id, last).await?;
	let stays = stays(&voting, now);
	let mut words = vec![format!(
		"your vote on referendum {index} is taken back; {} released, {} still locked by votes",
		format_amount(released),
		format_amount(after)
	)];
	words.extend(stays.map(|lock| stays_text(track, lock, now, desk.governance.block_millis)));
	delegate::say(
		&desk,
		&done,
		json!({
			"referendum": index,
			"released": released.to_string(),
			"locked": after.to_string(),
			"until": stays.map(|(until, _)| until),
		}),
		&words.join("\n"),
	)
}

/// The track on which an account has voted on a referendum.
fn track_of_vote(voting: &[(TrackId, Voting)], index: ReferendumIndex) -> Option<TrackId> {
	voting
		.iter()
		.find(|(_, voting)| voting.votes().iter().any(|(known, _)| *known == index))
		.map(|(track, _)| *track)
}

/// Why there is nothing to take back.
fn no_vote(index: ReferendumIndex, voting: &[(TrackId, Voting)], all: &Governance) -> String {
	let delegated: Vec<&str> = voting
		.iter()
		.filter(|(_, voting)| matches!(voting, Voting::Delegating(_)))
		.filter_map(|(track, _)| Some(all.track(*track)?.name.as_str()))
		.collect();
	let mut text = format!("you have no vote on referendum {index}");
	if !delegated.is_empty() {
		text = format!(
			"{text}. Others vote for you on {}: `assay gov undelegate` takes that back",
			delegated.join(", ")
		);
	}
	text
}

/// What removed votes and delegations still lock on a track, and until when.
fn stays(voting: &Voting, now: BlockNumber) -> Option<(BlockNumber, Balance)> {
	let (until, amount) = voting.prior();
	(amount > 0 && until > now).then_some((until, amount))
}

/// The chain keeps one lock for all that was removed on a track: the largest amount, until the last of their blocks.
fn stays_text(
	track: &Track,
	(until, amount): (BlockNumber, Balance),
	now: BlockNumber,
	block_millis: u64,
) -> String {
	format!(
		"{} stay locked until {} for what you won, or have delegated, on track {}; then `assay gov unlock` releases them",
		format_amount(amount),
		time::block(until, now, block_millis),
		track.name
	)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gov::view::tests::{account, governance, track};
	use assay_client::governance::AccountVote;
	use assay_primitives::ASY;
	use codec::{Decode, Encode};

	/// As pallet `ConvictionVoting` stores them.
	fn casting(votes: Vec<ReferendumIndex>, prior: (BlockNumber, Balance)) -> Voting {
		let votes: Vec<(ReferendumIndex, AccountVote)> =
			votes.into_iter().map(|index| (index, AccountVote::Split { aye: 1, nay: 1 })).collect();
		let bytes = (0u8, votes, (0u128, 0u128), prior).encode();
		Voting::decode(&mut &bytes[..]).unwrap()
	}

	fn delegating() -> Voting {
		let bytes = (1u8, ASY, account(7), 1u8, (0u128, 0u128), (0u32, 0u128)).encode();
		Voting::decode(&mut &bytes[..]).unwrap()
	}

	#[test]
	fn a_vote_is_found_by_its_referendum() {
		let voting = [
			(0, Voting::default()),
			(21, casting(vec![3, 5], (0, 0))),
			(30, casting(vec![4], (0, 0))),
		];
		assert_eq!([3, 4, 6].map(|it| track_of_vote(&voting, it)), [Some(21), Some(30), None]);
		assert_eq!(no_vote(6, &voting, &governance(1)), "you have no vote on referendum 6");
		let text = no_vote(6, &[(21, delegating())], &governance(1));
		assert!(text.contains("on model_params: `assay gov undelegate`"), "{text}");
	}

	#[test]
	fn what_was_won_stays_locked_for_its_time() {
		let voting = casting(vec![], (130, 2 * ASY));
		assert_eq!(stays(&voting, 129), Some((130, 2 * ASY)));
		assert_eq!(stays(&voting, 130), None);
		assert_eq!(stays(&casting(vec![], (130, 0)), 1), None);
		assert_eq!(
			stays_text(&track(), (130, 2 * ASY), 100, 2_000),
			"2 ASY stay locked until block 130, in 30 blocks (60 s) for what you won, or have delegated, on track \
			 model_params; then `assay gov unlock` releases them"
		);
	}
}
