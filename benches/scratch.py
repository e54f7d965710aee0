"""What the comparisons with other programs build under `target/peers`: environments and programs."""

import os, pathlib, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "peers"
# The processor time that a Rust program has used, in seconds; the program depends on libc.
CLOCK = r"""
fn processor_time() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the call writes to the structure it is given.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}
"""


def run(*command, **options):
    """Raises FileNotFoundError or subprocess.CalledProcessError if the command does not end well."""
    return subprocess.run([str(part) for part in command], check=True, **options)


def environment(name, *packages):
    """The interpreter of a virtual environment that has the packages."""
    venv = WORK / name
    interpreter = venv / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not interpreter.exists():
        run(sys.executable, "-m", "venv", venv)
    run(interpreter, "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages)
    return interpreter


def program(name, folder, crates, source, profile=""):
    """The built program: `crates` are lines of its dependencies besides libc, `profile` more of its manifest."""
    project = WORK / folder
    (project / "src").mkdir(parents=True, exist_ok=True)
    manifest = f'[package]\nname = "{name}"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\nlibc = "0.2"\n'
    manifest += "".join(f"{crate} = {of}\n" for crate, of in crates.items())
    (project / "Cargo.toml").write_text(manifest + profile)
    (project / "src/main.rs").write_text(CLOCK + source)
    run("cargo", "build", "-q", "--release", "--target-dir", WORK / "target", cwd=project)
    return WORK / "target/release" / name
