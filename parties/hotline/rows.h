// The rows of the table of vouchers, made by two holders of the evaluation key in the letters by
// which they certify a list.  Each knows the tokens already, since each holds the entries; so
// nothing is blinded.
#pragma once

#include "parties/hotline/state.h"

namespace eq::hotline {

/// Our part of every row, one Partial for each entry: what we decline to certify, nobody can make
/// rows of with our help.
std::vector<voucher::Partial> parts_of(const HeldKey& key,
                                       std::span<const list::CertifiedEntry> entries,
                                       const phash::TokenParams& params, Random& rng);

/// @param parts  of each holder, one for each entry
/// @return Err::refused for a part that is wrong, missing, or whose holder's number is another's.
Result<voucher::Table> table_of(const HeldKey& key, std::span<const list::CertifiedEntry> entries,
                                const phash::TokenParams& params,
                                std::span<const std::vector<voucher::Partial>> parts);

/// What the head says of it.
list::Reporting reporting_of(const HeldKey& key, const ReportTerms& terms,
                             const voucher::Table& table);

/// Every row, since each is of an entry that we attested.
list::SignedCoverage cover(const voucher::Table& table, list::Kind kind,
                           const crypto::SigningKey& key);

}  // namespace eq::hotline
