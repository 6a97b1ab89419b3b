//! How do workers meet a dozen times within a millisecond? They stay awake, and look.
//!
//! ```text
//! leader   before 1 │ part 0 ─────┐ before 2 │ part 0 ───┐ before 3 │ …
//! helper     looks  │ part 1 ───┐   looks    │ part 1 ─┐   looks    │ …
//! ```
//!
//! A thread pool sends a thread that finds no work to sleep after a few microseconds, and to wake it takes fifty: longer
//! than a small network needs from one meeting to the next. Here a helper looks at a counter until the next round opens.
//!
//! Nobody waits for work that nobody has begun: who is done with his own part takes any part that is not yet taken. So
//! the rounds come to their end however many threads there are, and busy with whatever; and who did which part changes no
//! number.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

/// The counter's last value: no more rounds.
const FINISHED: usize = usize::MAX;
/// So often a thread looks before it lets others have the processor in between.
const LOOKS: usize = 10_000;

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

/// Does `work` on each part, side by side, as many times as there are rounds; before each round, `before` sees all
/// parts. Both are told the number of the round, from 0. Gives the parts back.
///
/// # Panics
/// If `work` or `before` does.
pub(crate) fn in_lockstep<T: Send>(
    parts: Vec<T>,
    rounds: usize,
    before: impl FnMut(usize, &mut [&mut T]) + Send,
    work: impl Fn(usize, &mut T) + Sync,
) -> Vec<T> {
    let tasks: Vec<_> = parts.into_iter().map(|part| Mutex::new(Task { part, done: 0 })).collect();
    let shared = Rounds { tasks, open: AtomicUsize::new(0) };
    let threads = rayon::current_num_threads().min(shared.tasks.len());
    rayon::scope(|scope| {
        for helper in 1..threads {
            let (shared, work) = (&shared, &work);
            scope.spawn(move |_| shared.help(helper, work));
        }
        shared.lead(rounds, before, &work);
    });
    let part = |task: Mutex<Task<T>>| task.into_inner().unwrap_or_else(PoisonError::into_inner).part;
    shared.tasks.into_iter().map(part).collect()
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
            let mut looks = 0;
            while !self.take_part(0, round, work) {
                look_again(&mut looks);
            }
        }
    }

    fn help(&self, own: usize, work: &impl Fn(usize, &mut T)) {
        let (mut seen, mut looks) = (0, 0);
        loop {
            let round = self.open.load(Ordering::Acquire);
            if round == FINISHED {
                return;
            }
            if round > seen {
                self.take_part(own, round, work);
                (seen, looks) = (round, 0);
            }
            look_again(&mut looks);
        }
    }

    /// Does what nobody has taken in this round, its own part first. Whether all parts are then done.
    fn take_part(&self, own: usize, round: usize, work: &impl Fn(usize, &mut T)) -> bool {
        let mut all_done = true;
        for i in 0..self.tasks.len() {
            match self.tasks[(own + i) % self.tasks.len()].try_lock() {
                Ok(mut task) if task.done < round => {
                    work(round - 1, &mut task.part);
                    task.done = round;
                }
                Ok(_) => {}
                Err(TryLockError::WouldBlock) => all_done = false,
                Err(TryLockError::Poisoned(_)) => panic!("another worker gave up"),
            }
        }
        all_done
    }
}

fn lock<T>(task: &Mutex<Task<T>>) -> MutexGuard<'_, Task<T>> {
    task.lock().unwrap_or_else(|_| panic!("another worker gave up"))
}

fn look_again(looks: &mut usize) {
    *looks += 1;
    if *looks < LOOKS { std::hint::spin_loop() } else { std::thread::yield_now() }
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
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
    }

    /// Each round adds the sum of all parts to each part.
    fn sums(parts: usize, rounds: usize) -> Vec<u64> {
        let numbers = (0..parts as u64).map(|i| (i + 1, 0)).collect();
        let before = |_, parts: &mut [&mut (u64, u64)]| {
            let sum = parts.iter().fold(0, |sum: u64, part| sum.wrapping_add(part.0));
            parts.iter_mut().for_each(|part| part.1 = sum);
        };
        let done = in_lockstep(numbers, rounds, before, |round, part: &mut (u64, u64)| {
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
        let inner = in_lockstep(vec![0, 0, 0], 3, |_, _| {}, |_, part| *part += sums(2, 10).len());
        assert_eq!(inner, [6, 6, 6]);
    }

    #[test]
    fn a_worker_that_gives_up_does_not_leave_the_others_waiting() {
        for threads in [1, 2] {
            let outcome = std::panic::catch_unwind(|| {
                on(threads, || {
                    in_lockstep(
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
}
