#include "parties/hotline/copy.h"

#include <set>

#include "eq/phash/robust.h"
#include "eq/phash/turned_picture.h"

namespace eq::hotline {

bool has_edges(const Copy& copy) {
  if (copy.looks.empty() || !phash::is_telling(copy.looks.front().hash)) return false;
  return !copy.quality || *copy.quality >= phash::kQualityMin;
}

Result<Copy> look_at(const phash::Picture& picture) {
  Copy copy;
  for (std::size_t t = 0; t < phash::kTurns; ++t) {
    const auto there = phash::turned(picture, static_cast<phash::Turn>(t));
    const auto whole = TRY(phash::fingerprint(there));
    if (t == 0) copy.quality = static_cast<std::uint8_t>(whole.quality);
    copy.looks.push_back({whole.hash, TRY(phash::middle(there)).hash});
  }
  return copy;
}

std::vector<phash::Hash> hashes_of(const Copy& copy) {
  std::vector<phash::Hash> all;
  for (const auto& look : copy.looks) all.push_back(look.hash);
  return all;
}

std::vector<phash::Hash> turned_hashes(const Copy& copy, Turns turns) {
  std::set<phash::Hash> all;
  for (std::size_t t = 1; t < copy.looks.size(); ++t) {
    const bool wanted = turns == Turns::all || (turns == Turns::mirrored &&
                                                t == static_cast<std::size_t>(phash::Turn::flip_y));
    if (wanted && copy.looks[t].hash != copy.looks[0].hash) all.insert(copy.looks[t].hash);
  }
  return {all.begin(), all.end()};
}

}  // namespace eq::hotline
