// Memory of the trainer process; see prepare_process.hpp.
#include "trainer/prepare_process.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace metaqnn::trainer {

void keep_freed_memory() {
#ifdef __GLIBC__
    ::mallopt(M_MMAP_THRESHOLD, 1 << 30);
    ::mallopt(M_TRIM_THRESHOLD, -1);
    ::mallopt(M_TOP_PAD, 256 << 20);
#endif
}

void release_freed_memory() {
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

}  // namespace metaqnn::trainer
