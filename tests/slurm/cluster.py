# A private Slurm on the loopback interface, for the tests of the batch scripts: munged, slurmctld and one slurmd a
# node, all children of this process, in a folder of their own, on ports that were free.
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
OVER = {"COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY"}
CPUS = 16  # that each node claims to have
PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "mpirun")

CONFIGURATION = """\
ClusterName=private
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort={controller_port}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool/%n
TmpFS={folder}/tmp/%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SchedulerType=sched/backfill
SchedulerParameters=sched_min_interval=100000,sched_interval=1,bf_interval=1,batch_sched_delay=0
ReturnToService=2
KillWait=10
MessageTimeout=30
MinJobAge=300
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def _fields(line):
    return dict(word.split("=", 1) for word in line.split() if "=" in word)


def why_not():
    """Why a private Slurm cannot run here; empty if it can."""
    if os.geteuid() != 0:
        return "needs root"
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    missing = [program for program in PROGRAMS if not shutil.which(program, path=path)]
    return f"needs {', '.join(missing)}; run scripts/setup" if missing else ""


def free_ports(count):
    """Ports of the loopback interface that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [server.getsockname()[1] for server in sockets]
    for server in sockets:
        server.close()
    return ports


class Cluster:
    """Context manager: nodes are up inside it, and all that it started has ended after it.

    With one node its name is localhost; several are emulated on this machine and called node1, node2, ...
    """

    def __init__(self, nodes):
        self.nodes = ["localhost"] if nodes == 1 else [f"node{i + 1}" for i in range(nodes)]
        self.folder = Path(tempfile.mkdtemp(prefix="metaqnn-slurm-"))
        self.environment = os.environ | {
            "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin",
            "SLURM_CONF": str(self.folder / "slurm.conf"),
        }
        settings = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
        settings |= {"OMPI_MCA_btl_tcp_if_include": "lo", "OMPI_MCA_oob_tcp_if_include": "lo"}
        if nodes > 1:  # ranks of emulated nodes share a host, but no shared memory
            settings |= {"OMPI_MCA_btl": "self,tcp", "SLURM_PMIX_DIRECT_CONN": "false"}
        self.environment |= settings
        self.daemons = []
        self._hastened = set()

    def __enter__(self):
        try:
            self._configure()
            self._start_munge()
            self._start("slurmctld", "-D", "-c")
            for node in self.nodes:
                self._start("slurmd", "-D", "-N", node)
            self.wait_until(self._all_idle, 60, "nodes are not idle")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if len(self.daemons) > 1:
            subprocess.run(["scancel", "--user=root"], env=self.environment, check=False)
        for daemon in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *command):
        """Output of a command of Slurm, without surrounding space."""
        process = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        if process.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: {process.stdout}{process.stderr}")
        return process.stdout.strip()

    def wait_until(self, condition, seconds, message):
        """Waits until the condition holds. Raises RuntimeError with the message after so long."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise RuntimeError(f"{message} after {seconds} s; {self._logs()}")
            time.sleep(0.1)

    def job(self, number):
        """Fields of a job as scontrol shows them, by name."""
        return _fields(self.run("scontrol", "show", "job", str(number), "--oneliner"))

    def jobs(self):
        """Fields of all jobs, oldest first."""
        lines = self.run("scontrol", "show", "job", "--oneliner").splitlines()
        return sorted(map(_fields, filter(None, lines)), key=lambda job: int(job["JobId"]))

    def submit_search(self, folder, launcher, *options, name=None):
        """Submits a search with three workers, of the configuration NAME.toml in the folder into the run NAME beside
        it (else named like the launcher); the number of its job."""
        name = name or launcher
        return self.run(
            "sbatch", "--parsable", f"--chdir={folder}", f"--output={folder}/%j.log", f"--job-name={name}",
            f"--nodes={len(self.nodes)}", "--ntasks=4", f"--export=ALL,METAQNN_LAUNCHER={launcher}",
            *options, str(SOURCE / "slurm/search.sbatch"), f"{name}.toml", "--out", name,
        )  # fmt: skip

    def hasten(self):
        """Starts jobs that were queued again in three seconds instead of two minutes. At once is too soon: their old
        credentials are revoked still."""
        for job in self.jobs():
            start = (job["JobId"], job["Restarts"])
            if job["Reason"] == "BeginTime" and start not in self._hastened:
                self.run("scontrol", "update", f"JobId={job['JobId']}", "StartTime=now+3")
                self._hastened.add(start)

    def _configure(self):
        for node in self.nodes:
            (self.folder / "spool" / node).mkdir(parents=True)
            (self.folder / "tmp" / node).mkdir(parents=True)
        (self.folder / "state").mkdir()
        controller_port, *ports = free_ports(1 + len(self.nodes))
        text = CONFIGURATION.format(folder=self.folder, controller_port=controller_port)
        host = socket.gethostname()
        for node, port in zip(self.nodes, ports):
            name = "" if node == "localhost" else f" NodeHostname={host}"
            text += f"NodeName={node}{name} NodeAddr=127.0.0.1 Port={port} CPUs={CPUS}\n"
        (self.folder / "slurm.conf").write_text(text)

    def _start_munge(self):
        munge = self.folder / "munge"
        munge.mkdir(mode=0o755)
        (munge / "key").touch(mode=0o600)
        (munge / "key").write_bytes(os.urandom(1024))
        files = {"key-file": "key", "pid-file": "pid", "seed-file": "seed", "socket": "socket"}
        options = [f"--{option}={munge / name}" for option, name in files.items()]
        # --force: a folder below /tmp is good enough for a test
        self._start("munged", "--foreground", "--force", *options)
        self.wait_until((munge / "socket").exists, 20, "munged does not listen")

    def _start(self, program, *arguments):
        log = open(self.folder / f"daemon{len(self.daemons)}.log", "wb")
        with log:
            daemon = subprocess.Popen(
                [program, *arguments], env=self.environment, stdout=log, stderr=log
            )
        self.daemons.append(daemon)

    def _all_idle(self):
        command = ["sinfo", "--noheader", "--Node", "--format=%T"]
        states = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        return states.stdout.split() == ["idle"] * len(self.nodes)

    def _logs(self):
        paths = sorted(self.folder.glob("slurm*.log"))
        return "\n".join(f"{path.name}: ...{path.read_text()[-800:]}" for path in paths)
