// The best networks that Baker et al. 2017 print in App. E, with the side after each layer.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "core/architecture.hpp"

namespace metaqnn {

struct PublishedNetwork {
    std::string text;
    ImageShape input;
    std::vector<int> sides;  ///< after each layer, by hand: floor((side - field) / stride) + 1
    bool main_space;         ///< of Table 1; false: of the first MNIST space (App. C)
};

inline std::ostream& operator<<(std::ostream& out, const PublishedNetwork& network) {
    return out << network.text;
}

inline std::vector<PublishedNetwork> published_networks() {
    const ImageShape colour{3, 32};
    const ImageShape digits{1, 28};
    return {
        {"[C(512,5,1), C(256,3,1), C(256,5,1), C(256,3,1), P(5,3), C(512,3,1), C(512,5,1), P(2,2), "
         "SM(10)]",
         colour,
         {32, 32, 32, 32, 10, 10, 10, 5, 1},
         true},
        {"[C(128,1,1), C(512,3,1), C(64,1,1), C(128,3,1), P(2,2), C(256,3,1), P(2,2), C(512,3,1), "
         "P(3,2), SM(10)]",
         colour,
         {32, 32, 32, 32, 16, 16, 8, 8, 3, 1},
         true},
        {"[C(128,3,1), C(128,1,1), C(512,5,1), P(2,2), C(128,3,1), P(2,2), C(64,3,1), C(64,5,1), "
         "SM(10)]",
         colour,
         {32, 32, 32, 16, 16, 8, 8, 8, 1},
         true},
        {"[C(256,3,1), C(256,3,1), P(5,3), C(256,1,1), C(128,3,1), P(2,2), C(128,3,1), SM(10)]",
         colour,
         {32, 32, 10, 10, 10, 5, 5, 1},
         true},
        {"[C(64,3,1), C(128,3,1), P(5,3), C(256,3,1), P(3,2), FC(512), FC(128), SM(10)]",
         colour,
         {32, 32, 10, 10, 4, 1, 1, 1},
         true},
        {"[C(128,3,1), P(2,2), C(64,5,1), C(512,5,1), C(256,3,1), C(512,3,1), P(2,2), C(512,3,1), "
         "C(256,5,1), C(256,3,1), C(128,5,1), C(64,3,1), SM(10)]",
         colour,
         {32, 16, 16, 16, 16, 16, 8, 8, 8, 8, 8, 8, 1},
         true},
        {"[C(128,1,1), C(256,5,1), C(128,5,1), P(2,2), C(256,5,1), C(256,1,1), C(256,3,1), "
         "C(256,3,1), C(256,5,1), C(512,5,1), C(256,3,1), C(128,3,1), SM(10)]",
         colour,
         {32, 32, 32, 16, 16, 16, 16, 16, 16, 16, 16, 16, 1},
         true},
        {"[C(240,4,1), C(120,2,1), C(120,2,1), P(3,2), C(120,3,1), C(120,3,1), P(3,2), FC(50), "
         "SM(10)]",
         digits,
         {28, 28, 28, 13, 13, 13, 6, 1, 1},
         false},
        {"[C(240,7,1), P(3,2), C(120,5,2), FC(50), SM(10)]", digits, {28, 13, 7, 1, 1}, false},
    };
}

}  // namespace metaqnn
