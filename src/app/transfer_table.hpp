// Networks of one run on other images: from scratch and fine-tuned, beside each other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/run_summary.hpp"
#include "core/data_spec.hpp"

namespace metaqnn {

/// A network on other images.
struct TransferredNetwork {
    DataSpec images;
    std::string data;  ///< name of the images, e.g. "idx images/fashion-mnist"
    std::string architecture;
    std::optional<Spread> scratch_error;     ///< fraction of the test images; none before all
                                             ///< trainings are tested
    std::optional<Spread> fine_tuned_error;  ///< the same
};

/// Of the runs of metaqnn transfer that lie in a run's folder; of such a run itself: of all that
/// lie beside it and have the same source. In the order of their names.
/// Runs that cannot be read are left out with a warning.
/// @throws ConfigError or IoError if this run cannot be read
std::vector<TransferredNetwork> transferred_networks(const std::string& run);

/// Markdown, after Baker et al. 2017, Table 5.
std::string transfer_table(const std::vector<TransferredNetwork>& networks);

}  // namespace metaqnn
