#include "parties/hotline/regions.h"

#include <algorithm>
#include <map>
#include <set>

namespace eq::hotline {
namespace {

bool is_region(const std::string& region, list::Kind kind) {
  return list::check({region, list::Mode::off, {}}, kind).ok();
}

std::optional<RegionRefusal> fault_of(const list::LegalBasis& basis, list::Kind kind,
                                      const wire::Realm& realm, Time now) {
  const list::RegionRule rule{basis.region, basis.mode, basis};
  if (!is_region(basis.region, kind))
    return RegionRefusal{RegionFault::no_region, basis.region, {}};
  if (basis.kind != kind) return RegionRefusal{RegionFault::other_kind, basis.region, {}};
  if (!list::check(rule, kind).ok()) return RegionRefusal{RegionFault::no_basis, basis.region, {}};
  const auto standing = list::standing_of(rule, realm.judge, now);
  if (standing.off == list::Off::not_genuine && standing.mode == list::Mode::off)
    return RegionRefusal{RegionFault::not_genuine, basis.region, {}};
  if (basis.until <= now) return RegionRefusal{RegionFault::ended, basis.region, basis.until};
  return std::nullopt;
}

}  // namespace

Result<NextRegions, RegionRefusal> next_regions(const list::ListHead* published, list::Kind kind,
                                                const RegionChanges& changes,
                                                const wire::Realm& realm, Time now) {
  std::map<std::string, list::RegionRule> next;
  for (const auto& basis : changes.bases) {
    if (auto fault = fault_of(basis, kind, realm, now)) return *std::move(fault);
    if (!next.emplace(basis.region, list::RegionRule{basis.region, basis.mode, basis}).second)
      return RegionRefusal{RegionFault::two_bases, basis.region, {}};
  }
  for (const auto& region : changes.off) {
    if (!is_region(region, kind)) return RegionRefusal{RegionFault::no_region, region, {}};
    const auto [it, is_new] = next.emplace(region, list::RegionRule{region, list::Mode::off, {}});
    if (!is_new && it->second.basis) return RegionRefusal{RegionFault::on_and_off, region, {}};
  }
  NextRegions out;
  for (const auto& rule : published ? published->regions : std::vector<list::RegionRule>()) {
    if (next.contains(rule.region)) continue;
    auto standing = list::standing_of(rule, realm.judge, now);
    if (standing.mode == rule.mode) {
      out.carried.push_back(rule);
      next.emplace(rule.region, rule);
    } else {
      // off by a rule of its own, or what holds for all other regions would come into force there
      out.lapsed.push_back(std::move(standing));
      next.emplace(rule.region, list::RegionRule{rule.region, list::Mode::off, {}});
    }
  }
  for (auto& [region, rule] : next) out.rules.push_back(std::move(rule));
  return out;
}

bool are_rules(std::span<const list::RegionRule> rules, list::Kind kind) {
  std::set<std::string_view> seen;
  return std::ranges::all_of(rules, [&](const auto& rule) {
    return list::check(rule, kind).ok() && seen.insert(rule.region).second;
  });
}

bool a_basis_has_ended(std::span<const list::RegionRule> rules, Time now) {
  return std::ranges::any_of(
      rules, [&](const auto& rule) { return rule.basis && rule.basis->until <= now; });
}

bool a_basis_is_forged(std::span<const list::RegionRule> rules, const wire::Realm& realm,
                       Time now) {
  return std::ranges::any_of(rules, [&](const auto& rule) {
    return list::standing_of(rule, realm.judge, now).off == list::Off::not_genuine;
  });
}

bool in_force_somewhere(std::span<const list::RegionRule> rules, const wire::Realm& realm,
                        Time now) {
  return std::ranges::any_of(rules, [&](const auto& rule) {
    return list::standing_of(rule, realm.judge, now).mode != list::Mode::off;
  });
}

std::vector<list::RegionRule> dropped(const list::ListHead* published,
                                      std::span<const list::RegionRule> next,
                                      const wire::Realm& realm, Time now) {
  std::vector<list::RegionRule> all;
  const auto holds = [&](const list::RegionRule& rule) {
    return list::standing_of(rule, realm.judge, now).mode != list::Mode::off;
  };
  for (const auto& rule : published ? published->regions : std::vector<list::RegionRule>()) {
    const auto after = std::ranges::find(next, rule.region, &list::RegionRule::region);
    if (after == next.end() || (holds(rule) && !holds(*after))) all.push_back(rule);
  }
  return all;
}

}  // namespace eq::hotline
