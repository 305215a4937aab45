#include "journeys/lists.h"

#include "eq/phash/robust.h"
#include "journeys/offices.h"
#include "parties/curator/holder_key.h"

namespace eq::journeys {

client::PictureSeen seen(const phash::Picture& picture) {
  return {must(phash::fingerprint(picture)), must(phash::middle(picture)).hash,
          to_bytes(view("small"))};
}

list::RegionRule rule(Town& town, const std::string& region, list::Mode mode, list::Kind kind) {
  if (mode == list::Mode::off) return {region, mode, {}};
  return {region, mode,
          must(court::legal_basis(
              *town.court,
              {kind, "Drill Act", "article 1", region, mode, town.now + 60 * kDay_ms, "", {}}))};
}

namespace {

void make_key(Town& town, list::Kind kind) {
  auto& a = town.curators[0];
  auto& b = town.curators[1];
  if (a.of(kind).key) return;
  auto hands = town.office<curator::Hands>();
  must(curator::make_key(a, hands, kind, {b.name}, 2));
  must(curator::make_key(b, hands, kind, {a.name}, 2));
  EQ_ASSERT(must(curator::make_key(a, hands, kind, {b.name}, 2)) == curator::KeyStep::made);
  EQ_ASSERT(must(curator::make_key(b, hands, kind, {a.name}, 2)) == curator::KeyStep::made);
}

}  // namespace

void hold(Town& town, curator::State& hotline, const client::PictureSeen& p, std::uint64_t life_ms,
          list::Kind kind) {
  must(curator::add(
      hotline, {static_cast<std::uint8_t>(p.fingerprint.quality), {{p.fingerprint.hash, p.second}}},
      curator::Turns::all, {kind, "analyst 1", "drill", town.now, town.now + life_ms}));
}

curator::PublishOutcome publish_list(Town& town, const std::vector<client::PictureSeen>& pictures,
                                     const std::vector<list::RegionRule>& regions,
                                     const std::optional<curator::ReportTerms>& reporting,
                                     list::Kind kind) {
  if (reporting) make_key(town, kind);
  auto hands = town.office<curator::Hands>();
  for (auto* c : {&town.curators[0], &town.curators[1]}) {
    for (const auto& p : pictures) hold(town, *c, p, curator::kUsualLife_ms, kind);
  }
  must(curator::propose(town.curators[0], hands, town.curators[1].name,
                        {kind, regions, 30, reporting}));
  EQ_ASSERT(must(curator::certify(town.curators[1], hands)).done.size() == 1);
  return must(curator::publish(town.curators[0], hands, kind));
}

void agree(Person& p, const std::string& region, list::Mode mode, list::Kind kind) {
  auto h = p.hands();
  const auto list = must(client::current_list(p.state(), h, kind));
  must(client::give_consent(p.state(), list.accepted(), region, mode, h.now));
}

curator::HolderWork work_as_holders(Town& town, list::Kind kind) {
  curator::HolderWork sum;
  for (bool more = true; more;) {
    more = false;
    for (auto* c : {&town.curators[0], &town.curators[1]}) {
      auto hands = town.office<curator::Hands>();
      const auto did = must(curator::work_as_holder(*c, hands, kind));
      sum.evaluated += did.evaluated;
      sum.compared += did.compared;
      sum.on_list += did.on_list;
      more |= did.evaluated + did.compared > 0;
    }
  }
  return sum;
}

}  // namespace eq::journeys
