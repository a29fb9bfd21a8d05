// One pass over the points in the order of their costs; see pareto.hpp.
#include "core/pareto.hpp"

#include <algorithm>
#include <numeric>

namespace metaqnn {

std::vector<std::size_t> pareto_front(std::span<const AccuracyAndCost> points) {
    std::vector<std::size_t> order(points.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        if (points[a].cost != points[b].cost) return points[a].cost < points[b].cost;
        return points[a].accuracy > points[b].accuracy;
    });
    std::vector<std::size_t> front;
    for (const std::size_t i : order) {
        if (front.empty() || points[i].accuracy > points[front.back()].accuracy) front.push_back(i);
    }
    return front;
}

}  // namespace metaqnn
