//! What a unit costs.
//!
//! The price of a model is a multiple of its governed floor. Every block in which more than 60 % of the model's
//! slots are busy raises it by 2 %, every block with less than 40 % lowers it by 2 %; it stays between the floor and
//! [`MAX_MULTIPLE`] times the floor. How busy the slots are changes only when the market's record is written, so
//! the price is moved then, for all blocks that have passed since.

use crate::{types::Market, BlockNumberFor, Config, Markets, Pallet, TermsOf};
use assay_primitives::{
	model::ModelParams,
	task::prompt_units,
	traits::{Audits, Deterrence},
	Balance, ModelId, Units,
};
use frame_support::traits::Get;
use sp_runtime::{
	traits::{BlockNumberProvider, SaturatedConversion, Saturating},
	ArithmeticError, DispatchError, FixedPointNumber, FixedU128,
};

/// Most that a unit can cost, as a multiple of the model's price floor.
pub const MAX_MULTIPLE: u32 = 1_000;
/// The price rises while more than this part of the slots is busy, in percent.
const BUSY_ABOVE: u64 = 60;
/// The price falls while less than this part of the slots is busy, in percent.
const BUSY_BELOW: u64 = 40;
/// Blocks of rising or falling after which the price has come from one bound to the other:
/// 0.98^342 < 1 / 1,000 and 1.02^349 > 1,000. Keeps the powers within the fixed-point range.
const FULL_SWING: u32 = 400;

/// Which way the price moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Move {
	Up,
	Down,
	None,
}

impl<BlockNumber> Market<BlockNumber>
where
	BlockNumber: Copy + sp_runtime::traits::AtLeast32BitUnsigned,
{
	fn direction(&self) -> Move {
		let busy = u64::from(self.busy).saturating_mul(100);
		let all = u64::from(self.busy).saturating_add(self.ready.into());
		if all == 0 {
			// Without supply there is nothing to measure demand by.
			Move::None
		} else if busy > all.saturating_mul(BUSY_ABOVE) {
			Move::Up
		} else if busy < all.saturating_mul(BUSY_BELOW) {
			Move::Down
		} else {
			Move::None
		}
	}

	/// The multiple of the floor at height `now`.
	pub fn multiple_at(&self, now: BlockNumber) -> FixedU128 {
		let blocks: u32 = now.saturating_sub(self.updated_at).saturated_into();
		let step = match self.direction() {
			Move::Up => FixedU128::saturating_from_rational(102, 100),
			Move::Down => FixedU128::saturating_from_rational(98, 100),
			Move::None => return self.multiple,
		};
		let factor = step.saturating_pow(blocks.min(FULL_SWING) as usize);
		self.multiple
			.saturating_mul(factor)
			.clamp(FixedU128::from_u32(1), FixedU128::saturating_from_integer(MAX_MULTIPLE))
	}

	/// Moves the price for the blocks that have passed, before anything that determines its direction changes.
	pub fn advance(&mut self, now: BlockNumber) {
		self.multiple = self.multiple_at(now);
		self.updated_at = now;
	}
}

/// What a task costs, and what its worker risks, in plancks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Cost {
	pub price: Balance,
	pub units: Units,
	pub quote: Balance,
	pub posting_fee: Balance,
	pub bond: Balance,
}

impl<T: Config> Pallet<T> {
	/// Height of the chain in active blocks: the clock of every deadline here.
	pub(crate) fn now() -> BlockNumberFor<T> {
		T::BlockNumberProvider::current_block_number()
	}

	/// Changes a model's market, after its price has been moved to now.
	pub(crate) fn with_market<R>(
		model: &ModelId,
		change: impl FnOnce(&mut Market<BlockNumberFor<T>>) -> R,
	) -> R {
		Markets::<T>::mutate(model, |market| {
			market.advance(Self::now());
			change(market)
		})
	}

	/// Plancks per unit, now.
	pub(crate) fn price_of(
		market: &Market<BlockNumberFor<T>>,
		params: &ModelParams<Balance, BlockNumberFor<T>>,
	) -> Result<Balance, DispatchError> {
		market
			.multiple_at(Self::now())
			.checked_mul_int(params.price_floor)
			.ok_or(ArithmeticError::Overflow.into())
	}

	/// Plancks of its own stake that a worker bonds to a task with this quote.
	///
	/// The model's factor was enough when it was set. Fewer auditors than it provides for, or more emission, take more. Where
	/// nobody audits no bond deters, and results stand on whoever watches: then it stays.
	pub(crate) fn bond_of(
		model: &ModelId,
		terms: &TermsOf<T>,
		quote: Balance,
	) -> Result<Balance, DispatchError> {
		let params = &terms.params;
		let least = match terms.manifest.canon {
			Some(_) => T::Deterrence::least_factor(&params.audit, T::Audits::able(model)),
			// Nothing can be proved: no bond is lost.
			None => None,
		};
		let factor = params.bond_factor.max(least.unwrap_or(0));
		let bond = quote.checked_mul(factor.into()).ok_or(ArithmeticError::Overflow)?;
		Ok(bond.max(T::MinTaskBond::get()))
	}

	/// The largest bond that a task of this model can need at the present price.
	pub(crate) fn largest_bond(
		model: &ModelId,
		market: &Market<BlockNumberFor<T>>,
		terms: &TermsOf<T>,
	) -> Result<Balance, DispatchError> {
		let quote = Self::price_of(market, &terms.params)?
			.checked_mul(terms.params.max_units().into())
			.ok_or(ArithmeticError::Overflow)?;
		Self::bond_of(model, terms, quote)
	}

	/// Plancks taken for posting a prompt of `input_len` bytes: base and bytes, doubled for every quarter of the
	/// queue that is filled.
	pub(crate) fn posting_fee(
		market: &Market<BlockNumberFor<T>>,
		input_len: u32,
	) -> Result<Balance, DispatchError> {
		let quarters = u64::from(market.waiting)
			.saturating_mul(4)
			.checked_div(T::MaxQueue::get().into())
			.unwrap_or(4)
			.min(4);
		let factor =
			1u128.checked_shl(quarters.saturated_into()).ok_or(ArithmeticError::Overflow)?;
		T::PostingFeePerByte::get()
			.checked_mul(input_len.into())
			.and_then(|bytes| bytes.checked_add(T::PostingFeeBase::get()))
			.and_then(|fee| fee.checked_mul(factor))
			.ok_or(ArithmeticError::Overflow.into())
	}

	/// What a task would cost now.
	pub(crate) fn cost_of(
		model: &ModelId,
		market: &Market<BlockNumberFor<T>>,
		terms: &TermsOf<T>,
		max_tokens: u32,
		input_len: u32,
	) -> Result<Cost, DispatchError> {
		let price = Self::price_of(market, &terms.params)?;
		let units =
			prompt_units(input_len).checked_add(max_tokens).ok_or(ArithmeticError::Overflow)?;
		let quote = price.checked_mul(units.into()).ok_or(ArithmeticError::Overflow)?;
		let bond = Self::bond_of(model, terms, quote)?;
		let posting_fee = Self::posting_fee(market, input_len)?;
		// Both are charged together; their sum must be an amount too.
		quote.checked_add(posting_fee).ok_or(ArithmeticError::Overflow)?;
		Ok(Cost { price, units, quote, posting_fee, bond })
	}
}
