//! How do workers stay in step through a dozen rounds within a millisecond? Each on a thread of its own, which stays awake
//! and watches a counter.
//!
//! ```text
//! leader   before 1 │ part 0 ─────┐ before 2 │ part 0 ───┐ before 3 │ …
//! helper     spins  │ part 1 ───┐   spins    │ part 1 ─┐   spins    │ …
//! ```
//!
//! A thread pool sends a thread that finds no work to sleep after a few microseconds, and waking it takes fifty: longer
//! than a small network needs from one round to the next. So a helper spins until the next round opens.
//!
//! A thread that spins must not do so inside a job of the shared pool. If the work of a part forks, as a convolution
//! does, the thread that waits for the other half may steal the job of another helper, which returns only after the last
//! round; and the part beneath it on the stack is never done. Each helper is therefore the only thread of a pool of its
//! own: what its part forks stays there, and there is nothing else to steal.
//!
//! A helper that is done with its own part takes any part that has not been started, so no part waits for a particular
//! thread, and the rounds end whatever else the machine does. Which thread does which part changes no bit of a result.

use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

/// The counter's last value: no more rounds.
const FINISHED: usize = usize::MAX;
/// Spins before a thread yields to the scheduler: fewer, and a helper may be asleep when the next round opens; more, and it keeps
/// a processor that others need (workloads `two_layer` and `mlp5_bn_do` of `cargo run --release -p throughput`).
const SPINS_BEFORE_YIELD: usize = 10_000;
/// How many times a helper yields before it goes to sleep: for a few hundred microseconds, the time in which an optimiser
/// steps a small network and the next batch is drawn.
const YIELDS_BEFORE_SLEEP: usize = 1_000;

/// The threads on which parts are done beside the calling thread. They are started when they are first needed.
#[derive(Debug, Default)]
pub(crate) struct Helpers {
    pools: Vec<ThreadPool>,
    /// How often they have been called.
    calls: Arc<AtomicUsize>,
}

impl Helpers {
    /// Does `work` on each part, side by side, as many times as there are rounds; before each round, `before` sees all
    /// parts. Both receive the index of the round, from 0. Returns the parts.
    ///
    /// There are as many helpers as the calling thread's pool has threads beside it, but no more than parts: with one
    /// thread, or where a system has none to give, the calling thread does it all.
    ///
    /// # Panics
    /// If `work` or `before` does.
    pub(crate) fn in_lockstep<T: Send>(
        &mut self,
        parts: Vec<T>,
        rounds: usize,
        before: impl FnMut(usize, &mut [&mut T]),
        work: impl Fn(usize, &mut T) + Sync,
    ) -> Vec<T> {
        let tasks: Vec<_> = parts.into_iter().map(|part| Mutex::new(Task { part, done: 0 })).collect();
        let shared = Rounds { tasks, open: AtomicUsize::new(0) };
        let wanted = rayon::current_num_threads().min(shared.tasks.len()).saturating_sub(1);
        self.start(wanted);
        let mut before = Some(before);
        let mut lead = || {
            if let Some(before) = before.take() {
                shared.lead(rounds, before, &work);
            }
        };
        let help = |own: usize| shared.help(own, &work);
        let helpers = &self.pools[..wanted.min(self.pools.len())];
        self.calls.fetch_add(1, Ordering::Release);
        beside(helpers, 1, &help, &mut lead);
        helpers.iter().for_each(|helper| self.keep_awake(helper));
        let part = |task: Mutex<Task<T>>| task.into_inner().unwrap_or_else(PoisonError::into_inner).part;
        shared.tasks.into_iter().map(part).collect()
    }

    /// Has a helper wait a little for the next call before it goes to sleep: for a small network, waking it takes as long as
    /// a tenth of a step.
    fn keep_awake(&self, helper: &ThreadPool) {
        let (calls, last) = (Arc::clone(&self.calls), self.calls.load(Ordering::Acquire));
        helper.spawn(move || {
            for _ in 0..YIELDS_BEFORE_SLEEP {
                if calls.load(Ordering::Acquire) != last {
                    return;
                }
                std::thread::yield_now();
            }
        });
    }

    /// Starts threads until there are as many as wanted, or the system refuses one.
    fn start(&mut self, wanted: usize) {
        while self.pools.len() < wanted {
            let name = |_| "data-parallel worker".to_owned();
            match ThreadPoolBuilder::new().num_threads(1).thread_name(name).build() {
                Ok(pool) => self.pools.push(pool),
                Err(_) => return,
            }
        }
    }
}

/// Runs `lead` here, and `help` on the thread of each pool, with the index of the part that is its own.
fn beside(pools: &[ThreadPool], own: usize, help: &(impl Fn(usize) + Sync), lead: &mut dyn FnMut()) {
    match pools.split_first() {
        None => lead(),
        Some((pool, others)) => pool.in_place_scope(|scope| {
            scope.spawn(move |_| help(own));
            beside(others, own + 1, help, lead);
        }),
    }
}

struct Rounds<T> {
    tasks: Vec<Mutex<Task<T>>>,
    /// The number of the round that is open, from 1.
    open: AtomicUsize,
}

struct Task<T> {
    part: T,
    /// The last round in which it was done.
    done: usize,
}

impl<T: Send> Rounds<T> {
    fn lead(
        &self,
        rounds: usize,
        mut before: impl FnMut(usize, &mut [&mut T]),
        work: &impl Fn(usize, &mut T),
    ) {
        let _however_it_ends = Finish(&self.open);
        for round in 1..=rounds {
            let mut tasks: Vec<MutexGuard<Task<T>>> = self.tasks.iter().map(lock).collect();
            before(round - 1, &mut tasks.iter_mut().map(|task| &mut task.part).collect::<Vec<_>>());
            drop(tasks);
            self.open.store(round, Ordering::Release);
            let mut spins = 0;
            while !self.take_parts(0, round, work) {
                back_off(&mut spins);
            }
        }
    }

    fn help(&self, own: usize, work: &impl Fn(usize, &mut T)) {
        let (mut last, mut spins) = (0, 0);
        loop {
            let round = self.open.load(Ordering::Acquire);
            if round == FINISHED {
                return;
            }
            if round > last {
                self.take_parts(own, round, work);
                (last, spins) = (round, 0);
            }
            back_off(&mut spins);
        }
    }

    /// Does the parts that have not been started in this round, its own first. Returns whether all parts are then done.
    fn take_parts(&self, own: usize, round: usize, work: &impl Fn(usize, &mut T)) -> bool {
        let mut all_done = true;
        for i in 0..self.tasks.len() {
            match self.tasks[(own + i) % self.tasks.len()].try_lock() {
                Ok(mut task) if task.done < round => {
                    work(round - 1, &mut task.part);
                    task.done = round;
                }
                Ok(_) => {}
                Err(TryLockError::WouldBlock) => all_done = false,
                Err(TryLockError::Poisoned(_)) => panic!("another worker panicked"),
            }
        }
        all_done
    }
}

fn lock<T>(task: &Mutex<Task<T>>) -> MutexGuard<'_, Task<T>> {
    task.lock().unwrap_or_else(|_| panic!("another worker panicked"))
}

fn back_off(spins: &mut usize) {
    *spins += 1;
    if *spins < SPINS_BEFORE_YIELD { std::hint::spin_loop() } else { std::thread::yield_now() }
}

/// Lets the helpers go, also if the leader panics.
struct Finish<'a>(&'a AtomicUsize);

impl Drop for Finish<'_> {
    fn drop(&mut self) {
        self.0.store(FINISHED, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
        ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
    }

    /// Each round adds the sum of all parts to each part.
    fn sums(parts: usize, rounds: usize) -> Vec<u64> {
        let values = (0..parts as u64).map(|i| (i + 1, 0)).collect();
        let before = |_, parts: &mut [&mut (u64, u64)]| {
            let sum = parts.iter().fold(0, |sum: u64, part| sum.wrapping_add(part.0));
            parts.iter_mut().for_each(|part| part.1 = sum);
        };
        let done = Helpers::default().in_lockstep(values, rounds, before, |round, part: &mut (u64, u64)| {
            part.0 = part.0.wrapping_mul(3).wrapping_add(part.1) ^ round as u64;
        });
        done.into_iter().map(|part| part.0).collect()
    }

    #[test]
    fn every_part_is_done_once_a_round_on_any_number_of_threads() {
        for parts in [1, 2, 3, 5] {
            let alone = on(1, || sums(parts, 1000));
            for threads in [2, 3, 4] {
                assert_eq!(on(threads, || sums(parts, 1000)), alone, "{parts} parts, {threads} threads");
            }
        }
        assert_eq!(sums(2, 0), [1, 2], "no round");
    }

    #[test]
    fn rounds_within_lockstep_and_beside_one_another_come_to_an_end() {
        use rayon::prelude::*;
        let all: Vec<_> = on(2, || (0..8).into_par_iter().map(|_| sums(3, 50)).collect());
        assert!(all.iter().all(|one| *one == all[0]));
        let inner =
            Helpers::default().in_lockstep(vec![0, 0, 0], 3, |_, _| {}, |_, part| *part += sums(2, 10).len());
        assert_eq!(inner, [6, 6, 6]);
    }

    #[test]
    fn a_worker_that_gives_up_does_not_leave_the_others_waiting() {
        for threads in [1, 2] {
            let outcome = std::panic::catch_unwind(|| {
                on(threads, || {
                    Helpers::default().in_lockstep(
                        vec![0, 1],
                        3,
                        |_, _| {},
                        |round, part| assert!(round == 0 || *part == 0, "part 1"),
                    )
                })
            });
            assert!(outcome.is_err(), "{threads} threads");
        }
    }

    #[test]
    fn work_that_forks_comes_to_an_end_on_any_number_of_threads() {
        use rayon::prelude::*;
        // Each part forks into many small jobs, so that a thread which waits for one of them looks for others to steal.
        let fork = |_, part: &mut u64| {
            *part = (0..64usize).into_par_iter().with_max_len(1).map(|i| i as u64 * *part % 1009).sum();
        };
        let alone = on(1, || {
            Helpers::default().in_lockstep((1..=8).collect(), 300, |_, _: &mut [&mut u64]| {}, fork)
        });
        for threads in [2, 4, 8] {
            let mut helpers = Helpers::default();
            let done =
                on(threads, || helpers.in_lockstep((1..=8).collect(), 300, |_, _: &mut [&mut u64]| {}, fork));
            assert_eq!(done, alone, "{threads} threads");
        }
    }
}
