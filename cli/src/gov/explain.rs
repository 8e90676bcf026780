//! What the chain's errors mean for a voter, and what to do.

use crate::output::Failure;

/// Errors by name, with advice.
const ADVICE: &[(&str, &str)] = &[
	("Referenda.NotOngoing", "The referendum is over; see `assay gov show`"),
	("Referenda.HasDeposit", "Somebody was faster; there is nothing left to do"),
	("Referenda.BadReferendum", "See `assay gov list --all`"),
	("Referenda.BadTrack", "See `assay gov tracks`"),
	("Referenda.NoTrack", "No track speaks for this origin; see `assay gov tracks`"),
	("Referenda.Unfinished", "Deposits go back when the referendum is over"),
	("Referenda.NoDeposit", "It was returned before, or there never was one"),
	(
		"Referenda.BadStatus",
		"The submission deposit goes back only for what was approved or cancelled",
	),
	("Referenda.PreimageNotExist", "Note the call's preimage first"),
	("Referenda.PreimageStoredWithDifferentLength", "Note the call's preimage again"),
	("ConvictionVoting.NotOngoing", "The referendum is over; see `assay gov show`"),
	("ConvictionVoting.NotVoter", "You have no vote there"),
	(
		"ConvictionVoting.AlreadyDelegating",
		"Take the delegation back first: `assay gov undelegate --track NAME`",
	),
	(
		"ConvictionVoting.AlreadyVoting",
		"There are votes of yours on this track: an account votes or delegates, not both. `assay gov unvote` takes a vote \
		 back",
	),
	("ConvictionVoting.NotDelegating", "There is nothing to take back on this track"),
	("ConvictionVoting.Nonsense", "An account can't delegate to itself"),
	(
		"ConvictionVoting.MaxVotesReached",
		"Remove votes on referenda that are over with `assay gov unlock`, others with `assay gov unvote`",
	),
	("ConvictionVoting.InsufficientFunds", "Vote with no more than the account has"),
	("ConvictionVoting.BadClass", "See `assay gov tracks`"),
	("Balances.InsufficientBalance", "The account needs more free tokens for this deposit"),
	("Balances.LiquidityRestrictions", "Tokens that votes lock can't pay a deposit"),
	("Preimage.TooBig", "A preimage has 4 MiB at most"),
	("Preimage.AlreadyNoted", "It is noted already: propose again"),
	("Preimage.Requested", "The preimage is still needed; try again when its call was dispatched"),
	("Treasury.InvalidIndex", "There is no such spend, or it was paid"),
	("Treasury.EarlyPayout", "It can be paid later"),
	("Treasury.SpendExpired", "It was not claimed in time; a new referendum can grant it again"),
	("Treasury.AlreadyAttempted", "It was paid"),
	(
		"Treasury.PayoutError",
		"The treasury has less than that and its existential deposit: claim it again when it has more",
	),
	("Treasury.InsufficientPermission", "This track may not grant so much: propose it on another"),
	(
		"Models.HeightPassed",
		"It took longer than its height allows: propose it again for a later one",
	),
	("Models.HeightTooFar", "Propose it again for an earlier height"),
	(
		"Scheduler.CallUnavailable",
		"Its preimage was gone when the call was due: propose it again, and keep the preimage",
	),
	("Scheduler.PermanentlyOverweight", "The call takes more than a block has: propose parts of it"),
	(
		"Bad origin",
		"The call is for another track than the one that decided it; `assay gov propose` chooses the right one",
	),
];

/// Adds advice to what the chain said.
pub fn explained(mut failure: Failure) -> Failure {
	failure.text = failure.text.map(with_advice);
	failure
}

/// The same for the text of an error.
pub fn with_advice(mut text: String) -> String {
	if let Some((_, advice)) = ADVICE.iter().find(|(name, _)| names(&text, name)) {
		text.push_str(if text.ends_with(['.', '!', '?']) { " " } else { ". " });
		text.push_str(advice);
	}
	text
}

/// Whether a text names an error: an error of a pallet as a whole word.
fn names(text: &str, name: &str) -> bool {
	if name.contains(' ') {
		return text.contains(name);
	}
	text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.')
		.any(|word| word.trim_end_matches('.') == name)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn errors_come_with_advice() {
		let text = "the chain refused the call: Referenda.HasDeposit: Referendum's decision deposit is already paid.";
		let failure = explained(Failure::refused(text));
		assert_eq!(failure.code, 4);
		assert!(failure
			.text
			.unwrap()
			.ends_with("paid. Somebody was faster; there is nothing left to do"));
		let failure = explained(Failure::refused("the chain refused the call: Tasks.Unknown"));
		assert_eq!(failure.text.unwrap(), "the chain refused the call: Tasks.Unknown");
		let text = with_advice("Bad origin.".into());
		assert!(text.starts_with("Bad origin. The call is for another track"), "{text}");
		assert_eq!(with_advice("Referenda.Bad".into()), "Referenda.Bad");
		let text = with_advice("Treasury.PayoutError: The payment failed".into());
		assert!(text.contains("claim it again"), "{text}");
	}
}
