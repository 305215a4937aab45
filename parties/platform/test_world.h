// A realm with its keys and a few accounts, for tests of the platform and of the server around it.
// Messages here have the right form and tags; their ciphertext is filler, which only members could
// tell.
#pragma once

#include "eq/franking/payload.h"
#include "eq/tlog/note.h"
#include "eq/wire/ask.h"
#include "eq/wire/realm.h"
#include "parties/platform/keys.h"
#include "parties/platform/platform.h"

namespace eq::platform::testing {

inline constexpr Time kNoon{1'795'521'600'000};  // 2026-11-24T12:00:00Z

struct Person {
  crypto::SigningKey account_key, device;
  wire::AccountRecord record;
  AccountId id;

  static Person make(std::string_view realm, Random& rng) {
    Person p{crypto::SigningKey::generate(rng), crypto::SigningKey::generate(rng), {}, {}};
    p.record.realm = realm;
    p.record.device_keys = {p.device.verify_key()};
    p.record.hpke_key = rng.array<32>();
    wire::sign_record(p.record, p.account_key);
    p.id = p.record.id();
    return p;
  }
};

struct Office {
  crypto::SigningKey key;
  wire::Organisation org;
  static Office make(std::string name, Random& rng) {
    Office o{crypto::SigningKey::generate(rng), {}};
    o.org = {std::move(name), o.key.verify_key(), rng.array<32>()};
    return o;
  }
};

/// Every party's keys, and the constitution that names them.
struct World {
  Office moderator, court, agency, custodian, custodian_2, custodian_3, hotline_a, hotline_b,
      abroad;
  crypto::SigningKey judge, judge_abroad;
  tlog::WitnessSigner witness;
  wire::Realm realm;

  static World make(const Keys& keys, Random& rng) {
    World w{Office::make("moderator", rng),
            Office::make("court", rng),
            Office::make("agency", rng),
            Office::make("custodian", rng),
            Office::make("custodian 2", rng),
            Office::make("custodian 3", rng),
            Office::make("hotline a", rng),
            Office::make("hotline b", rng),
            Office::make("agency abroad", rng),
            crypto::SigningKey::generate(rng),
            crypto::SigningKey::generate(rng),
            tlog::WitnessSigner("witness.example", crypto::SigningKey::generate(rng)),
            {}};
    auto& r = w.realm;
    r.name = "test.example";
    keys.introduce(r);
    r.witness = w.witness.verify_key().vkey();
    r.moderator = w.moderator.org;
    r.court = w.court.org;
    r.judge = w.judge.verify_key();
    r.agency = w.agency.org;
    const auto y = crypto::Scalar::random(rng), slope = crypto::Scalar::random(rng);
    r.custodian_key = crypto::mul_base(y);
    r.quorum_key = crypto::ed_mul_base(y);
    for (const Office* c : {&w.custodian, &w.custodian_2, &w.custodian_3}) {
      const auto index = static_cast<std::uint16_t>(r.custodians.size() + 1);
      const auto share = y + crypto::Scalar::from_u64(index) * slope;
      r.custodians.push_back({index, c->org, crypto::mul_base(share), crypto::ed_mul_base(share)});
    }
    r.threshold = 2;
    r.hotlines = {{w.hotline_a.org, "NL", list::Kinds::all()},
                  {w.hotline_b.org, "DE", list::Kinds::all()}};
    r.k = 16;
    r.k_cap = 256;
    r.e_0 = day_of(kNoon);
    r.foreign = {{"other.example", w.abroad.org, "court abroad", w.judge_abroad.verify_key()}};
    // Every kind of data, and emergencies: which of it the law allows is tested elsewhere.
    using enum order::DataCategory;
    r.profile.categories.clear();
    for (const auto c : {subscriber, identifying, traffic, content})
      r.profile.categories.push_back(
          {c, {order::IssuerKind::judge}, 0, order::InEmergency::before_confirmation});
    return w;
  }
};

inline Bytes mls_private_message(const ConversationId& conv, std::uint64_t epoch,
                                 std::uint8_t content_type, View data, View ciphertext) {
  Writer w;
  w.u16(1);  // mls10
  w.u16(2);  // PrivateMessage
  w.opaque(conv.bytes);
  w.u64(epoch);
  w.u8(content_type);
  w.opaque(data);
  w.opaque(Bytes(28, 0x11));
  w.opaque(ciphertext);
  return w.take();
}

/// A conversation's sending key and what goes with it.
struct Chat {
  ConversationId conv;
  std::uint64_t epoch = 1;
  wire::SendKey send_key{};

  franking::AuthenticatedData data(Random& rng) const {
    franking::AuthenticatedData d;
    d.header = {franking::Version::v1, conv, epoch};
    d.cf = franking::Commitment{rng.array<32>()};
    d.wrap = rng.array<32>();
    d.loc = rng.array<8>();
    d.b = Bytes(franking::bucket(1) + 16, 0x22);
    return d;
  }
  wire::MessageSend message(const franking::AuthenticatedData& d, View ciphertext) const {
    wire::MessageSend send;
    send.message = mls_private_message(conv, epoch, 1, encode(d), ciphertext);
    send.tag = wire::message_tag(send_key, send.message);
    return send;
  }
  wire::MessageSend message(Random& rng) const { return message(data(rng), rng.array<40>()); }

  wire::ConversationCommit commit(const wire::SendKey& next, std::vector<AccountId> added,
                                  std::vector<AccountId> removed, Random& rng) const {
    wire::ConversationCommit c;
    c.conv = conv;
    c.epoch = epoch;
    c.commit = mls_private_message(conv, epoch, 3, {}, rng.array<40>());
    c.send_key = next;
    if (!added.empty()) c.welcome = Bytes{0x77};
    c.added = std::move(added);
    c.removed = std::move(removed);
    c.leaf_count = 4;
    c.tag = wire::commit_tag(send_key, c);
    return c;
  }
};

}  // namespace eq::platform::testing

namespace eq::platform {

/// All that is due at that time.
inline Status purge(Platform& platform, Time now, std::size_t limit, Random& rng) {
  TRY(platform.tend(now, rng));
  for (auto what = Forgetting::undelivered; what != Forgetting::done;)
    what = TRY(platform.forget(what, now, limit, rng));
  return ok();
}

}  // namespace eq::platform
