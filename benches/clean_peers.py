#!/usr/bin/env python3
"""Main text of web pages: guiyi side by side with its peers, quality and speed in one run.

    python3 benches/clean_peers.py                    on ../shared/data/clean/cwced
    python3 benches/clean_peers.py --data FOLDER      on a folder of yours: pages with their main text, and
                                                      manifest.jsonl, a line each: id, path, gold, encoding

Installs dom_smoothie from crates.io, trafilatura and readability-lxml from PyPI into target/peers
(versions below); a peer that does not install is named and left out. Needs Python 3.9+ with venv and
pip, cargo, and a network the first time.

Score: F1 of the multisets of character 4-grams (NFKC, lower case, letters, digits and punctuation only;
marks of Markdown taken off), page by page, then the mean. Speed: pages per second of processor time in
one thread, the best of the rounds, each round a new process for everybody, start-up not counted. guiyi's
time has decoding, all its stages and writing in it; the peers get decoded text and write nothing.
"""
import argparse, collections, html.parser, json, os, pathlib, re, statistics, subprocess, sys, tempfile
import unicodedata

sys.dont_write_bytecode = True
from scratch import ROOT, WORK, environment, program, run

# The reference texts of few pages are this short; there every peer takes too much.
SHORT = 300
CRATES = {"dom_smoothie": '"=0.19.0"'}
PACKAGES = {
    # lxml has given away a module that both need.
    "trafilatura": ["trafilatura==2.3.1", "lxml-html-clean==0.4.6"],
    "readability-lxml": ["readability-lxml==0.9", "lxml-html-clean==0.4.6"],
}
PROGRAM = r"""
fn main() {
    let folders: Vec<std::path::PathBuf> = std::env::args().skip(1).map(Into::into).collect();
    let mut spent = 0.0;
    for entry in std::fs::read_dir(&folders[0]).expect("pages") {
        let path = entry.expect("entry").path();
        let html = std::fs::read_to_string(&path).expect("text");
        let start = processor_time();
        let read = || dom_smoothie::Readability::new(html.as_str(), None, None).ok()?.parse().ok();
        let text = read().map(|article| article.text_content.to_string()).unwrap_or_default();
        spent += processor_time() - start;
        std::fs::write(folders[1].join(path.file_name().expect("name")), text).expect("written");
    }
    println!("{spent}");
}
"""
SCRIPT = r"""
import logging, os, sys, time
logging.disable(logging.CRITICAL)
name, pages, out = sys.argv[1:]
if name == "trafilatura":
    from trafilatura import extract
    read = lambda page: extract(page, include_comments=False) or ""
else:
    import lxml.html
    from readability import Document
    def read(page):
        tree = lxml.html.fromstring(Document(page).summary())
        for part in tree.iter("p", "div", "li", "tr", "br", "h1", "h2", "h3"):
            part.tail = "\n" + (part.tail or "")
        return tree.text_content()
spent = 0.0
for page in sorted(os.listdir(pages)):
    text = open(f"{pages}/{page}", encoding="utf-8").read()
    start = time.process_time()
    try:
        found = read(text)
    except Exception:
        found = ""
    spent += time.process_time() - start
    open(f"{out}/{page}", "w", encoding="utf-8").write(found)
print(spent)
"""


class All(html.parser.HTMLParser):
    """Everything that a page shows: what keeping all of it would score."""

    def __init__(self):
        super().__init__()
        self.text, self.raw = [], 0

    def handle_starttag(self, tag, attrs):
        self.raw += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.raw -= tag in ("script", "style") and self.raw > 0

    def handle_data(self, data):
        if not self.raw:
            self.text.append(data)


def plain(text):
    """The text without Markdown's marks."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"[*_`|#\\]", "", re.sub(r"(?m)^\s*(#{1,6}\s+|[-*+]\s+|>\s?|\|?[\s:|-]+\|\s*$)", "", text))


def grams(text):
    text = unicodedata.normalize("NFKC", plain(text)).lower()
    units = [c for c in text if c.isalnum() or unicodedata.category(c)[0] == "P"]
    return collections.Counter(zip(*(units[at:] for at in range(4))))


def f1(got, wanted):
    got, wanted = grams(got), grams(wanted)
    common = sum((got & wanted).values())
    return 2 * common / max(1, sum(got.values()) + sum(wanted.values()))


def fail(message):
    sys.exit(f"benches/clean_peers.py: {message}")


def command(name):
    """What runs a peer: a program, or an interpreter with an environment of its own."""
    if name in CRATES:
        return [program("clean-peers", "clean", CRATES, PROGRAM)]
    return [environment(f"venv-{name}", *PACKAGES[name]), "-c", SCRIPT, name]


def peers():
    """The commands of the peers that could be installed, by name."""
    found = {}
    for name in [*CRATES, *PACKAGES]:
        try:
            found[name] = command(name)
        except (subprocess.CalledProcessError, FileNotFoundError) as error:
            print(f"left out: {name} does not install: {str(error)[:120]}", file=sys.stderr)
    return found


def guiyi(pages, out):
    """Processor time of one run over `pages`."""
    before = os.times()
    command = [ROOT / "target/release/guiyi", "clean", "--no-config", "-j", "1", "-q", pages, "-o", out]
    # Status 1 says that there is something to look at, such as bytes that were replaced.
    if subprocess.run([str(part) for part in command], stderr=subprocess.DEVNULL).returncode > 1:
        fail("guiyi failed")
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = pathlib.Path(os.environ.get("REFERENCE_TEXTS", ROOT.parent / "shared"))
    arguments.add_argument("--data", type=pathlib.Path, default=shared / "data/clean/cwced")
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    manifest = given.data / "manifest.jsonl"
    if not manifest.is_file():
        fail(f"the reference pages are not here ({manifest} is missing); name a folder of yours with --data")
    WORK.mkdir(parents=True, exist_ok=True)
    run("cargo", "build", "-q", "--release", cwd=ROOT)
    commands = peers()
    rows = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    golds = {row["id"]: (given.data / row["gold"]).read_text(encoding="utf-8") for row in rows}
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        for name in ["pages", "raw", "one", "keep all", *commands]:
            (place / name).mkdir()
        (place / "one/a.html").write_text("<p>盘点制度</p>", encoding="utf-8")
        for row in rows:
            raw = (given.data / row["path"]).read_bytes()
            text = raw.decode(row["encoding"], "replace")
            (place / "raw" / f"{row['id']}.html").write_bytes(raw)
            (place / "pages" / row["id"]).write_text(text, encoding="utf-8")
            everything = All()
            everything.feed(text)
            (place / "keep all" / row["id"]).write_text("\n".join(everything.text), encoding="utf-8")
        start = min(guiyi(place / "one", place / "none") for _ in range(given.rounds))
        times = collections.defaultdict(list)
        for at in range(given.rounds):
            times["guiyi"].append(guiyi(place / "raw", place / f"guiyi {at}") - start)
            for name, command in list(commands.items()):
                try:
                    done = run(*command, place / "pages", place / name, capture_output=True, text=True)
                    times[name].append(float(done.stdout))
                except subprocess.CalledProcessError as error:
                    print(f"left out: {name} does not run: {error.stderr.strip()[-200:]}", file=sys.stderr)
                    del commands[name]
        print(f"{len(rows)} pages; start-up of guiyi, not counted: {start:.3f} s", flush=True)
        print(f"who\tF1\tF1 under {SHORT} characters\tpages/s\tpages/s, median round")
        for name in [*times, "keep all"]:
            folder = place / ("guiyi 0" if name == "guiyi" else name)
            scores = {}
            for key, gold in golds.items():
                file = next(iter(folder.glob(f"**/{key}.md")), folder / key)
                scores[key] = f1(file.read_text(encoding="utf-8") if file.is_file() else "", gold)
            short = [score for key, score in scores.items() if len(golds[key]) < SHORT]
            few = f"{statistics.mean(short):.3f} ({len(short)})" if short else "-"
            speeds = [len(rows) / max(of(times[name]), 1e-3) for of in (min, statistics.median)] if name in times else []
            print(name, f"{statistics.mean(scores.values()):.3f}", few, *(f"{speed:.0f}" for speed in speeds), sep="\t")


if __name__ == "__main__":
    main()
