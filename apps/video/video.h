// Video files to hashes of frames, by libav, from strangers.
//
// One frame a second is taken: the first at or after each full second of the file's own time.  Its
// pixels become RGB of the stored size by libswscale; rotation marks and pixel shapes are ignored.
// The sound is not looked at.
#pragma once

#include <vector>

#include "apps/media/worker.h"
#include "eq/phash/video.h"

namespace eq::video {

using phash::Frame;

struct Limits {
  std::uint32_t side_max = 8192;          // pixels
  std::uint64_t pixels_max = 40'000'000;  // of a frame
  std::size_t frames_max = 7200;          // hashed: two hours
  std::size_t packets_max = 4'000'000;    // read
};

/// @return at least one frame; Err::unsupported for another container or codec than those of
///     libav/decode.cpp or no picture in it, Err::too_large above the limits, Err::malformed for
///     damage.  A file that ends early gives the frames until then. In libav/, which only
///     equipoise-video and the tests link: use VideoWorker.
Result<std::vector<Frame>> frames_of(View file, const Limits& limits = {});

/// The same in a confined process of its own, equipoise-video.
class VideoWorker {
 public:
  explicit VideoWorker(std::string program, media::Caps caps = {.seconds = 600})
      : program_(std::move(program)), caps_(caps) {}
  static VideoWorker beside_this_program() {
    return VideoWorker(media::beside_this_program("equipoise-video"));
  }

  /// As frames_of(); besides its errors those of media::ask().
  Result<std::vector<Frame>> frames(View file) const;

 private:
  std::string program_;
  media::Caps caps_;
};

// What the worker sends back.
Bytes encode_answer(const std::vector<Frame>& frames);
/// Err::malformed unless there is a frame, qualities are at most 100 and times rise.
Result<std::vector<Frame>> decode_answer(View answer);

}  // namespace eq::video
