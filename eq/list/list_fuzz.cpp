// Every decoder of the room: what decodes encodes to the same bytes, and checks never crash.
#include "eq/list/absence.h"
#include "eq/list/entry.h"
#include "eq/list/reporting.h"

namespace {
template <class T>
void same_bytes(eq::View in) {
  if (const auto t = eq::decode<T>(in); t.ok()) EQ_ASSERT(eq::equal_var(eq::encode(*t), in));
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace eq;
  const View in(data, size);
  same_bytes<list::SignedHead>(in);
  same_bytes<list::CertifiedEntry>(in);
  same_bytes<list::MatchReply>(in);
  same_bytes<list::AbsenceProof>(in);
  same_bytes<list::Trust>(in);
  same_bytes<list::LegalBasis>(in);
  same_bytes<list::Kinds>(in);
  same_bytes<list::SignedCoverage>(in);
  if (const auto s = decode<list::SignedHead>(in); s.ok()) {
    (void)list::check_certification(*s, {});
    (void)s->head.rule_for("NL");
  }
  if (const auto f = list::Filter::decode(in); f.ok()) EQ_ASSERT(equal_var(f->encode(), in));
  return 0;
}
