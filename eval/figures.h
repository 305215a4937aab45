// From rows to figures: recall, false hits, evasion, the chance of a false report.
#pragma once

#include <nlohmann/json.hpp>

#include "eval/interval.h"
#include "eval/results.h"

namespace eq::eval {

using Json = nlohmann::ordered_json;

/// What an operator would choose, for the chance of a false report.
struct Deployment {
  std::uint64_t sent = 20'000;  // pictures an account sends while its hits are counted together
};

/// Everything of figures.json that follows from the rows.
Json figures(const Results& results, const Deployment& deployment);

// Its parts.
Json recall(const Results& results);
Json false_hits(const Results& results);
/// Distances between the listed pictures' plain hashes, unchanged: histogram, and the nearest pairs
/// by name.
Json pairs(const Results& results);
/// How recall falls with the strength of a change, for one who chooses once and for one who may try
/// and look.
Json evasion(const Results& results);
/// Recall in dark, middling and bright pictures; null if brightness is not known.
Json strata(const Results& results);
/// For some sizes of list and thresholds: the chance that an account none of whose pictures is
/// listed comes above it.
Json false_reports(const Results& results, const Json& false_hits, const Deployment& deployment);

Json json_of(const Count& count);

}  // namespace eq::eval
