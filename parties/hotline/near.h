// Which of many pictures look like one: a look-up for each question, not a reading of them all.
#pragma once

#include <vector>

#include "eq/phash/index.h"

namespace eq::hotline {

class Near {
 public:
  /// @param hashes  of which none comes twice
  explicit Near(std::vector<phash::Hash> hashes);
  /// The index looks into the image beside it.
  Near(const Near&) = delete;
  Near& operator=(const Near&) = delete;

  void add(const phash::Hash& hash);
  /// Those so near that they are of the same picture (list::kCopyDistanceMax), nearest first, and
  /// of those equally near the lowest.
  std::vector<phash::Hash> to(const phash::Hash& hash) const;

 private:
  void lay_out();

  std::vector<phash::Hash> hashes_;  // by their numbers in the index
  std::vector<std::uint32_t> image_;
  phash::Index index_;
};

}  // namespace eq::hotline
