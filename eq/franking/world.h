// For tests and benches of this room: an issuer, a delivery service and three people, from a seed.
#pragma once

#include "eq/crypto/hash.h"
#include "eq/franking/accept.h"
#include "eq/franking/attachment.h"
#include "eq/franking/verify.h"

namespace eq::franking::testing {

/// A message on its way: what the server carries, what MLS hides, and the sender's copy.
struct InTransit {
  AccountId sender;
  AuthenticatedData data;
  ApplicationData application;
  Bytes private_message;
  Stamp stamp;
  Record own;

  crypto::Digest hash() const { return crypto::sha256(private_message); }
};

/// As the only entry of a log that a witness cosigned.
inline tlog::Logged<DayKeyEvent> in_a_log(const DayKeyCertificate& certificate) {
  const Bytes entry = tlog::entry_of(DayKeyEvent{"its owner", certificate});
  const tlog::LogSigner log{"orders.test", crypto::SigningKey::from_seed(Secret<32>(Array<32>{1}))};
  const tlog::WitnessSigner witness{"witness.test",
                                    crypto::SigningKey::from_seed(Secret<32>(Array<32>{2}))};
  const std::string note = tlog::sign_checkpoint({1, tlog::leaf_hash(entry)}, log);
  const auto line =
      tlog::cosign(tlog::Note::parse(note).take().text, witness, start_of(certificate.day));
  const auto cosigned = tlog::with_signatures(note, std::span(&line, 1)).take();
  const tlog::Policy policy{log.verify_key(), {witness.verify_key()}, 1};
  return tlog::Logged<DayKeyEvent>::verify(View(entry), tlog::LogProof{{}, 0, {}, cosigned}, policy)
      .take();
}

class World {
 public:
  explicit World(Random& rng)
      : rng_(rng),
        issuer(crypto::SigningKey::generate(rng)),
        delivery(crypto::SigningKey::generate(rng)),
        issuer_master(rng.secret<32>()),
        delivery_master(rng.secret<32>()),
        keys(issuer.verify_key(), delivery.verify_key()) {
    for (auto* id : {&alice, &bob, &mallory}) rng.fill(id->bytes);
    rng.fill(conversation.bytes);
    for (std::uint32_t d = 0; d < 4; ++d) publish(day_of(now) + d);
  }

  crypto::SigningKey issuer_key(Day d) const {
    return derive_day_key(issuer_master, Role::issuer, d);
  }
  crypto::SigningKey delivery_key(Day d) const {
    return derive_day_key(delivery_master, Role::delivery, d);
  }
  void publish(Day d) {
    for (const auto& c :
         {certify_day_key(issuer, Role::issuer, d, issuer_key(d).verify_key()),
          certify_day_key(delivery, Role::delivery, d, delivery_key(d).verify_key())}) {
      EQ_ASSERT(keys.add(c).ok());
      EQ_ASSERT(logged.add(in_a_log(c), owner(c)).ok());
    }
  }
  crypto::VerifyKey owner(const DayKeyCertificate& c) const {
    return (c.role == Role::issuer ? issuer : delivery).verify_key();
  }

  SpendableToken token_for(const AccountId& account, Day d) {
    return token_at(issue(issuer_key(d), d, account, 1, rng_).take(), 0);
  }
  SpendableToken token_for(const AccountId& account) { return token_for(account, day_of(now)); }

  static Content text(std::string_view s) {
    Content c;
    c.content = to_bytes(s);
    return c;
  }

  /// Seal, stand in for MLS by any bytes at all, and have it stamped.
  InTransit post(const AccountId& sender, const Content& content, SpendableToken token) {
    const Header header{Version::v1, conversation, mls_epoch};
    Sealed sealed = seal(header, content, std::move(token), rng_).take();
    InTransit m;
    m.sender = sender;
    m.data = {header, sealed.cf, rng_.array<32>(), rng_.array<8>(), std::nullopt, sealed.b};
    m.application.ck = sealed.ck.clone();
    m.private_message = encode(m.data);
    append(m.private_message, rng_.array<64>());
    m.stamp = stamp(delivery_key(day_of(now)), head, conversation, sealed.cf, m.hash(), now).take();
    m.own = keep_own(header, std::move(sealed), sender, m.stamp, m.hash());
    return m;
  }
  InTransit post(const AccountId& sender, std::string_view s) {
    return post(sender, text(s), token_for(sender));
  }

  Arrival arrival(const InTransit& m) const {
    return {m.data,   m.application, conversation, mls_epoch,
            m.sender, m.hash(),      m.stamp,      std::nullopt};
  }
  Result<Record> receive(const InTransit& m) { return accept(arrival(m), logged, seen, now); }

 private:
  Random& rng_;

 public:
  crypto::SigningKey issuer, delivery;
  Secret<32> issuer_master, delivery_master;
  DayKeys keys;
  LoggedDayKeys logged;  // the same
  AccountId alice, bob, mallory;
  ConversationId conversation;
  std::uint64_t mls_epoch = 7;
  ChainHead head;
  SeenKeys seen;
  Time now{20'780 * kDay_ms + 9 * kHour_ms};
};

}  // namespace eq::franking::testing
