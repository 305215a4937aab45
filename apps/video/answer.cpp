#include "apps/video/video.h"

namespace eq::video {

Bytes encode_answer(const std::vector<Frame>& frames) {
  Writer w;
  for (const auto& f : frames) {
    w.raw(f.hash.bytes);
    w.u8(static_cast<std::uint8_t>(f.quality));
    w.u32(f.at_ms);
  }
  return w.take();
}

Result<std::vector<Frame>> decode_answer(View answer) {
  Reader r(answer);
  std::vector<Frame> frames;
  while (!r.empty()) {
    Frame f;
    f.hash.bytes = TRY(to_array<32>(TRY(r.raw(32))));
    f.quality = TRY(r.u8());
    f.at_ms = TRY(r.u32());
    REQUIRE_OR(f.quality <= 100 && (frames.empty() || f.at_ms > frames.back().at_ms),
               Err::malformed);
    frames.push_back(f);
  }
  REQUIRE_OR(!frames.empty(), Err::malformed);
  return frames;
}

Result<std::vector<Frame>> VideoWorker::frames(View file) const {
  return decode_answer(TRY(media::ask(program_, "frames", caps_, file)));
}

}  // namespace eq::video
