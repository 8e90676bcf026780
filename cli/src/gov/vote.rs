//! `assay gov vote`.

use super::{checks, time, view, Desk};
use crate::{
	args::{Side, Vote, WithConviction},
	config::Settings,
	output::Failure,
};
use assay_client::{
	calls, format_amount,
	governance::{AccountVote, Conviction, Governance, Referendum},
	At,
};
use assay_primitives::Balance;
use serde_json::json;

pub async fn run(settings: &Settings, arguments: Vote) -> Result<(), Failure> {
	let vote = vote_of(arguments.side, &arguments.amounts, &arguments.conviction)?;
	let index = arguments.referendum;
	let desk = Desk::open(settings).await?;
	let referendum = desk.referendum(index).await?;
	let it = checks::ongoing(index, &referendum)?;
	let info = desk.client().account(desk.account(), desk.at).await?;
	checks::can_vote_with(desk.account(), &info, vote.balance())?;
	let voting = desk.client().voting(desk.account(), it.track, desk.at).await?;
	if let Some(track) = desk.governance.track(it.track) {
		checks::votes_itself(track, &voting)?;
	}
	let before = voting.votes().iter().find(|(known, _)| *known == index).map(|(_, vote)| *vote);

	let sent = desk.send(calls::vote(index, vote)).await?;
	// How it stands with the vote: the chain looks at it in the next block.
	let at = At::Block(sent.block().hash);
	let now = desk.client().governance(at).await?;
	let referendum = desk.client().referendum(index, at).await?;
	let mut words = vec![locked(&vote, &now)];
	if before.is_some() {
		words.push("it replaces your earlier vote".into());
	}
	let mut fields = json!({ "referendum": index, "replaced": before.is_some() });
	if let Some(Referendum::Ongoing(it)) = referendum {
		if let Some(track) = now.track(it.track) {
			let standing = view::Standing::of(&it, track, &now);
			words.push(format!(
				"approval {} of {} needed now, support {} of {}",
				view::rounded(standing.approval),
				view::rounded(standing.approval_needed),
				view::rounded(standing.support),
				view::rounded(standing.support_needed)
			));
			fields["standing"] = view::ongoing_json(index, &it, track, &now);
		}
	}
	desk.say(&sent, fields, &words.join("\n"))
}

/// The vote that was asked for.
fn vote_of(side: Side, amounts: &[Balance], with: &WithConviction) -> Result<AccountVote, Failure> {
	let conviction =
		|| with.conviction.or(Conviction::new(1)).ok_or_else(|| Failure::other("no conviction"));
	let split = matches!(side, Side::Abstain | Side::Split);
	if split && with.conviction.is_some_and(|it| it.level() > 0) {
		return Err(Failure::usage(
			"only aye and nay can have a conviction. Both sides of a split count a tenth, who abstains counts for the support \
			 alone, and neither locks anything afterwards",
		));
	}
	match (side, amounts) {
		(Side::Aye | Side::Nay, [amount]) => {
			Ok(AccountVote::standard(side == Side::Aye, conviction()?, *amount))
		}
		(Side::Abstain, [amount]) => {
			Ok(AccountVote::SplitAbstain { aye: 0, nay: 0, abstain: *amount })
		}
		(Side::Split, [aye, nay]) => Ok(AccountVote::Split { aye: *aye, nay: *nay }),
		(Side::Split, [aye, nay, abstain]) => {
			Ok(AccountVote::SplitAbstain { aye: *aye, nay: *nay, abstain: *abstain })
		}
		(Side::Split, _) => Err(Failure::usage(
			"split takes two or three amounts: for aye, for nay, and to abstain",
		)),
		_ => Err(Failure::usage("this vote takes one amount")),
	}
}

/// What the vote counts, and how long its tokens stay.
fn locked(vote: &AccountVote, governance: &Governance) -> String {
	match vote {
		AccountVote::Standard { balance, .. } => {
			let (aye, conviction) = vote.side().unwrap_or_default();
			let side = if aye { "aye" } else { "nay" };
			let votes = format_amount(conviction.votes(*balance));
			let lock = match conviction.periods() {
				0 => "its tokens are free when the referendum is over".into(),
				periods => format!(
					"if {side} wins, its tokens are locked for {} after the end",
					time::span(
						governance.vote_locking.saturating_mul(periods),
						governance.block_millis
					)
				),
			};
			format!("{} {side} count {votes}; {lock}", format_amount(*balance))
		}
		AccountVote::Split { aye, nay } => parts(*aye, *nay, 0),
		AccountVote::SplitAbstain { aye, nay, abstain } => parts(*aye, *nay, *abstain),
	}
}

/// The same for a vote without conviction that is not for one side.
fn parts(aye: Balance, nay: Balance, abstain: Balance) -> String {
	let votes = |amount| format_amount(Conviction::default().votes(amount));
	let mut said: Vec<String> = [("aye", aye), ("nay", nay)]
		.into_iter()
		.filter(|(_, amount)| *amount > 0)
		.map(|(side, amount)| format!("{} {side} count {}", format_amount(amount), votes(amount)))
		.collect();
	if abstain > 0 {
		said.push(format!("{} abstain: they count for the support alone", format_amount(abstain)));
	}
	format!("{}; its tokens are free when the referendum is over", said.join(", "))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gov::view::tests::governance;
	use assay_primitives::ASY;

	fn with(level: Option<u8>) -> WithConviction {
		WithConviction { conviction: level.and_then(Conviction::new) }
	}

	#[test]
	fn votes_are_as_they_are_asked_for() {
		let one = Conviction::new(1).unwrap();
		assert_eq!(
			vote_of(Side::Aye, &[5], &with(None)).unwrap(),
			AccountVote::standard(true, one, 5)
		);
		assert_eq!(
			vote_of(Side::Nay, &[5], &with(Some(0))).unwrap(),
			AccountVote::standard(false, Conviction::new(0).unwrap(), 5)
		);
		assert_eq!(
			vote_of(Side::Abstain, &[5], &with(None)).unwrap(),
			AccountVote::SplitAbstain { aye: 0, nay: 0, abstain: 5 }
		);
		assert_eq!(
			vote_of(Side::Split, &[5, 6], &with(None)).unwrap(),
			AccountVote::Split { aye: 5, nay: 6 }
		);
		for (side, amounts, level) in [
			(Side::Aye, &[1, 2][..], None),
			(Side::Abstain, &[1, 2], None),
			(Side::Split, &[1], None),
			(Side::Split, &[1, 2], Some(1)),
			(Side::Abstain, &[1], Some(6)),
		] {
			assert_eq!(vote_of(side, amounts, &with(level)).unwrap_err().code, 2);
		}
	}

	#[test]
	fn weight_and_lock_are_said() {
		let vote = AccountVote::standard(true, Conviction::new(3).unwrap(), 2 * ASY);
		assert_eq!(
			locked(&vote, &governance(1)),
			"2 ASY aye count 6 ASY; if aye wins, its tokens are locked for 40 blocks (80 s) after the end"
		);
		let vote = AccountVote::standard(false, Conviction::new(0).unwrap(), 2 * ASY);
		assert!(
			locked(&vote, &governance(1)).contains("2 ASY nay count 0.2 ASY; its tokens are free")
		);
		let split = AccountVote::Split { aye: 6 * ASY, nay: 4 * ASY };
		assert_eq!(
			locked(&split, &governance(1)),
			"6 ASY aye count 0.6 ASY, 4 ASY nay count 0.4 ASY; its tokens are free when the referendum is over"
		);
		let abstains = AccountVote::SplitAbstain { aye: 0, nay: 0, abstain: ASY };
		assert_eq!(
			locked(&abstains, &governance(1)),
			"1 ASY abstain: they count for the support alone; its tokens are free when the referendum is over"
		);
	}
}
