// For tests: two hotlines of two countries, and a third, against a real service in one process.
#pragma once

#include <gtest/gtest.h>

#include "apps/media/edit.h"
#include "apps/media/encode.h"
#include "apps/media/synth.h"
#include "eq/testing/seeded.h"
#include "eq/wire/letter.h"
#include "eq/wire/log_entry.h"
#include "eq/wire/realm_check.h"
#include "eq/wire/realm_for_tests.h"
#include "journeys/loopback.h"
#include "parties/hotline/hotline.h"

namespace eq::hotline {

using eq::testing::SeededRandom;

// of the lists here; the pictures are harmless
inline constexpr list::Kind kKind = list::Kind::child_abuse_a;

inline phash::Fingerprint print_of(const phash::Picture& picture) {
  auto f = phash::fingerprint(picture);
  EQ_ASSERT(f.ok());
  return *f;
}
inline phash::Fingerprint print_of(std::uint64_t seed) {
  return print_of(media::landscape(seed, 400, 300));
}
// The other hotline's copy of the same picture is another file.
inline phash::Fingerprint other_copy(std::uint64_t seed) {
  return print_of(*media::decode(*media::encode_jpeg(media::landscape(seed, 400, 300), 70)));
}

template <class T>
std::optional<Err> err(const Result<T>& r) {
  return r.ok() ? std::nullopt : std::optional(r.error());
}
// Somebody's hash of a picture, without its pixels.
inline Copy copy_of(const phash::Fingerprint& f, const phash::Hash& middle = {}) {
  return {static_cast<std::uint8_t>(f.quality), {{f.hash, middle}}};
}

struct World {
  SeededRandom rng{7};
  Time now{1'770'000'000'000};
  State nl = *new_hotline("Meldpunt", "NL", rng), fr = *new_hotline("Point", "FR", rng),
        nl2 = *new_hotline("Tweede", "NL", rng);
  wire::Realm realm;
  crypto::SigningKey judge = crypto::SigningKey::generate(rng);
  std::unique_ptr<journeys::Service> service;
  std::unique_ptr<journeys::Loopback> wire_;

  wire::Organisation org(std::string name) {
    const auto key = crypto::SigningKey::generate(rng);
    const auto hpke = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
    return {std::move(name), key.verify_key(), *to_array<32>(hpke.public_key)};
  }
  static wire::Hotline card(const State& state) {
    return {{state.name, state.signing.verify_key(), *to_array<32>(state.letters.public_key)},
            state.jurisdiction,
            list::Kinds::all()};
  }

  World() {
    auto keys = *platform::Keys::generate("service.example", rng);
    tlog::WitnessSigner witness("witness.example", crypto::SigningKey::generate(rng));
    keys.introduce(realm);
    realm.name = "test";
    realm.witness = witness.verify_key().vkey();
    realm.moderator = org("moderator");
    realm.court = org("court");
    realm.judge = judge.verify_key();
    realm.agency = org("agency");
    wire::share_custodian_keys(realm, 2, 3, rng,
                               [&](std::string name) { return org(std::move(name)); });
    realm.hotlines = {card(nl), card(fr), card(nl2)};
    realm.k = 4;
    realm.k_cap = 16;
    EQ_ASSERT(wire::check(realm).ok());
    service = std::make_unique<journeys::Service>(std::move(keys), realm, std::move(witness), rng);
    service->now = now;
    wire_ = std::make_unique<journeys::Loopback>(*service);
  }

  Environment environment() {
    return {realm, *wire_, [] {}, now, rng};
  }
  Assessment drill() const { return {kKind, "analyst 1", "drill", now, now + kUsualLife_ms}; }
  void pass(std::uint64_t ms) {
    now = now + ms;
    service->come_to(now);
  }
  void hold(State& state, const phash::Fingerprint& f) {
    EQ_ASSERT(add(state, copy_of(f), Turns::all, drill()).ok());
  }
  /// What the other hotline says to a proposal, past its own program.
  void answer(const Countersignature& a) {
    const auto to = wire::Address::of(nl.signing.verify_key());
    const auto letter =
        wire::seal_letter(to, nl.letters.public_key, wire::LetterKind::list_signature, encode(a),
                          fr.signing, now, rng);
    ASSERT_TRUE(letter.ok());
    ASSERT_TRUE(
        wire::ask(*wire_, {fr.signing, realm.name}, now, rng, wire::DeskPost{to, *letter}).ok());
  }
  Result<PublishOutcome> whole_round() {
    auto h = environment();
    TRY(propose(nl, h, "Point", {kKind, {{"*", list::Mode::warn_user_only, {}}}, 30, {}}));
    TRY(certify(fr, h));
    return publish(nl, h, kKind);
  }
  list::AcceptedList client_list() {
    auto h = environment();
    const auto got = wire::ask(*wire_, wire::ListGet{kKind});
    EQ_ASSERT(got.ok());
    const auto log = wire::read_log(*wire_, realm, wire::LogName::orders);
    EQ_ASSERT(log.ok());
    const auto logged = log->logged<list::SignedHead>(got->index);
    EQ_ASSERT(logged.ok());
    auto head = list::AcceptedHead::accept(*logged, kKind, wire::list_trust(realm), 0, now);
    EQ_ASSERT(head.ok());
    auto list = list::AcceptedList::with(*head, got->filter);
    EQ_ASSERT(list.ok());
    return std::move(list).take();
  }
};

}  // namespace eq::hotline
