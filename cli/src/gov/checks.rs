//! What the chain would refuse, said before a fee is paid. The chain has the last word: what is not found here comes back
//! in its own words.

use super::view;
use crate::output::Failure;
use assay_client::{
	format_amount,
	governance::{Ended, Ongoing, Referendum, ReferendumIndex, Track, Voting},
	AccountInfo,
};
use assay_primitives::{AccountId, Balance};

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
				"there are votes of yours on track {} (referendum {}): an account votes or delegates, not both. When \
				 those referenda are over, `assay gov unlock` removes the votes; --track names tracks without any",
				track.name,
				all.join(", ")
			))
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gov::view::tests::{account, ongoing as an_ongoing, track};
	use assay_client::governance::{AccountVote, Ending};
	use assay_primitives::ASY;
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
		assert!(can_vote_with(&account(1), &info, 10 * ASY).is_ok());
		assert!(text(can_vote_with(&account(1), &info, 11 * ASY)).contains("has 10 ASY in all"));
		assert_eq!(can_vote_with(&account(1), &info, 0).unwrap_err().code, 2);
		assert!(can_deposit(&account(1), &info, ASY, "the deposit").is_ok());
		let refused = text(can_deposit(&account(1), &info, 2 * ASY, "the deposit"));
		assert!(refused.contains("the deposit is 2 ASY"), "{refused}");
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
		assert!(text(may_delegate(&track, &casting())).contains("referendum 4"));
	}
}
