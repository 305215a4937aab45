#include "journeys/town.h"

#include "eq/crypto/verifiable_sharing.h"
#include "parties/client/enrol.h"
#include "parties/client/inbox.h"

namespace eq::journeys {
namespace {

constexpr crypto::SharingParams kTwoOfThree{2, 3};

wire::Organisation office(std::string name, const crypto::SigningKey& key, Random& rng) {
  const auto letters = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  return {std::move(name), key.verify_key(), *to_array<32>(letters.public_key)};
}

}  // namespace

Person::Person(const wire::Realm& realm, Service& service, Random& rng)
    : line(service), realm_(&realm), service_(&service), rng_(&rng), state_(client::new_account(realm.name, rng)), kept_(state_.save()) {}

client::Hands Person::hands() {
  return {*realm_, line, [this] { kept_ = state_.save(); }, service_->now, *rng_};
}

void Person::crash() { state_ = client::State::load(kept_).take(); }

Town::Town(std::uint64_t seed)
    : rng(seed), now(start_of(*parse_day("2026-12-01")) + 9 * kHour_ms),
      court(crypto::SigningKey::generate(rng)), agency(crypto::SigningKey::generate(rng)) {
  auto keys = platform::Keys::generate("chat.test", rng).take();
  const auto witness = crypto::SigningKey::generate(rng);
  const tlog::WitnessSigner witness_signer("witness.test", witness.clone());
  moderator = std::make_unique<moderator::State>(moderator::new_moderator("Moderation", rng).take());

  realm.name = "testland";
  keys.introduce(realm);
  realm.witness = witness_signer.verify_key().vkey();
  realm.moderator = {"Moderation", moderator->signing.verify_key(), *to_array<32>(moderator->letters.public_key)};
  realm.court = office("District Court", court, rng);
  realm.agency = office("Police", agency, rng);
  for (const char* jurisdiction : {"NL", "IE"})
    realm.curators.push_back({office(std::string("Hotline ") + jurisdiction, crypto::SigningKey::generate(rng), rng), jurisdiction});

  std::vector<crypto::Dealing> dealings;
  std::vector<crypto::SharingCommitment> commitments;
  for (std::uint16_t i = 1; i <= kTwoOfThree.parties; ++i) {
    dealings.push_back(crypto::deal(crypto::Scalar::random(rng), kTwoOfThree, view("town"), i, rng));
    commitments.push_back(dealings.back().commitment);
  }
  const auto joint = crypto::combine_commitments(commitments, kTwoOfThree, view("town")).take();
  for (std::uint16_t i = 1; i <= kTwoOfThree.parties; ++i) {
    std::vector<crypto::Scalar> mine;
    for (const auto& d : dealings) mine.push_back(d.shares[i - 1u]);
    custodians.push_back({crypto::SigningKey::generate(rng), *crypto::combine_shares(commitments, i, mine)});
    realm.custodians.push_back({i, office("Custodian " + std::to_string(i), custodians.back().signing, rng), joint.share_points[i - 1u]});
  }
  realm.threshold = kTwoOfThree.threshold;
  realm.custodian_key = joint.public_key;
  realm.k = 16;
  realm.k_cap = 256;
  realm.e_0 = day_of(now);
  EQ_ASSERT(wire::check(realm).ok());

  service = std::make_unique<Service>(std::move(keys), realm, tlog::WitnessSigner("witness.test", witness.clone()), rng);
  service->now = now;
  moderator_line_ = std::make_unique<Loopback>(*service);
}

void Town::advance(std::uint64_t ms) {
  now = now + ms;
  service->now = now;
}

moderator::Turn Town::moderate() {
  moderator::Hands hands{realm, *moderator_line_, [] {}, now, rng};
  return moderator::work(*moderator, hands).take();
}

std::unique_ptr<Person> Town::settle() {
  auto person = std::make_unique<Person>(realm, *service, rng);
  auto hands = person->hands();
  EQ_ASSERT(client::enrol(person->state(), hands).ok());
  EQ_ASSERT(client::ask_for_tokens(person->state(), hands).ok());
  moderate();
  EQ_ASSERT(client::sync(person->state(), hands).ok());
  EQ_ASSERT(person->state().purse.left(day_of(now)) > 0);
  return person;
}

}  // namespace eq::journeys
