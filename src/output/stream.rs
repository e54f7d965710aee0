//! A file that is written piece by piece and appears whole.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// How temporary names begin.
const PREFIX: &str = ".guiyi-";
/// Random letters and digits after that.
const RANDOM: usize = 6;

/// True for the name of a file that was not finished.
pub(crate) fn is_unfinished(name: &OsStr) -> bool {
    let random = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
    random.is_some_and(|random| random.len() == RANDOM && random.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// A file under a temporary name in its own folder until [`Stream::finish`] renames it. Dropped
/// before, it leaves no trace.
#[derive(Debug)]
pub(crate) struct Stream {
    path: PathBuf,
    out: io::BufWriter<NamedTempFile>,
}

impl Stream {
    /// Begins the file at `path`; folders above it are created.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).rand_bytes(RANDOM);
        // Temporary files are private; results are not secret.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let begin = || builder.tempfile_in(folder);
        let file = match begin() {
            // Nearly always it is there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                std::fs::create_dir_all(folder)?;
                begin()?
            }
            begun => begun?,
        };
        Ok(Self { path: path.to_owned(), out: io::BufWriter::with_capacity(1 << 16, file) })
    }

    /// Where the file will be.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Syncs the file and gives it its name.
    pub(crate) fn finish(self) -> io::Result<()> {
        self.persist(true)
    }

    /// Gives the file its name; whoever calls this has the file system synced later.
    pub(super) fn finish_unsynced(self) -> io::Result<()> {
        self.persist(false)
    }

    fn persist(self, sync: bool) -> io::Result<()> {
        let file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        if sync {
            file.as_file().sync_all()?;
        }
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
