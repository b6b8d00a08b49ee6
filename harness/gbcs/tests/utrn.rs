//! Tokens of any counter, class and value.

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::crypto::SharedSecret;
use hallmark_gbcs::utrn::TopUpValue;
use hallmark_gbcs::utrn::Utrn;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::utrn::ValueClass;
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_token_says_what_it_was_made_of(counter: u32, class in any_class(), value in 0u16..=8191, secret: [u8; 32]) {
        let secret = SharedSecret::new(secret);
        let (counter, value) = (UtrnCounter(counter), TopUpValue::new(value).unwrap());
        let token = Utrn::build(&secret, SUPPLIER, DEVICE, counter, class, value);
        let digits = token.to_string();
        prop_assert!(digits.len() == 20 && (b'3'..=b'5').contains(&digits.as_bytes()[1]), "{}", digits);

        let read: Utrn = digits.parse().unwrap();
        prop_assert_eq!(read, token);
        prop_assert_eq!((read.class, read.value), (class, value));
        prop_assert_eq!(u32::from(read.counter.number()), counter.0 % 1024);
        prop_assert!(read.is_authentic(&secret, SUPPLIER, DEVICE, counter));
        prop_assert_eq!(UtrnCounter::try_from(Counter::from(counter)), Ok(counter));
    }

    #[test]
    fn a_counter_within_reach_of_the_highest_is_recovered(highest: u32, distance in -511i64..=511) {
        let Ok(counter) = u32::try_from(i64::from(highest) + distance) else { return Ok(()) };
        let secret = SharedSecret::new([1; 32]);
        let class = ValueClass::Unit;
        let token = Utrn::build(&secret, SUPPLIER, DEVICE, UtrnCounter(counter), class, TopUpValue::MAX);
        prop_assert_eq!(token.counter(UtrnCounter(highest)), Some(UtrnCounter(counter)));
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,30}", digits in "[0-9]{20}") {
        let _ = text.parse::<Utrn>();
        if let Ok(token) = digits.parse::<Utrn>() {
            prop_assert_eq!(token.to_string(), digits);
        }
    }
}

fn any_class() -> impl Strategy<Value = ValueClass> {
    prop::sample::select(vec![
        ValueClass::Hundredth,
        ValueClass::Unit,
        ValueClass::Undefined2,
        ValueClass::Undefined3,
    ])
}

const SUPPLIER: EntityId = EntityId([0x51; 8]);
const DEVICE: EntityId = EntityId([0xDE; 8]);
