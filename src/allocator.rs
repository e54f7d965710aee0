//! The allocator, and the size of the pages that it gets from the system.

/// Cleaning and extraction make many small texts, most of them on threads that are not the first: there
/// the system's allocator grows its memory a few pages at a time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes from which an input is large. It may take eight times that in memory: more than all that huge pages
/// of several threads hold without need.
const LARGE: u64 = 4 << 20;
/// Bytes from which an input is so large that the system takes longer to find and clear huge pages than to hand
/// out small ones: of 203 MB of text it took 1.9 seconds, and 0.8 for small pages.
const HUGE: u64 = 64 << 20;

/// Has memory come in pages of 2 MiB, where the system has them, if an input of `largest` bytes is to be read
/// and that pays.
///
/// A large document goes through several times its size in memory, and the system hands that out page by page: a
/// tenth of the time goes by, most of which huge pages save. In a batch of small documents they would hold memory
/// that nobody uses.
pub(crate) fn expect_input(largest: u64) {
    use_huge_pages((LARGE..HUGE).contains(&largest));
}

#[cfg(target_os = "linux")]
fn use_huge_pages(wanted: bool) {
    // A system that cannot do that has pages of its own choice.
    let _ = nix::sys::prctl::set_thp_disable(!wanted);
}

#[cfg(not(target_os = "linux"))]
fn use_huge_pages(_: bool) {}
