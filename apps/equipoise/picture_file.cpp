#include "apps/equipoise/picture_file.h"

#include "apps/equipoise/command.h"
#include "apps/equipoise/home.h"
#include "apps/media/worker.h"

namespace eq::app {

phash::Fingerprint fingerprint_of_file(const std::string& file) {
  const auto picture = must(media::Worker::beside_this_program().picture(read_file(file)), file + " is no picture that can be opened",
                            "JPEG, PNG and WebP can be, if whole, not animated and of at most 40 million pixels.");
  return must(phash::fingerprint(picture), file + " cannot be hashed");
}

}  // namespace eq::app
