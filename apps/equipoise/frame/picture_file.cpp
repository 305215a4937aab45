#include "apps/equipoise/frame/picture_file.h"

#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/home.h"
#include "apps/media/encode.h"
#include "apps/media/worker.h"
#include "eq/phash/robust.h"
#include "eq/voucher/small_picture.h"

namespace eq::app {
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

Bytes png_of(const phash::Picture& picture) {
  return must(media::encode_png(picture), "The picture cannot be written");
}

phash::Fingerprint fingerprint_of_file(const std::string& file) {
  return must(phash::fingerprint(picture_of_file(file)), file + " cannot be hashed");
}

PictureFacts facts_of(const phash::Picture& picture) {
  const auto fingerprint = must(phash::fingerprint(picture), "The picture cannot be hashed");
  const auto middle = must(phash::middle(picture), "The picture's middle cannot be hashed");
  return {fingerprint, middle.hash,
          must(voucher::small_picture(picture), "The picture cannot be made small")};
}

PictureFacts facts_of_file(const std::string& file) { return facts_of(picture_of_file(file)); }

}  // namespace eq::app
