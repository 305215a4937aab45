// What a head fixes for the mode "report after threshold", and the table it names, with each row
// vouched for. spec/list.md section 7; eq/voucher.
#pragma once

#include "eq/list/head.h"
#include "eq/voucher/table.h"

namespace eq::list {

/// An authority's word on the rows it computed itself from entries it holds: its signature over
/// "eqp list coverage v2" || kind of the list || encoding of the coverage.
struct SignedCoverage {
  voucher::Coverage coverage;
  crypto::VerifyKey key;
  crypto::Signature signature{};
  EQ_FIELDS(coverage, key, signature)
};
SignedCoverage sign_coverage(voucher::Coverage coverage, Kind kind, const crypto::SigningKey& key);

/// The table of an accepted head: what a client makes vouchers with.
class AcceptedTable {
 public:
  /// @return Err::missing if the head has no reporting; Err::forged for bytes the head does not
  ///     name or a bad signature; Err::refused for a row that fewer than two authorities of two
  ///     jurisdictions stand behind, a coverage by somebody else, or more rows than the head says.
  ///     Promise LST-12.
  static Result<AcceptedTable> with(const AcceptedHead& head, View table,
                                    std::span<const SignedCoverage> coverages);

  const voucher::Table& table() const { return table_; }
  const Reporting& reporting() const { return reporting_; }

 private:
  AcceptedTable(voucher::Table t, Reporting r) : table_(std::move(t)), reporting_(std::move(r)) {}
  voucher::Table table_;
  Reporting reporting_;
};

}  // namespace eq::list
