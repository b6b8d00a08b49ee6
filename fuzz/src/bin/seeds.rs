//! Writes the seeds of every target, or of those that are named, below a folder: `seeds FOLDER [TARGET]…`.

use std::path::Path;
use std::process::ExitCode;

use hallmark_fuzz::TARGETS;
use hallmark_fuzz::seeds;
// What counts coverage, where the library was built for it.
use libfuzzer_sys as _;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next() else {
        eprintln!("write seeds: expected a folder, found nothing: seeds FOLDER [TARGET]…");
        return ExitCode::from(2);
    };
    let named: Vec<String> = arguments.collect();
    for target in
        TARGETS.iter().filter(|target| named.is_empty() || named.iter().any(|name| name == target.name))
    {
        match seeds::write(target.name, &Path::new(&folder).join(target.name)) {
            Ok(count) => println!("{}: {count} seeds", target.name),
            Err(error) => {
                eprintln!("write seeds of {} into {folder}: {error}", target.name);
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::SUCCESS
}
