// Where the next version is in force: the regions of the published one go on by themselves, and
// what is asked changes them.  A region that is forgotten is none that is switched off.
#pragma once

#include <span>

#include "eq/list/head.h"

namespace eq::hotline {

/// What is to be different from the published version.
struct RegionChanges {
  std::vector<list::LegalBasis> bases;  // each puts its mode into force in its region
  std::vector<std::string> off;         // regions in which the list is off
};

struct NextRegions {
  std::vector<list::RegionRule> rules;    // of the next version, ascending
  std::vector<list::RegionRule> carried;  // those of them that were published so
  std::vector<list::RuleInForce> lapsed;  // as published; in force no more, and off from now on
};

/// Why changes contradict themselves or the law.
enum class RegionFault : std::uint8_t {
  no_region,    // neither two capital letters nor *
  two_bases,    // for one region
  on_and_off,   // a basis, and off
  other_kind,   // a basis for lists of another kind
  no_basis,     // texts or mode that no basis has
  not_genuine,  // the realm's court did not sign it
  ended,        // the law is over
};
struct RegionRefusal {
  RegionFault fault;
  std::string region;
  Time until;  // ended: since when
};

/// The regions of the next version.  @param published  nullptr for a first version.  Promises
/// HOT-21.
Result<NextRegions, RegionRefusal> next_regions(const list::ListHead* published, list::Kind kind,
                                                const RegionChanges& changes,
                                                const crypto::VerifyKey& court, Time now);

/// Each one that a head of this kind may have, none of them twice.
bool are_rules(std::span<const list::RegionRule> rules, list::Kind kind);
/// One of them rests on a law that is over.
bool a_basis_has_ended(std::span<const list::RegionRule> rules, Time now);
/// Some mode is in force somewhere.
bool in_force_somewhere(std::span<const list::RegionRule> rules, const crypto::VerifyKey& court,
                        Time now);

}  // namespace eq::hotline
