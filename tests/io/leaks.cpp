// What HDF5 itself does not free when it fails on a damaged file or a full disk (1.10.8): no leak
// of ours. The leak sanitizer asks this function; nobody else does.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)

// NOLINTNEXTLINE(bugprone-reserved-identifier)
const char* __lsan_default_suppressions() { return "leak:libhdf5"; }
