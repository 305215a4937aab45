// From a file of hashes to what a hotline may take in: what it assessed itself, and nothing on
// another's word (docs/adr/0066-what-is-imported-was-assessed-here.md).
#pragma once

#include <string>

#include "parties/hotline/imports.h"

namespace eq::app {

/// What is said of the whole file, where its lines do not say it themselves.
struct ImportDefaults {
  std::string format, member, assessor, provenance, assessed, until;
};

struct Offered {
  std::string where;                         // "line 7", "record 42/i1"
  Result<hotline::Offer, std::string> said;  // or why it is none, as a clause
  std::optional<phash::Hash> hash;           // of one that is none, if it is known
  bool gone = false;                         // withdrawn where it comes from
};
struct Offers {
  std::vector<Offered> all;
  std::vector<std::string> notes;  // sentences about the file
};

/// Throws Failure for a file that cannot be read at all, or options that do not fit its format.
Offers read_offers(const std::string& file, const ImportDefaults& said, Time now);

}  // namespace eq::app
