//! Every target over its seeds, and over seeds that are cut, altered and put together, on any toolchain.

use hallmark_fuzz::TARGETS;
use hallmark_fuzz::seeds;

/// Enough for a test that runs with every change; fuzzing does more.
const ALTERED: usize = 2_000;

#[test]
fn every_target_takes_its_seeds() {
    for target in TARGETS {
        let seeds = seeds::of(target.name);
        assert!(!seeds.is_empty(), "{} has no seeds", target.name);
        for seed in &seeds {
            (target.run)(seed);
        }
    }
}

#[test]
fn every_target_takes_altered_seeds() {
    for target in TARGETS {
        let seeds = seeds::of(target.name);
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        for _ in 0..ALTERED {
            (target.run)(&altered(&seeds, &mut random));
        }
    }
}

#[test]
fn every_program_is_a_target() {
    let folder =
        std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz_targets")).expect("the folder is there");
    let mut programs: Vec<String> = folder
        .map(|entry| {
            entry.expect("it can be listed").path().file_stem().expect("a name").to_string_lossy().into()
        })
        .collect();
    programs.sort();
    let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(programs, names);
}

fn altered(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut octets = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(4) {
        let at = random.below(octets.len() + 1);
        match random.below(5) {
            0 => octets.truncate(at),
            1 => octets.insert(at, random.octet()),
            2 => octets.extend(&seeds[random.below(seeds.len())]),
            3 if at < octets.len() => {
                octets.remove(at);
            }
            _ if at < octets.len() => octets[at] ^= 1 << random.below(8),
            _ => {}
        }
    }
    octets.truncate(4_096);
    octets
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn octet(&mut self) -> u8 {
        (self.next() & 0xFF) as u8
    }
}
