//! Runs every target over its seeds, and every vector against our code: what `coverage` measures.

use std::process::ExitCode;

use hallmark_fuzz::TARGETS;
use hallmark_fuzz::seeds;
// What counts coverage, where the library was built for fuzzing.
use libfuzzer_sys as _;

fn main() -> ExitCode {
    for target in TARGETS {
        let seeds = seeds::of(target.name);
        seeds.iter().for_each(|seed| (target.run)(seed));
        println!("{}: {} seeds", target.name, seeds.len());
    }
    for file in hallmark_vectors::files() {
        match file.check() {
            Ok(tally) if tally.disagreements.is_empty() => {
                println!("{}: {} vectors", file.name, tally.total())
            }
            Ok(tally) => {
                eprintln!("check {}: {} vectors are seen otherwise", file.name, tally.disagreements.len());
                return ExitCode::FAILURE;
            }
            Err(error) => {
                eprintln!("check {}: {error}", file.name);
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
