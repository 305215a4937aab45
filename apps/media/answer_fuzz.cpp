// Any bytes as the answer of a worker that was led astray: an error or something consistent.
#include "apps/media/worker.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq;
  if (const auto p = media::decode_picture_answer({data, size}); p.ok()) {
    EQ_ASSERT(equal_var(media::encode_answer(*p), {data, size}));
  }
  if (const auto f = media::decode_fingerprint_answer({data, size}); f.ok()) {
    EQ_ASSERT(equal_var(media::encode_answer(*f), {data, size}));
  }
  return 0;
}
