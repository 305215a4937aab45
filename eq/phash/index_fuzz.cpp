// Any bytes as an image (under a right digest, so that the structure is reached) and as a journal:
// an error, or an index whose searches stay inside and agree with reading everything.
#include <algorithm>
#include <cstring>

#include "eq/crypto/hash.h"
#include "eq/phash/index.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq;
  using namespace eq::phash;
  if (const auto r = replay({data, size}, Array<32>{}); r.ok()) EQ_ASSERT(r->intact_bytes <= size);

  // Tables of 16 bands take 64 KB each, more than a fuzzer gives: the input is laid over a sound
  // image.
  constexpr std::size_t kEntries = 6;
  const Layout layout = *Layout::of(kEntries, size % 32 ? 0 : 16);
  std::vector<std::uint32_t> words(layout.bytes / 4);
  const MutView image{reinterpret_cast<std::uint8_t*>(words.data()), layout.bytes};
  std::vector<Hash> list(kEntries);
  for (std::size_t i = 0; i < kEntries; i++) list[i].set(static_cast<unsigned>(i * 9));
  const std::uint32_t numbers[kEntries] = {1, 2, 4, 8, 16, 32};
  write_segment(layout, list, numbers, image);
  for (; size >= 4; data += 4, size -= 4) {  // three bytes of place, one of value
    const std::size_t at = (data[0] | data[1] << 8 | data[2] << 16) % image.size();
    image[at] = data[3];
  }
  const auto digest = crypto::sha256({View(image).first(96), View(image).subspan(128)});
  std::copy(digest.begin(), digest.end(), image.begin() + 96);
  if (const auto index = Index::open(image, {}); index.ok()) {
    EQ_ASSERT(index->within_var(list[0], 256).size() == index->size());
    EQ_ASSERT(index->within_var(list[0], 31).size() <= index->size());
  }
  return 0;
}
