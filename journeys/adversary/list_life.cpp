#include "journeys/adversary/list_life.h"

#include "journeys/lists.h"
#include "parties/client/matching.h"
#include "parties/hotline/holder_key.h"

namespace eq::adversary {
namespace {

constexpr hotline::ReportTerms kTerms{{2, 4}, 0, 30};

bool make_key(World& world) {
  auto& a = world.town.hotlines[0];
  auto& b = world.town.hotlines[1];
  auto ha = world.environment(kHotline), hb = world.environment(kOtherHotline);
  for (int round = 0; round < 3 && !(a.of(journeys::kUsual).key && b.of(journeys::kUsual).key);
       ++round) {
    (void)hotline::make_key(a, ha, journeys::kUsual, {b.name}, 2);
    (void)hotline::make_key(b, hb, journeys::kUsual, {a.name}, 2);
  }
  return a.of(journeys::kUsual).key && b.of(journeys::kUsual).key;
}

}  // namespace

client::PictureSeen picture(std::size_t n) {
  testing::SeededRandom rng(7000 + n);
  client::PictureSeen p;
  p.fingerprint.quality = 100;
  p.fingerprint.hash.bytes = rng.array<32>();
  p.second.bytes = rng.array<32>();
  p.derivative = to_bytes(view("small"));
  return p;
}

bool publish_list(World& world, bool reporting) {
  auto& a = world.town.hotlines[0];
  auto& b = world.town.hotlines[1];
  if (reporting && !make_key(world)) return false;
  const auto seen = picture(world.tally.lists % kListed);
  auto ha = world.environment(kHotline), hb = world.environment(kOtherHotline);
  const hotline::Assessment as{journeys::kUsual, "analyst 1", "drill", world.town.now,
                               world.town.now + hotline::kUsualLife_ms};
  for (auto* c : {&a, &b})
    if (!hotline::add(*c, {100, {{seen.fingerprint.hash, seen.second}}}, hotline::Turns::none, as)
             .ok())
      return false;
  const auto mode = reporting ? list::Mode::report_after_threshold : list::Mode::warn_user_only;
  const std::vector<list::RegionRule> rules{journeys::rule(world.town, "NL", mode)};
  if (!hotline::propose(
           a, ha, b.name,
           {journeys::kUsual, rules, 300, reporting ? std::optional(kTerms) : std::nullopt,
            hotline::IfAnswered::propose_anew})
           .ok())
    return false;
  const auto certified = hotline::certify(b, hb);
  if (!certified.ok()) return false;
  for (const auto& c : certified->done) world.truth.heads.insert(c.head.id());
  const auto published = hotline::publish(a, ha, journeys::kUsual);
  if (!published.ok()) return false;
  world.truth.lists[published->signed_head.head.version] = world.town.now;
  world.reporting = reporting;
  ++world.tally.lists;
  return true;
}

bool read_list(World& world, std::size_t person) {
  auto h = world.people[person]->environment();
  const auto list = client::current_list(world.people[person]->state(), h, journeys::kUsual);
  if (!list.ok()) return false;
  ++world.tally.looked_up;
  if (!world.honest(person)) return true;
  if (!world.truth.heads.contains(list->head().id()))
    world.fail("list", "a device uses a list that no two hotlines signed");
  for (const auto& [version, since] : world.truth.lists)
    if (version > list->head().version && since + kStale_ms < world.town.now)
      world.fail("list", "a device uses a list that another followed long before");
  return true;
}

bool send_picture(World& world, std::size_t person, std::size_t n) {
  auto& s = world.people[person]->state();
  auto h = world.people[person]->environment();
  const auto list = client::current_list(s, h, journeys::kUsual);
  if (!list.ok()) return false;
  if (!s.consents.contains(journeys::kUsual))
    (void)client::give_consent(s, list->accepted(), "NL", list::Mode::report_after_threshold,
                               h.now);
  world.truth.pictures[world.people[person]->id()].insert(picture(n).fingerprint.hash.bytes);
  const auto sent = client::send_voucher(s, h, picture(n), journeys::kUsual, "NL");
  world.tally.vouchers += sent.ok() && sent->receipt;
  return sent.ok() && sent->receipt;
}

void work_as_holders(World& world) {
  for (int round = 0; round < 3; ++round)
    for (std::size_t i : {0u, 1u}) {
      auto h = world.environment(i == 0 ? kHotline : kOtherHotline);
      (void)hotline::work_as_holder(world.town.hotlines[i], h, journeys::kUsual);
    }
}

}  // namespace eq::adversary
