// Measuring a folder of pictures from end to end, resumably.
#pragma once

#include <functional>

#include "eval/corpus.h"
#include "eval/results.h"
#include "eval/transform.h"

namespace eq::eval {

/// What is being done, how much of it is done, of how much.
using Progress = std::function<void(std::string_view stage, std::size_t done, std::size_t total)>;

struct Run {
  std::filesystem::path corpus, out;
  /// CSV of group, picture: pictures of one group show the same and are no strangers to each
  /// other.  Empty: none.
  std::filesystem::path related;
  std::vector<Transform> changes = transforms();
};

/// Keeps pictures.csv and results.csv in `out`; called again after an interruption it goes on with
/// them.  The same folder gives the same bytes, however often it was interrupted.
Result<Results, Complaint> measure(const Run& run, const media::Worker& worker,
                                   const Progress& progress);

}  // namespace eq::eval
