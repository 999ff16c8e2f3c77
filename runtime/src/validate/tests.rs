//! What is checked of each kind of value, and what is said of it.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::{Constraint, Measured, Policy, Validate, Violations};
use crate::BigDecimal;

/// A value with this check.
struct Checked(fn(&mut Violations));

impl Validate for Checked {
    fn check(&self, at: &mut Violations) {
        self.0(at);
    }
}

/// What is said about a value.
fn said(check: fn(&mut Violations)) -> String {
    Checked(check).validate().err().map_or_else(String::new, |violations| violations.to_string())
}

#[test]
fn lengths_are_counted_in_units() {
    assert_eq!(Bytes::from_static(b"ab").measure(), Some((2, "bytes")));
    assert_eq!("äb".to_owned().measure(), Some((2, "characters")));
    assert_eq!(vec![(), ()].measure(), Some((2, "items")));
    assert_eq!(BTreeMap::from([(1, 2), (2, 3)]).measure(), Some((2, "entries")));
    assert_eq!(None::<String>.measure(), None);
    assert_eq!(said(|at| at.length("A", &Bytes::from_static(b"a"), 2, u64::MAX)), "A: 1 byte, must be at least 2");
    assert_eq!(said(|at| at.length("A", &vec![0; 3], 0, 2)), "A: 3 items, must be at most 2");
    assert_eq!(said(|at| at.length("A", &BTreeMap::from([(1, 2)]), 2, 2)), "A: 1 entry, must be exactly 2");
    assert_eq!(said(|at| at.length("A", &"abcd".to_owned(), 5, 7)), "A: 4 characters, must be 5 to 7");
    assert_eq!(said(|at| at.length("A", &"ab".to_owned(), 2, 2)), "");
}

#[test]
fn numbers_have_both_bounds_or_one() {
    assert_eq!(said(|at| at.range("A", &1_i8, 2, 3)), "A: 1, must be 2 to 3");
    assert_eq!(said(|at| at.range("A", &1_i64, 2, i64::MAX)), "A: 1, must be at least 2");
    assert_eq!(said(|at| at.range("A", &3_i32, i64::MIN, 2)), "A: 3, must be at most 2");
    assert_eq!(said(|at| at.range("A", &3_i16, 2, 2)), "A: 3, must be exactly 2");
    assert_eq!(said(|at| at.range("A", &0.5_f64, 0.75, 1.0)), "A: 0.5, must be 0.75 to 1");
    assert_eq!(said(|at| at.range("A", &0.5_f64, 0.75, f64::INFINITY)), "A: 0.5, must be at least 0.75");
    assert_eq!(said(|at| at.range("A", &1.5_f64, f64::NEG_INFINITY, 1.0)), "A: 1.5, must be at most 1");
    assert_eq!(said(|at| at.range("A", &f64::NAN, 0.0, 1.0)), "A: NaN, must be 0 to 1");
    assert_eq!(said(|at| at.range("A", &8.9_f32, 0.0, 8.8)), "A: 8.9, must be 0 to 8.8");
    for check in [
        (|at| at.range("A", &1.0_f64, 0.0, 1.0)) as fn(&mut Violations),
        |at| at.range("A", &8.8_f32, 8.8, 8.8),
        |at| at.range("A", &2_i64, 2, 3),
        |at| at.range("A", &3_i64, 2, 3),
        |at| at.range("A", &None::<i64>, 2, 3),
    ] {
        assert_eq!(said(check), "");
    }
    let large = |digits: &str| digits.parse::<BigDecimal>().ok();
    let violations = |min, max| {
        struct Large(Option<BigDecimal>, &'static str, &'static str);
        impl Validate for Large {
            fn check(&self, at: &mut Violations) {
                at.range("A", &self.0, self.1, self.2);
            }
        }
        Large(large("1.50"), min, max).validate().err().map_or_else(String::new, |found| found.to_string())
    };
    assert_eq!(violations("1.6", ""), "A: 1.50, must be at least 1.6");
    assert_eq!(violations("", "1.4"), "A: 1.50, must be at most 1.4");
    assert_eq!(violations("2", "3"), "A: 1.50, must be 2 to 3");
    assert_eq!(violations("1.5", "1.5"), "");
}

#[test]
fn what_is_secret_is_not_told() {
    assert_eq!(said(|at| at.secret_range("A", &1_i64, 2, 3)), "A: must be 2 to 3");
    assert_eq!(said(|at| at.secret_range("A", &0.5_f64, 2.0, 3.0)), "A: must be 2 to 3");
    assert_eq!(said(|at| at.secret_range("A", &2_i64, 2, 3)), "");
    struct Map(BTreeMap<String, i64>);
    impl Validate for Map {
        fn check(&self, at: &mut Violations) {
            at.each_secret_key("Keys", &self.0, |at, key| at.length("", key, 5, 9));
            at.each_secret_value("Values", &self.0, |at, value| at.range("", value, 2, 3));
        }
    }
    let found = Map(BTreeMap::from([("key".to_owned(), 1)])).validate().expect_err("violations").to_string();
    assert!(found.contains("3 characters, must be 5 to 9") && found.contains("1, must be 2 to 3"), "{found}");
    assert!(found.matches("***").count() == 2 && !found.contains("\"key\""), "{found}");
}

#[test]
fn what_is_required_is_there() {
    assert_eq!(said(|at| at.required("A", &None::<()>)), "A: missing, must be given");
    assert_eq!(said(|at| at.required("A", &Some(()))), "");
}

#[test]
fn items_and_entries_are_named() {
    struct Item(i64);
    impl Validate for Item {
        fn check(&self, at: &mut Violations) {
            at.range("B", &self.0, 0, 1);
        }
    }
    let items = vec![Item(0), Item(7)];
    assert_eq!(items.validate().expect_err("a violation").to_string(), "[1].B: 7, must be 0 to 1");
    vec![Item(0)].validate_as(Policy::Bounds).expect("no violation");
    assert_eq!(said(|at| at.nested("A", &vec![Item(9)])), "A[0].B: 9, must be 0 to 1");
    let found = said(|at| {
        let map = BTreeMap::from([("k".to_owned(), 5_i64), ("l".to_owned(), 1)]);
        at.each_value("A", &map, |at, value| at.range("", value, 0, 1));
    });
    assert_eq!(found, "A[\"k\"]: 5, must be 0 to 1");
    let violations = items.validate().expect_err("a violation");
    assert_eq!(format!("{violations:?}"), "[[1].B: 7, must be 0 to 1]");
    assert!(matches!(violations.iter().next().map(|found| found.constraint()), Some(Constraint::Range { .. })));
}
