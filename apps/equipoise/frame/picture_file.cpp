#include "apps/equipoise/frame/picture_file.h"

#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/home.h"
#include "apps/media/worker.h"
#include "eq/phash/robust.h"

namespace eq::app {
namespace {

/// Means over the cells of a square grid.
Bytes thumbnail_of(const phash::Picture& picture) {
  const auto channels = static_cast<std::size_t>(picture.channels);
  Bytes out;
  for (std::uint32_t y = 0; y < kThumbnailSide; ++y) {
    for (std::uint32_t x = 0; x < kThumbnailSide; ++x) {
      std::uint64_t sum = 0, n = 0;
      const auto begin = [](std::uint64_t cell, std::uint64_t side) {
        return cell * side / kThumbnailSide;
      };
      for (auto v = begin(y, picture.height);
           v < std::max(begin(y + 1, picture.height), begin(y, picture.height) + 1); ++v) {
        for (auto u = begin(x, picture.width);
             u < std::max(begin(x + 1, picture.width), begin(x, picture.width) + 1); ++u) {
          for (std::size_t c = 0; c < channels; ++c, ++n)
            sum += picture.pixels[(v * picture.width + u) * channels + c];
        }
      }
      out.push_back(static_cast<std::uint8_t>(sum / n));
    }
  }
  return out;
}

}  // namespace

Failure no_decoder() {
  return {"The decoding program could not be started",
          "It stands beside this one: equipoise-media, equipoise-video."};
}

phash::Picture picture_of_file(const std::string& file) {
  auto picture = media::Worker::beside_this_program().picture(read_file(file));
  if (!picture.ok() && picture.error() == Err::unavailable) throw no_decoder();
  return must(
      std::move(picture), file + " is no picture that can be opened",
      "JPEG, PNG and WebP can be, if whole, not animated and of at most 40 million pixels.");
}

phash::Fingerprint fingerprint_of_file(const std::string& file) {
  return must(phash::fingerprint(picture_of_file(file)), file + " cannot be hashed");
}

PictureFacts facts_of(const phash::Picture& picture) {
  const auto fingerprint = must(phash::fingerprint(picture), "The picture cannot be hashed");
  const auto middle = must(phash::middle(picture), "The picture's middle cannot be hashed");
  return {fingerprint, middle.hash, thumbnail_of(picture)};
}

PictureFacts facts_of_file(const std::string& file) { return facts_of(picture_of_file(file)); }

}  // namespace eq::app
