// Two realms, and an agency of the first with a desk in the second.
#pragma once

#include "journeys/offices.h"

namespace eq::journeys {

/// Realm 1 has its own offices; its agency has a desk in realm 2, where Ana lives.
struct Abroad {
  explicit Abroad(std::uint64_t seed)
      : one(seed),
        desk(agency::new_agency("Police of realm 1", one.rng)),
        two(seed + 1, [&](wire::Realm& r) {
          r.name = "otherland";
          r.foreign = {
              {one.realm.name,
               {desk.name, desk.signing.verify_key(), to_array<32>(desk.letters.public_key).take()},
               one.realm.court.name,
               one.realm.judge}};
        }) {}

  agency::Environment environment() { return two.office<agency::Environment>(); }
  /// File, have the judge of realm 1 decide, send, and let court and custodians of realm 2 enter
  /// it.
  std::uint32_t grant(const order::OrderForm& form) {
    auto h = environment();
    const auto sent = must(agency::file(desk, h, form));
    EQ_ASSERT(sent.needs && sent.needs->id == "ORD-R32");
    order::Application a = desk.filings.back().application;
    a.issues.push_back(
        order::issue(a, order::IssuerKind::judge, one.realm.court.name, one.judge.signing()));
    must(agency::submit(desk, h, a));
    auto court = two.office<court::Environment>();
    must(court::collect(*two.court, court));
    const std::uint32_t number = judge(two);
    for (auto& c : two.custodians)
      for (const auto& d : decide_orders(two, c)) EQ_ASSERT(!d.refusal);
    must(court::collect(*two.court, court));
    must(court::publish_order(*two.court, court, number));
    must(agency::collect(desk, h));
    return number;
  }
  std::string ask_for_key(std::uint32_t number, Day day) {
    auto h = environment();
    const auto declared = agency::declare_intent(desk, h, number, day);
    if (!rule_of(declared).empty()) return rule_of(declared);
    must(declared);
    auto court = two.office<court::Environment>();
    must(court::collect(*two.court, court));
    const auto all = must(court::release_keys(*two.court, court));
    must(agency::collect(desk, h));
    return all.empty() ? "waits" : all.back().refusal ? all.back().refusal->id : "";
  }

  Town one;
  agency::State desk;
  Town two;
};

}  // namespace eq::journeys
