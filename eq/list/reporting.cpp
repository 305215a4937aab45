#include "eq/list/reporting.h"

#include <algorithm>
#include <map>
#include <set>

#include "eq/crypto/verifiable_sharing.h"

namespace eq::list {
namespace {

constexpr std::string_view kCoverageLabel = "eqp list coverage v2";
constexpr std::size_t kHoldersMax = 64, kCoveragesMax = 64;

}  // namespace

crypto::SharedKey Reporting::shared_key() const {
  crypto::SharedKey key{{threshold, static_cast<std::uint16_t>(holders.size())}, terms.key, {}};
  for (const auto& h : holders) key.share_points.push_back(h.share_point);
  return key;
}

Status Reporting::check() const {
  TRY(terms.check());
  REQUIRE_OR(rows >= 1 && rows <= voucher::kRowsMax, Err::malformed);
  REQUIRE_OR(holders.size() <= kHoldersMax && threshold >= 2 && threshold <= holders.size(),
             Err::malformed);
  REQUIRE_OR(crypto::is_one_sharing_var(shared_key()), Err::malformed);
  return ok();
}

Status check_holders(const Reporting& reporting, Kind kind,
                     std::span<const Authority> authorities) {
  std::set<crypto::VerifyKey> seen;
  std::map<std::string_view, std::uint16_t> of_jurisdiction;
  for (const auto& h : reporting.holders) {
    const Authority* a = authority_for(kind, h.authority, authorities);
    REQUIRE_OR(a && seen.insert(h.authority).second, Err::refused);
    REQUIRE_OR(++of_jurisdiction[a->jurisdiction] < reporting.threshold, Err::refused);
  }
  return ok();
}

SignedCoverage sign_coverage(voucher::Coverage coverage, Kind kind, const crypto::SigningKey& key) {
  const auto signature = key.sign({view(kCoverageLabel), encode(kind), encode(coverage)});
  return {std::move(coverage), key.verify_key(), signature};
}

Result<AcceptedTable> AcceptedTable::with(const AcceptedHead& head, View bytes,
                                          std::span<const SignedCoverage> coverages) {
  REQUIRE_OR(head.head().reporting, Err::missing);
  const Reporting& reporting = *head.head().reporting;
  REQUIRE_OR(crypto::sha256(bytes) == reporting.terms.table, Err::forged);
  auto table = TRY(voucher::Table::decode(bytes));
  REQUIRE_OR(table.rows() == reporting.rows, Err::refused);
  REQUIRE_OR(coverages.size() <= kCoveragesMax, Err::refused);

  // What authorities of one jurisdiction stand behind counts once.
  std::map<std::string_view, voucher::Coverage> together;
  for (const auto& c : coverages) {
    const Authority* a = authority_for(head.head().kind, c.key, head.trust().authorities);
    REQUIRE_OR(a, Err::refused);
    REQUIRE_OR(
        crypto::verify(c.key, {view(kCoverageLabel), encode(head.head().kind), encode(c.coverage)},
                       c.signature),
        Err::forged);
    const auto [at, first] = together.try_emplace(a->jurisdiction, c.coverage);
    if (first) continue;
    REQUIRE_OR(at->second.bitmap.size() == c.coverage.bitmap.size() &&
                   at->second.table == c.coverage.table,
               Err::refused);
    for (std::size_t i = 0; i < c.coverage.bitmap.size(); i++)
      at->second.bitmap[i] |= c.coverage.bitmap[i];
  }
  std::vector<voucher::Coverage> all;
  for (auto& [jurisdiction, c] : together) all.push_back(std::move(c));
  REQUIRE_OR(TRY(voucher::uncovered_rows(table, all, kJurisdictionsMin)) == 0, Err::refused);
  return AcceptedTable(std::move(table), reporting);
}

}  // namespace eq::list
