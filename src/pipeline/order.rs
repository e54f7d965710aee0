//! Work in parallel, results in order, memory bounded.

use rayon::prelude::*;

/// Bytes of input in flight at once. Large enough to keep every thread busy, small beside what
/// one document's blocks take.
const WINDOW_BYTES: u64 = 8 << 20;

/// Items in flight at once, for inputs whose size is not known or very small.
const WINDOW_ITEMS: usize = 256;

/// Runs `work` on every item on the current thread pool and hands the results to `emit` in the
/// order of the items. At most a window of items (by `size` in bytes, and by number) is in flight;
/// a single larger item passes alone.
///
/// # Errors
/// The first one of `emit`; work on later windows is not started then.
pub fn in_order<I: Send, T: Send, E>(
    items: impl IntoIterator<Item = I>,
    size: impl Fn(&I) -> u64,
    work: impl Fn(I) -> T + Sync,
    mut emit: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let mut items = items.into_iter().peekable();
    while items.peek().is_some() {
        let mut window = Vec::new();
        let mut bytes = 0;
        while window.len() < WINDOW_ITEMS {
            let Some(next) = items.peek().map(&size) else { break };
            if !window.is_empty() && bytes + next > WINDOW_BYTES {
                break;
            }
            bytes += next;
            window.extend(items.next());
        }
        let done: Vec<T> = window.into_par_iter().map(&work).collect();
        done.into_iter().try_for_each(&mut emit)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn results_keep_the_order_of_the_items() {
        let mut seen = Vec::new();
        let done: Result<(), ()> = in_order(
            0..1000,
            |_| 1,
            |n| n * 2,
            |n| {
                seen.push(n);
                Ok(())
            },
        );
        assert_eq!(done, Ok(()));
        assert!(seen.iter().copied().eq((0..1000).map(|n| n * 2)));
    }

    #[test]
    fn a_failed_emit_stops_the_rest() {
        let started = AtomicUsize::new(0);
        let work = |n: usize| {
            started.fetch_add(1, Ordering::Relaxed);
            n
        };
        assert_eq!(in_order(0..10_000, |_| WINDOW_BYTES, work, |_| Err("closed")), Err("closed"));
        assert_eq!(started.load(Ordering::Relaxed), 1, "an item of window size passes alone");
    }
}
