// Notes, checkpoints, verifier keys and witness replies: whatever parses writes itself back.
#include "eq/tlog/witness.h"

using namespace eq;
using namespace eq::tlog;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string s = to_string(View(data, size));
  if (const auto n = Note::parse(s)) {
    EQ_ASSERT(n->to_text() == s);
    const LogKey log{"example.com/foo", {}};
    const WitnessKey witness{"example.com/foo", {}};
    (void)is_signed_by(*n, log);
    (void)cosigned_by(*n, witness);
    EQ_ASSERT(!VerifiedCheckpoint::verify(s, log).ok());
  }
  if (const auto c = Checkpoint::parse(s)) EQ_ASSERT(c->text() == s);
  if (const auto k = LogKey::parse(s)) EQ_ASSERT(k->vkey() == s);
  if (const auto k = WitnessKey::parse(s)) EQ_ASSERT(k->vkey() == s);
  if (const auto lines = parse_signature_lines(s)) {
    std::string back;
    for (const auto& line : *lines) back += line.text();
    EQ_ASSERT(back == s);
  }
  if (const auto x = parse_conflict(s)) EQ_ASSERT(std::to_string(*x) + "\n" == s);
  return 0;
}
