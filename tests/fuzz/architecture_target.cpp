// Fuzzing target: the text form of a network, its shapes and its costs.
#include "core/cost.hpp"
#include "data/image_set.hpp"
#include "tests/fuzz/target.hpp"

namespace metaqnn::fuzz {

bool reads(Bytes bytes) {
    Architecture architecture;
    if (!survives([&] { architecture = parse_architecture(as_text(bytes)); })) return false;
    if (parse_architecture(to_text(architecture)) != architecture) {
        report_finding("a network whose text reads otherwise");
    }
    for (const ImageShape input :
         {ImageShape{1, 28}, ImageShape{3, 32}, ImageShape{max_image_channels, max_image_side}}) {
        survives([&] { feature_maps(architecture, input); });
        survives([&] {
            const Cost cost = cost_of(architecture, input,
                                      {.batch = 1'000'000,
                                       .batch_norm = true,
                                       .activation = Activation::gelu,
                                       .optimizer = Optimizer::muon});
            if (cost.parameters < 0 || cost.multiply_adds < 0 || cost.memory_bytes < 0) {
                report_finding("a negative cost");
            }
        });
    }
    return true;
}

}  // namespace metaqnn::fuzz
