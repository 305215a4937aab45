#include "eq/list/head.h"

#include <algorithm>
#include <bit>
#include <set>

#include "eq/list/filter.h"
#include "eq/list/query.h"

namespace eq::list {
namespace {

constexpr std::string_view kHeadLabel = "eqp list head v2";
constexpr std::size_t kRegionsMax = 256, kRemovedMax = 1000, kSignaturesMax = 64;

}  // namespace

const Authority* authority_for(Kind kind, const crypto::VerifyKey& key,
                               std::span<const Authority> authorities) {
  const auto it = std::ranges::find(authorities, key, &Authority::key);
  return it == authorities.end() || !it->kinds.has(kind) ? nullptr : &*it;
}

crypto::Digest ListHead::id() const { return crypto::sha256(encode(*this)); }

Status ListHead::check() const {
  REQUIRE_OR(version >= 1 && issued < expires, Err::malformed);
  REQUIRE_OR((version == 1) == (previous == crypto::Digest{}), Err::malformed);
  TRY(tokens.check());
  REQUIRE_OR(tokens.probes() == kBatch, Err::malformed);
  REQUIRE_OR(!match_key.is_identity(), Err::malformed);
  REQUIRE_OR(std::has_single_bit(slots) && slots >= kSlotsMin && slots <= kSlotsMax,
             Err::malformed);
  REQUIRE_OR(regions.size() <= kRegionsMax, Err::malformed);
  std::set<std::string_view> seen;
  bool reports = false;
  for (const auto& r : regions) {
    TRY(list::check(r, kind));
    REQUIRE_OR(seen.insert(r.region).second, Err::malformed);
    reports |= r.mode == Mode::report_after_threshold;
  }
  REQUIRE_OR(reporting || !reports, Err::malformed);
  REQUIRE_OR(!reporting || may_report(kind), Err::malformed);
  // Table and filter are made from the same tokens, so a table cannot have more rows than the
  // filter has tags.
  if (reporting) {
    TRY(reporting->check());
    REQUIRE_OR(reporting->rows <= slots, Err::malformed);
  }
  REQUIRE_OR(removed.size() <= kRemovedMax && std::is_sorted(removed.begin(), removed.end()),
             Err::malformed);
  return ok();
}

RegionRule ListHead::rule_for(std::string_view region) const {
  const RegionRule* everywhere = nullptr;
  for (const auto& r : regions) {
    if (r.region == region) return r;
    if (r.region == "*") everywhere = &r;
  }
  return everywhere ? *everywhere : RegionRule{std::string(region), Mode::off, {}};
}

crypto::Digest ListHead::consent_subject(std::string_view region) const {
  const auto rule = rule_for(region);
  std::optional<Reporting> lasting;
  if (rule.mode == Mode::report_after_threshold && reporting) {
    lasting = reporting;
    lasting->terms.table = {};
    lasting->rows = 0;
  }
  return crypto::sha256({view("eqp list consent v2"), encode(kind), encode(rule), encode(lasting)});
}

HeadSignature sign_head(const ListHead& head, const crypto::SigningKey& key) {
  return {key.verify_key(), key.sign({view(kHeadLabel), head.id()})};
}

Status check_quorum(std::span<const crypto::VerifyKey> keys, Kind kind,
                    std::span<const Authority> authorities) {
  std::set<crypto::VerifyKey> distinct;
  std::set<std::string_view> jurisdictions;
  for (const auto& key : keys) {
    const Authority* a = authority_for(kind, key, authorities);
    REQUIRE_OR(a, Err::refused);
    distinct.insert(key);
    jurisdictions.insert(a->jurisdiction);
  }
  REQUIRE_OR(distinct.size() >= kAuthoritiesMin && jurisdictions.size() >= kJurisdictionsMin,
             Err::refused);
  return ok();
}

Status check_certification(const SignedHead& s, std::span<const Authority> authorities) {
  TRY(s.head.check());
  REQUIRE_OR(s.signatures.size() <= kSignaturesMax, Err::malformed);
  if (s.head.reporting) TRY(check_holders(*s.head.reporting, s.head.kind, authorities));
  const auto id = s.head.id();
  std::vector<crypto::VerifyKey> keys;
  for (const auto& sig : s.signatures) {
    REQUIRE_OR(crypto::verify(sig.key, {view(kHeadLabel), id}, sig.signature), Err::forged);
    keys.push_back(sig.key);
  }
  return check_quorum(keys, s.head.kind, authorities);
}

Result<AcceptedHead> AcceptedHead::accept(const tlog::Logged<SignedHead>& logged, Kind kind,
                                          const Trust& trust, std::uint32_t last_seen, Time now) {
  REQUIRE_OR(logged->head.kind == kind, Err::refused);
  TRY(check_certification(*logged, trust.authorities));
  const ListHead& head = logged->head;
  REQUIRE_OR(head.match_key == trust.match_key, Err::refused);
  REQUIRE_OR(head.version >= last_seen, Err::stale);
  constexpr std::uint64_t kSkew_ms = 5 * kMinute_ms;
  REQUIRE_OR(head.issued <= now + kSkew_ms && now < head.expires, Err::stale);
  std::vector<Authority> by;
  for (const auto& a : trust.authorities) {
    if (std::any_of(logged->signatures.begin(), logged->signatures.end(),
                    [&](auto& s) { return s.key == a.key; })) {
      by.push_back(a);
    }
  }
  return AcceptedHead(head, trust, std::move(by), logged.index());
}

}  // namespace eq::list
