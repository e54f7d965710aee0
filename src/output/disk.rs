//! The operations on files that a batch consists of. Tests let any of them be the last one that
//! happens, as if the process were killed there.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Writes a file and waits until it is on the disk.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fault::before()?;
    let mut file = fs::File::create(path)?;
    fault::halfway(&mut file, bytes)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The same for what `content` writes; what that returns.
pub(super) fn write_with<T>(
    path: &Path,
    content: impl FnOnce(&mut fs::File) -> io::Result<T>,
) -> io::Result<T> {
    fault::before()?;
    let mut file = fs::File::create(path)?;
    let value = content(&mut file)?;
    fault::cut(&file)?;
    file.sync_all()?;
    Ok(value)
}

/// Gives a file that nobody writes into any more a second name, or a copy where the file system has no such names.
pub(super) fn link(from: &Path, to: &Path) -> io::Result<()> {
    fault::before()?;
    fs::hard_link(from, to).or_else(|_| {
        let mut from = fs::File::open(from)?;
        let mut copy = fs::File::create(to)?;
        io::copy(&mut from, &mut copy)?;
        copy.sync_all()
    })
}

/// Renames a file over another.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fault::before()?;
    fs::rename(from, to)
}

/// Creates a folder and those above it.
pub(super) fn create_folder(path: &Path) -> io::Result<()> {
    fault::before()?;
    fs::create_dir_all(path)
}

/// Removes a file; it may be gone already.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    fault::before()?;
    absent_is_fine(fs::remove_file(path))
}

/// Removes a folder with everything in it; it may be gone already.
pub(super) fn remove_folder(path: &Path) -> io::Result<()> {
    fault::before()?;
    absent_is_fine(fs::remove_dir_all(path))
}

/// Waits until the names in a folder are on the disk. Only Unix can open a folder for that.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    fault::before()?;
    if cfg!(unix) { fs::File::open(path)?.sync_all() } else { Ok(()) }
}

/// True where [`sync_all_below`] does something.
pub(super) const SYNCS_ALL: bool = cfg!(target_os = "linux");

/// Waits once until everything written to the file system that holds a folder is on its disk. Of
/// the systems guiyi runs on, only Linux offers that.
#[cfg(target_os = "linux")]
pub(super) fn sync_all_below(path: &Path) -> io::Result<()> {
    Ok(nix::unistd::syncfs(fs::File::open(path)?)?)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn sync_all_below(_: &Path) -> io::Result<()> {
    Ok(())
}

fn absent_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(not(test))]
mod fault {
    use std::{fs, io};

    pub(super) fn before() -> io::Result<()> {
        Ok(())
    }

    pub(super) fn halfway(_: &mut fs::File, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn cut(_: &fs::File) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod fault {
    use std::cell::Cell;
    use std::io::Write as _;
    use std::{fs, io};

    thread_local! {
        static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
    }

    /// Runs `work`, in which everything fails after so many operations; returns whether it was killed.
    pub(crate) fn killed_after(operations: usize, work: impl FnOnce()) -> bool {
        LEFT.set(Some(operations));
        work();
        LEFT.replace(None) == Some(0)
    }

    fn killed() -> io::Error {
        io::Error::other("killed")
    }

    pub(super) fn before() -> io::Result<()> {
        match LEFT.get() {
            None => Ok(()),
            Some(0) => Err(killed()),
            Some(left) => {
                LEFT.set(Some(left - 1));
                Ok(())
            }
        }
    }

    /// Counts as an operation of its own, so that a file may be left half written.
    pub(super) fn halfway(file: &mut fs::File, bytes: &[u8]) -> io::Result<()> {
        before().inspect_err(|_| {
            let written = file.write_all(&bytes[..bytes.len() / 2]);
            debug_assert!(written.is_ok(), "the test's disk takes every byte");
        })
    }

    /// The same for a file that is written already.
    pub(super) fn cut(file: &fs::File) -> io::Result<()> {
        before().inspect_err(|_| {
            let cut = file.metadata().and_then(|metadata| file.set_len(metadata.len() / 2));
            debug_assert!(cut.is_ok(), "the test's disk lets files be cut");
        })
    }
}
