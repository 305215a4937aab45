// For tests only: what a head says in the mode "report after threshold", and the table of some
// entries.
#pragma once

#include "eq/list/fixture_for_tests.h"
#include "eq/list/reporting.h"
#include "eq/voucher/test_holders.h"

namespace eq::list::testing {

/// Held by the hotlines of NL and FR.
inline Reporting reporting_of(World& world, const voucher::testing::Holders& holders) {
  Reporting r;
  r.terms.key = holders.key.public_key;
  r.rows = 1;
  r.threshold = holders.key.params.threshold;
  r.holders = {{world.nl.verify_key(), holders.key.share_points[0]},
               {world.fr.verify_key(), holders.key.share_points[1]}};
  return r;
}

inline voucher::Table table_of(std::span<const CertifiedEntry> entries,
                               voucher::testing::Holders& holders) {
  std::vector<phash::Token> tokens;
  std::vector<crypto::Point> points;
  for (const auto& e : entries)
    for (const auto& t : tokens_of(e.entry, {})) tokens.push_back(t);
  for (const auto& t : tokens) points.push_back(voucher::token_point(t));
  auto table = voucher::Table::build(tokens, holders.all(points));
  EQ_ASSERT(table.ok());
  return std::move(table).take();
}

}  // namespace eq::list::testing
