//! Dates of the Gregorian calendar.
//!
//! Years are counted from March, so that the leap day is the last of its year, in eras of 400 years, after which the calendar
//! repeats. See <https://howardhinnant.github.io/date_algorithms.html>.

/// Days of 400 years.
const ERA: i64 = 146_097;
/// The first second of the year 0, and the last one of 9999: what four digits of a year can express.
const FIRST: i64 = -62_167_219_200;
const LAST: i64 = 253_402_300_799;
/// From 0000-03-01 to 1970-01-01.
const DAYS_TO_1970: i64 = 719_468;
const SECONDS_OF_DAY: i64 = 86_400;

/// A second in UTC, of the years 0 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) year: u16,
    /// From 1.
    pub(crate) month: u8,
    /// From 1.
    pub(crate) day: u8,
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) second: u8,
    /// From Sunday, which is 0.
    pub(crate) weekday: u8,
}

impl Civil {
    /// The second so long after 1970; none if its year has not four digits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the ranges of a calendar")]
    pub(crate) fn of(seconds: i64) -> Option<Self> {
        if !(FIRST..=LAST).contains(&seconds) {
            return None;
        }
        let (days, of_day) = (seconds.div_euclid(SECONDS_OF_DAY), seconds.rem_euclid(SECONDS_OF_DAY));
        let since = days + DAYS_TO_1970;
        let (era, of_era) = (since.div_euclid(ERA), since.rem_euclid(ERA));
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        Some(Self {
            year: (era * 400 + year_of_era + i64::from(month <= 2)) as u16,
            month: month as u8,
            day: (of_year - (153 * from_march + 2) / 5 + 1) as u8,
            hour: (of_day / 3600) as u8,
            minute: (of_day / 60 % 60) as u8,
            second: (of_day % 60) as u8,
            weekday: (days + 4).rem_euclid(7) as u8,
        })
    }

    /// Seconds since 1970; none if there is no such day or time of day. A leap second is the first of the next minute.
    pub(crate) fn seconds(&self) -> Option<i64> {
        let is_time = self.hour < 24 && self.minute < 60 && self.second <= 60;
        if !is_time || self.day == 0 || self.day > days_of(self.year, self.month)? {
            return None;
        }
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let month = i64::from(self.month);
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let from_march = if month > 2 { month - 3 } else { month + 9 };
        let of_year = (153 * from_march + 2) / 5 + i64::from(self.day) - 1;
        let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
        let of_day = i64::from(self.hour) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second);
        Some((era * ERA + of_era - DAYS_TO_1970) * SECONDS_OF_DAY + of_day)
    }
}

/// How many days a month has; none if there is no such month.
fn days_of(year: u16, month: u8) -> Option<u8> {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => Some(if is_leap { 29 } else { 28 }),
        4 | 6 | 9 | 11 => Some(30),
        1..=12 => Some(31),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each day of all years, counted one by one.
    #[test]
    fn every_day_is_the_one_after_the_day_before() {
        let (mut seconds, mut weekday) = (FIRST, 6);
        for year in 0..=9999 {
            for month in 1..=12 {
                for day in 1..=days_of(year, month).expect("a month") {
                    let civil = Civil { year, month, day, hour: 23, minute: 59, second: 58, weekday };
                    let at = seconds + SECONDS_OF_DAY - 2;
                    assert_eq!((Civil::of(at), civil.seconds()), (Some(civil), Some(at)));
                    (seconds, weekday) = (seconds + SECONDS_OF_DAY, (weekday + 1) % 7);
                }
            }
        }
        assert_eq!(seconds, LAST + 1);
        assert_eq!((Civil::of(FIRST - 1), Civil::of(LAST + 1)), (None, None));
    }

    #[test]
    fn what_is_no_day_has_no_seconds() {
        let day = |year, month, day| Civil { year, month, day, hour: 0, minute: 0, second: 0, weekday: 0 }.seconds();
        for (year, month, of_month) in
            [(2023, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 0, 1), (2026, 13, 1), (2026, 1, 0)]
        {
            assert_eq!(day(year, month, of_month), None, "{year}-{month}-{of_month}");
        }
        assert!(day(2000, 2, 29).is_some());
    }
}
