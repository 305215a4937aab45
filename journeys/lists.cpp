#include "journeys/lists.h"

#include "eq/phash/robust.h"
#include "journeys/offices.h"
#include "parties/hotline/holder_key.h"

namespace eq::journeys {

client::PictureSeen seen(const phash::Picture& picture) {
  return {must(phash::fingerprint(picture)), must(phash::middle(picture)).hash,
          to_bytes(view("small"))};
}

list::RegionRule rule(Town& town, const std::string& region, list::Mode mode, list::Kind kind) {
  if (mode == list::Mode::off) return {region, mode, {}};
  return {region, mode,
          must(court::legal_basis(
              *town.court, town.judge,
              {kind, "Drill Act", "article 1", region, mode, town.now + 60 * kDay_ms, "", {}}))};
}

namespace {

void make_key(Town& town, list::Kind kind) {
  auto& a = town.hotlines[0];
  auto& b = town.hotlines[1];
  if (a.of(kind).key) return;
  auto environment = town.office<hotline::Environment>();
  must(hotline::make_key(a, environment, kind, {b.name}, 2));
  must(hotline::make_key(b, environment, kind, {a.name}, 2));
  EQ_ASSERT(must(hotline::make_key(a, environment, kind, {b.name}, 2)) == hotline::KeyStep::made);
  EQ_ASSERT(must(hotline::make_key(b, environment, kind, {a.name}, 2)) == hotline::KeyStep::made);
}

}  // namespace

void hold(Town& town, hotline::State& hotline, const client::PictureSeen& p, std::uint64_t life_ms,
          list::Kind kind) {
  must(hotline::add(
      hotline, {static_cast<std::uint8_t>(p.fingerprint.quality), {{p.fingerprint.hash, p.second}}},
      hotline::Turns::all, {kind, "analyst 1", "drill", town.now, town.now + life_ms}));
}

hotline::PublishOutcome publish_list(Town& town, const std::vector<client::PictureSeen>& pictures,
                                     const std::vector<list::RegionRule>& regions,
                                     const std::optional<hotline::ReportTerms>& reporting,
                                     list::Kind kind) {
  if (reporting) make_key(town, kind);
  auto environment = town.office<hotline::Environment>();
  for (auto* c : {&town.hotlines[0], &town.hotlines[1]}) {
    for (const auto& p : pictures) hold(town, *c, p, hotline::kUsualLife_ms, kind);
  }
  must(hotline::propose(town.hotlines[0], environment, town.hotlines[1].name,
                        {kind, regions, 30, reporting, hotline::IfAnswered::propose_anew}));
  EQ_ASSERT(must(hotline::certify(town.hotlines[1], environment)).done.size() == 1);
  return must(hotline::publish(town.hotlines[0], environment, kind));
}

void agree(Person& person, const std::string& region, list::Mode mode, list::Kind kind) {
  auto h = person.environment();
  const auto list = must(client::current_list(person.state(), h, kind));
  must(client::give_consent(person.state(), list.accepted(), region, mode, h.now));
}

hotline::HolderWork work_as_holders(Town& town, list::Kind kind) {
  hotline::HolderWork sum;
  for (bool more = true; more;) {
    more = false;
    for (auto* c : {&town.hotlines[0], &town.hotlines[1]}) {
      auto environment = town.office<hotline::Environment>();
      const auto did = must(hotline::work_as_holder(*c, environment, kind));
      sum.evaluated += did.evaluated;
      sum.compared += did.compared;
      sum.on_list += did.on_list;
      more |= did.evaluated + did.compared > 0;
    }
  }
  return sum;
}

}  // namespace eq::journeys
