"""How a search is started that survives the death of workers: Open MPI 5 with ULFM."""

from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
ULFM_BUILD = SOURCE / "build/ulfm"
ULFM_MPIRUN = SOURCE / ".venv-ulfm/bin/mpirun"
ULFM_ENVIRONMENT = {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_btl_tcp_if_include": "lo",
    "OMPI_MCA_pml": "ob1",
}



def ulfm_mpirun(ranks):
    """The launcher of a job that goes on without ranks that died."""
    return [
        str(ULFM_MPIRUN), "--with-ft", "ulfm", "-n", str(ranks), "--oversubscribe", "--bind-to", "none",
    ]  # fmt: skip
