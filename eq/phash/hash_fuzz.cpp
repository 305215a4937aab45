// Any sides and pixels: an error or a hash with exactly the properties promised.
#include <cmath>

#include "eq/phash/robust.h"
#include "eq/phash/tokens.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq;
  if (size < 6) return 0;
  phash::Picture p{static_cast<std::uint32_t>(data[0] | data[1] << 8),
                   static_cast<std::uint32_t>(data[2] | data[3] << 8),
                   data[4] % 2 ? phash::Channels::grey : phash::Channels::rgb,
                   {}};
  p.pixels.assign(data + 6, data + size);
  if (data[5] % 4) {  // mostly make the size fit
    const std::size_t c = static_cast<std::size_t>(p.channels);
    p.width %= 700;
    p.height = p.width ? static_cast<std::uint32_t>((size - 6) / c / p.width) : 0;
    p.pixels.resize(p.width * p.height * c);
  }
  for (const auto& f : {phash::fingerprint(p), phash::reference_fingerprint(p), phash::middle(p)}) {
    if (!f.ok()) continue;
    EQ_ASSERT(f->quality >= 0 && f->quality <= 100);
    for (const float c : f->coefficients) EQ_ASSERT(std::isfinite(c));
    EQ_ASSERT(phash::turned(*f, phash::Turn::none).hash == f->hash || f->quality == 0);
    const phash::TokenParams params;
    EQ_ASSERT(phash::probe_tokens(*f, params).size() == params.probes());
  }
  phash::TokenParams params{data[0], data[1], data[2], {}};
  if (params.check().ok()) (void)phash::positions(params);
  if (const auto h = phash::Hash::from_hex({reinterpret_cast<const char*>(data), size}); h.ok()) {
    EQ_ASSERT(phash::Hash::from_hex(h->hex()).ok());
  }
  return 0;
}
