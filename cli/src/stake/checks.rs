//! What the chain would refuse, said before a fee is paid. The chain has the last word: what is not found here comes back
//! in its own words.

use crate::output::Failure;
use assay_client::{format_amount, format_percent, AccountInfo, Perbill};
use assay_primitives::{
	api::{DelegationView, StakerRole, StakerView, StakingView},
	AccountId, Balance, EraIndex,
};

fn refused<T>(text: String) -> Result<T, Failure> {
	Err(Failure::refused(text))
}

/// An operator's key was used, or named, where a stash's is wanted.
pub fn is_operator(account: &AccountId, stash: &AccountId) -> Failure {
	Failure::refused(format!(
		"{account} is the operator of {stash} and has no stake itself: use the stash's key"
	))
}

/// Returns the stash if it may stand for election.
pub fn validate<'a>(
	staking: &StakingView,
	account: &AccountId,
	own: Option<&'a StakerView>,
	has_keys: bool,
) -> Result<&'a StakerView, Failure> {
	let least = format_amount(staking.min_validator_bond);
	let Some(own) = own else {
		return refused(format!(
			"{account} has no stake: begin with `assay stake bond`, at least {least}"
		));
	};
	if own.role == Some(StakerRole::Worker) {
		return refused(format!(
			"{account} is a worker, and a stash has one role at a time: use another stash, or end that one with \
			 `assay stake deregister`"
		));
	}
	if own.own < staking.min_validator_bond {
		return refused(format!(
			"a validator needs {least} of its own, {account} has {}: add to it with `assay stake bond-extra`",
			format_amount(own.own)
		));
	}
	if !own.slashes.is_empty() {
		return refused(format!(
			"{account} is to be slashed; it can stand for election when that is done, see `assay stake show`"
		));
	}
	if !has_keys {
		return refused(format!(
			"{account} has no session keys: set them with `assay stake set-keys`"
		));
	}
	Ok(own)
}

pub fn chill(account: &AccountId, own: Option<&StakerView>) -> Result<(), Failure> {
	if own.and_then(|own| own.role) == Some(StakerRole::Validator) {
		Ok(())
	} else {
		refused(format!("{account} does not stand for election as a validator"))
	}
}

/// Returns the staker if it has a role, and so may ask for a commission.
pub fn prefs<'a>(
	account: &AccountId,
	own: Option<&'a StakerView>,
) -> Result<&'a StakerView, Failure> {
	match own {
		Some(own) if own.role.is_some() => Ok(own),
		_ => refused(format!(
			"{account} is neither a worker nor a candidate: begin with `assay stake register` or `assay stake validate`"
		)),
	}
}

/// `most`: by how much a commission may rise in an era.
pub fn commission(own: &StakerView, wanted: Perbill, most: Perbill) -> Result<(), Failure> {
	let old = own.commission.unwrap_or_default();
	let limit = Perbill::from_parts(old.deconstruct().saturating_add(most.deconstruct()));
	if own.delegators > 0 && wanted > limit {
		return refused(format!(
			"while there are delegators the commission may rise by {} an era: from {} to {} now, not to {}",
			format_percent(most),
			format_percent(old),
			format_percent(limit),
			format_percent(wanted)
		));
	}
	Ok(())
}

/// What is to be delegated to whom.
pub struct Wanted<'a> {
	pub stash: &'a AccountId,
	pub amount: Balance,
	pub max_commission: Option<Perbill>,
}

/// Returns the commission of the staker.
pub fn delegate(
	staking: &StakingView,
	account: &AccountId,
	wanted: &Wanted,
	staker: Option<&StakerView>,
) -> Result<Perbill, Failure> {
	let Wanted { stash, amount, max_commission } = *wanted;
	if account == stash {
		return refused(format!(
			"{account} can't delegate to itself: add to its stake with `assay stake bond-extra`"
		));
	}
	if amount == 0 {
		return refused("the amount is zero".into());
	}
	let staker = match staker {
		Some(staker) if staker.stash == *stash && staker.role.is_some() => staker,
		_ => {
			return refused(format!(
				"{stash} is neither a worker nor a validator; `assay stake list` lists validators"
			))
		}
	};
	let Some(commission) = staker.commission.filter(|_| !staker.blocked) else {
		return refused(format!("{stash} takes no new delegations"));
	};
	if let Some(most) = max_commission.filter(|most| commission > *most) {
		return refused(format!(
			"{stash} takes a commission of {}, and --max-commission is {}",
			format_percent(commission),
			format_percent(most)
		));
	}
	if !staker.slashes.is_empty() {
		return refused(format!("{stash} is to be slashed and takes no delegations until then"));
	}
	if amount < staking.min_delegation {
		return refused(format!(
			"at least {} is delegated at once, not {}",
			format_amount(staking.min_delegation),
			format_amount(amount)
		));
	}
	Ok(commission)
}

/// Whether the account has the tokens, and some left to exist.
pub fn funds(account: &AccountId, info: &AccountInfo, amount: Balance) -> Result<(), Failure> {
	if info.free > amount {
		return Ok(());
	}
	refused(format!(
		"{account} has {} free, and something must be left for the fee and for the account to exist",
		format_amount(info.free)
	))
}

/// What counts of a delegation, now or from the next era on.
fn whole(delegation: &DelegationView) -> Balance {
	delegation.worth.saturating_add(delegation.joining)
}

/// `amount`: all if there is none.
pub fn undelegate(
	staking: &StakingView,
	stash: &AccountId,
	known: Option<&DelegationView>,
	amount: Option<Balance>,
) -> Result<(), Failure> {
	let Some(known) = known else {
		return refused(format!(
			"nothing is delegated to {stash}; `assay stake show` lists what is"
		));
	};
	let has = whole(known);
	if has == 0 {
		return refused(format!(
			"all that was delegated to {stash} is taken back already; `assay stake show` says when it can be withdrawn"
		));
	}
	if amount == Some(0) {
		return refused("the amount is zero".into());
	}
	let Some(rest) = has.checked_sub(amount.unwrap_or(has)) else {
		return refused(format!(
			"the delegation to {stash} is worth {}; take back that much at most, or use --all",
			format_amount(has)
		));
	};
	if rest > 0 && rest < staking.min_delegation {
		return refused(format!(
			"{} would be left, and a delegation must be at least {}: take back less, or use --all",
			format_amount(rest),
			format_amount(staking.min_delegation)
		));
	}
	Ok(())
}

/// Stakers from which something can be withdrawn, of all or of one.
pub fn ripe(
	era: EraIndex,
	delegations: &[DelegationView],
	stash: Option<&AccountId>,
) -> Result<Vec<AccountId>, Failure> {
	let of: Vec<&DelegationView> = delegations
		.iter()
		.filter(|delegation| stash.is_none_or(|stash| delegation.stash == *stash))
		.collect();
	let ripe: Vec<AccountId> = of
		.iter()
		.filter(|delegation| delegation.leaving.iter().any(|(_, first)| *first <= era))
		.map(|delegation| delegation.stash.clone())
		.collect();
	if !ripe.is_empty() {
		return Ok(ripe);
	}
	let from = stash.map(|stash| format!(" from {stash}")).unwrap_or_default();
	let next = of.iter().flat_map(|delegation| &delegation.leaving).map(|(_, first)| *first).min();
	refused(match next {
		Some(next) => format!(
			"nothing can be withdrawn{from} yet: the first from era {next} on, and this is era {era}"
		),
		None => format!(
			"nothing was taken back{from}: begin with `assay stake undelegate`; `assay stake show` lists delegations"
		),
	})
}

/// Parts stakers into those from which something can be withdrawn and those that are to be slashed first. Refused if there
/// are only such.
pub fn not_slashed(
	ripe: Vec<AccountId>,
	stakers: &[StakerView],
) -> Result<(Vec<AccountId>, Vec<AccountId>), Failure> {
	let is_slashed = |stash: &AccountId| {
		stakers.iter().any(|staker| staker.stash == *stash && !staker.slashes.is_empty())
	};
	let (waiting, ready): (Vec<_>, Vec<_>) = ripe.into_iter().partition(is_slashed);
	match waiting.first() {
		Some(stash) if ready.is_empty() => refused(slash_first(stash)),
		_ => Ok((ready, waiting)),
	}
}

pub fn slash_first(stash: &AccountId) -> String {
	format!("{stash} is to be slashed: nothing can be withdrawn from it until that is done or cancelled")
}

pub fn pay(staking: &StakingView, era: EraIndex) -> Result<(), Failure> {
	if era < staking.era {
		Ok(())
	} else {
		refused(format!("era {era} is not over, the current one is {}", staking.era))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::stake::view::tests::{account, delegation, percent, staker, staking, ASY};
	use assay_primitives::api::SlashView;

	const SLASH: SlashView = SlashView { era: 3, part: Perbill::from_percent(25), due: 6 };

	/// The text with which something is refused.
	fn why<T: std::fmt::Debug>(result: Result<T, Failure>) -> String {
		let failure = result.unwrap_err();
		assert_eq!(failure.code, 4, "{failure:?}");
		failure.text.unwrap()
	}

	#[test]
	fn standing_for_election() {
		let (terms, who) = (staking(), account(1));
		let check = |own: Option<&StakerView>, keys| validate(&terms, &who, own, keys).map(|_| ());
		let mut own = staker(1, None);
		check(Some(&own), true).unwrap();
		assert!(why(check(None, true)).contains("assay stake bond"));
		assert!(why(check(Some(&own), false)).contains("assay stake set-keys"));
		own.slashes = vec![SLASH];
		assert!(why(check(Some(&own), true)).contains("slashed"));
		own = staker(1, Some(StakerRole::Worker));
		assert!(why(check(Some(&own), true)).contains("one role"));
		own = staker(1, Some(StakerRole::Validator));
		check(Some(&own), true).unwrap();
		own.own = 999 * ASY;
		let text = why(check(Some(&own), true));
		assert!(text.contains("needs 1000 ASY") && text.contains("has 999 ASY"), "{text}");
	}

	#[test]
	fn giving_up_and_changing_terms() {
		let who = account(1);
		for (role, may_chill, may_ask) in [
			(Some(StakerRole::Validator), true, true),
			(Some(StakerRole::Worker), false, true),
			(None, false, false),
		] {
			let own = staker(1, role);
			assert_eq!(chill(&who, Some(&own)).is_ok(), may_chill, "{role:?}");
			assert_eq!(prefs(&who, Some(&own)).is_ok(), may_ask, "{role:?}");
		}
		assert!(chill(&who, None).is_err() && prefs(&who, None).is_err());
	}

	#[test]
	fn a_commission_rises_slowly() {
		let (mut own, most) = (staker(1, Some(StakerRole::Validator)), percent("1%"));
		commission(&own, percent("6%"), most).unwrap();
		commission(&own, percent("0%"), most).unwrap();
		assert!(why(commission(&own, percent("6.0000001%"), most)).contains("from 5% to 6% now"));
		own.delegators = 0;
		commission(&own, percent("100%"), most).unwrap();
	}

	#[test]
	fn delegating() {
		let (terms, who, stash) = (staking(), account(9), account(1));
		let good = staker(1, Some(StakerRole::Validator));
		let check = |staker: Option<&StakerView>, amount, most: Option<&str>| {
			let max_commission = most.map(percent);
			let wanted = Wanted { stash: &stash, amount, max_commission };
			delegate(&terms, &who, &wanted, staker)
		};
		assert_eq!(check(Some(&good), ASY, None).unwrap(), percent("5%"));
		assert_eq!(check(Some(&good), ASY, Some("5%")).unwrap(), percent("5%"));
		let text = why(check(Some(&good), ASY, Some("4.9%")));
		assert!(text.contains("of 5%") && text.contains("is 4.9%"), "{text}");
		assert!(why(check(Some(&good), 0, None)).contains("zero"));
		assert!(why(check(Some(&good), ASY - 1, None)).contains("at least 1 ASY"));
		assert!(why(check(None, ASY, None)).contains("neither"));
		assert!(why(check(Some(&staker(1, None)), ASY, None)).contains("neither"));
		// An operator's account answers with its stash.
		assert!(why(check(Some(&staker(2, good.role)), ASY, None)).contains("neither"));
		for spoil in [
			(|it: &mut StakerView| it.blocked = true) as fn(&mut StakerView),
			|it| it.commission = None,
			|it| it.slashes = vec![SLASH],
		] {
			let mut staker = good.clone();
			spoil(&mut staker);
			assert!(why(check(Some(&staker), ASY, None)).contains("takes no"));
		}
		let wanted = |amount| Wanted { stash: &stash, amount, max_commission: None };
		let own = delegate(&terms, &stash, &wanted(ASY), Some(&good));
		assert!(why(own).contains("itself"));
	}

	#[test]
	fn an_account_must_keep_something() {
		let info = AccountInfo { free: 5 * ASY, ..AccountInfo::default() };
		funds(&account(1), &info, 4 * ASY).unwrap();
		assert!(why(funds(&account(1), &info, 5 * ASY)).contains("has 5 ASY free"));
	}

	#[test]
	fn taking_back() {
		let (terms, stash) = (staking(), account(1));
		let known = delegation(1, 3 * ASY, 2 * ASY, &[]);
		let check = |amount| undelegate(&terms, &stash, Some(&known), amount);
		for fine in [None, Some(ASY), Some(4 * ASY), Some(5 * ASY)] {
			check(fine).unwrap();
		}
		assert!(why(check(Some(0))).contains("zero"));
		assert!(why(check(Some(4 * ASY + 1))).contains("--all"));
		assert!(why(check(Some(5 * ASY + 1))).contains("worth 5 ASY"));
		assert!(why(undelegate(&terms, &stash, None, None)).contains("nothing is delegated"));
		let gone = delegation(1, 0, 0, &[(ASY, 7)]);
		assert!(why(undelegate(&terms, &stash, Some(&gone), None)).contains("already"));
	}

	#[test]
	fn withdrawing() {
		let all = [
			delegation(1, ASY, 0, &[(ASY, 5), (ASY, 7)]),
			delegation(2, ASY, 0, &[(ASY, 6)]),
			delegation(3, ASY, 0, &[]),
		];
		assert_eq!(ripe(5, &all, None).unwrap(), [account(1)]);
		assert_eq!(ripe(6, &all, None).unwrap(), [account(1), account(2)]);
		assert_eq!(ripe(6, &all, Some(&account(2))).unwrap(), [account(2)]);
		let text = why(ripe(5, &all, Some(&account(2))));
		assert!(text.contains("from era 6 on") && text.contains("this is era 5"), "{text}");
		assert!(why(ripe(4, &all, None)).contains("from era 5 on"));
		for nobody in [3, 4] {
			assert!(why(ripe(9, &all, Some(&account(nobody)))).contains("nothing was taken back"));
		}
	}

	#[test]
	fn a_slash_comes_first() {
		let mut stakers = [staker(1, None), staker(2, Some(StakerRole::Validator))];
		stakers[1].slashes = vec![SLASH];
		// Nothing is known of the third any more: it has left.
		let ripe = vec![account(1), account(2), account(3)];
		let (ready, waiting) = not_slashed(ripe, &stakers).unwrap();
		assert_eq!((ready, waiting), (vec![account(1), account(3)], vec![account(2)]));
		assert!(why(not_slashed(vec![account(2)], &stakers)).contains("to be slashed"));
	}

	#[test]
	fn only_past_eras_are_paid() {
		pay(&staking(), 4).unwrap();
		assert!(why(pay(&staking(), 5)).contains("the current one is 5"));
	}
}
