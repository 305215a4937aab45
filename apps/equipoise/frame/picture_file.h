// A picture file that somebody handed over: decoded in the confined process, then hashed.
#pragma once

#include <string>

#include "apps/equipoise/frame/failure.h"
#include "eq/phash/hash.h"

namespace eq::app {

/// No picture was looked at: what would do it is not there.  Says nothing of any file.
Failure no_decoder();

/// Throws Failure, with what can be opened, if it is no picture; no_decoder() if nobody could tell.
/// Whether it has enough edges is the caller's to ask.
phash::Fingerprint fingerprint_of_file(const std::string& file);

/// Its pixels, decoded in the confined process.
phash::Picture picture_of_file(const std::string& file);

/// As a PNG file, without loss.
Bytes png_of(const phash::Picture& picture);

/// What a hotline keeps of a picture, and what a voucher says of it.
struct PictureFacts {
  phash::Fingerprint fingerprint;
  phash::Hash middle;  // phash/robust.h
  Bytes small;         // voucher/small_picture.h
};
PictureFacts facts_of(const phash::Picture& picture);
PictureFacts facts_of_file(const std::string& file);

}  // namespace eq::app
