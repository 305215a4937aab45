#include "apps/exchange/signal.h"

#include <utility>

namespace eq::exchange {
namespace {

struct KindFacts {
  Kind kind;
  std::string_view word;
  std::size_t bytes;
};
constexpr KindFacts kKinds[] = {{Kind::pdq, "pdq", 32},
                                {Kind::md5, "md5", 16},
                                {Kind::sha1, "sha1", 20},
                                {Kind::sha256, "sha256", 32}};

const KindFacts& facts_of(Kind kind) { return kKinds[static_cast<std::size_t>(kind) - 1]; }

}  // namespace

std::string_view to_text(Kind kind) { return facts_of(kind).word; }

Result<Kind> kind_from(std::string_view word) {
  for (const auto& k : kKinds)
    if (k.word == word) return k.kind;
  return Err::unsupported;
}

Result<Signal, Refusal> parse_signal(Kind kind, std::string_view text) {
  auto value = from_hex(text);
  if (!value.ok() || value->size() != facts_of(kind).bytes)
    return Refusal{400, "This is no " + std::string(to_text(kind)) + " signal",
                   "It has " + std::to_string(2 * facts_of(kind).bytes) + " hexadecimal digits."};
  return Signal{kind, *std::move(value)};
}

Result<Signal, Refusal> parse_signal(std::string_view kind, std::string_view text) {
  const auto k = kind_from(kind);
  if (!k.ok()) return Refusal{400, "There is no such signal_type", "Use pdq, md5, sha1 or sha256."};
  return parse_signal(*k, text);
}

bool is_telling(const Signal& signal) {
  return signal.kind != Kind::pdq || phash::is_telling(pdq_of(signal));
}

phash::Hash pdq_of(const Signal& signal) {
  EQ_ASSERT(signal.kind == Kind::pdq);
  return {*to_array<32>(signal.value)};
}

Signal signal_of(const phash::Hash& hash) { return {Kind::pdq, to_bytes(hash.bytes)}; }

std::vector<Signal> FileSignals::exact() const {
  return {{Kind::md5, to_bytes(digests.md5)},
          {Kind::sha1, to_bytes(digests.sha1)},
          {Kind::sha256, to_bytes(digests.sha256)}};
}

}  // namespace eq::exchange
