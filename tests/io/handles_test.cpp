// Handles: who closes what, and what a failed call says.
#include "io/handles.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>

#include <sys/stat.h>

#include "core/error.hpp"
#include "tests/io/folder.hpp"

namespace metaqnn::h5 {
namespace {

using test::expect_parts;
using test::message_of;

class Handles : public test::Folder {};

TEST_F(Handles, CloseTheirIdentifierOnceAtTheEndOfTheirLife) {
    hid_t id = H5I_INVALID_HID;
    {
        Dataspace first(H5Screate(H5S_SCALAR), "make", "a space");
        id = first.id();
        const Dataspace second = std::move(first);
        EXPECT_EQ(second.id(), id);
        EXPECT_GT(H5Iis_valid(id), 0);
    }
    EXPECT_EQ(H5Iis_valid(id), 0);
}

TEST_F(Handles, MovedIntoReleaseWhatTheyHeld) {
    Dataspace held(H5Screate(H5S_SCALAR), "make", "a space");
    const hid_t old = held.id();
    held = Dataspace(H5Screate(H5S_NULL), "make", "a space");
    EXPECT_NE(held.id(), old);
    EXPECT_EQ(H5Iis_valid(old), 0);
}

TEST_F(Handles, SayOperationFileAndTheSystemsWordsOfAFailure) {
    const std::string missing = path("missing.h5");
    expect_parts(message_of<IoError>([&] { open_file(missing, Access::read); }), "cannot open",
                 missing, "No such file or directory");
}

TEST_F(Handles, SayHdf5sWordsWhereTheSystemHasNone) {
    const std::string text = path("text.h5");
    std::ofstream(text) << "this is not HDF5, however long it may be";
    expect_parts(message_of<IoError>([&] { open_file(text, Access::read); }), text,
                 "file signature not found");
}

TEST_F(Handles, TellAFullDiskFromOtherFailures) {
    expect_parts(message_of<DiskFullError>([] { fail("write", "run.h5", ENOSPC); }), "run.h5",
                 "No space left on device");
    expect_parts(message_of<DiskFullError>([] { fail("write", "run.h5", EDQUOT); }), "run.h5");
    try {
        fail("write", "run.h5", EIO);
    } catch (const DiskFullError&) {
        ADD_FAILURE() << "the disk is not full";
    } catch (const IoError&) {
    }
}

TEST_F(Handles, DoNotWaitForAPipe) {
    ASSERT_EQ(mkfifo(path("pipe.h5").c_str(), 0600), 0);
    expect_parts(message_of<IoError>([&] { open_file(path("pipe.h5"), Access::read); }),
                 path("pipe.h5"), "not a plain file");
}

TEST_F(Handles, DoNotOverwriteWhatALinkLeadsTo) {
    std::ofstream(path("precious")) << "text";
    std::filesystem::create_symlink(path("precious"), path("new.h5"));
    expect_parts(message_of<IoError>([&] { create_file(path("new.h5")); }), path("new.h5"),
                 "symbolic links");
    EXPECT_EQ(std::filesystem::file_size(path("precious")), 4U);
}

TEST_F(Handles, PrintNothingOfTheirOwnAccord) {
    testing::internal::CaptureStderr();
    EXPECT_THROW(open_file(path("missing.h5"), Access::read), IoError);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(Handles, CreateAFileThatOpensAgainUnderItsName) {
    { const File file = create_file(path("new.h5")); }
    const File file = open_file(path("new.h5"), Access::read_write);
    EXPECT_EQ(name_of(file), path("new.h5"));
}

}  // namespace
}  // namespace metaqnn::h5
