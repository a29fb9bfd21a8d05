// What a process that trains sets up before anything else: its memory.
#pragma once

namespace metaqnn::trainer {

/// Keeps freed memory for the next step instead of handing it back to the system: a training frees
/// and takes the same large tensors at every step, and fresh pages cost 10 to 20 % of its time.
/// Does nothing where the C library has no such settings.
void keep_freed_memory();

/// Hands back the memory that nobody uses, as between two trainings.
void release_freed_memory();

}  // namespace metaqnn::trainer
