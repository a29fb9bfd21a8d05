// The keys of [space]; see search_space.hpp for the rules.
#include "config/list_codec.hpp"
#include "config/section.hpp"

namespace metaqnn {
namespace {

void add_space_layers(Section<SearchSpace RunConfig::*>& to) {
    to.add("filters", "", integers(1, 65'536, 0), &SearchSpace::filters,
           "Filters of a convolution. Baker et al. 2017, Table 1: 64, 128, 256, 512.");
    to.add("fields", "pixels", integers(1, 255, 1), &SearchSpace::fields,
           "Side of a convolution's window. Baker et al. 2017, Table 1: 1, 3, 5.");
    to.add("strides", "pixels", integers(1, 255, 1), &SearchSpace::strides,
           "Stride of a convolution. Baker et al. 2017, Table 1: 1.");
    to.add(
        "pools", "pixels", pools(), &SearchSpace::pools,
        "Max pooling, [field, stride] each. Baker et al. 2017, Table 1: [5, 3], [3, 2], [2, 2].");
    to.add("pooling_first", "", flag(), &SearchSpace::pooling_first,
           "The first layer may be a pooling. Baker et al. 2017: true; released code: false.");
    to.add(
        "halved_windows", "", flag(), &SearchSpace::halved_windows,
        "Instead of fields, strides and pools: on a map of side n the fields of convolutions and "
        "poolings are n / 2^m, the strides of a field f are f / 2^m, rounded up and down. Baker "
        "et al. 2017, App. C: true.");
    to.add("units", "", integers(1, 65'536, 0), &SearchSpace::units,
           "Units of a fully connected layer. Baker et al. 2017, Table 1: 512, 256, 128.");
    to.add("max_fully_connected", "layers", integer(0, 100), &SearchSpace::max_fully_connected,
           "Fully connected layers in a row. Baker et al. 2017, Table 1: 2.");
    to.add(
        "falling_units", "", flag(), &SearchSpace::falling_units,
        "Of fully connected layers in a row each is not larger than the one before. Baker et al. "
        "2017, Table 1: true; App. C: false.");
    to.add("fully_connected_max_side", "pixels", integer(1, 1024),
           &SearchSpace::fully_connected_max_side,
           "Fully connected layers only on maps up to this side. Baker et al. 2017, Sec. 4: the "
           "bins below 8.");
    to.add("layers", "", layers(), &SearchSpace::layers,
           "Not empty: exactly these layers before the termination, instead of all combinations of "
           "filters, fields, strides, pools and units. For instance [\"C(24,3,1)\", \"P(2,2)\"]; "
           "B(1), B(2), ... are blocks of a space whose results come from a table.");
    to.add("after_convolution", "", layer_kinds(), &SearchSpace::after_convolution,
           "What may follow a convolution. Baker et al. 2017, Sec. 4: anything.");
    to.add("after_pooling", "", layer_kinds(), &SearchSpace::after_pooling,
           "What may follow a pooling. Baker et al. 2017, Sec. 4: anything but a pooling.");
}

}  // namespace

void add_space_keys(std::vector<Key>& keys) {
    Section(keys, "space", Resume::free)
        .add("preset", "", one_of(space_presets()), &RunConfig::space_preset,
             "Values of all other keys of this section: Table 1 of Baker et al. 2017, their first "
             "space for MNIST (App. C), a small space for a laptop, or that of the table "
             "NAS-Bench-Macro. The keys below override it.");
    make_preset(keys, [](RunConfig& config) { config.space = space_preset(config.space_preset); });
    Section to(keys, "space", Resume::fixed, &RunConfig::space);
    to.add("max_depth", "layers", integer(1, 32), &SearchSpace::max_depth,
           "Most layers before the termination. Baker et al. 2017, Table 1: 12; CIFAR-10: 18.");
    to.add("min_depth", "layers", integer(0, 32), &SearchSpace::min_depth,
           "Fewest layers before the termination. Baker et al. 2017: 0.");
    add_space_layers(to);
    to.add("bins", "pixels", integers(1, 1024, 0), &SearchSpace::bins,
           "Lower edges of the bins of the representation size, falling. Baker et al. 2017, App. "
           "B; released code: 8, 4, 1. Empty: the agent sees the side itself (App. C).");
    to.add("global_average_pooling", "", flag(), &SearchSpace::global_average_pooling,
           "Networks may end in GAP. Baker et al. 2017, Table 1: true.");
    to.add("softmax", "", flag(), &SearchSpace::softmax,
           "Networks may end in SM. Baker et al. 2017, Table 1: true.");
}

}  // namespace metaqnn
