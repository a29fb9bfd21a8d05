// Confusions as tables and JSON; see confusion_report.hpp.
#include "app/confusion_report.hpp"

#include <vector>

#include <nlohmann/json.hpp>

#include "app/table.hpp"

namespace metaqnn {
namespace {

constexpr int most_classes = 20;  // of a matrix that people can read
constexpr std::size_t most_mistakes = 10;

std::string matrix(const Confusion& confusion) {
    std::vector<std::string> header{"class \\ answer"};
    for (int answer = 0; answer < confusion.classes(); ++answer) {
        header.push_back(std::to_string(answer));
    }
    header.emplace_back("right");
    TextTable table(header);
    for (int label = 0; label < confusion.classes(); ++label) {
        std::vector<std::string> row{std::to_string(label)};
        for (int answer = 0; answer < confusion.classes(); ++answer) {
            row.push_back(std::to_string(confusion.count(label, answer)));
        }
        const std::int64_t images = confusion.images(label);
        row.push_back(images == 0 ? "no images"
                                  : percent(static_cast<double>(confusion.count(label, label)) /
                                            static_cast<double>(images)));
        table.add(std::move(row));
    }
    return table.markdown();
}

std::string mistakes(const Confusion& confusion) {
    TextTable table({"class", "taken for", "images", "of the class"});
    for (const Confusion::Mistake& mistake : confusion.mistakes(most_mistakes)) {
        table.add({std::to_string(mistake.label), std::to_string(mistake.answer),
                   grouped(mistake.count), grouped(confusion.images(mistake.label))});
    }
    return table.markdown();
}

}  // namespace

std::string confusion_markdown(const Confusion& confusion) {
    const std::string text =
        "Balanced accuracy (mean over the classes): " + percent(confusion.balanced_accuracy()) +
        "\n\n";
    if (confusion.classes() <= most_classes) return text + matrix(confusion);
    return text + "The most frequent mistakes:\n\n" + mistakes(confusion);
}

nlohmann::ordered_json confusion_json(const Confusion& confusion) {
    auto counts = nlohmann::ordered_json::array();
    for (int label = 0; label < confusion.classes(); ++label) {
        auto row = nlohmann::ordered_json::array();
        for (int answer = 0; answer < confusion.classes(); ++answer) {
            row.push_back(confusion.count(label, answer));
        }
        counts.push_back(std::move(row));
    }
    return {{"balanced_accuracy", confusion.balanced_accuracy()}, {"counts", std::move(counts)}};
}

}  // namespace metaqnn
