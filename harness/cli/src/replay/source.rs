//! A capture file, counted and digested while it is read.

use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use hallmark_link::capture::Capture;
use indicatif::ProgressBar;
use indicatif::ProgressStyle;
use sha2::Digest as _;
use sha2::Sha256;

use crate::failure::Failure;
use crate::failure::chain;
use crate::ui::Ui;

/// A capture that is open.
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) capture: Capture,
    pub(crate) digest: Arc<Mutex<Sha256Reader>>,
    size: u64,
    bar: Arc<Mutex<ProgressBar>>,
}

/// What was read so far.
#[derive(Default)]
pub(crate) struct Sha256Reader {
    sha256: Sha256,
    octets: u64,
}

impl Source {
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let refuse = |problem: String| {
            Failure::usage(format!("read {}: {problem}", path.display())).advise("hallmark replay --help")
        };
        let file = File::open(path).map_err(|error| refuse(error.to_string()))?;
        let size = file.metadata().map_or(0, |metadata| metadata.len());
        let (digest, bar) = (Arc::default(), Arc::new(Mutex::new(ProgressBar::hidden())));
        let reader = Digesting { file, digest: Arc::clone(&digest), bar: Arc::clone(&bar) };
        let capture = Capture::new(reader).map_err(|error| refuse(chain(&error)))?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { name, capture, digest, size, bar })
    }

    /// A bar that shows how far the file was read, on a terminal.
    pub(crate) fn progress(&self, ui: &Ui) -> ProgressBar {
        if !ui.shows_progress() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(self.size);
        let style =
            ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left");
        let bar = match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        };
        *self.bar.lock().unwrap_or_else(PoisonError::into_inner) = bar.clone();
        bar
    }
}

impl Sha256Reader {
    /// The size of the file and its digest, in hexadecimal. What was not read is read now.
    pub(crate) fn result(&self) -> (u64, String) {
        let digest = self.sha256.clone().finalize();
        (self.octets, digest.iter().map(|octet| format!("{octet:02x}")).collect())
    }
}

struct Digesting {
    file: File,
    digest: Arc<Mutex<Sha256Reader>>,
    bar: Arc<Mutex<ProgressBar>>,
}

impl Read for Digesting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        let mut digest = self.digest.lock().unwrap_or_else(PoisonError::into_inner);
        digest.sha256.update(buffer.get(..count).unwrap_or_default());
        let size = u64::try_from(count).unwrap_or_default();
        digest.octets = digest.octets.saturating_add(size);
        self.bar.lock().unwrap_or_else(PoisonError::into_inner).inc(size);
        Ok(count)
    }
}

impl Drop for Digesting {
    /// A capture that is broken is not read to its end, its digest is over all of it.
    fn drop(&mut self) {
        let mut buffer = [0; 1 << 13];
        while self.read(&mut buffer).is_ok_and(|count| count > 0) {}
    }
}
