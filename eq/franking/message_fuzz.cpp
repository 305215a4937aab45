#include "eq/franking/accept.h"
#include "eq/franking/attachment.h"
#include "eq/franking/token.h"

namespace {

using namespace eq;
using namespace eq::franking;

/// What decodes has exactly one encoding.
template <class T>
void one_encoding(View in) {
  const auto t = decode<T>(in);
  if (t.ok()) EQ_ASSERT(equal_var(encode(*t), in));
}

}  // namespace

// The first byte chooses the decoder.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const View in(data + 1, size - 1);
  switch (data[0] % 12) {
    case 0: one_encoding<AuthenticatedData>(in); break;
    case 1: {
      const auto a = decode_application_data(in);
      if (a.ok()) EQ_ASSERT(equal_var(encode_application_data(*a).reveal("fuzz"), in));
      break;
    }
    case 2: one_encoding<Token>(in); break;
    case 3: {
      const auto b = decode_batch(in);
      if (b.ok()) EQ_ASSERT(equal_var(encode_batch(*b).reveal("fuzz"), in));
      break;
    }
    case 4: {
      const auto c = decode_content(in);
      if (c.ok()) EQ_ASSERT(equal_var(encode(*c), in));
      break;
    }
    case 5: one_encoding<Stamp>(in); break;
    case 6: one_encoding<DayKeyCertificate>(in); break;
    case 7: one_encoding<SeenKeys>(in); break;
    case 9: one_encoding<DayKeyEvent>(in); break;
    case 10: one_encoding<LoggedDayKeys>(in); break;
    case 8: {
      const auto p = TokenPurse::load(in);
      if (p.ok()) EQ_ASSERT(equal_var(p->save().reveal("fuzz"), in));
      break;
    }
    default: {
      Reader r(in);
      const auto d = get<Attachment>(r);
      if (d.ok()) (void)open_file(*d, r.rest());
    }
  }
  return 0;
}
