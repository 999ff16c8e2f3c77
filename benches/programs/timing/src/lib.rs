//! Times works in turn, so that a ratio holds on a noisy machine.

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

/// Several measurements of one thing.
#[derive(Clone, Debug, Default)]
pub struct Sample(Vec<f64>);

impl Sample {
    /// One measurement.
    pub fn of(value: f64) -> Self {
        Self(vec![value])
    }

    /// Adds a measurement.
    pub fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    fn sorted(&self) -> Vec<f64> {
        let mut values = self.0.clone();
        values.sort_by(f64::total_cmp);
        values
    }

    /// The median; NaN if there is none.
    pub fn median(&self) -> f64 {
        let values = self.sorted();
        let middle = values.len() / 2;
        match values.len() {
            0 => f64::NAN,
            even if even % 2 == 0 => (values[middle - 1] + values[middle]) / 2.0,
            _ => values[middle],
        }
    }

    /// The least; NaN if there is none.
    pub fn min(&self) -> f64 {
        self.sorted().first().copied().unwrap_or(f64::NAN)
    }

    /// The most; NaN if there is none.
    pub fn max(&self) -> f64 {
        self.sorted().last().copied().unwrap_or(f64::NAN)
    }
}

/// What is timed: a name and some work.
pub type Work<'a> = (&'static str, Box<dyn FnMut() + 'a>);

/// How many samples are taken of each work, and how long one of them lasts about.
const SAMPLES: usize = 15;
const LASTING: Duration = Duration::from_millis(20);

/// Times works in turn: nanoseconds of each.
pub fn in_turn(works: &mut [Work<'_>]) -> Vec<(&'static str, Sample)> {
    let counts: Vec<u32> = works.iter_mut().map(|(_, work)| calibrate(work)).collect();
    let mut samples: Vec<_> = works.iter().map(|(name, _)| (*name, Sample::default())).collect();
    for _ in 0..SAMPLES {
        for (index, (_, work)) in works.iter_mut().enumerate() {
            let started = Instant::now();
            (0..counts[index]).for_each(|_| work());
            samples[index].1.push(started.elapsed().as_nanos() as f64 / f64::from(counts[index]));
        }
    }
    samples
}

fn calibrate(work: &mut dyn FnMut()) -> u32 {
    let mut count = 1;
    loop {
        let started = Instant::now();
        (0..count).for_each(|_| work());
        if started.elapsed() >= LASTING || count >= 1 << 24 {
            return count;
        }
        count *= 2;
    }
}

/// Keeps a result from being optimised away.
pub fn keep<T>(value: T) {
    black_box(value);
}

/// What a future gives that waits for nothing.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("nothing is to be waited for"),
    }
}
