// New keys in office: those who hold the quorum key sign the record of the next ceremony, and the
// order log shows it. Order log, kind 10.  spec/ceremony.md section 5; docs/adr/0015.
//
// The organisations are the realm's; what changes from month to month is which of them hold shares,
// and of which keys.
#pragma once

#include "eq/order/authorities.h"
#include "eq/order/handover.h"
#include "eq/order/refusal.h"
#include "eq/tlog/log.h"

namespace eq::order {

struct SuccessionEntry {
  static constexpr std::uint8_t kLogTag = 10;
  CeremonyRecord record;
  Handover handover;  // by those in office before
  EQ_FIELDS(record, handover)
};

/// So long before their first day new custodians must be in the log: the objects of the next two
/// days may be signed.
inline constexpr std::uint32_t kSuccessionLead_days = 2;

/// The custodians of a ceremony, as the log's entry `known_from` names them.
Custodians in_office(const CeremonyRecord& record, const CustodianKeys& keys,
                     std::uint64_t known_from);

/// Signed by the holders of the last quorum key, of organisations of the realm under their own
/// names and keys, for days after the last succession's first (ORD-R35).  @param realm  as of the
/// entries before `index`
Decision<Custodians> verify_succession(const SuccessionEntry& entry, std::uint64_t index,
                                       const Authorities& realm);

/// The realm as its constitution founds it, and everyone in office since, as the log tells.  A
/// succession that does not verify has no effect; nothing else is looked at.
Authorities follow(const tlog::ReplayedLog& orders, Authorities founding);

}  // namespace eq::order
