// eq/franking and eq/gate.
#include "ct/secrets.h"
#include "eq/franking/commit.h"
#include "eq/franking/day_key.h"
#include "eq/franking/stamp.h"
#include "eq/gate/test_day.h"
#include "eq/gate/v2/test_day.h"

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
  const gate::DailyKey key = gate::DailyKey::from_var(day.verified(), gate::testing::account(9));
  SecretRandom rng(24);
  gate::SealedEnvelope sealed = gate::seal(key, gate::testing::context(), rng.secret<32>());
  EQ_ASSERT(is_secret(sealed.envelope));
  gate::AccessRatchet ratchet(std::move(sealed.access_key));
  for (int i = 0; i < 3; ++i) (void)ratchet.next(rng.secret<32>());
}

void opening() {
  gate::testing::TestDay day;
  const AccountId account = gate::testing::account(1);
  const gate::DailyKey key = gate::DailyKey::from_var(day.verified(), account);
  const gate::Envelope envelope = gate::seal(key, gate::testing::context(), day.rng.secret<32>()).envelope;
  const auto target = gate::ProvenTarget::prove(day.verified(), account, day.registry.day_keys[0]).take();
  const crypto::Point c2 = gate::EnvelopeParts::decode(envelope)->c2;
  // A custodian's share is secret; what it gives is a point to be published, and a proof.
  SecretRandom rng(25);
  Array<32> secret = crypto::Scalar(day.custodians.shares[0].secret()).reveal("copied to be marked");
  make_secret(secret);
  const gate::CustodianShare own(1, crypto::Scalar::decode(secret).take());
  const gate::DecryptionShare share = gate::make_share(own, target, c2, rng);
  EQ_ASSERT(is_secret(share.d.bytes()) && is_secret(share.response.reveal("looking at its marks")));
  // The combined point is secret for everybody but the agency.
  auto ss2 = gate::combine_shares_var(day.custodians.set, c2, day.shares(target, envelope)).ss2;
  make_secret(ss2->bytes());
  EQ_ASSERT(gate::open_envelope(target, gate::testing::context(), envelope, *ss2).ok());
}

/// Whom an order names, and all the randomness of a day, are the court's secrets.
void registry_day() {
  SecretRandom rng(26);
  const std::vector<gate::OrderOpening> orders{{crypto::Scalar::random(rng), crypto::Scalar::random(rng)},
                                               {crypto::Scalar::random(rng), crypto::Scalar::random(rng)}};
  EQ_ASSERT(is_secret(orders[0].commitment().bytes()));
  testing::SeededRandom elsewhere(27);
  const auto custodians = crypto::mul_base(crypto::Scalar::random(elsewhere));
  points_are_published = true;
  const auto day = gate::make_epoch("realm.example", kDay, custodians, 4, orders, rng).take();
  points_are_published = false;
  EQ_ASSERT(is_secret(day.day_keys[0].reveal("looking at its marks")));
}

/// What a custodian deals, its coefficients and the shares they give, is secret; the dealing's points are published.
void dealing() {
  testing::SeededRandom elsewhere(28);
  gate::v2::testing::TestCustodians custodians(2, 4, elsewhere);
  SecretRandom rng(29);
  std::vector<crypto::Scalar> f;
  for (int i = 0; i < 8; ++i) f.push_back(crypto::Scalar::random(rng));
  points_are_published = true;
  const auto dealing = gate::v2::deal_with(custodians.terms, 1, f, crypto::Scalar::random(rng));
  points_are_published = false;
  EQ_ASSERT(is_secret(dealing.proof.r.reveal("looking at its marks")));
  const auto shares = gate::v2::shares_for(custodians.terms, f, 3);
  const crypto::Digest context{};
  EQ_ASSERT(gate::v2::seal_parts(context, 3, custodians.public_keys[2], shares, rng).ok());
}

void envelope_v2() {
  gate::v2::testing::TestDay day;
  const auto key = gate::v2::DailyKey::from_var(day.verified(), gate::v2::testing::account(9)).take();
  SecretRandom rng(30);
  EQ_ASSERT(is_secret(gate::v2::seal(key, gate::v2::testing::context(), rng.secret<32>()).envelope));
}

/// A custodian's kept shares and what it gives of them; the key they make opens an envelope.
void releasing() {
  gate::v2::testing::TestDay day;
  const gate::v2::ProvenRoot root = day.root(1);
  gate::v2::DayShares own = day.custodians.own[0].shares();
  for (crypto::Scalar& y : own.y) {
    Array<32> secret = y.reveal("copied to be marked");
    make_secret(secret);
    y = crypto::Scalar::decode(secret).take();
  }
  const auto release = gate::v2::make_release(own, root, 7, day.custodians.signers[0]).take();
  EQ_ASSERT(is_secret(release.delta.reveal("looking at its marks")));
  SecretRandom rng(31);
  const auto agency = crypto::hpke_generate(crypto::Kem::dhkem_x25519, day.rng);
  EQ_ASSERT(gate::v2::seal_release(release, root.wid(), 7, agency.public_key, rng).ok());
}

/// The court's part of a day over what was dealt.
void registry_day_v2() {
  gate::v2::testing::TestDay day;
  SecretRandom rng(32);
  const std::vector<gate::OrderOpening> orders{{crypto::Scalar::random(rng), crypto::Scalar::random(rng)}};
  points_are_published = true;
  const auto made = gate::v2::make_epoch(*day.custodians.dealt, orders, rng).take();
  points_are_published = false;
  EQ_ASSERT(is_secret(made.registry_keys[0].reveal("looking at its marks")));
}

}  // namespace

std::vector<Case> conversation_cases() {
  return {{"commitment to a content", committing},
          {"token, franked message", franked_message},
          {"stamp under a day key", stamping},
          {"access envelope sealed, ratchet", envelope},
          {"decryption share, envelope opened", opening},
          {"order committed to, a day made", registry_day},
          {"a day dealt, parts sealed", dealing},
          {"access envelope of version 2", envelope_v2},
          {"one consent of a custodian", releasing},
          {"a day made over what was dealt", registry_day_v2}};
}

}  // namespace eq::ct
