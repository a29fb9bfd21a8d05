"""Measures the search itself, without training: results a second with the journal on, at the beginning and at the end
of a long run; memory; bytes of journal a trial; CPU of an idle manager; seconds from mpirun to the first dispatch, which
with the torch trainer is the beginning of its first step.

Usage: measure_search.py BUILD_FOLDER [RESULTS]        (RESULTS: length of the long run, 100000)
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import h5py

MPI = {
    **os.environ,
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_btl_tcp_if_include": "lo",
    "OMPI_MCA_oob_tcp_if_include": "lo",
}
MPIRUN = ["mpirun", "-n", "3", "--oversubscribe", "--bind-to", "none"]


def write_config(folder, trainer, extra=""):
    folder.mkdir(exist_ok=True)
    path = folder / f"{trainer}.toml"
    path.write_text(
        '[data]\nkind = "synthetic"\n[data.synthetic]\nside = 32\nchannels = 3\n[space]\nmax_depth = 18\n[agent]\nkind = "paper"\n'
        f'[workers]\ntrainer = "{trainer}"\n{extra}'
    )
    return path


def search(program, config, run, results, *settings):
    command = [program, "search", config, "--out", run, "--workers", 32, "--set", f"search.trials={results}"]
    for setting in settings:
        command += ["--set", setting]
    with subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if line.startswith(f"{max(1, results - 100)}/"):
                while_searching, peak = resident_memory(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"the search ended with {process.returncode}")
    return while_searching, peak, usage.ru_utime + usage.ru_stime


def resident_memory(pid):
    """MiB: now, and at most so far (the child's ru_maxrss would begin with that of this script)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    kilobytes = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith("Vm")}
    return int(kilobytes["VmRSS"]) / 1024, int(kilobytes["VmHWM"]) / 1024


def learned_times(run):
    with h5py.File(run / "run.h5", "r") as file:
        names = h5py.check_enum_dtype(file["events"].dtype["kind"])
        events = file["events"][()]
    return events["seconds"][events["kind"] == names["learned"]]


def work_of_results(run):
    """By result: layers of its network; episodes sampled until that network was found."""
    with h5py.File(run / "run.h5", "r") as file:
        fresh = h5py.check_enum_dtype(file["episodes"].dtype["novelty"])["fresh"]
        found = (file["episodes"]["novelty"] == fresh).nonzero()[0] + 1
        return file["trials"]["layers"], found


def print_ends(run):
    times = learned_times(run)
    layers, found = work_of_results(run)
    for name, part in (("first", slice(None, 1001)), ("last", slice(-1001, None))):
        microseconds = 1e6 * (times[part][-1] - times[part][0]) / 1000
        episodes = (found[part][-1] - found[part][0]) / 1000
        print(
            f"  {name} 1000: {microseconds:.0f} us a result, {layers[part].mean():.1f} layers a network, "
            f"{episodes:.2f} episodes a network"
        )


def measure_rate(program, folder, results):
    config = write_config(folder, "null")
    small, small_peak, _ = search(program, config, folder / "small", 1000)
    large, large_peak, cpu = search(program, config, folder / "large", results)
    times = learned_times(folder / "large")
    size = (folder / "large" / "run.h5").stat().st_size
    print(f"results a second, all of {results}: {results / times[-1]:.0f} (CPU {1e6 * cpu / results:.0f} us a result)")
    print_ends(folder / "large")
    # The networks get deeper as epsilon falls, so each has more to learn; here all have the same to learn.
    random = f"agent.epsilon=[{{value=1.0,models={results}}}]"
    search(program, config, folder / "equal", results, random, "space.min_depth=18")
    print("random networks of one depth:")
    print_ends(folder / "equal")
    print(f"memory with 1000 and {results}:     {small:.0f} and {large:.0f} MiB")
    print(f"at most:                         {small_peak:.0f} and {large_peak:.0f} MiB")
    print(f"bytes of journal a trial:           {size / results:.0f}")


def ticks(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def find_manager():
    """The process of rank 0 of the search that was started here."""
    own = f"TMPDIR={MPI['TMPDIR']}".encode()
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            environment = entry.read_bytes().split(b"\0")
            name = (entry.parent / "comm").read_text().strip()
        except OSError:
            continue
        if name == "metaqnn" and own in environment and b"OMPI_COMM_WORLD_RANK=0" in environment:
            return int(entry.parent.name)
    sys.exit("rank 0 was not found")


def start_over_mpi(program, folder, trainer, extra=""):
    """Starts a search with two workers; returns it once a worker has its first network, and the seconds until then."""
    config = write_config(folder, trainer, extra)
    run = folder / f"{trainer}-run"
    start = time.perf_counter()
    process = subprocess.Popen(
        [*MPIRUN, str(program), "search", str(config), "--out", str(run)],
        env=MPI,
        stdout=subprocess.DEVNULL,
    )
    while process.poll() is None:
        time.sleep(0.02)
        try:
            # Without a lock, which would stop the writer if it opens its new file at this moment.
            with h5py.File(run / "run.h5", "r", libver="latest", swmr=True, locking=False) as file:
                names = h5py.check_enum_dtype(file["events"].dtype["kind"])
                if (file["events"]["kind"] == names["dispatched"]).any():
                    return process, time.perf_counter() - start
        except (OSError, KeyError):
            pass
    sys.exit(f"the search with the {trainer} trainer ended with {process.returncode}")


def end(process):
    process.terminate()
    process.wait()


def measure_mpi(program, folder):
    process, seconds = start_over_mpi(program, folder, "sleep", "sleep_seconds = 600.0\n")
    print(f"seconds from mpirun to the first dispatch:  {seconds:.2f} (sleep trainer)")
    manager = find_manager()
    before, began = ticks(manager), time.perf_counter()
    time.sleep(20)
    share = (ticks(manager) - before) / (time.perf_counter() - began)
    print(f"CPU of rank 0 while all workers train: {100 * share:.1f} % of a core")
    end(process)
    for images in ("made", "there already"):
        process, seconds = start_over_mpi(program, folder / images, "torch", "threads = 1\n")
        end(process)
        print(f"seconds from mpirun to the first training step: {seconds:.2f} (torch trainer, images {images})")


def main():
    program = Path(sys.argv[1]).resolve() / "metaqnn"
    results = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    with tempfile.TemporaryDirectory() as name:
        measure_rate(program, Path(name), results)
        MPI["TMPDIR"] = name
        measure_mpi(program, Path(name))


if __name__ == "__main__":
    main()
