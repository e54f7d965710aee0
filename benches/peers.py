#!/usr/bin/env python3
"""Script conversion side by side with its peers, in one run, and against OpenCC byte for byte.

    python3 benches/peers.py                 speed: guiyi, three crates, Python's opencc, its C++ command
    python3 benches/peers.py --exact 50      differences from OpenCC on 50 MB, every configuration
    python3 benches/peers.py --text FILE     speed on a Simplified text of yours (UTF-8) instead

Installs what it needs from PyPI and crates.io into target/peers (versions below). Needs Python 3.9+
with venv and pip, cargo, and a network the first time. Speeds are best-of-N processor time, so other
work on the machine moves them less than wall time; only ratios within one run compare.
"""
import argparse, os, pathlib, random, subprocess, sys, time

sys.dont_write_bytecode = True
from scratch import ROOT, WORK, environment, program, run

DATA = ROOT / "data" / "opencc"
VERSION = (DATA / "VERSION").read_text().strip()
CONFIGS = "hk2s hk2sp hk2t s2hk s2hkp s2t s2tw s2twp t2hk t2s t2tw tw2s tw2sp tw2t".split()
# opencc-fmmseg pins a rayon that guiyi's does not meet, so it cannot be in the same program.
CRATES = {
    "zhconv": '{ version = "=0.4.2", default-features = false, features = ["opencc", "compress"] }',
    "hanconv": '"=0.5.1"',
    "fast2s": '"=0.3.1"',
}
PROGRAM = r"""
use std::time::Instant;
type Convert = Box<dyn Fn(&str) -> String + Sync>;
fn make(name: &str, config: &str) -> Option<Convert> {
    Some(match (name, config) {
        ("guiyi", _) => {
            let own = guiyi::convert::Converter::for_config(config, true).ok()?;
            Box::new(move |text| own.convert_str(text).into_owned())
        }
        ("zhconv", _) => {
            use zhconv::{Variant, zhconv};
            let to = match config { "t2s" => Variant::ZhHans, "tw2sp" => Variant::ZhCN, "s2twp" => Variant::ZhTW, _ => return None };
            Box::new(move |text| zhconv(text, to))
        }
        ("hanconv", _) => {
            use hanconv::Converters::{S2TWP, T2S, TW2SP};
            let of = match config { "t2s" => T2S, "tw2sp" => TW2SP, "s2twp" => S2TWP, _ => return None };
            let own = of.new_converter();
            Box::new(move |text| own.convert(text))
        }
        ("fast2s", "t2s") => Box::new(|text| fast2s::convert(text)),
        _ => return None,
    })
}
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let rounds: usize = arguments[1].parse().expect("rounds");
    for job in &arguments[2..] {
        let (config, path) = job.split_once(':').expect("config:path");
        let text = std::fs::read_to_string(path).expect("readable");
        let mega = text.len() as f64 / 1e6;
        let peers: Vec<_> = ["guiyi", "zhconv", "hanconv", "fast2s"].into_iter()
            .filter_map(|name| Some((name, make(name, config)?))).collect();
        let mut best = vec![f64::MAX; peers.len()];
        let (mut one, mut two) = (f64::MAX, f64::MAX);
        for _ in 0..rounds {
            for (at, (_, convert)) in peers.iter().enumerate() {
                let start = processor_time();
                std::hint::black_box(convert(&text));
                best[at] = best[at].min(processor_time() - start);
            }
            let convert = &peers[0].1;
            let start = Instant::now();
            std::hint::black_box((convert(&text), convert(&text)));
            one = one.min(start.elapsed().as_secs_f64());
            let start = Instant::now();
            std::thread::scope(|scope| for _ in 0..2 { scope.spawn(|| std::hint::black_box(convert(&text))); });
            two = two.min(start.elapsed().as_secs_f64());
        }
        for (at, (name, _)) in peers.iter().enumerate() { println!("{config}\t{name}\t{:.1}", mega / best[at]); }
        println!("{config}\tguiyi, two threads, times\t{:.2}", one / two);
    }
}
"""


def fail(message):
    sys.exit(f"benches/peers.py: {message}")


def python():
    """The interpreter of a virtual environment that has OpenCC."""
    return environment("venv", f"opencc=={VERSION}")


def keys(*names):
    found = []
    for name in names:
        for line in (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if "\t" in line and not line.startswith("#"):
                key, values = line.split("\t")[:2]
                found += [key, values.split(" ")[0]]
    return found


def adversarial(megabytes, seed):
    """Phrases, parts of phrases, rare characters and separators: hard for every configuration."""
    draw = random.Random(seed)
    phrases = keys("STPhrases", "STPhrases_GeneratedFromRegionalPhrases")
    others = keys(*[path.stem for path in sorted(DATA.glob("*.txt")) if not path.stem.startswith("STPhrases")])
    sentences = [line.split("\t")[4] for line in (ROOT / "src/lexicon/terms_tw.tsv").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    between = ["，", "。", "\n", " ", "a", "U", "、", "\u200b", "\ufe00", "⿰", "SQL", "3", "𠮷", "\ue000", "著", "后", "\r\n"]
    parts, size = [], 0
    while size < megabytes * 1e6:
        kind = draw.random()
        part = draw.choice(phrases if kind < 0.5 else others if kind < 0.75 else sentences if kind < 0.85 else between)
        if kind < 0.25 or 0.5 < kind < 0.62:
            at = draw.randrange(len(part))
            part = part[at:] if draw.random() < 0.5 else part[: at + 1]
        parts.append(part)
        size += len(part.encode())
    return "".join(parts) + "\n"


def prose(megabytes):
    """Traditional sentences: the examples of the term list, each time joined anew."""
    draw = random.Random(1)
    rows = [line.split("\t") for line in (ROOT / "src/lexicon/terms_tw.tsv").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    sentences = [row[4] for row in rows] + [row[6] for row in rows if row[6] != "-"]
    lines, size = [], 0
    while size < megabytes * 1e6:
        line = "，".join(draw.choice(sentences) for _ in range(draw.randrange(1, 6))) + "。\n"
        lines.append(line)
        size += len(line.encode())
    return "".join(lines)


def exact(megabytes):
    binary = ROOT / "target" / "release" / "guiyi"
    run("cargo", "build", "--release", cwd=ROOT)
    interpreter = python()
    text = WORK / "exact.txt"
    with open(text, "w", encoding="utf-8", newline="") as file:
        for seed in range(max(1, round(megabytes / 5))):
            file.write(adversarial(min(megabytes, 5), seed))
    script = "import sys, opencc; t = open(sys.argv[2], encoding='utf-8', newline='').read(); open(sys.argv[3], 'w', encoding='utf-8', newline='').write(opencc.OpenCC(sys.argv[1]).convert(t))"
    different = 0
    for config in CONFIGS:
        ours, theirs = WORK / "ours.txt", WORK / "theirs.txt"
        run(binary, "convert", "--no-config", "--set", "convert.rare-characters=true", "-c", config, "-i", text, "-o", ours)
        run(interpreter, "-c", script, config, text, theirs)
        same = ours.read_bytes() == theirs.read_bytes()
        different += not same
        print(f"{config}\t{text.stat().st_size / 1e6:.1f} MB\t{'same' if same else 'DIFFERENT'}", flush=True)
    return different


def speed(rounds, own):
    interpreter = python()
    crates = {"guiyi": f'{{ path = "{ROOT.as_posix()}" }}', **CRATES}
    profile = "[profile.release]\nlto = \"thin\"\ncodegen-units = 4\n"
    built = program("peers", "program", crates, PROGRAM, profile)
    convert = "import sys, opencc; t = open(sys.argv[2], encoding='utf-8').read(); open(sys.argv[3], 'w', encoding='utf-8').write(opencc.OpenCC(sys.argv[1]).convert(t))"
    simplified, traditional = WORK / "simplified.txt", WORK / "traditional.txt"
    if own:
        text = pathlib.Path(own).read_text(encoding="utf-8")
        simplified.write_text(text * max(1, int(20e6 / max(1, len(text.encode())))), encoding="utf-8")
        run(interpreter, "-c", convert, "s2tw", simplified, traditional)
    else:
        traditional.write_text(prose(20), encoding="utf-8")
        run(interpreter, "-c", convert, "t2s", traditional, simplified)
    jobs = [("t2s", traditional), ("tw2sp", traditional), ("s2twp", simplified)]
    print(f"OpenCC {VERSION}; " + ", ".join(f"{name} {spec.split(chr(34))[1].lstrip('=')}" for name, spec in CRATES.items()))
    print("config\twho\tMB/s", flush=True)
    run(built, rounds, *[f"{config}:{path}" for config, path in jobs])
    timed = "import sys, time, opencc\nt = open(sys.argv[2], encoding='utf-8').read(); c = opencc.OpenCC(sys.argv[1]); b = 1e9\nfor _ in range(int(sys.argv[3])):\n s = time.process_time(); c.convert(t); b = min(b, time.process_time() - s)\nprint(f'{sys.argv[1]}\\tPython opencc\\t{len(t.encode()) / 1e6 / b:.1f}')"
    where = "import opencc, os; print(os.path.join(os.path.dirname(opencc.__file__), 'clib'))"
    clib = pathlib.Path(run(interpreter, "-c", where, capture_output=True, text=True).stdout.strip())
    for config, path in jobs:
        run(interpreter, "-c", timed, config, path, max(1, rounds // 3))
        best = 0.0
        for _ in range(max(1, rounds // 3)):
            before, start = os.times(), time.time()
            run(clib / "bin" / "opencc", "-c", clib / f"share/opencc/{config}.json", "-i", path, "-o", WORK / "theirs.txt")
            after = os.times()
            spent = after.children_user + after.children_system - before.children_user - before.children_system
            best = max(best, path.stat().st_size / 1e6 / (spent or time.time() - start))
        print(f"{config}\topencc command (with start-up)\t{best:.1f}", flush=True)
    return 0


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--exact", type=float, metavar="MB", help="compare the results of every configuration instead")
    arguments.add_argument("--rounds", type=int, default=9)
    arguments.add_argument("--text", metavar="FILE", help="a Simplified text to measure on")
    given = arguments.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    try:
        sys.exit(exact(given.exact) if given.exact else speed(given.rounds, given.text))
    except FileNotFoundError as error:
        fail(f"{error.filename} is missing")
    except subprocess.CalledProcessError as error:
        fail(f"{' '.join(map(str, error.cmd[:4]))} … failed with status {error.returncode}")


if __name__ == "__main__":
    main()
