// Weights: what comes back, and what is refused.
#include "io/weights.hpp"

#include <fstream>

#include "core/error.hpp"
#include "io/attributes.hpp"
#include "tests/io/damage.hpp"
#include "tests/io/folder.hpp"

namespace metaqnn {
namespace {

using test::expect_parts;
using test::message_of;

class WeightFiles : public test::Folder {
  protected:
    std::string file_ = path("trial-7.h5");

    static StoredNetwork a_network() {
        StoredNetwork network;
        network.trial = 7;
        network.architecture = parse_architecture("[C(2,1,1), SM(3)]");
        network.input = {1, 2};
        network.classes = 3;
        network.rules = {Normalisation::local_contrast, Activation::elu, true, false, false};
        network.mean = {72.5F};
        network.deviation = {41.25F};
        network.tensors = {{"0.weight", {2, 1, 1, 1}, {0.5F, -0.25F}},
                           {"0.bias", {2}, {1.0F, 2.0F}},
                           {"scale", {}, {3.5F}}};
        return network;
    }
    void change(const char* attribute, std::int64_t value) const {
        const h5::File file = h5::open_file(file_, h5::Access::read_write);
        h5::check(H5Adelete(file.id(), attribute), "change", file_);
        h5::write_integer(file.id(), attribute, value, file_);
    }
    std::string refusal() const {
        return message_of<ConfigError>([&] { read_weights(file_); });
    }
};

TEST_F(WeightFiles, ComeBackInTheNetworksOrder) {
    write_weights(file_, a_network());
    EXPECT_EQ(read_weights(file_), a_network());
}

TEST_F(WeightFiles, KeepTheOrderOfMoreThanTenTensors) {
    StoredNetwork network = a_network();
    network.tensors.clear();
    for (int i = 0; i < 25; ++i) {
        network.tensors.push_back({"w" + std::to_string(25 - i), {1}, {static_cast<float>(i)}});
    }
    write_weights(file_, network);
    EXPECT_EQ(read_weights(file_), network);
}

TEST_F(WeightFiles, AreReplacedByLaterOnes) {
    write_weights(file_, a_network());
    StoredNetwork better = a_network();
    better.tensors[0].values[0] = 0.75F;
    write_weights(file_, better);
    EXPECT_EQ(read_weights(file_), better);
}

TEST_F(WeightFiles, RefuseATensorWhoseShapeDoesNotFit) {
    StoredNetwork network = a_network();
    network.tensors[0].shape = {3};
    EXPECT_THROW(write_weights(file_, network), LogicError);
    EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(WeightFiles, SayWhatIsWrongWithThem) {
    { const h5::File other = h5::create_file(file_); }
    expect_parts(refusal(), file_, "no file of weights");
    std::ofstream(file_) << "[training]";
    expect_parts(refusal(), file_, "no file of weights");
    write_weights(file_, a_network());
    change("version", 3);
    expect_parts(refusal(), file_, "version 3", "newer metaqnn");
    write_weights(file_, a_network());
    change("classes", 0);
    expect_parts(refusal(), file_, "classes = 0");
    write_weights(file_, a_network());
    change("tensors", 4);
    expect_parts(refusal(), file_, "lacks a tensor");
    change("tensors", std::int64_t{1} << 60);
    expect_parts(refusal(), file_, "claims");
}

TEST_F(WeightFiles, SayWhatIsWrongWithTheirRules) {
    write_weights(file_, a_network());
    change("gap_relu", 2);
    expect_parts(refusal(), file_, "gap_relu = 2");
    write_weights(file_, a_network());
    change("channels", 3);
    expect_parts(refusal(), file_, "mean", "a channel");
    StoredNetwork network = a_network();
    network.deviation = {0.0F};
    write_weights(file_, network);
    expect_parts(refusal(), file_, "deviation", "above 0");
    write_weights(file_, a_network());
    {
        const h5::File file = h5::open_file(file_, h5::Access::read_write);
        h5::check(H5Adelete(file.id(), "activation"), "change", file_);
        h5::write_text(file.id(), "activation", "swish", file_);
    }
    expect_parts(refusal(), file_, "swish", "newer metaqnn");
}

TEST_F(WeightFiles, OfVersion1AreReadWithoutRules) {
    write_weights(file_, a_network());
    change("version", 1);
    {
        const h5::File file = h5::open_file(file_, h5::Access::read_write);
        for (const char* name :
             {"normalisation", "activation", "batch_norm", "dropout", "gap_relu"}) {
            h5::check(H5Adelete(file.id(), name), "change", file_);
        }
        for (const char* name : {"mean", "deviation"}) {
            h5::check(H5Ldelete(file.id(), name, H5P_DEFAULT), "change", file_);
        }
    }
    StoredNetwork expected = a_network();
    expected.rules = {};
    expected.mean = expected.deviation = {};
    EXPECT_EQ(read_weights(file_), expected);
}

TEST_F(WeightFiles, RefuseTensorsOfAnotherTypeOrLargerThanTheFile) {
    write_weights(file_, a_network());
    const auto replace = [&](hid_t type, hsize_t size) {
        const h5::File file = h5::open_file(file_, h5::Access::read_write);
        h5::check(H5Ldelete(file.id(), "1:0.bias", H5P_DEFAULT), "change", file_);
        const h5::Dataspace space(H5Screate_simple(1, &size, nullptr), "make", "space");
        const h5::Dataset dataset(H5Dcreate2(file.id(), "1:0.bias", type, space.id(), H5P_DEFAULT,
                                             H5P_DEFAULT, H5P_DEFAULT),
                                  "make", "dataset");
    };
    replace(H5T_NATIVE_DOUBLE, 2);
    expect_parts(refusal(), file_, "1:0.bias", "wrong type");
    replace(H5T_NATIVE_FLOAT, hsize_t{1} << 61);
    expect_parts(refusal(), file_, "1:0.bias", "larger than the file");
}

TEST_F(WeightFiles, ThatAreDamagedAreToldOrRead) {
    write_weights(file_, a_network());
    int told = 0;
    test::with_damage(file_, 50, 500, [&] {
        try {
            EXPECT_EQ(read_weights(file_).tensors.size(), 3u);
        } catch (const Error&) {
            ++told;
        }
    });
    EXPECT_GT(told, 100) << "cuts alone are 50";
}

}  // namespace
}  // namespace metaqnn
