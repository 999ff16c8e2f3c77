//! CBOR against the examples of RFC 8949, appendix A, and against what hostile answers hold.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::{Cbor, Reader, document, numbers};
use crate::big_number::{BigDecimal, BigInteger};
use crate::document::Document;
use crate::timestamp::DateTime;
use crate::wire::{Decode, Field, Format, Result};

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
    (0..hex.len()).step_by(2).map(digit).collect()
}

fn read<T: Decode>(hex: &str) -> Result<T> {
    let (mut value, bytes) = (T::initial(), bytes(hex));
    let mut input = Reader::new(&bytes, u64::MAX);
    value.decode(&mut input)?;
    input.finish()?;
    Ok(value)
}

fn written(value: &dyn Field) -> String {
    let bytes = Cbor.write(value).expect("CBOR");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn big<T: std::str::FromStr>(digits: &str) -> T {
    digits.parse().unwrap_or_else(|_| panic!("{digits} is no number"))
}

#[test]
fn whole_numbers_have_any_width() {
    let cases = [("00", 0), ("17", 23), ("1818", 24), ("1903e8", 1000), ("1a000f4240", 1_000_000), ("20", -1)];
    for (hex, number) in cases {
        assert_eq!(read::<i64>(hex), Ok(number));
        assert_eq!(written(&number), hex);
    }
    assert_eq!(read::<i64>("3b7fffffffffffffff"), Ok(i64::MIN));
    // A fraction of zero is fine, whatever the width, and so are tags that say nothing.
    for hex in ["f93c00", "fa3f800000", "fb3ff0000000000000", "d9d9f701", "1b0000000000000001"] {
        assert_eq!(read::<i32>(hex), Ok(1), "{hex}");
    }
    for hex in ["1bffffffffffffffff", "1a80000000", "f93e00", "6131", "f6"] {
        read::<i32>(hex).expect_err(hex);
    }
}

#[test]
fn fractions_have_any_precision() {
    let cases = [
        ("f90000", 0.0),
        ("f93c00", 1.0),
        ("f93e00", 1.5),
        ("f97bff", 65504.0),
        ("f90001", 5.960_464_477_539_063e-8),
        ("f90400", 6.103_515_625e-5),
        ("f9c400", -4.0),
        ("fa47c35000", 100_000.0),
        ("fb3ff199999999999a", 1.1),
        ("fbc010666666666666", -4.1),
        ("1903e8", 1000.0),
    ];
    for (hex, number) in cases {
        assert_eq!(read::<f64>(hex), Ok(number), "{hex}");
    }
    assert!(read::<f64>("f98000").is_ok_and(|zero| zero == 0.0 && zero.is_sign_negative()));
    for (hex, number) in [("f97c00", f64::INFINITY), ("f9fc00", f64::NEG_INFINITY), ("fa7f800000", f64::INFINITY)] {
        assert_eq!(read::<f64>(hex), Ok(number));
    }
    for hex in ["f97e00", "fa7fc00000", "fb7ff8000000000000"] {
        assert!(read::<f32>(hex).is_ok_and(f32::is_nan), "{hex}");
    }
    read::<f32>("fb7e37e43c8800759c").expect_err("1e300 is no float");
    assert_eq!((written(&1.5_f64), written(&1.1_f64)), ("fa3fc00000".to_owned(), "fb3ff199999999999a".to_owned()));
}

#[test]
fn numbers_of_any_size_keep_their_digits() {
    let large = "18446744073709551616";
    assert_eq!(read::<BigInteger>("c249010000000000000000"), Ok(big(large)));
    assert_eq!(read::<BigInteger>("c349010000000000000000"), Ok(big("-18446744073709551617")));
    assert_eq!(read::<BigInteger>("3bffffffffffffffff"), Ok(big("-18446744073709551616")));
    assert_eq!(read::<BigDecimal>("c48221196ab3"), Ok(big("273.15")));
    assert_eq!(read::<BigDecimal>("c4822019fff6"), Ok(big("6552.6")));
    assert_eq!(read::<BigDecimal>("c48224c249010000000000000000"), Ok(big("184467440737095.51616")));
    assert_eq!(read::<BigDecimal>("c4820501"), Ok(big("1e5")));
    assert_eq!(read::<BigDecimal>("c4822220"), Ok(big("-0.001")));
    assert_eq!(written(&big::<BigInteger>(large)), "c249010000000000000000");
    assert_eq!(written(&big::<BigInteger>("-18446744073709551617")), "c349010000000000000000");
    for digits in ["0", "7", "-1", "-256", "255", "100000000000000000000000000000000000001", "-99999999999999999999"] {
        let number: BigInteger = big(digits);
        let bytes = Cbor.write(&number).expect("CBOR");
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(read::<BigInteger>(&hex), Ok(number), "{digits}");
    }
    for (digits, again) in [("273.15", "273.15"), ("-0.05", "-0.05"), ("1.5E3", "15e2"), ("0.000001", "0.000001")] {
        let bytes = Cbor.write(&big::<BigDecimal>(digits)).expect("CBOR");
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(read::<BigDecimal>(&hex), Ok(big(again)), "{digits}");
    }
    // In a list and in a map they keep their tags.
    assert_eq!(read::<Vec<BigInteger>>("82c24101c34101"), Ok(vec![big("1"), big("-2")]));
    let decimals = BTreeMap::from([("a".to_owned(), big::<BigDecimal>("273.15"))]);
    assert_eq!(read::<BTreeMap<String, BigDecimal>>("a16161c48221196ab3"), Ok(decimals));
    assert_eq!(document(&bytes("81c24101")), Document::from_json(b"[1]"));
    let error = Cbor.write(&big::<BigDecimal>("1e99999999999999999999")).expect_err("an exponent of more than 64 bits");
    assert!(error.to_string().contains("no form in CBOR"), "{error}");
    for hex in ["c4810a", "c4830a0b0c", "c481", "c2", "c26131", "f97c00"] {
        read::<BigDecimal>(hex).expect_err(hex);
    }
    let long = vec![1; 4097];
    numbers::digits(&long, false).expect_err("too long");
}

#[test]
fn lengths_may_be_indefinite() {
    assert_eq!(read::<String>("7f657374726561646d696e67ff").as_deref(), Ok("streaming"));
    assert_eq!(read::<Bytes>("5f42010243030405ff"), Ok(Bytes::from_static(&[1, 2, 3, 4, 5])));
    assert_eq!(read::<Vec<i32>>("9f010203ff"), Ok(vec![1, 2, 3]));
    assert_eq!(
        read::<BTreeMap<String, i32>>("bf614101614202ff"),
        Ok(BTreeMap::from([("A".into(), 1), ("B".into(), 2)]))
    );
    let chunked = read::<BTreeMap<String, i32>>("bf7f6141ff01ff");
    assert_eq!(chunked, Ok(BTreeMap::from([("A".into(), 1)])));
}

#[test]
fn nulls_are_entries_of_what_is_sparse() {
    for hex in ["8301f602", "8301f702"] {
        assert_eq!(read::<Vec<i32>>(hex), Ok(vec![1, 2]));
        assert_eq!(read::<Vec<Option<i32>>>(hex), Ok(vec![Some(1), None, Some(2)]));
    }
}

#[test]
fn moments_are_seconds_of_any_kind() {
    let moment = DateTime::from_secs(1_363_896_240);
    assert_eq!(read::<DateTime>("c11a514b67b0"), Ok(moment));
    assert_eq!(read::<DateTime>("1a514b67b0"), Ok(moment));
    assert_eq!(read::<DateTime>("c1fb41d452d9ec200000"), Ok(DateTime::from_secs_and_nanos(1_363_896_240, 500_000_000)));
    assert_eq!(read::<DateTime>("c074323031332d30332d32315432303a30343a30305a"), Ok(moment));
    assert_eq!(written(&moment), "c11a514b67b0");
    assert_eq!(written(&DateTime::from_secs_and_nanos(1_363_896_240, 500_000_000)), "c1fb41d452d9ec200000");
    for hex in ["c1f97e00", "c1f97c00", "c1fb7e37e43c8800759c", "f5"] {
        read::<DateTime>(hex).expect_err(hex);
    }
}

#[test]
fn documents_hold_everything() {
    let hex = "bf6161830102f66162f56163c249010000000000000000616443010203ff";
    let json = br#"{"a":[1,2,null],"b":true,"c":18446744073709551616,"d":"AQID"}"#;
    assert_eq!(document(&bytes(hex)), Document::from_json(json));
    let again = Cbor.write(&Document::from_json(br#"{"a":[1,2.5,null,"x",true]}"#).expect("JSON")).expect("CBOR");
    assert_eq!(document(&again), Document::from_json(br#"{"a":[1,2.5,null,"x",true]}"#));
}

#[test]
fn broken_bytes_are_errors() {
    for hex in ["", "18", "61", "a1", "a16161", "9f", "ff", "1c", "fc", "f8", "5f01ff", "0000", "a10102", "7f01ff"] {
        document(&bytes(hex)).expect_err(hex);
    }
    // A length that nobody has.
    document(&bytes("9bffffffffffffffff")).expect_err("no end");
    document(&bytes("5bffffffffffffffff")).expect_err("no end");
    let nested = |depth: usize| [vec![0x81; depth], vec![0]].concat();
    document(&nested(128)).expect("a list of lists");
    document(&nested(129)).expect_err("too deep");
    document(&nested(1_000_000)).expect_err("too deep");
    let skipped = |depth| crate::wire::Reader::skip(&mut Reader::new(&nested(depth), u64::MAX));
    skipped(128).expect("a list of lists");
    skipped(1_000_000).expect_err("too deep");
    let deep = (0..1_000_000).fold(Document::Null, |inner, _| Document::Array(vec![inner].into()));
    Cbor.write(&deep).expect_err("too deep");
    drop(deep);
}

/// What does not fit says what was wanted, and what is there.
#[test]
fn errors_name_both_types() {
    let kinds = [
        ("null", &["f6", "f7"][..]),
        ("true or false", &["f4", "f5"]),
        ("bytes", &["4101", "5f4101ff"]),
        ("a text", &["6161", "7f6161ff"]),
        ("a list", &["80", "9fff"]),
        ("a map", &["a0", "bfff"]),
        ("a number with a fraction", &["f93e00", "fa3fc00000", "fb3ff8000000000000"]),
        (
            "a whole number",
            &["00", "1818", "1903e8", "1a000f4240", "1b0000000000000001", "20", "3903e8", "3bffffffffffffffff"],
        ),
        ("the end of a list or map", &["ff"]),
        ("something that is not CBOR", &["f0"]),
    ];
    let is_number = |kind: &str| kind.ends_with("whole number") || kind.ends_with("fraction");
    for (kind, texts) in kinds {
        for hex in texts {
            let check = |wanted: &str, error: crate::DecodeError| {
                assert_eq!(error.to_string(), format!("expected {wanted}, found {kind}"), "{hex}");
            };
            if kind != "true or false" {
                check("true or false", read::<bool>(hex).expect_err(hex));
            }
            if kind != "a text" {
                check("a text", read::<String>(hex).expect_err(hex));
            }
            if kind != "bytes" {
                check("bytes", read::<Bytes>(hex).expect_err(hex));
            }
            if !is_number(kind) {
                check("a whole number", read::<i64>(hex).expect_err(hex));
                check("a number", read::<f64>(hex).expect_err(hex));
                check("a whole number", read::<BigDecimal>(hex).expect_err(hex));
            }
            if !is_number(kind) && kind != "a text" {
                check("a moment", read::<DateTime>(hex).expect_err(hex));
            }
            if kind != "a whole number" {
                check("a whole number", read::<BigInteger>(hex).expect_err(hex));
            }
        }
    }
    for hex in ["ff", "f0"] {
        let error = document(&bytes(hex)).expect_err(hex).to_string();
        assert!(error.starts_with("expected a value, found "), "{error}");
    }
    let error = crate::wire::Reader::skip(&mut Reader::new(&[0xff], u64::MAX)).expect_err("no value");
    assert_eq!(error.to_string(), "expected a value, found the end of a list or map");
}

#[test]
fn a_decimal_number_may_be_a_float_and_have_a_tag_that_says_nothing() {
    assert_eq!(read::<BigDecimal>("fb3ff199999999999a"), Ok(big("1.1")));
    assert_eq!(read::<BigDecimal>("d9d9f7fb3ff199999999999a"), Ok(big("1.1")));
    assert_eq!(document(&bytes("c48221196ab3")), Document::from_json(b"273.15"));
    assert_eq!(document(&bytes("d8206161")), Ok(Document::String("a".to_owned())));
}

/// Numbers have at most 4096 bytes, and are as short as can be.
#[test]
fn numbers_have_bounds() {
    for digits in ["", "-", "1x", "--1", "+1"] {
        numbers::integer(digits).expect_err(digits);
    }
    assert_eq!(numbers::integer("-0"), numbers::integer("000"));
    let longest = numbers::integer(&"9".repeat(9863)).expect("as many digits as there may be");
    assert_eq!((longest.magnitude.len(), longest.magnitude[0] != 0), (4096, true));
    numbers::integer(&"9".repeat(9864)).expect_err("too many digits");
    assert_eq!(numbers::digits(&longest.magnitude, false), Ok("9".repeat(9863)));
    assert_eq!(numbers::digits(&[1], false).as_deref(), Ok("1"));
    assert_eq!(numbers::digits(&[0x3b, 0x9a, 0xc9, 0xff], true).as_deref(), Ok("-1000000000"));
    assert_eq!(numbers::digits(&[0, 0], true).as_deref(), Ok("-1"));
    // The point is written where it is close: at most 20 zeros before the digits.
    assert_eq!(numbers::decimal_text("1", "-21").as_deref(), Ok("0.000000000000000000001"));
    assert_eq!(numbers::decimal_text("1", "-22").as_deref(), Ok("1e-22"));
    assert_eq!(numbers::decimal_text("123", "-23").as_deref(), Ok("0.00000000000000000000123"));
    assert_eq!(numbers::decimal_text("123", "-24").as_deref(), Ok("123e-24"));
}

/// The depth is counted, not the number of values.
#[test]
fn neighbours_are_not_deeper() {
    let neighbours = Document::Array((0..300).map(|_| Document::Array(Vec::new().into())).collect::<Vec<_>>().into());
    let bytes = Cbor.write(&neighbours).expect("CBOR");
    assert_eq!(document(&bytes), Ok(neighbours));
    let nested = |depth: usize| (0..depth).fold(Document::Null, |inner, _| Document::Array(vec![inner].into()));
    Cbor.write(&nested(128)).expect("a list of lists");
    let error = Cbor.write(&nested(129)).expect_err("too deep");
    assert!(error.to_string().contains("nested deeper than 128 levels"), "{error}");
}

#[test]
fn documents_take_memory_for_each_entry() {
    let hex: String = (0..1000)
        .map(|index| format!("63{:06x}f6", 0x30_30_30 + ((index / 100) << 16) + ((index / 10 % 10) << 8) + index % 10))
        .collect();
    let bytes = bytes(&format!("b903e8{hex}"));
    crate::wire::Reader::document(&mut Reader::new(&bytes, 1 << 20)).expect("enough memory");
    let error = crate::wire::Reader::document(&mut Reader::new(&bytes, 10_000)).expect_err("too little memory");
    assert!(error.to_string().contains("takes more memory than an answer may"), "{error}");
}
