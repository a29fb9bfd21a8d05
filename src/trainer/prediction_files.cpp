// Predictions as files; see prediction_files.hpp.
#include "trainer/prediction_files.hpp"

#include "io/predictions.hpp"

namespace metaqnn::trainer {

void PredictionFiles::save(const Trial& trial, const NetworkPredictions& predictions) {
    write_predictions(predictions_file(folder_, trial.id),
                      {trial.id, trial.architecture, images_, predictions});
}

}  // namespace metaqnn::trainer
