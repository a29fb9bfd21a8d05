// Owning handles for HDF5's identifiers, and the one way in which its return codes are checked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <hdf5.h>

namespace metaqnn::h5 {

/// @throws IoError "cannot <operation> <file> (<words of HDF5 or of the system>)", always; as
///         DiskFullError if that is what the system says.
/// The words are those of the innermost entry of HDF5's error stack.
[[noreturn]] void fail(std::string_view operation, std::string_view file);

/// Throws what a failed system call means. @param error_number errno
/// @throws DiskFullError if no space is left (ENOSPC, EDQUOT), else IoError:
///         "cannot <operation> <file> (<the system's words>)"
[[noreturn]] void fail(std::string_view operation, std::string_view file, int error_number);

/// Checks a return code or an identifier: negative means failure everywhere in HDF5.
/// @return value
/// @throws IoError, see fail()
template <class Value>
Value check(Value value, std::string_view operation, std::string_view file) {
    if (value < 0) fail(operation, file);
    return value;
}

/// Owns one identifier of one kind; closes it at the end of its life. Movable; empty by default.
template <herr_t (*close)(hid_t)>
class Handle {
  public:
    Handle() = default;
    /// Takes what an HDF5 call returned. @throws IoError, see fail(), if that is negative
    Handle(hid_t id, std::string_view operation, std::string_view file)
        : id_(check(id, operation, file)) {}
    Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(id_, other.id_);
        return *this;
    }
    ~Handle() {
        if (id_ >= 0) close(id_);
    }

    hid_t id() const { return id_; }
    /// Closes now, so that a failure is seen. @throws IoError, see fail()
    void close_checked(std::string_view operation, std::string_view file) {
        check(close(std::exchange(id_, H5I_INVALID_HID)), operation, file);
    }

  private:
    hid_t id_ = H5I_INVALID_HID;
};

using File = Handle<H5Fclose>;
using Group = Handle<H5Gclose>;
using Dataset = Handle<H5Dclose>;
using Datatype = Handle<H5Tclose>;
using Dataspace = Handle<H5Sclose>;
using PropertyList = Handle<H5Pclose>;
using Attribute = Handle<H5Aclose>;

/// A property list of a class such as H5P_FILE_ACCESS. Also silences HDF5's own printing of
/// errors in this thread, as every way to a file begins here.
PropertyList make_properties(hid_t property_class);

/// Access properties of all our files: the format of HDF5 1.10 (SWMR needs it, older libraries
/// need no newer one), file locks where the file system has them.
PropertyList file_access();

/// How to open an existing file.
enum class Access {
    read,       ///< fails while another program writes the file
    read_live,  ///< SWMR: also while a SWMR writer appends, or after it was killed
    read_write,
    write_live,  ///< SWMR: appends to datasets that are there, while others read
};

/// @throws IoError, naming the path and the system's words
File open_file(const std::string& path, Access access,
               const PropertyList& properties = file_access());
/// A new file; replaces an old one. @throws IoError
File create_file(const std::string& path, const PropertyList& properties = file_access());
/// A new group at `path`, in groups that are there. @throws IoError
Group create_group(const File& file, const std::string& path);
/// Path of an open file, for messages.
std::string name_of(const File& file);

/// Bytes of an open file, however much a live writer has added to it; of one in memory, of that.
std::uint64_t bytes_of(const File& file);

/// The system's number of an open file on disk (not: in memory); -1 if HDF5 does not tell.
int descriptor_of(const File& file) noexcept;
/// After a failed write: when it closes the file, HDF5 would write its caches in any order, or
/// crash. Sends that to nowhere, so that the file on disk stays as it is.
void abandon(const File& file) noexcept;

}  // namespace metaqnn::h5
