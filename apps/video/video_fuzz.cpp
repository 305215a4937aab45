// Any bytes as a video or as a worker's answer: an error or frames in order, within the limits,
// never a crash.
#include "apps/video/video.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq;
  const video::Limits limits{
      .side_max = 512, .pixels_max = 1u << 17, .frames_max = 8, .packets_max = 200};
  if (const auto frames = video::frames_of({data, size}, limits); frames.ok()) {
    EQ_ASSERT(!frames->empty() && frames->size() <= limits.frames_max);
    EQ_ASSERT(video::decode_answer(video::encode_answer(*frames)).ok());
  }
  if (const auto frames = video::decode_answer({data, size}); frames.ok()) {
    EQ_ASSERT(equal_var(video::encode_answer(*frames), {data, size}));
  }
  return 0;
}
