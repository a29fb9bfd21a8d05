// The binary versions of CIFAR-10 and CIFAR-100 with one or two images a file.
#include "data/readers.hpp"
#include "tests/data/fixtures.hpp"

namespace metaqnn {
namespace {

using test::Bytes;
using test::cifar_record;
using test::expect_says;
using test::join;
using test::refusal;

class Cifar10 : public test::DataFolder {
  protected:
    Cifar10() {
        for (std::uint8_t i = 1; i <= 5; ++i) {
            write("data_batch_" + std::to_string(i) + ".bin", cifar_record({i}, i));
        }
        write("test_batch.bin", join({cifar_record({9}, 90), cifar_record({0}, 91)}));
    }
    std::string refused() const {
        return refusal([this] { read_cifar10(folder()); });
    }
};

TEST_F(Cifar10, ReadsAllBatchesInOrder) {
    const Dataset data = read_cifar10(folder());
    EXPECT_EQ(data.train.shape, (ImageShape{3, 32}));
    EXPECT_EQ(data.train.classes, 10);
    EXPECT_EQ(data.train.labels, (std::vector<std::uint16_t>{1, 2, 3, 4, 5}));
    EXPECT_EQ(data.train.pixels, join({Bytes(3072, 1), Bytes(3072, 2), Bytes(3072, 3),
                                       Bytes(3072, 4), Bytes(3072, 5)}));
    EXPECT_EQ(data.test.labels, (std::vector<std::uint16_t>{9, 0}));
    EXPECT_EQ(data.test.pixels, join({Bytes(3072, 90), Bytes(3072, 91)}));
}

TEST_F(Cifar10, NamesTheMissingFile) {
    std::filesystem::remove(path("data_batch_4.bin"));
    expect_says(refused(), {folder().string(), "data_batch_4.bin", "CIFAR-10"});
}

TEST_F(Cifar10, RefusesATruncatedFile) {
    write("data_batch_2.bin", Bytes(3072, 1));
    expect_says(refused(), {"data_batch_2.bin", "3072 bytes", "3073"});
}

TEST_F(Cifar10, RefusesAnEmptyFile) {
    write("test_batch.bin", {});
    expect_says(refused(), {"test_batch.bin", "empty"});
}

TEST_F(Cifar10, RefusesALabelOutsideTheClasses) {
    write("data_batch_3.bin", join({cifar_record({3}, 1), cifar_record({10}, 1)}));
    expect_says(refused(), {"data_batch_3.bin", "label 10 of image 1", "0 to 9"});
}

TEST_F(Cifar10, RefusesACompressedFile) {
    write_gzip("data_batch_1.bin", cifar_record({1}, 1));
    expect_says(refused(), {"data_batch_1.bin", "gunzip"});
}

class Cifar100 : public test::DataFolder {
  protected:
    Cifar100() {
        write("train.bin", join({cifar_record({19, 99}, 7), cifar_record({1, 0}, 8)}));
        write("test.bin", cifar_record({4, 50}, 9));
    }
};

TEST_F(Cifar100, ReadsTheFineLabels) {
    const Dataset data = read_cifar100(folder());
    EXPECT_EQ(data.train.classes, 100);
    EXPECT_EQ(data.train.labels, (std::vector<std::uint16_t>{99, 0}));
    EXPECT_EQ(data.train.pixels, join({Bytes(3072, 7), Bytes(3072, 8)}));
    EXPECT_EQ(data.test.labels, (std::vector<std::uint16_t>{50}));
}

TEST_F(Cifar100, ReadsTheCoarseLabels) {
    const Dataset data = read_cifar100(folder(), Cifar100Labels::coarse);
    EXPECT_EQ(data.train.classes, 20);
    EXPECT_EQ(data.train.labels, (std::vector<std::uint16_t>{19, 1}));
    EXPECT_EQ(data.test.labels, (std::vector<std::uint16_t>{4}));
    write("test.bin", cifar_record({20, 50}, 9));
    expect_says(refusal([this] { read_cifar100(folder(), Cifar100Labels::coarse); }),
                {"test.bin", "label 20 of image 0", "0 to 19"});
}

TEST_F(Cifar100, RefusesALabelOutsideTheClasses) {
    write("test.bin", cifar_record({4, 100}, 9));
    expect_says(refusal([this] { read_cifar100(folder()); }),
                {"test.bin", "label 100 of image 0", "0 to 99"});
}

TEST_F(Cifar100, RefusesTheFormatOfCifar10) {
    write("train.bin", cifar_record({1}, 7));
    expect_says(refusal([this] { read_cifar100(folder()); }), {"train.bin", "3073", "3074"});
}

}  // namespace
}  // namespace metaqnn
