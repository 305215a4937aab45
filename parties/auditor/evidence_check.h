// An evidence package against a whole realm: what eq/evidence proves byte by byte, and what order,
// days and openings in it say.  spec/evidence.md section 4
#pragma once

#include "eq/evidence/verify.h"
#include "eq/wire/realm.h"

namespace eq::auditor {

/// Whom a verifier trusts, from somewhere other than the package.
struct Trusted {
  std::vector<wire::Realm> realms;  // the one that served the order; for another realm's order, also the agency's own
  Bytes time_authorities = {};      // PEM, for time stamps
};

/// Err::malformed if the realm's log keys cannot be read.
Result<evidence::Anchors> anchors(const wire::Realm& realm);

/// Every check of eq/evidence, and if those hold: the order is signed by judge and custodians and names this
/// account, each day is covered and its object verifies, each intent and receipt belongs to the order, and every
/// message falls on a day that was opened under a receipt.  Another realm's order comes with what its judge decided on,
/// and that realm's own constitution must name this judge.  Promises AUD-6, AUD-7.
evidence::Report verify_package(const evidence::Items& items, const Trusted& trusted);
evidence::Report verify_package(const evidence::Items& items, const wire::Realm& realm);

}  // namespace eq::auditor
