#include "eq/tlog/split_view.h"

#include "eq/tlog/text.h"

namespace eq::tlog {
namespace {

constexpr std::string_view kHeader = "equipoise-split-view/v1";

/// "<label> <size>\n", then so many bytes.
std::string section(std::string_view label, const std::string& bytes) {
  return std::string(label) + " " + std::to_string(bytes.size()) + "\n" + bytes;
}

Result<std::uint64_t> number_after(std::string_view& rest, std::string_view label) {
  const auto line = take_line(rest);
  REQUIRE_OR(line, Err::malformed);
  const auto value = after(*line, std::string(label) + " ");
  REQUIRE_OR(value, Err::malformed);
  const auto n = parse_decimal(*value);
  REQUIRE_OR(n, Err::malformed);
  return *n;
}

Result<std::string> take_section(std::string_view& rest, std::string_view label) {
  const std::uint64_t n = TRY(number_after(rest, label));
  REQUIRE_OR(n <= kNoteSizeMax && n <= rest.size(), Err::malformed);
  std::string out(rest.substr(0, n));
  rest.remove_prefix(n);
  return out;
}

Result<Hash> take_hash(std::string_view& rest) {
  const auto line = take_line(rest);
  REQUIRE_OR(line, Err::malformed);
  return parse_hash(*line);
}

}  // namespace

std::string SplitView::text() const {
  std::string out =
      std::string(kHeader) + "\n" + base64(root) + "\nproof " + std::to_string(proof.size()) + "\n";
  for (const Hash& h : proof) out += base64(h) + "\n";
  return out + section("longer", longer) + section("shorter", shorter);
}

Result<SplitView> SplitView::parse(std::string_view text) {
  const auto header = take_line(text);
  REQUIRE_OR(header && *header == kHeader, Err::malformed);
  SplitView s;
  s.root = TRY(take_hash(text));
  const std::uint64_t hashes = TRY(number_after(text, "proof"));
  REQUIRE_OR(hashes <= 64, Err::malformed);
  for (std::uint64_t i = 0; i < hashes; ++i) s.proof.push_back(TRY(take_hash(text)));
  s.longer = TRY(take_section(text, "longer"));
  s.shorter = TRY(take_section(text, "shorter"));
  REQUIRE_OR(text.empty(), Err::malformed);
  return s;
}

Status SplitView::verify(const LogKey& log) const {
  const auto a = VerifiedCheckpoint::verify(shorter, log),
             b = VerifiedCheckpoint::verify(longer, log);
  REQUIRE_OR(a && b, Err::forged);
  REQUIRE_OR(verify_consistency({a->size(), root}, b->head(), proof).ok(), Err::forged);
  REQUIRE_OR(root != a->root(), Err::forged);
  return ok();
}

Result<std::optional<SplitView>> compare(std::string_view checkpoint, const ReplayedLog& whole,
                                         const LogKey& log) {
  const auto claimed = TRY(VerifiedCheckpoint::verify(checkpoint, log));
  REQUIRE_OR(claimed.size() <= whole.size(), Err::stale);
  const Head there = TRY(whole.head_at(claimed.size()));
  if (there == claimed.head()) return std::optional<SplitView>();
  SplitView s;
  s.shorter = std::string(checkpoint);
  s.longer = whole.checkpoint().checkpoint().note().to_text();
  s.root = there.root;
  s.proof = TRY(whole.consistency(claimed.size()));
  return std::optional(std::move(s));
}

}  // namespace eq::tlog
