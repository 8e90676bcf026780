//! Votes and delegations of an account.

use super::ReferendumIndex;
use assay_primitives::{AccountId, Balance, BlockNumber};
use codec::{Decode, Encode};

/// How long a voter's tokens stay locked if it wins, and what its vote counts for that.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode)]
pub struct Conviction(u8);

impl Conviction {
	/// From 0, a tenth of the tokens and no lock, to 6, six times the tokens for 32 locking periods.
	pub fn new(level: u8) -> Option<Self> {
		(level <= 6).then_some(Self(level))
	}

	pub fn level(self) -> u8 {
		self.0
	}

	/// Locking periods after the end of the referendum.
	pub fn periods(self) -> u32 {
		match self.0 {
			0 => 0,
			level => 1u32 << (level - 1).min(5),
		}
	}

	/// Votes of so many plancks.
	pub fn votes(self, balance: Balance) -> Balance {
		match self.0 {
			0 => balance / 10,
			level => balance.saturating_mul(level.into()),
		}
	}
}

/// A vote.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub enum AccountVote {
	/// One way. The first bit of `vote` is set for aye, the others are the conviction.
	#[codec(index = 0)]
	Standard { vote: u8, balance: Balance },
	/// Both ways, each without conviction.
	#[codec(index = 1)]
	Split { aye: Balance, nay: Balance },
	/// Both ways, and a part that counts for the turnout only.
	#[codec(index = 2)]
	SplitAbstain { aye: Balance, nay: Balance, abstain: Balance },
}

impl AccountVote {
	const AYE: u8 = 0b1000_0000;

	/// With all for one side.
	pub fn standard(aye: bool, conviction: Conviction, balance: Balance) -> Self {
		Self::Standard { vote: conviction.0 | if aye { Self::AYE } else { 0 }, balance }
	}

	/// Side and conviction of a vote for one side.
	pub fn side(&self) -> Option<(bool, Conviction)> {
		match self {
			Self::Standard { vote, .. } => {
				Some((vote & Self::AYE != 0, Conviction(vote & !Self::AYE)))
			}
			_ => None,
		}
	}

	/// All plancks in it.
	pub fn balance(&self) -> Balance {
		match self {
			Self::Standard { balance, .. } => *balance,
			Self::Split { aye, nay } => aye.saturating_add(*nay),
			Self::SplitAbstain { aye, nay, abstain } => {
				aye.saturating_add(*nay).saturating_add(*abstain)
			}
		}
	}
}

/// Plancks, weighted and not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode)]
struct Delegations {
	votes: Balance,
	capital: Balance,
}

/// Votes of an account on the referenda of one track.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Votes {
	pub votes: Vec<(ReferendumIndex, AccountVote)>,
	delegations: Delegations,
	/// What removed votes and delegations still lock: until this block, so many plancks.
	pub prior: (BlockNumber, Balance),
}

/// An account that lets another vote on one track.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Delegation {
	pub balance: Balance,
	pub target: AccountId,
	pub conviction: Conviction,
	delegations: Delegations,
	/// As [`Votes::prior`].
	pub prior: (BlockNumber, Balance),
}

/// What an account does on one track.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Voting {
	#[codec(index = 0)]
	Casting(Votes),
	#[codec(index = 1)]
	Delegating(Delegation),
}

impl Default for Voting {
	fn default() -> Self {
		Self::Casting(Votes {
			votes: Vec::new(),
			delegations: Delegations::default(),
			prior: (0, 0),
		})
	}
}

impl Voting {
	/// Its votes; none if it delegates.
	pub fn votes(&self) -> &[(ReferendumIndex, AccountVote)] {
		match self {
			Self::Casting(casting) => &casting.votes,
			Self::Delegating(_) => &[],
		}
	}

	/// What earlier votes lock: until this block, so many plancks.
	pub fn prior(&self) -> (BlockNumber, Balance) {
		match self {
			Self::Casting(casting) => casting.prior,
			Self::Delegating(delegation) => delegation.prior,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn convictions_are_as_the_pallet_has_them() {
		let of = |level| Conviction::new(level).unwrap();
		let periods: Vec<u32> = (0..=6).map(|level| of(level).periods()).collect();
		assert_eq!(periods, [0, 1, 2, 4, 8, 16, 32]);
		let votes: Vec<Balance> = (0..=6).map(|level| of(level).votes(100)).collect();
		assert_eq!(votes, [10, 100, 200, 300, 400, 500, 600]);
		assert_eq!(Conviction::new(7), None);
	}

	#[test]
	fn votes_are_as_the_pallet_reads_them() {
		let three = Conviction::new(3).unwrap();
		let aye = AccountVote::standard(true, three, 5);
		assert_eq!(aye.encode(), [vec![0, 0x83], 5u128.encode()].concat());
		assert_eq!(aye.side(), Some((true, three)));
		let nay = AccountVote::standard(false, three, 5);
		assert_eq!(nay.encode()[1], 0x03);
		assert_eq!(nay.side(), Some((false, three)));
		let split = AccountVote::SplitAbstain { aye: 1, nay: 2, abstain: 3 };
		assert_eq!((split.balance(), split.side()), (6, None));
	}
}
