#include "eq/tlog/cosignature.h"

#include <algorithm>

namespace eq::tlog {
namespace {

std::string signed_message(std::string_view note_text, std::uint64_t seconds) {
  std::string m = "cosignature/v1\ntime " + std::to_string(seconds) + "\n";
  m += note_text;
  return m;
}

}  // namespace

SignatureLine cosign(std::string_view note_text, const WitnessSigner& witness, Time at) {
  const std::uint64_t seconds = at.ms / kSecond_ms;
  const auto sig = witness.key().sign(view(signed_message(note_text, seconds)));
  return {witness.verify_key().name, witness.verify_key().id(), concat({be64(seconds), sig})};
}

Result<std::optional<Time>> cosigned_by(const Note& note, const WitnessKey& witness) {
  // 2^63 - 1 is the format's limit; ours is lower, so that milliseconds still fit.
  constexpr std::uint64_t kSeconds_max = (std::uint64_t{1} << 63) / kSecond_ms;
  const std::uint32_t id = witness.id();
  std::optional<Time> first;
  for (const auto& line : note.signatures) {
    if (line.key_id != id || line.name != witness.name) continue;
    Reader r(line.signature);
    const auto seconds = r.u64();
    const auto sig = to_array<64>(r.rest());
    REQUIRE_OR(seconds && sig && *seconds > 0 && *seconds <= kSeconds_max, Err::forged);
    REQUIRE_OR(crypto::verify(witness.key, view(signed_message(note.text, *seconds)), *sig),
               Err::forged);
    const Time t{*seconds * kSecond_ms};
    first = first ? std::min(*first, t) : t;
  }
  return first;
}

}  // namespace eq::tlog
