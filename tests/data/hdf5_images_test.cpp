// A user's own images in HDF5: the layout, and each way in which it can be wrong.
#include <numeric>

#include "data/readers.hpp"
#include "io/handles.hpp"
#include "tests/data/fixtures.hpp"

namespace metaqnn {
namespace {

using test::Bytes;
using test::expect_says;
using test::refusal;

std::vector<int> numbers(int first, int count) {
    std::vector<int> values(static_cast<std::size_t>(count));
    std::iota(values.begin(), values.end(), first);
    return values;
}

/// Makes one dataset; with no `values`, one of that shape in which nothing is written.
void store(const h5::File& file, const std::string& name, hid_t type,
           const std::vector<hsize_t>& shape, const std::vector<int>& values) {
    const h5::PropertyList groups = h5::make_properties(H5P_LINK_CREATE);
    h5::check(H5Pset_create_intermediate_group(groups.id(), 1), "make", name);
    const auto rank = static_cast<int>(shape.size());
    const h5::Dataspace space(H5Screate_simple(rank, shape.data(), nullptr), "make", name);
    const h5::PropertyList layout = h5::make_properties(H5P_DATASET_CREATE);
    if (values.empty()) {
        const std::vector<hsize_t> chunk(shape.size(), 1);
        h5::check(H5Pset_chunk(layout.id(), rank, chunk.data()), "make", name);
    }
    const h5::Dataset dataset(H5Dcreate2(file.id(), name.c_str(), type, space.id(), groups.id(),
                                         layout.id(), H5P_DEFAULT),
                              "make", name);
    if (values.empty()) return;
    h5::check(H5Dwrite(dataset.id(), H5T_NATIVE_INT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
              "write", name);
}

class Hdf5Images : public test::DataFolder {
  protected:
    std::string name() const { return path("images.h5").string(); }

    /// Two images [2, 2, 2] to train.
    static void store_train(const h5::File& file) {
        store(file, "train/images", H5T_STD_U8LE, {2, 2, 2, 2}, numbers(0, 16));
        store(file, "train/labels", H5T_STD_I64LE, {2}, {1, 0});
    }
    /// One of the same shape to test.
    static void store_test(const h5::File& file) {
        store(file, "test/images", H5T_STD_U8LE, {1, 2, 2, 2}, numbers(100, 8));
        store(file, "test/labels", H5T_STD_U8LE, {1}, {1});
    }
    /// Makes the file by `fill`, closes it, and tells why it is not read.
    template <class Fill>
    std::string refused(const Fill& fill) const {
        fill(h5::create_file(name()));
        return refused();
    }
    std::string refused() const {
        return refusal([this] { read_hdf5(name()); });
    }
};

TEST_F(Hdf5Images, ReadsImagesAndLabels) {
    {
        const h5::File file = h5::create_file(name());
        store_train(file);
        store_test(file);
    }
    const Dataset data = read_hdf5(name());
    EXPECT_EQ(
        data.train,
        (ImageSet{{2, 2}, 2, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {1, 0}}));
    EXPECT_EQ(data.test, (ImageSet{{2, 2}, 2, {100, 101, 102, 103, 104, 105, 106, 107}, {1}}));
}

TEST_F(Hdf5Images, AppendsExtraImagesToTheTrainingSet) {
    {
        const h5::File file = h5::create_file(name());
        store_train(file);
        store_test(file);
        store(file, "extra/images", H5T_STD_U8LE, {1, 2, 2, 2}, numbers(50, 8));
        store(file, "extra/labels", H5T_STD_I16BE, {1}, {2});
    }
    const Dataset data = read_hdf5(name());
    EXPECT_EQ(data.train.labels, (std::vector<std::uint16_t>{1, 0, 2}));
    EXPECT_EQ(data.train.classes, 3);
    EXPECT_EQ(data.test.classes, 3);
    EXPECT_EQ(data.train.pixels.at(16), 50);
    EXPECT_EQ(data.train.pixels.size(), 24U);
    EXPECT_EQ(data.extra, 1);
    const Dataset left = read_hdf5(name(), ExtraImages::leave);
    EXPECT_EQ(left.train.labels, (std::vector<std::uint16_t>{1, 0}));
    EXPECT_EQ(left.extra, 0);
}

TEST_F(Hdf5Images, NamesAMissingFile) { expect_says(refused(), {name(), "no such file"}); }

TEST_F(Hdf5Images, RefusesAFileThatIsNoHdf5) {
    write("images.h5", Bytes(3000, 65));
    expect_says(refused(), {name(), "no HDF5 file"});
}

TEST_F(Hdf5Images, RefusesATruncatedFile) {
    {
        const h5::File file = h5::create_file(name());
        store_train(file);
        store_test(file);
    }
    std::filesystem::resize_file(name(), std::filesystem::file_size(name()) / 2);
    expect_says(refused(), {name(), "truncated"});
}

TEST_F(Hdf5Images, NamesAMissingDataset) {
    expect_says(refused([](const h5::File& file) { store_train(file); }), {name(), "test/images"});
}

TEST_F(Hdf5Images, RefusesImagesOfAnotherType) {
    const std::string message = refused([](const h5::File& file) {
        store(file, "train/images", H5T_IEEE_F32LE, {2, 1, 1, 1}, {1, 2});
        store(file, "train/labels", H5T_STD_I64LE, {2}, {1, 0});
    });
    expect_says(message, {"train/images", "real", "unsigned 8-bit integer [N, C, H, W]"});
}

TEST_F(Hdf5Images, RefusesEveryTypeThatIsNoByte) {
    const h5::Datatype pair(H5Tcreate(H5T_COMPOUND, 2), "make", "a type");
    h5::check(H5Tinsert(pair.id(), "a", 0, H5T_NATIVE_UINT8), "make", "a type");
    const h5::Datatype text(H5Tcopy(H5T_C_S1), "make", "a type");
    const h5::Datatype list(H5Tvlen_create(H5T_NATIVE_UINT8), "make", "a type");
    const std::vector<hid_t> types{H5T_STD_I8LE,   H5T_STD_U16BE, H5T_STD_REF_OBJ, H5T_NATIVE_B8,
                                   H5T_IEEE_F64BE, pair.id(),     text.id(),       list.id()};
    for (const hid_t type : types) {
        const std::string message = refused([type](const h5::File& file) {
            store(file, "train/images", type, {2, 1, 2, 2}, {});
            store(file, "train/labels", H5T_STD_I64LE, {2}, {1, 0});
        });
        expect_says(message, {"train/images", "unsigned 8-bit integer [N, C, H, W]"});
    }
}

TEST_F(Hdf5Images, RefusesLabelsOfMoreThanEightBytes) {
    const h5::Datatype wide(H5Tcopy(H5T_STD_I64BE), "make", "a type");
    h5::check(H5Tset_size(wide.id(), 1U << 20U), "widen", "a type");
    const std::string message = refused([&](const h5::File& file) {
        store(file, "train/images", H5T_STD_U8LE, {2, 1, 2, 2}, numbers(0, 8));
        store(file, "train/labels", wide.id(), {2}, {});
    });
    expect_says(message, {"train/labels", "wrong type"});
}

TEST_F(Hdf5Images, DoesNotReadOtherFiles) {
    const std::string other = path("other.h5").string();
    store_train(h5::create_file(other));
    const std::string message = refused([&](const h5::File& file) {
        h5::check(H5Lcreate_external(other.c_str(), "/train", file.id(), "train", H5P_DEFAULT,
                                     H5P_DEFAULT),
                  "link", other);
    });
    expect_says(message, {name(), "train is a link to elsewhere"});
}

TEST_F(Hdf5Images, ReadsAndBoundsWhatIsPacked) {
    const auto pack = [this](hsize_t images) {
        const h5::File file = h5::create_file(name());
        const h5::PropertyList layout = h5::make_properties(H5P_DATASET_CREATE);
        const std::vector<hsize_t> shape{images, 1, 64, 64};
        h5::check(H5Pset_chunk(layout.id(), 4, shape.data()), "chunk", name());
        h5::check(H5Pset_deflate(layout.id(), 9), "pack", name());
        const h5::PropertyList groups = h5::make_properties(H5P_LINK_CREATE);
        h5::check(H5Pset_create_intermediate_group(groups.id(), 1), "make", name());
        const h5::Dataspace space(H5Screate_simple(4, shape.data(), nullptr), "make", name());
        for (const char* part : {"train", "test"}) {
            const std::string at = std::string(part) + "/images";
            const h5::Dataset dataset(H5Dcreate2(file.id(), at.c_str(), H5T_STD_U8LE, space.id(),
                                                 groups.id(), layout.id(), H5P_DEFAULT),
                                      "make", name());
            const std::vector<std::uint8_t> zeros(images * 64 * 64);
            h5::check(H5Dwrite(dataset.id(), H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                               zeros.data()),
                      "write", name());
            std::vector<int> labels;
            for (hsize_t i = 0; i < images; ++i) labels.push_back(static_cast<int>(i % 2));
            store(file, std::string(part) + "/labels", H5T_STD_U8LE, {images}, labels);
        }
    };
    pack(100);  // zeros pack best: 0.8 MB in a few kB
    ASSERT_LT(std::filesystem::file_size(name()), 20'000U);
    EXPECT_EQ(read_hdf5(name()).train.pixels, Bytes(100 * 64 * 64));
}

TEST_F(Hdf5Images, RefusesImagesWithoutChannels) {
    const std::string message = refused([](const h5::File& file) {
        store(file, "train/images", H5T_STD_U8LE, {2, 2, 2}, numbers(0, 8));
        store(file, "train/labels", H5T_STD_I64LE, {2}, {1, 0});
    });
    expect_says(message, {"train/images", "[N, C, H, W]"});
}

TEST_F(Hdf5Images, RefusesChannelsInTheLastPlace) {
    const std::string message = refused([](const h5::File& file) {
        store(file, "train/images", H5T_STD_U8LE, {2, 2, 2, 1}, numbers(0, 8));
        store(file, "train/labels", H5T_STD_I64LE, {2}, {1, 0});
    });
    expect_says(message, {"train/images", "2 x 1", "not square"});
}

TEST_F(Hdf5Images, RefusesCountsThatDiffer) {
    const std::string message = refused([](const h5::File& file) {
        store(file, "train/images", H5T_STD_U8LE, {2, 1, 2, 2}, numbers(0, 8));
        store(file, "train/labels", H5T_STD_I64LE, {3}, {1, 0, 1});
    });
    expect_says(message, {"train/images", "2 images", "3 labels"});
}

TEST_F(Hdf5Images, RefusesNegativeAndHugeLabels) {
    for (const int label : {-1, 10000}) {
        const std::string message = refused([label](const h5::File& file) {
            store(file, "train/images", H5T_STD_U8LE, {2, 1, 2, 2}, numbers(0, 8));
            store(file, "train/labels", H5T_STD_I64LE, {2}, {0, label});
        });
        expect_says(message, {"train/labels", "label " + std::to_string(label) + " of image 1"});
    }
}

TEST_F(Hdf5Images, RefusesLabelsThatAreNotIntegers) {
    const std::string message = refused([](const h5::File& file) {
        store(file, "train/images", H5T_STD_U8LE, {2, 1, 2, 2}, numbers(0, 8));
        store(file, "train/labels", H5T_IEEE_F64LE, {2}, {0, 1});
    });
    expect_says(message, {"train/labels", "integer"});
}

TEST_F(Hdf5Images, RefusesATestLabelOutsideTheClasses) {
    const std::string message = refused([](const h5::File& file) {
        store_train(file);
        store(file, "test/images", H5T_STD_U8LE, {1, 2, 2, 2}, numbers(0, 8));
        store(file, "test/labels", H5T_STD_I64LE, {1}, {2});
    });
    expect_says(message, {"test/labels", "label 2 of image 0", "0 to 1"});
}

TEST_F(Hdf5Images, RefusesTestImagesOfAnotherShape) {
    const std::string message = refused([](const h5::File& file) {
        store_train(file);
        store(file, "test/images", H5T_STD_U8LE, {1, 1, 2, 2}, numbers(0, 4));
        store(file, "test/labels", H5T_STD_I64LE, {1}, {1});
    });
    expect_says(message, {"test/images", "shape"});
}

TEST_F(Hdf5Images, TakesNoMemoryForAPromiseThatTheFileCannotHold) {
    const std::string message = refused([](const h5::File& file) {
        store(file, "train/images", H5T_STD_U8LE, {4000000000, 3, 4000, 4000}, {});
        store(file, "train/labels", H5T_STD_I64LE, {4000000000}, {});
    });
    expect_says(message, {"train/images", "more than the file can hold"});
}

TEST_F(Hdf5Images, RefusesAnEmptySet) {
    const std::string message = refused([](const h5::File& file) {
        store(file, "train/images", H5T_STD_U8LE, {0, 1, 2, 2}, {});
        store(file, "train/labels", H5T_STD_I64LE, {0}, {});
    });
    expect_says(message, {"train/images", "no images"});
}

}  // namespace
}  // namespace metaqnn
