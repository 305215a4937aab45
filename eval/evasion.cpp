// How much of an ordinary change it takes not to be found.  These are clumsy edits by somebody who
// knows nothing of the hash; published attacks on it do far better, and no figure here bounds them.
#include <algorithm>
#include <map>

#include "eval/figures.h"
#include "eval/transform.h"

namespace eq::eval {
namespace {

struct Rungs {
  std::vector<std::string> families;
  // transform to (family, rung from 0)
  std::map<std::string, std::pair<std::size_t, std::size_t>> of;
  std::size_t count = 0;
};

Rungs rungs() {
  Rungs out;
  out.families = ladders();
  std::vector<std::size_t> next(out.families.size(), 0);
  for (const auto& t : transforms()) {
    if (t.strength == 0) continue;
    const auto f = static_cast<std::size_t>(
        std::find(out.families.begin(), out.families.end(), t.family) - out.families.begin());
    out.of[t.name] = {f, next[f]++};
    out.count = std::max(out.count, next[f]);
  }
  return out;
}

}  // namespace

Json evasion(const Results& r) {
  const auto steps = rungs();
  Json out;
  for (std::size_t m = 0; m < r.methods.size(); m++) {
    // lost[picture][family][rung]
    std::map<std::string, std::vector<std::vector<char>>> lost;
    for (const auto& row : r.rows) {
      const auto it = steps.of.find(row.transform);
      if (it == steps.of.end()) continue;
      auto& of_picture = lost[row.picture];
      if (of_picture.empty())
        of_picture.assign(steps.families.size(), std::vector<char>(steps.count, 0));
      of_picture[it->second.first][it->second.second] = row.answers[m].own > r.methods[m].within;
    }
    if (lost.empty()) return nullptr;
    Json once = Json::array(), trying = Json::array();
    for (std::size_t rung = 0; rung < steps.count; rung++) {
      Count best{lost.size(), lost.size()}, adaptive{0, lost.size()};
      std::string family;
      for (std::size_t f = 0; f < steps.families.size(); f++) {
        const auto found = static_cast<std::uint64_t>(std::count_if(
            lost.begin(), lost.end(), [&](const auto& p) { return !p.second[f][rung]; }));
        if (f == 0 || found < best.hits) family = steps.families[f], best.hits = found;
      }
      for (const auto& [picture, of] : lost) {
        adaptive.hits += std::none_of(of.begin(), of.end(), [&](const auto& rungs_of) {
          return std::any_of(rungs_of.begin(),
                             rungs_of.begin() + static_cast<std::ptrdiff_t>(rung) + 1,
                             [](char l) { return l; });
        });
      }
      Json j = json_of(best);
      j["family"] = family;
      once.push_back(j);
      trying.push_back(json_of(adaptive));
    }
    out[r.methods[m].name] = {{"chosen_once", once}, {"trying", trying}};
  }
  return out;
}

}  // namespace eq::eval
