#include "journeys/adversary/list_life.h"

#include "journeys/lists.h"
#include "parties/client/matching.h"
#include "parties/hotline/holder_key.h"

namespace eq::adversary {
namespace {

constexpr hotline::ReportTerms kTerms{{2, 4}, 0, 30};

bool make_key(World& w) {
  auto& a = w.town.hotlines[0];
  auto& b = w.town.hotlines[1];
  auto ha = w.hands(kHotline), hb = w.hands(kOtherHotline);
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

bool publish_list(World& w, bool reporting) {
  auto& a = w.town.hotlines[0];
  auto& b = w.town.hotlines[1];
  if (reporting && !make_key(w)) return false;
  const auto seen = picture(w.tally.lists % kListed);
  auto ha = w.hands(kHotline), hb = w.hands(kOtherHotline);
  const hotline::Assessment as{journeys::kUsual, "analyst 1", "drill", w.town.now,
                               w.town.now + hotline::kUsualLife_ms};
  for (auto* c : {&a, &b})
    if (!hotline::add(*c, {100, {{seen.fingerprint.hash, seen.second}}}, hotline::Turns::none, as)
             .ok())
      return false;
  const auto mode = reporting ? list::Mode::report_after_threshold : list::Mode::warn_user_only;
  const std::vector<list::RegionRule> rules{journeys::rule(w.town, "NL", mode)};
  if (!hotline::propose(
           a, ha, b.name,
           {journeys::kUsual, rules, 300, reporting ? std::optional(kTerms) : std::nullopt})
           .ok())
    return false;
  const auto certified = hotline::certify(b, hb);
  if (!certified.ok()) return false;
  for (const auto& c : certified->done) w.truth.heads.insert(c.head.id());
  const auto published = hotline::publish(a, ha, journeys::kUsual);
  if (!published.ok()) return false;
  w.truth.lists[published->signed_head.head.version] = w.town.now;
  w.reporting = reporting;
  ++w.tally.lists;
  return true;
}

bool read_list(World& w, std::size_t person) {
  auto h = w.people[person]->hands();
  const auto list = client::current_list(w.people[person]->state(), h, journeys::kUsual);
  if (!list.ok()) return false;
  ++w.tally.looked_up;
  if (!w.honest(person)) return true;
  if (!w.truth.heads.contains(list->head().id()))
    w.fail("list", "a device uses a list that no two hotlines signed");
  for (const auto& [version, since] : w.truth.lists)
    if (version > list->head().version && since + kStale_ms < w.town.now)
      w.fail("list", "a device uses a list that another followed long before");
  return true;
}

bool send_picture(World& w, std::size_t person, std::size_t n) {
  auto& s = w.people[person]->state();
  auto h = w.people[person]->hands();
  const auto list = client::current_list(s, h, journeys::kUsual);
  if (!list.ok()) return false;
  if (!s.consents.contains(journeys::kUsual))
    (void)client::give_consent(s, list->accepted(), "NL", list::Mode::report_after_threshold,
                               h.now);
  w.truth.pictures[w.people[person]->id()].insert(picture(n).fingerprint.hash.bytes);
  const auto sent = client::send_voucher(s, h, picture(n), journeys::kUsual, "NL");
  w.tally.vouchers += sent.ok() && sent->receipt;
  return sent.ok() && sent->receipt;
}

void work_as_holders(World& w) {
  for (int round = 0; round < 3; ++round)
    for (std::size_t i : {0u, 1u}) {
      auto h = w.hands(i == 0 ? kHotline : kOtherHotline);
      (void)hotline::work_as_holder(w.town.hotlines[i], h, journeys::kUsual);
    }
}

}  // namespace eq::adversary
