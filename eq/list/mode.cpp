#include "eq/list/mode.h"

#include <algorithm>

namespace eq::list {
namespace {

constexpr std::size_t kTextMax = 500;

Bytes signed_part(const LegalBasis& basis) {
  LegalBasis b = basis;
  b.signature = {};
  Bytes text = encode(b);
  text.resize(text.size() - b.signature.size());
  return concat({view("eqp list legal basis v2"), text});
}

bool is_region(std::string_view s) {
  return s == "*" || (s.size() == 2 &&
                      std::all_of(s.begin(), s.end(), [](char c) { return c >= 'A' && c <= 'Z'; }));
}

}  // namespace

void sign_legal_basis(LegalBasis& basis, const crypto::SigningKey& court) {
  basis.signature = court.sign(signed_part(basis));
}

Status check(const RegionRule& rule, Kind kind) {
  REQUIRE_OR(is_region(rule.region), Err::malformed);
  REQUIRE_OR(rule.mode != Mode::report_after_threshold || may_report(kind), Err::malformed);
  if (!rule.basis) return ok();
  REQUIRE_OR(rule.mode != Mode::off && rule.basis->mode == rule.mode, Err::malformed);
  REQUIRE_OR(rule.basis->region == rule.region && rule.basis->kind == kind, Err::malformed);
  for (const auto* text : {&rule.basis->instrument, &rule.basis->article, &rule.basis->signed_by})
    REQUIRE_OR(!text->empty() && text->size() <= kTextMax, Err::malformed);
  return ok();
}

std::string_view to_text(Off why) {
  switch (why) {
    case Off::chosen: return "The list is not in force in this region.";
    case Off::no_basis: return "The list names no legal basis for this region.";
    case Off::expired: return "The legal basis for this region has expired.";
    case Off::not_genuine: return "The court did not sign the legal basis for this region.";
  }
  return "";
}

RuleInForce standing_of(const RegionRule& rule, const crypto::VerifyKey& court, Time now) {
  RuleInForce s{rule, Mode::off, Off::chosen};
  if (rule.mode == Mode::off) return s;
  if (!rule.basis)
    s.off = Off::no_basis;
  else if (!crypto::verify(court, signed_part(*rule.basis), rule.basis->signature))
    s.off = Off::not_genuine;
  else if (now >= rule.basis->until)
    s.off = Off::expired;
  else
    s.mode = rule.mode;
  return s;
}

}  // namespace eq::list
