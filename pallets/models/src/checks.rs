//! What a manifest and parameters must satisfy.

use crate::{Config, Error, ModelParamsOf, Pallet, PRICE_HEADROOM};
use assay_primitives::{
	deterrence::MAX_AUDITORS,
	model::{AuditParams, ModelManifest, TemplatePart, Uris, MAX_TEMPERATURE_MILLI},
	traits::Deterrence,
	Balance, MAX_INLINE_INPUT, MAX_POSITIONS,
};
use frame_support::{
	ensure,
	traits::{Contains, Get},
};
use sp_runtime::traits::Zero;

/// Whether `bytes` are text that is safe to show: UTF-8 without control characters.
fn is_text(bytes: &[u8]) -> bool {
	core::str::from_utf8(bytes).is_ok_and(|text| !text.chars().any(char::is_control))
}

impl<T: Config> Pallet<T> {
	/// Checks a manifest.
	pub fn check_manifest(manifest: &ModelManifest) -> Result<(), Error<T>> {
		ensure!(!manifest.name.is_empty(), Error::<T>::EmptyName);
		ensure!(is_text(&manifest.name), Error::<T>::NameNotText);
		ensure!(!manifest.licence.is_empty(), Error::<T>::EmptyLicence);
		ensure!(is_text(&manifest.licence), Error::<T>::LicenceNotText);
		let prompts = manifest.template.iter().filter(|part| **part == TemplatePart::Prompt);
		ensure!(prompts.count() == 1, Error::<T>::TemplateNeedsOnePrompt);
		ensure!(
			(1..=MAX_POSITIONS).contains(&manifest.context_length),
			Error::<T>::BadContextLength
		);
		ensure!(!manifest.weights_root.is_zero(), Error::<T>::ZeroWeightsRoot);
		ensure!(
			manifest.canon.as_ref().is_none_or(T::CanonVersions::contains),
			Error::<T>::UnknownCanonVersion
		);
		Ok(())
	}

	/// Checks parameters of a model with this manifest.
	pub fn check_params(
		manifest: &ModelManifest,
		params: &ModelParamsOf<T>,
	) -> Result<(), Error<T>> {
		Self::check_limits(manifest, params)?;
		Self::check_deterrence(&params.audit, params.bond_factor)
	}

	/// Whether cheating would lose money on average, with what a task can bring now. Who changes what it brings does not
	/// change parameters that hold: posting asks for a larger bond then.
	fn check_deterrence(audit: &AuditParams, bond_factor: u32) -> Result<(), Error<T>> {
		let least = T::Deterrence::least_factor(audit, audit.auditors.into());
		let deters = least.is_some_and(|least| bond_factor >= least);
		ensure!(deters, Error::<T>::BondFactorTooLow);
		ensure!(T::Deterrence::is_covered(audit), Error::<T>::TooManyAudits);
		Ok(())
	}

	/// Checks all of a model's parameters that does not depend on what the network's are now.
	pub(crate) fn check_limits(
		manifest: &ModelManifest,
		params: &ModelParamsOf<T>,
	) -> Result<(), Error<T>> {
		ensure!(!params.price_floor.is_zero(), Error::<T>::ZeroPriceFloor);
		let AuditParams { newcomer_rate, rate, auditors } = params.audit;
		ensure!(!rate.is_zero() && newcomer_rate >= rate, Error::<T>::BadAuditRate);
		ensure!((1..=MAX_AUDITORS).contains(&u32::from(auditors)), Error::<T>::BadAuditors);
		ensure!(
			(1..=manifest.context_length).contains(&params.max_output_tokens),
			Error::<T>::BadMaxOutputTokens
		);
		ensure!(
			(1..=MAX_INLINE_INPUT).contains(&params.max_input_bytes),
			Error::<T>::BadMaxInputBytes
		);
		ensure!(!params.units_per_block.is_zero(), Error::<T>::ZeroUnitsPerBlock);
		ensure!(!params.base_deadline.is_zero(), Error::<T>::ZeroBaseDeadline);
		let sampling = 1..=MAX_TEMPERATURE_MILLI;
		ensure!(
			params.default_temperature.is_none_or(|milli| sampling.contains(&milli)),
			Error::<T>::BadDefaultTemperature
		);
		ensure!(
			params.challenge_window.is_none_or(|blocks| blocks <= T::MaxDeadline::get()),
			Error::<T>::ChallengeWindowTooLong
		);
		ensure!(
			params.min_deadline(params.max_units()) <= T::MaxDeadline::get(),
			Error::<T>::DeadlineTooLong
		);
		Self::largest_bond(params).ok_or(Error::<T>::AmountsTooLarge)?;
		Ok(())
	}

	/// Checks where a version's files are said to be.
	pub fn check_uris(uris: &Uris) -> Result<(), Error<T>> {
		ensure!(uris.iter().all(|uri| !uri.is_empty() && is_text(uri)), Error::<T>::UriNotText);
		Ok(())
	}

	/// The largest bond a task could need at the highest price that is provided for, in plancks; `None` if it is
	/// no balance.
	fn largest_bond(params: &ModelParamsOf<T>) -> Option<Balance> {
		params
			.price_floor
			.checked_mul(PRICE_HEADROOM)?
			.checked_mul(params.max_units().into())?
			.checked_mul(params.bond_factor.into())
	}
}
