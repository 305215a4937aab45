#include "journeys/town.h"

#include "eq/wire/realm_check.h"
#include "parties/client/enrol.h"
#include "parties/client/inbox.h"

namespace eq::journeys {
namespace {

template <class State>
wire::Organisation card(const State& state) {
  return {state.name, state.signing.verify_key(), *to_array<32>(state.letters.public_key)};
}

}  // namespace

moderator::ReviewerKey reviewer(const std::string& name) {
  testing::SeededRandom rng(1000 + name.front());
  return moderator::ReviewerKey::make(name, rng).take();
}

Person::Person(const wire::Realm& realm, Service& service, Random& rng)
    : line(service),
      realm_(&realm),
      service_(&service),
      rng_(&rng),
      state_(client::new_account(realm.name, rng)),
      kept_(state_.save()) {}

client::Environment Person::environment() {
  return {*realm_, line, [this] { kept_ = state_.save(); }, service_->now, *rng_};
}

void Person::crash() { state_ = client::State::load(kept_).take(); }

Town::Town(std::uint64_t seed, const std::function<void(wire::Realm&)>& law, std::uint16_t n)
    : rng(seed), now(start_of(*parse_day("2026-12-01")) + 9 * kHour_ms) {
  auto keys = platform::Keys::generate("chat.test", rng).take();
  service_keys = std::make_unique<platform::Keys>(platform::Keys::load(keys.save()).take());
  witness =
      std::make_unique<tlog::WitnessSigner>("witness.test", crypto::SigningKey::generate(rng));
  keys.introduce(realm);
  realm.name = "testland";
  realm.witness = witness->verify_key().vkey();
  found_offices(n);
  share_custodian_key();
  realm.k = 16;
  realm.k_cap = 256;
  realm.e_0 = day_of(now) + 1;
  if (law) law(realm);
  EQ_ASSERT(wire::check(realm).ok());

  service = std::make_unique<Service>(
      std::move(keys), realm, tlog::WitnessSigner("witness.test", witness->key().clone()), rng);
  service->now = now;
  office_line = std::make_unique<Loopback>(*service);
}

void Town::found_offices(std::uint16_t n) {
  moderator =
      std::make_unique<moderator::State>(moderator::new_moderator("Moderation", rng).take());
  for (const auto* by : {&mo, &lu}) moderator->reviewers.emplace(by->who().key(), by->who());
  court = std::make_unique<court::State>(court::new_court("District Court", rng));
  agency = std::make_unique<agency::State>(agency::new_agency("Police", rng));
  for (const auto& [name, jurisdiction] :
       {std::pair{"Meldpunt", "NL"}, {"Hotline", "IE"}, {"Tweede Meldpunt", "NL"}})
    hotlines.push_back(hotline::new_hotline(name, jurisdiction, rng).take());
  for (std::uint16_t i = 1; i <= n; ++i)
    custodians.push_back(custodian::new_custodian("Custodian " + std::to_string(i), i, rng));
  realm.moderator = card(*moderator);
  realm.court = card(*court);
  realm.judge = judge.verify_key();
  realm.agency = card(*agency);
  for (const auto& c : hotlines)
    realm.hotlines.push_back({card(c), c.jurisdiction, list::Kinds::all()});
  // The third is a hotline for children alone.
  realm.hotlines[2].kinds = {list::Kind::child_abuse_a, list::Kind::child_abuse_b,
                             list::Kind::drill};
}

order::CeremonyRecord Town::hold_ceremony(const std::vector<custodian::State*>& who,
                                          std::uint16_t threshold, Day from) {
  order::Circle circle{threshold, from, rng.array<32>(), {}};
  for (const auto* c : who) circle.peers.push_back(custodian::as_peer(*c));
  std::vector<order::Dealing> dealings;
  for (auto* c : who) dealings.push_back(custodian::deal(*c, circle, rng).take());
  std::vector<order::Confirmation> confirmations;
  for (auto* c : who) confirmations.push_back(custodian::confirm(*c, circle, dealings).take());
  order::CeremonyRecord record;
  for (auto* c : who) record = custodian::accept(*c, confirmations).take();
  return record;
}

void Town::share_custodian_key() {
  std::vector<custodian::State*> all;
  for (auto& c : custodians) all.push_back(&c);
  const auto record =
      hold_ceremony(all, static_cast<std::uint16_t>((all.size() + 1) / 2), day_of(now));
  const order::CustodianKeys& keys = custodians[0].held.at(0).keys;
  realm.threshold = record.circle.threshold;
  realm.custodian_key = keys.decryption.public_key;
  realm.quorum_key = keys.quorum.public_key;
  for (const auto& c : custodians) {
    const std::size_t at = c.index - 1u;
    realm.custodians.push_back(
        {c.index, card(c), keys.decryption.share_points[at], keys.quorum.share_points[at]});
  }
}

void Town::advance(std::uint64_t ms) {
  now = now + ms;
  service->come_to(now);
}

moderator::Turn Town::moderate() {
  auto environment = office<moderator::Environment>();
  return moderator::work(*moderator, environment).take();
}

void Town::top_up(Person& person) {
  auto environment = person.environment();
  EQ_ASSERT(client::ask_for_tokens(person.state(), environment).ok());
  moderate();
  EQ_ASSERT(client::sync(person.state(), environment).ok());
  EQ_ASSERT(person.state().purse.left(day_of(now)) > 0);
}

std::unique_ptr<Person> Town::settle() {
  auto person = std::make_unique<Person>(realm, *service, rng);
  auto environment = person->environment();
  EQ_ASSERT(client::enrol(person->state(), environment).ok());
  top_up(*person);
  return person;
}

}  // namespace eq::journeys
