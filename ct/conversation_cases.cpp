// eq/franking and eq/gate.
#include "ct/secrets.h"
#include "eq/franking/commit.h"
#include "eq/franking/day_key.h"
#include "eq/franking/stamp.h"
#include "eq/gate/test_day.h"

namespace eq::ct {
namespace {

constexpr Day kDay{20780};

void committing() {
  SecretRandom rng(21);
  const auto fk = rng.secret<32>(), f = rng.secret<32>();
  const auto cf = franking::commit({}, f.reveal("committing"), fk.reveal("committing"));
  EQ_ASSERT(is_secret(cf.bytes));
}

/// Keys and token are secret; the text is not: the check that it is UTF-8 looks at its bytes.
void franked_message() {
  SecretRandom rng(22);
  const auto issuer = franking::derive_day_key(rng.secret<32>(), franking::Role::issuer, kDay);
  const franking::TokenBatch batch = franking::issue(issuer, kDay, AccountId{}, 2, rng).take();
  franking::SpendableToken token = franking::token_at(batch, 1);
  make_public(token.token.r);  // travels inside the message
  franking::Content content;
  content.content = to_bytes("hello");
  auto sealed = franking::seal({}, content, std::move(token), rng);
  EQ_ASSERT(sealed.ok());
}

void stamping() {
  SecretRandom rng(23);
  const auto delivery = franking::derive_day_key(rng.secret<32>(), franking::Role::delivery, kDay);
  franking::ChainHead head;
  EQ_ASSERT(franking::stamp(delivery, head, {}, {}, {}, Time{kDay_ms}).ok());
}

void envelope() {
  gate::testing::TestDay day;
  const auto key = gate::DailyKey::from_var(day.verified(), gate::testing::account(9)).take();
  SecretRandom rng(24);
  gate::SealedEnvelope sealed = gate::seal(key, gate::testing::context(), rng.secret<32>());
  EQ_ASSERT(is_secret(sealed.envelope));
  gate::AccessRatchet ratchet(std::move(sealed.access_key));
  for (int i = 0; i < 3; ++i) (void)ratchet.next(rng.secret<32>());
}

/// The key that releases make is secret for everybody but the agency.
void opening() {
  gate::testing::TestDay day;
  const auto key = gate::DailyKey::from_var(day.verified(), gate::testing::account(1)).take();
  const gate::Envelope envelope =
      gate::seal(key, gate::testing::context(), day.rng.secret<32>()).envelope;
  const auto releases = day.releases(1);
  const auto combined = day.combine(1, releases);
  EQ_ASSERT(gate::open_envelope(*combined.key, gate::testing::context(), envelope).ok());
}

/// What a custodian deals, its coefficients and the shares they give, is secret; the dealing's
/// points are published.
void dealing() {
  testing::SeededRandom elsewhere(28);
  gate::testing::TestCustodians custodians(2, 4, elsewhere);
  SecretRandom rng(29);
  std::vector<crypto::Scalar> f;
  for (int i = 0; i < 8; ++i) f.push_back(crypto::Scalar::random(rng));
  points_are_published = true;
  const auto dealing = gate::deal_with(custodians.terms, 1, f, crypto::Scalar::random(rng));
  points_are_published = false;
  EQ_ASSERT(is_secret(dealing.proof.r.reveal("looking at its marks")));
  const auto shares = gate::shares_for(custodians.terms, f, 3);
  const crypto::Digest context{};
  EQ_ASSERT(gate::seal_parts(context, 3, custodians.public_keys[2], shares, rng).ok());
}

/// A custodian's kept shares and what it gives of them; the key they make opens an envelope.
void releasing() {
  gate::testing::TestDay day;
  const gate::ProvenRoot root = day.root(1);
  gate::DayShares own = day.custodians.own[0].shares();
  for (crypto::Scalar& y : own.y) {
    Array<32> secret = y.reveal("copied to be marked");
    make_secret(secret);
    y = crypto::Scalar::decode(secret).take();
  }
  const auto release = gate::make_release(own, root, 7, day.custodians.signers[0]).take();
  EQ_ASSERT(is_secret(release.delta.reveal("looking at its marks")));
  SecretRandom rng(31);
  const auto agency = crypto::hpke_generate(crypto::Kem::dhkem_x25519, day.rng);
  EQ_ASSERT(gate::seal_release(release, root.wid(), 7, agency.public_key, rng).ok());
}

/// Whom an order names, and all the randomness of a day, are the court's secrets.
void registry_day() {
  gate::testing::TestDay day;
  SecretRandom rng(26);
  const std::vector<gate::OrderOpening> orders{
      {crypto::Scalar::random(rng), crypto::Scalar::random(rng)},
      {crypto::Scalar::random(rng), crypto::Scalar::random(rng)}};
  EQ_ASSERT(is_secret(orders[0].commitment().bytes()));
  points_are_published = true;
  const auto made = gate::make_epoch(*day.custodians.dealt, orders, rng).take();
  points_are_published = false;
  EQ_ASSERT(is_secret(made.registry_keys[0].reveal("looking at its marks")));
}

}  // namespace

std::vector<Case> conversation_cases() {
  return {{"commitment to a content", committing},
          {"token, franked message", franked_message},
          {"stamp under a day key", stamping},
          {"access envelope sealed, ratchet", envelope},
          {"envelope opened", opening},
          {"order committed to, a day made", registry_day},
          {"a day dealt, parts sealed", dealing},
          {"one consent of a custodian", releasing}};
}

}  // namespace eq::ct
