// A fingerprint taken while a picture is decoded, row by row, so that it is never held whole.
#pragma once

#include <memory>

#include "eq/phash/hash.h"

namespace eq::phash {

class RowHasher {
 public:
  /// Err::too_large for a side above 65535, Err::malformed for an empty picture.
  static Result<RowHasher> of(std::uint32_t width, std::uint32_t height, Channels channels);
  RowHasher(RowHasher&&);
  ~RowHasher();

  /// The next row from the top: width * channels bytes.
  void row(const std::uint8_t* pixels);
  /// The same bits as fingerprint() of the whole picture.  All `height` rows must have come.
  /// Promise PHA-2.
  Fingerprint finish() const;

 private:
  struct Sampler;
  explicit RowHasher(std::unique_ptr<Sampler> sampler);
  std::unique_ptr<Sampler> sampler_;  // none: too small to have a hash
};

}  // namespace eq::phash
