use super::*;
use crate::CurrentEra;

#[test]
fn an_era_has_its_sessions() {
	ExtBuilder::default().build_and_execute(|| {
		let mut eras = Vec::new();
		for session in 0..7 {
			Staking::on_session_start(session);
			eras.push(<Staking as Eras>::current());
		}
		assert_eq!(eras, vec![0, 0, 1, 1, 2, 2, 3]);
		assert_eq!(
			events_since_last_call(),
			vec![
				Event::EraStarted { era: 1 },
				Event::EraStarted { era: 2 },
				Event::EraStarted { era: 3 },
			]
		);
	});
}

#[test]
fn sessions_out_of_order_begin_no_era() {
	ExtBuilder::default().build_and_execute(|| {
		Staking::on_session_start(10);
		assert_eq!(CurrentEra::<Test>::get(), 1);
		Staking::on_session_start(3);
		Staking::on_session_start(11);
		assert_eq!(CurrentEra::<Test>::get(), 1);
		Staking::on_session_start(12);
		assert_eq!(CurrentEra::<Test>::get(), 2);
	});
}

#[test]
fn the_last_era_goes_on() {
	ExtBuilder::default().build_and_execute(|| {
		CurrentEra::<Test>::put(u32::MAX);
		crate::PlannedEra::<Test>::put(u32::MAX);
		Staking::on_session_start(2);
		assert_eq!(CurrentEra::<Test>::get(), u32::MAX);
		assert_eq!(events_since_last_call(), vec![]);
	});
}

#[test]
fn starting_a_session_weighs_something() {
	ExtBuilder::default().build_and_execute(|| {
		let before = System::block_weight().total();
		Staking::on_session_start(1);
		assert!(System::block_weight().total().ref_time() > before.ref_time());
	});
}
