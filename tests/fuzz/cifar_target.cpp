// Fuzzing target: the binary versions of CIFAR-10 and CIFAR-100; every file is the same.
#include "data/readers.hpp"
#include "tests/fuzz/target.hpp"

namespace metaqnn::fuzz {

bool reads(Bytes bytes) {
    for (const char* name :
         {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
          "data_batch_5.bin", "test_batch.bin", "train.bin", "test.bin"}) {
        write_input(name, bytes);
    }
    const bool ten = survives([] { read_cifar10(input_folder()); });
    const bool hundred = survives([] { read_cifar100(input_folder()); });
    return ten || hundred;
}

}  // namespace metaqnn::fuzz
