//! Benchmarks: see `benches`.
