use crate::{price::MAX_MULTIPLE, types::Market};
use sp_runtime::{FixedPointNumber, FixedU128};

fn market(busy: u32, ready: u32) -> Market<u32> {
	Market { busy, ready, ..Default::default() }
}

#[test]
fn the_price_moves_two_percent_a_block_outside_the_dead_zone() {
	let at = |market: Market<u32>, now| market.multiple_at(now);
	assert_eq!(at(market(61, 39), 1), FixedU128::from_rational(102, 100));
	assert_eq!(at(market(60, 40), 1), FixedU128::from_u32(1));
	let high = Market { multiple: FixedU128::from_u32(100), ..market(39, 61) };
	assert_eq!(at(high, 1), FixedU128::from_u32(98));
	assert_eq!(at(market(0, 0), 9), FixedU128::from_u32(1));
	assert_eq!(at(market(1, 0), u32::MAX), FixedU128::from_u32(MAX_MULTIPLE));
	assert_eq!(at(market(0, 1), u32::MAX), FixedU128::from_u32(1));
}

#[test]
fn many_blocks_at_once_are_the_same_as_one_by_one() {
	let (mut lazy, mut eager) = (market(1, 0), market(1, 0));
	for now in 1..=300u32 {
		eager.advance(now);
	}
	lazy.advance(300);
	let price = |market: &Market<u32>| market.multiple.saturating_mul_int(1_000_000_000u128);
	assert!(price(&lazy).abs_diff(price(&eager)) <= 1);
}
