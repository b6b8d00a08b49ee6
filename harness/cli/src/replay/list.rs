//! The messages of captures, one a line.

use std::io::Write as _;

use hallmark_engine::exit::ExitCode;
use hallmark_link::capture::Content;
use hallmark_link::capture::Extractor;
use hallmark_link::capture::Keys;

use crate::failure::Failure;
use crate::replay::source::Source;
use crate::ui::Ui;

/// Prints every message in hexadecimal. What could not be read is told on standard error, and makes the exit code 1.
pub(crate) fn print(ui: &Ui, sources: Vec<Source>, keys: impl Fn() -> Keys) -> Result<ExitCode, Failure> {
    let mut out = ui.results();
    let mut code = ExitCode::CONFORMING;
    for source in sources {
        let Source { name, mut capture, .. } = source;
        let mut extractor = Extractor::new(keys());
        let mut lost = None;
        let mut line = Vec::new();
        let mut show = |content: Content<'_>| {
            if let Content::Message(octets) = content {
                line.clear();
                for octet in octets {
                    line.extend(
                        [octet >> 4, octet & 0x0F]
                            .map(|digit| HEX.get(usize::from(digit)).copied().unwrap_or(b'0')),
                    );
                }
                line.push(b'\n');
                if let Err(error) = out.write_all(&line) {
                    lost.get_or_insert(error);
                }
            }
        };
        let end = capture.read(|frame| extractor.frame(&frame, &mut |found| show(found.content)));
        let report = extractor.finish(&mut |found| show(found.content));
        if let Some(error) = lost {
            return Err(error.into());
        }
        for (reason, count) in &report.unread {
            let first = report.list.iter().find(|unread| unread.reason == *reason);
            let first = first.map(|unread| format!(", first in frame {}: {}", unread.frame, unread.detail));
            ui.note(&format!("{name}: {count} × {}{}", reason.name(), first.unwrap_or_default()));
        }
        if let Err(broken) = &end {
            ui.note(&format!("{name}: {broken}"));
        }
        if end.is_err() || !report.unread.is_empty() {
            code = ExitCode::NONCONFORMITY;
        }
    }
    out.flush()?;
    Ok(code)
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";
