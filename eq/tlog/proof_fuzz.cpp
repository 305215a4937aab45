// Inclusion proofs as text, and proof verification with a stranger's hashes and numbers.
#include <algorithm>

#include "eq/tlog/logged.h"

using namespace eq;
using namespace eq::tlog;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const View v(data, size);
  if (const auto p = LogProof::parse(to_string(v)))
    EQ_ASSERT(LogProof::parse(p->text())->text() == to_string(v));
  (void)decode<LogProof>(v);

  Reader r(v);
  const auto index = r.u64(), a = r.u64(), b = r.u64();
  if (!b) return 0;
  std::vector<Hash> proof;
  while (r.rest().size() >= 32) proof.push_back(*to_array<32>(*r.raw(32)));
  const Hash leaf = leaf_hash(v);
  EQ_ASSERT(!verify_inclusion(leaf, *index, {*a, leaf_hash(View())}, proof).ok());
  const Head from{*a, leaf}, to{*b, empty_root()};
  EQ_ASSERT(!verify_consistency(from, to, proof).ok());
  return 0;
}
