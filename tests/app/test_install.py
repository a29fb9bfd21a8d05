"""The installed program: `cmake --install` brings all that a user needs."""

import os
import subprocess
import unittest

from program import BUILD, TRAINER, ProgramTest


class Install(ProgramTest):
    def setUp(self):
        super().setUp()
        command = ["cmake", "--install", str(BUILD), "--prefix", str(self.folder / "prefix")]
        subprocess.run(command, check=True, capture_output=True)

    @unittest.skipUnless(TRAINER.exists(), "built without LibTorch")
    def test_trains_from_another_folder_than_it_was_built_in(self):
        program = self.folder / "prefix/bin/metaqnn"
        config = self.folder / "prefix/share/metaqnn/slurm/experiments/synthetic.toml"
        command = [program, "search", config, "--out", "run", "--set", "search.trials=1"]
        subprocess.run(
            command, cwd=self.folder, env=self.environment, check=True, capture_output=True
        )
        self.assertEqual(self.report()["status"], {"ok": 1})

    def test_tells_its_version(self):
        program = self.folder / "prefix/bin/metaqnn"
        version = subprocess.run(
            [program, "--version"], check=True, capture_output=True, text=True
        ).stdout
        for word in ("metaqnn 0.1.0", "git", "compiler GNU", "MPI", "HDF5", "LibTorch"):
            self.assertIn(word, version)

    def test_brings_a_batch_script_that_can_be_run(self):
        self.assertTrue(os.access(self.folder / "prefix/share/metaqnn/slurm/search.sbatch", os.X_OK))
