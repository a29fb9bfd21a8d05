// A small network that gives a Q value for the features of a choice.
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>

namespace metaqnn {

/// Two hidden layers of ReLU units and one output, float32, trained by Adam (Kingma, Ba 2015, with
/// its constants) on half the squared error, whose slope is held within [-1, 1] as in Mnih et al.
/// 2015. Equal calls give equal numbers.
class QNetwork {
  public:
    /// Gives about 0 for everything at first.
    QNetwork(int inputs, int hidden, std::uint64_t seed);

    /// Values of choices. @param features  [inputs, choices]
    Eigen::VectorXf values(const Eigen::MatrixXf& features) const;

    /// One step towards targets. @param features  [inputs, choices]; @param targets  [choices]
    void learn(const Eigen::MatrixXf& features, const Eigen::VectorXf& targets, double rate);

  private:
    struct Layer {
        Eigen::MatrixXf weight;  // the last column is the bias
        Eigen::MatrixXf first;   // moments of Adam
        Eigen::MatrixXf second;
    };
    void step(Layer& layer, const Eigen::MatrixXf& slope, double rate) const;

    std::array<Layer, 3> layers_;
    std::int64_t steps_ = 0;
};

}  // namespace metaqnn
