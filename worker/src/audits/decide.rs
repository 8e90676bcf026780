//! What an auditor does next, from the chain's state.

use assay_client::scoring::{Audit, Phase, Standing};
use assay_primitives::{AccountId, BlockNumber, Hash};

/// A step of an auditor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
	/// To compute, and then to commit; or to abstain, if that can't be done.
	Judge,
	/// To reveal what it committed to.
	Reveal(Hash),
	/// To have the wrong result challenged.
	Challenge,
	/// Nothing, for now or for ever.
	Wait,
}

/// The next step of the validator `stash` in an audit.
pub fn next_step(audit: &Audit, stash: &AccountId, height: BlockNumber) -> Step {
	let Some(standing) = audit.standing_of(stash) else { return Step::Wait };
	match (standing, audit.phase) {
		(Standing::Drawn, Phase::Commit { due }) if height < due => Step::Judge,
		(Standing::Committed(hash), Phase::Reveal { due }) if height < due => Step::Reveal(*hash),
		(
			Standing::Revealed {
				verdict: assay_primitives::audit::Verdict::Mismatch { .. }, ..
			},
			_,
		) if audit.canonical => Step::Challenge,
		_ => Step::Wait,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use assay_client::scoring::Auditor;
	use assay_primitives::audit::Verdict;

	fn step(standing: Standing, phase: Phase, height: BlockNumber) -> Step {
		let stash = AccountId::from([1; 32]);
		let audit = Audit {
			model: Hash::zero(),
			seed: Hash::zero(),
			canonical: true,
			newcomer: false,
			convictions: 0,
			bond: 1,
			phase,
			redrawn: false,
			auditors: vec![Auditor { stash: stash.clone(), standing }],
		};
		assert_eq!(next_step(&audit, &AccountId::from([2; 32]), height), Step::Wait);
		next_step(&audit, &stash, height)
	}

	#[test]
	fn every_standing_has_its_step() {
		let (commit, reveal) = (Phase::Commit { due: 10 }, Phase::Reveal { due: 10 });
		let hash = Hash::repeat_byte(7);
		assert_eq!(step(Standing::Drawn, commit, 9), Step::Judge);
		// A transaction sent now is in the next block at the earliest.
		assert_eq!(step(Standing::Drawn, commit, 10), Step::Wait);
		assert_eq!(step(Standing::Drawn, reveal, 9), Step::Wait);
		assert_eq!(step(Standing::Committed(hash), commit, 9), Step::Wait);
		assert_eq!(step(Standing::Committed(hash), reveal, 9), Step::Reveal(hash));
		assert_eq!(step(Standing::Committed(hash), reveal, 10), Step::Wait);
		let revealed = |verdict| Standing::Revealed { verdict, digest: hash };
		let wrong = Verdict::Mismatch { challenger: AccountId::from([3; 32]) };
		assert_eq!(step(revealed(wrong), Phase::Closed, 99), Step::Challenge);
		assert_eq!(step(revealed(Verdict::Match), Phase::Closed, 99), Step::Wait);
		for standing in [Standing::Abstained, Standing::Silent, Standing::Disproved] {
			assert_eq!(step(standing, commit, 1), Step::Wait);
		}
	}
}
