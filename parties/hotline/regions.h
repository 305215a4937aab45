// Where the next version is in force: the regions of the published one go on by themselves, and
// what is asked changes them.  A region that is forgotten is none that is switched off.
//
// A legal basis counts if the judge of the realm signed it; what the registry signs is no law
// (docs/adr/0065-the-judges-key-is-not-the-registrys.md).
#pragma once

#include <span>

#include "eq/list/head.h"
#include "eq/wire/realm.h"

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
  not_genuine,  // the realm's judge did not sign it
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
                                                const wire::Realm& realm, Time now);

/// Each one that a head of this kind may have, none of them twice.
bool are_rules(std::span<const list::RegionRule> rules, list::Kind kind);
/// One of them rests on a law that is over.
bool a_basis_has_ended(std::span<const list::RegionRule> rules, Time now);
/// One of them rests on what the judge did not sign.
bool a_basis_is_forged(std::span<const list::RegionRule> rules, const wire::Realm& realm, Time now);
/// Some mode is in force somewhere.
bool in_force_somewhere(std::span<const list::RegionRule> rules, const wire::Realm& realm,
                        Time now);
/// What is published and not so in the next version: rules that it leaves out, and those in force
/// until then that it puts out of force.  @param published  nullptr for a first version
std::vector<list::RegionRule> dropped(const list::ListHead* published,
                                      std::span<const list::RegionRule> next,
                                      const wire::Realm& realm, Time now);

}  // namespace eq::hotline
