//! What the chain would refuse, said before a fee is paid. The chain has the last word: what is not found here comes back
//! in its own words.

use super::view;
use crate::output::{self, Failure};
use assay_client::{
	format_amount,
	governance::{Ended, Ongoing, PreimageDeposit, Referendum, ReferendumIndex, Track, Voting},
	AccountInfo, DescribedCall,
};
use assay_primitives::{AccountId, Balance, BlockNumber, Hash, ASY};

/// Plancks that a vote leaves to pay fees with.
const FOR_FEES: Balance = ASY;

fn refused<T>(text: String) -> Result<T, Failure> {
	Err(Failure::refused(text))
}

/// The referendum, if it can still be voted on.
pub fn ongoing(index: ReferendumIndex, referendum: &Referendum) -> Result<&Ongoing, Failure> {
	match referendum {
		Referendum::Ongoing(it) => Ok(it),
		Referendum::Ended(it) => refused(format!(
			"referendum {index} is over: it was {} in block {}",
			view::ending_name(it.how),
			it.block
		)),
	}
}

/// The referendum, if it is over.
pub fn ended(index: ReferendumIndex, referendum: &Referendum) -> Result<&Ended, Failure> {
	match referendum {
		Referendum::Ended(it) => Ok(it),
		Referendum::Ongoing(_) => {
			refused(format!("referendum {index} is not over: deposits go back when it is"))
		}
	}
}

/// An account votes with all that it owns: free, staked, on hold.
pub fn can_vote_with(
	account: &AccountId,
	info: &AccountInfo,
	amount: Balance,
) -> Result<(), Failure> {
	let all = info.free.saturating_add(info.reserved);
	if amount == 0 {
		return Err(Failure::usage("a vote needs an amount that is not zero"));
	}
	if amount > all {
		return refused(format!(
			"{account} has {} in all, less than {}",
			format_amount(all),
			format_amount(amount)
		));
	}
	if amount > all.saturating_sub(FOR_FEES) {
		return refused(format!(
			"what votes can't pay fees, and {account} has {} in all: vote with {} less, or nothing could pay for \
			 taking the vote back (`assay gov unvote`)",
			format_amount(all),
			format_amount(FOR_FEES)
		));
	}
	Ok(())
}

/// Whether a deposit can be paid from what is free.
pub fn can_deposit(
	account: &AccountId,
	info: &AccountInfo,
	amount: Balance,
	what: &str,
) -> Result<(), Failure> {
	if amount > info.free {
		return refused(format!(
			"{what} is {}, and {account} has {} free",
			format_amount(amount),
			format_amount(info.free)
		));
	}
	Ok(())
}

/// The deposit on a preimage, if the account can have it back now.
pub fn can_unnote(
	account: &AccountId,
	hash: Hash,
	deposit: Option<&PreimageDeposit>,
) -> Result<Balance, Failure> {
	let hash = output::hex(&hash.0);
	match deposit {
		None => refused(format!("there is no deposit on the preimage {hash}: it is not noted")),
		Some(it) if it.who != *account => {
			refused(format!("the deposit on the preimage {hash} is {}'s", it.who))
		}
		Some(it) if it.needed => refused(format!(
			"the preimage {hash} is still needed: its deposit goes back when its call was dispatched"
		)),
		Some(it) => Ok(it.amount),
	}
}

/// Heights between which an enactment can lie, and how far ahead of it a change may be.
#[derive(Clone, Copy, Debug)]
pub struct Enacted {
	/// If it passes as soon as it may.
	pub earliest: BlockNumber,
	/// If it takes as long as it may.
	pub latest: BlockNumber,
	pub longest_notice: BlockNumber,
}

/// Whether a change of a model can take effect at a height. What may go wrong, but need not, is returned.
pub fn can_hold_at(at: BlockNumber, enacted: &Enacted) -> Result<Option<String>, Failure> {
	let Enacted { earliest, latest, longest_notice } = *enacted;
	if at < earliest {
		return refused(format!(
			"height {at} has passed when this is enacted, which is at height {earliest} at the earliest: choose a later one"
		));
	}
	if at > latest.saturating_add(longest_notice) {
		return refused(format!(
			"height {at} is too far away: when this is enacted, at height {latest} at the latest, it may be {longest_notice} blocks \
			 ahead"
		));
	}
	let warning = if at < latest {
		Some(format!("it fails if the vote takes so long that height {at} has passed: up to {latest} is possible"))
	} else if at > earliest.saturating_add(longest_notice) {
		Some(format!(
			"it fails if it is enacted before height {}: a change may be {longest_notice} blocks ahead",
			at.saturating_sub(longest_notice)
		))
	} else {
		None
	};
	Ok(warning)
}

/// Whether a call is for governance at all.
pub fn for_governance(call: &DescribedCall) -> Result<(), Failure> {
	match assay_client::governance::for_accounts(call) {
		None => Ok(()),
		Some(it) => refused(format!(
			"{}.{} is for accounts: make the call yourself. Decided on any track it would fail (bad origin)",
			it.pallet, it.name
		)),
	}
}

/// Whether an account that does this on a track may vote there itself.
pub fn votes_itself(track: &Track, voting: &Voting) -> Result<(), Failure> {
	match voting {
		Voting::Casting(_) => Ok(()),
		Voting::Delegating(delegation) => refused(format!(
			"you let {} vote for you on track {}: take that back first with `assay gov undelegate --track {}`",
			delegation.target, track.name, track.name
		)),
	}
}

/// Whether an account that does this on a track may delegate there.
pub fn may_delegate(track: &Track, voting: &Voting) -> Result<(), Failure> {
	match voting {
		Voting::Delegating(delegation) => refused(format!(
			"you let {} vote for you on track {} already: take that back first with `assay gov undelegate --track {}`",
			delegation.target, track.name, track.name
		)),
		Voting::Casting(casting) if casting.votes.is_empty() => Ok(()),
		Voting::Casting(casting) => {
			let all: Vec<String> =
				casting.votes.iter().map(|(index, _)| index.to_string()).collect();
			refused(format!(
				"there are votes of yours on track {} (referendum {}): an account votes or delegates, not both. Take them back \
				 with `assay gov unvote {}`, one by one, or name tracks without any with --track",
				track.name,
				all.join(", "),
				all.first().map_or("", String::as_str)
			))
		}
	}
}

/// Whether an account that does this on these tracks votes with what is delegated to it.
pub fn votes_for_others(who: &AccountId, tracks: &[(&Track, Voting)]) -> Result<(), Failure> {
	let delegating: Vec<&str> = tracks
		.iter()
		.filter(|(_, voting)| matches!(voting, Voting::Delegating(_)))
		.map(|(track, _)| track.name.as_str())
		.collect();
	if delegating.is_empty() {
		return Ok(());
	}
	refused(format!(
		"{who} lets others vote on {}: what is delegated to it there counts nothing. Delegate to whoever votes, or name \
		 other tracks with --track",
		delegating.join(", ")
	))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gov::view::tests::{account, ongoing as an_ongoing, track};
	use assay_client::governance::{AccountVote, Ending};
	use codec::{Decode, Encode};

	fn text<T>(result: Result<T, Failure>) -> String {
		let failure = result.err().expect("it is refused");
		assert_eq!(failure.code, 4);
		failure.text.unwrap()
	}

	#[test]
	fn what_is_over_is_not_voted_on() {
		let open = Referendum::Ongoing(Box::new(an_ongoing()));
		assert!(ongoing(3, &open).is_ok());
		assert!(text(ended(3, &open)).contains("not over"));
		let over = Referendum::Ended(Ended {
			how: Ending::Rejected,
			block: 50,
			submission_deposit: None,
			decision_deposit: None,
		});
		assert!(text(ongoing(3, &over)).contains("rejected in block 50"));
		assert!(ended(3, &over).is_ok());
	}

	#[test]
	fn staked_tokens_vote_and_free_ones_pay() {
		let info = AccountInfo { nonce: 0, free: ASY, reserved: 9 * ASY, frozen: 0 };
		assert!(can_vote_with(&account(1), &info, 9 * ASY).is_ok());
		// Nothing would be left for fees.
		let all = text(can_vote_with(&account(1), &info, 9 * ASY + 1));
		assert!(all.contains("can't pay fees"), "{all}");
		let poor = AccountInfo { nonce: 0, free: ASY / 2, reserved: 0, frozen: 0 };
		assert!(can_vote_with(&account(1), &poor, 1).is_err());
		assert!(text(can_vote_with(&account(1), &info, 11 * ASY)).contains("has 10 ASY in all"));
		assert_eq!(can_vote_with(&account(1), &info, 0).unwrap_err().code, 2);
		assert!(can_deposit(&account(1), &info, ASY, "the deposit").is_ok());
		let refused = text(can_deposit(&account(1), &info, 2 * ASY, "the deposit"));
		assert!(refused.contains("the deposit is 2 ASY"), "{refused}");
	}

	#[test]
	fn preimages_go_back_to_those_who_noted_them() {
		let hash = Hash::repeat_byte(7);
		let deposit = |who, needed| PreimageDeposit { who: account(who), amount: ASY, needed };
		let check =
			|deposit: Option<PreimageDeposit>| can_unnote(&account(1), hash, deposit.as_ref());
		assert_eq!(check(Some(deposit(1, false))).unwrap(), ASY);
		assert!(text(check(Some(deposit(1, true)))).contains("still needed"));
		assert!(text(check(Some(deposit(2, false)))).contains("'s"));
		assert!(text(check(None)).contains("not noted"));
	}

	#[test]
	fn heights_that_can_not_work_are_refused() {
		let enacted = Enacted { earliest: 100, latest: 150, longest_notice: 1_000 };
		let check = |at| can_hold_at(at, &enacted);
		assert!(text(check(99)).contains("has passed"));
		assert!(check(100).unwrap().unwrap().contains("up to 150"));
		assert_eq!(check(150).unwrap(), None);
		assert_eq!(check(1_100).unwrap(), None);
		assert!(check(1_101).unwrap().unwrap().contains("before height 101"));
		assert!(check(1_150).unwrap().is_some());
		assert!(text(check(1_151)).contains("too far away"));
	}

	#[test]
	fn calls_of_accounts_are_not_proposed() {
		let call = |name: &str| DescribedCall {
			pallet: "Models".into(),
			name: name.into(),
			arguments: vec![],
		};
		assert!(text(for_governance(&call("attest"))).contains("Models.attest is for accounts"));
		assert!(for_governance(&call("admit")).is_ok());
	}

	/// As pallet `ConvictionVoting` stores them.
	fn delegating() -> Voting {
		let bytes = (1u8, ASY, account(7), 1u8, (0u128, 0u128), (0u32, 0u128)).encode();
		Voting::decode(&mut &bytes[..]).unwrap()
	}

	fn casting() -> Voting {
		let vote = AccountVote::Split { aye: 1, nay: 1 };
		let bytes = (0u8, vec![(4u32, vote)], (0u128, 0u128), (0u32, 0u128)).encode();
		Voting::decode(&mut &bytes[..]).unwrap()
	}

	#[test]
	fn an_account_votes_or_delegates() {
		let track = track();
		assert!(votes_itself(&track, &casting()).is_ok());
		assert!(may_delegate(&track, &Voting::default()).is_ok());
		assert!(text(votes_itself(&track, &delegating())).contains("--track model_params"));
		assert!(text(may_delegate(&track, &delegating())).contains("already"));
		assert!(votes_for_others(&account(7), &[(&track, casting())]).is_ok());
		let other = Track { name: "root".into(), ..track.clone() };
		let all = [(&track, delegating()), (&other, Voting::default())];
		let refused = text(votes_for_others(&account(7), &all));
		assert!(refused.contains("on model_params: what is delegated"), "{refused}");
		let voted = text(may_delegate(&track, &casting()));
		assert!(voted.contains("referendum 4") && voted.contains("gov unvote 4"), "{voted}");
	}
}
