// The trainer of a process; see torch_session.hpp.
#include "trainer/torch_session.hpp"

#include "data/image_file.hpp"
#include "io/training_files.hpp"
#include "train/torch_trainer.hpp"
#include "trainer/prediction_files.hpp"
#include "trainer/prepare_process.hpp"
#include "trainer/weight_files.hpp"
#include "wire/messages.hpp"

namespace metaqnn::trainer {
namespace {

train::PartView view_of(const ImagePart& part) { return {part.pixels, part.labels}; }

train::ImagesView view_of(const MappedImages& images) {
    return {images.shape(),          images.classes(),
            view_of(images.train()), view_of(images.validation()),
            view_of(images.test()),  images.mean(),
            images.deviation()};
}

class TorchSession final : public Trainer {
  public:
    explicit TorchSession(const TrainerSetup& setup)
        : images_(setup.images),
          weights_(setup, images_.mean(), images_.deviation()),
          states_(setup.trainings, wire::recipe_hash(setup)),
          predictions_(setup.predictions, images_.checksum()),
          trainer_(setup, view_of(images_), weights_, states_,
                   setup.predictions.empty() ? nullptr : &predictions_) {}

    std::string device() const override { return trainer_.device(); }

    Evaluation run(const Trial& trial, TrainingObserver& observer) override {
        // The pages of a large network must not starve its neighbours on the node.
        release_freed_memory();
        return trainer_.run(trial, observer);
    }

  private:
    MappedImages images_;
    WeightFiles weights_;
    TrainingFiles states_;
    PredictionFiles predictions_;
    train::TorchTrainer trainer_;
};

}  // namespace

std::unique_ptr<Trainer> make_torch_session(const TrainerSetup& setup) {
    return std::make_unique<TorchSession>(setup);
}

}  // namespace metaqnn::trainer
