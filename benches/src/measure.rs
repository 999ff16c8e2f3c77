//! What is measured: times of works in turn, and what processes took.

use std::time::{Duration, Instant};

use nix::sys::resource::{Usage, UsageWho, getrusage};
pub(crate) use timing::{Sample, Work, in_turn, keep, now};

use crate::Problem;

/// What processes or a thread took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    pub(crate) cpu: f64,
}

/// Runs something, and tells the time of the wall and that of processors: of this thread, or of the processes it waits for.
pub(crate) fn cost<T>(who: UsageWho, work: impl FnOnce() -> Result<T, Problem>) -> Result<(T, Cost), Problem> {
    let (before, started) = (seconds(&getrusage(who)?), Instant::now());
    let value = work()?;
    Ok((value, Cost { wall: started.elapsed(), cpu: seconds(&getrusage(who)?) - before }))
}

/// Seconds of processors.
fn seconds(usage: &Usage) -> f64 {
    let time = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    time(usage.user_time()) + time(usage.system_time())
}
