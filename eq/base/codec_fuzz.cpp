// Any input either is refused or is the one encoding of what it decodes to.
#include "eq/base/codec.h"

namespace {
struct Leaf {
  std::uint16_t x = 0;
  std::string text;
  EQ_FIELDS(x, text)
};
struct Tree {
  bool flag = false;
  std::vector<Leaf> leaves;
  std::optional<eq::Bytes> extra;
  eq::Time at;
  EQ_FIELDS(flag, leaves, extra, at)
};
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const eq::View in(data, size);
  if (auto t = eq::decode<Tree>(in); t.ok()) EQ_ASSERT(eq::equal_var(eq::encode(*t), in));
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (auto b = eq::from_base64(text); b.ok()) EQ_ASSERT(eq::base64(*b) == text);
  if (auto d = eq::parse_day(text); d.ok()) EQ_ASSERT(eq::to_text(*d) == text);
  return 0;
}
