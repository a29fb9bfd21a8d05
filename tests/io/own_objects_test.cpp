// Files that would make the program read other files, load code or fill the memory.
#include "io/own_objects.hpp"

#include "core/error.hpp"
#include "tests/io/folder.hpp"

namespace metaqnn::h5 {
namespace {

using test::expect_parts;
using test::message_of;

class OwnObjects : public test::Folder {
  protected:
    File file_ = create_file(path("own.h5"));
    Group group_{H5Gcreate2(file_.id(), "train", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), "make",
                 "group"};

    /// Four bytes under a name, in `file`, stored as `layout` says.
    static void store(const File& file, const char* name, const PropertyList& layout) {
        const hsize_t size = 4;
        const Dataspace space(H5Screate_simple(1, &size, nullptr), "make", "space");
        const Dataset dataset(H5Dcreate2(file.id(), name, H5T_NATIVE_UINT8, space.id(), H5P_DEFAULT,
                                         layout.id(), H5P_DEFAULT),
                              "make", name);
    }
    void store(const char* name) const { store(file_, name, plain()); }
    static PropertyList plain() { return make_properties(H5P_DATASET_CREATE); }
    static PropertyList chunked(hsize_t rows) {
        PropertyList layout = plain();
        check(H5Pset_chunk(layout.id(), 1, &rows), "chunk", "layout");
        return layout;
    }
    /// Another file with the dataset "secret".
    std::string other() const {
        store(create_file(path("other.h5")), "secret", plain());
        return path("other.h5");
    }
    std::string refusal(const char* name) const {
        return message_of<ConfigError>([&] { open_dataset(file_, name); });
    }
};

TEST_F(OwnObjects, AreFoundAndOpened) {
    store("train/images");
    EXPECT_TRUE(has_object(file_, "train"));
    EXPECT_TRUE(has_object(file_, "train/images"));
    EXPECT_FALSE(has_object(file_, "test/images"));
    EXPECT_FALSE(has_object(file_, "train/images/more"));
    EXPECT_GE(open_dataset(file_, "train/images").id(), 0);
    EXPECT_GE(open_group(file_, "train").id(), 0);
    EXPECT_GE(open_group(file_, "/").id(), 0);
    expect_parts(refusal("train/labels"), path("own.h5"), "no dataset train/labels");
    expect_parts(message_of<ConfigError>([&] { open_group(file_, "test"); }), "no group test");
}

TEST_F(OwnObjects, AreNotLookedForThroughLinks) {
    store("train/images");
    check(H5Lcreate_soft("/train/images", file_.id(), "soft", H5P_DEFAULT, H5P_DEFAULT), "link",
          "soft");
    check(
        H5Lcreate_external(other().c_str(), "/", file_.id(), "external", H5P_DEFAULT, H5P_DEFAULT),
        "link", "external");
    expect_parts(refusal("soft"), path("own.h5"), "soft is a link to elsewhere");
    expect_parts(refusal("external"), "external is a link to elsewhere");
    expect_parts(refusal("external/secret"), "external is a link to elsewhere");
    EXPECT_THROW(open_group(file_, "external"), ConfigError);
    EXPECT_THROW(has_object(file_, "external/secret"), ConfigError);
}

TEST_F(OwnObjects, AreNotReadFromOtherFiles) {
    PropertyList external = plain();
    check(H5Pset_external(external.id(), "/etc/passwd", 0, 4), "point to", "another file");
    store(file_, "raw", external);
    expect_parts(refusal("raw"), "raw in", "lie in other files");

    PropertyList pieces = plain();
    const hsize_t size = 4;
    const Dataspace space(H5Screate_simple(1, &size, nullptr), "make", "space");
    check(H5Pset_virtual(pieces.id(), space.id(), other().c_str(), "secret", space.id()),
          "point to", "another file");
    store(file_, "virtual", pieces);
    expect_parts(refusal("virtual"), "virtual in", "lie in other files");
}

TEST_F(OwnObjects, NeedNoFiltersButTheUsualOnes) {
    PropertyList usual = chunked(4);
    check(H5Pset_shuffle(usual.id()), "filter", "layout");
    check(H5Pset_deflate(usual.id(), 9), "filter", "layout");
    check(H5Pset_fletcher32(usual.id()), "filter", "layout");
    store(file_, "usual", usual);
    EXPECT_GE(open_dataset(file_, "usual").id(), 0);

    PropertyList scaled = chunked(4);
    check(H5Pset_scaleoffset(scaled.id(), H5Z_SO_INT, 0), "filter", "layout");
    store(file_, "scaled", scaled);
    expect_parts(refusal("scaled"), "scaled in", "filter 6", "gzip");

    PropertyList foreign = chunked(4);
    const H5Z_filter_t library = 32001;  // one that HDF5 would look for in its plugins
    check(H5Pset_filter(foreign.id(), library, H5Z_FLAG_OPTIONAL, 0, nullptr), "filter", "layout");
    store(file_, "foreign", foreign);
    expect_parts(refusal("foreign"), "foreign in", "filter 32001");
}

TEST_F(OwnObjects, HaveNoChunksThatTheFileCannotHold) {
    const auto store_growing = [&](const char* name, hsize_t chunk) {
        const hsize_t none = 0;
        const hsize_t unlimited = H5S_UNLIMITED;
        const Dataspace space(H5Screate_simple(1, &none, &unlimited), "make", "space");
        const Dataset dataset(H5Dcreate2(file_.id(), name, H5T_NATIVE_UINT8, space.id(),
                                         H5P_DEFAULT, chunked(chunk).id(), H5P_DEFAULT),
                              "make", name);
    };
    store_growing("fits", 1U << 20U);
    store_growing("bomb", 4'000'000'000U);
    EXPECT_GE(open_dataset(file_, "fits").id(), 0);
    expect_parts(refusal("bomb"), "bomb in", "larger than the file can hold");
}

TEST_F(OwnObjects, PromiseNoMoreThanDeflateCanPack) {
    EXPECT_EQ(largest_content(0), 0U);
    EXPECT_EQ(largest_content(1000), 1'032'000U);
    EXPECT_LE(largest_content(UINT64_MAX), static_cast<std::uint64_t>(INT64_MAX));
}

}  // namespace
}  // namespace metaqnn::h5
