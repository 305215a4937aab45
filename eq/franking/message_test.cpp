// Tokens, sealing, stamps and what a recipient accepts.
#include <gtest/gtest.h>

#include "eq/franking/world.h"
#include "eq/testing/seeded.h"

namespace eq::franking {
namespace {

using testing::InTransit;
using testing::World;

struct Message : ::testing::Test {
  eq::testing::SeededRandom rng{1};
  World w{rng};
};
using Tokens = Message;
using Stamps = Message;
using Keys = Message;
using Layout = Message;

TEST_F(Message, WhatASenderSealsItsRecipientAccepts_FRK_1) {
  const InTransit m = w.post(w.alice, "meet at nine");
  const auto r = w.receive(m);
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(decode_content(r->f)->content, to_bytes("meet at nine"));
  EXPECT_EQ(r->sender, w.alice);
  EXPECT_EQ(r->f, m.own.f);
  EXPECT_TRUE(equal_ct(r->fk.reveal("test"), m.own.fk.reveal("test")));
}

TEST_F(Message, EveryAcceptedMessageOfAnyLengthPassesTheModeratorsCheck_FRK_1) {
  for (const std::size_t n : {1u, 56u, 57u, 58u, 300u, 5000u, 65330u}) {
    const InTransit m = w.post(w.alice, std::string(n, 'x'));
    const auto r = w.receive(m);
    ASSERT_TRUE(r.ok()) << n;
    const auto report = build_report(w.conversation, {show(*r)}, Category::spam, "").take();
    EXPECT_TRUE(verify(report, w.keys, w.now).ok()) << n;
  }
}

TEST_F(Message, AnyFlippedBitInWhatTheServerCarriesIsRefused_FRK_2) {
  const InTransit m = w.post(w.alice, "x");
  for (std::size_t i = 0; i < m.data.b.size(); ++i) {
    InTransit bad = w.post(w.alice, "x");
    bad.data.b[i] ^= 1;
    EXPECT_EQ(w.receive(bad).error(), Err::forged) << i;
  }
  for (std::size_t i = 0; i < 32; ++i) {
    InTransit bad = w.post(w.alice, "x");
    bad.data.cf.bytes[i] ^= 1;
    EXPECT_EQ(w.receive(bad).error(), Err::forged) << i;
  }
}

TEST_F(Message, ABlobMovedToAnotherConversationOrEpochIsRefused_FRK_2) {
  const InTransit m = w.post(w.alice, "x");
  Arrival elsewhere = w.arrival(m);
  elsewhere.conversation.bytes[0] ^= 1;
  EXPECT_EQ(accept(elsewhere, w.logged, w.seen, w.now).error(), Err::forged);
  Arrival later = w.arrival(m);
  later.mls_epoch += 1;
  EXPECT_EQ(accept(later, w.logged, w.seen, w.now).error(), Err::forged);
  Header moved = m.data.header;
  moved.mls_epoch += 1;
  EXPECT_EQ(open(moved, m.data.cf, m.data.b, m.application.ck).error(), Err::forged);
  EXPECT_TRUE(open(m.data.header, m.data.cf, m.data.b, m.application.ck).ok());
}

// The commitment, not the AEAD, is what binds: a sender who knows every key still cannot attach
// another commitment, nor a signature of another key.
TEST_F(Message, ASenderWhoSealsOtherContentThanItCommitsToIsRefused_FRK_1) {
  const Header header{Version::v1, w.conversation, w.mls_epoch};
  const auto token = w.token_for(w.alice);
  const auto ck = rng.secret<32>();
  const auto okm = crypto::hkdf({}, ck.reveal("test"), view("eqp-frank-v1"), 64);
  const View ek = okm.reveal("test").first(32), fk = okm.reveal("test").subspan(32);
  Content shown = World::text("shown"), committed = World::text("committed");
  shown.token = committed.token = token.token;
  auto seal_as = [&](const Content& inside, const Commitment& cf,
                     const crypto::SigningKey& signer) {
    const auto sigma2 = signer.sign({view("eqp-frank-sig-v1"), encode(header), cf.bytes});
    Bytes plain = concat({encode(inside), sigma2});
    plain.resize(bucket(plain.size()));
    return crypto::aead_seal(crypto::Aead::chacha20_poly1305, ek, Bytes(12),
                             concat({encode(header), cf.bytes}), plain);
  };
  const Commitment honest = commit(header, encode(shown), fk),
                   other = commit(header, encode(committed), fk);
  EXPECT_TRUE(open(header, honest, seal_as(shown, honest, token.ske), ck).ok());
  EXPECT_EQ(open(header, other, seal_as(shown, other, token.ske), ck).error(), Err::forged);
  const auto stranger = crypto::SigningKey::generate(rng);
  EXPECT_EQ(open(header, honest, seal_as(shown, honest, stranger), ck).error(), Err::forged);
}

TEST_F(Message, PaddingOtherThanZerosUpToTheBucketIsRefused_FRK_2) {
  const Header header{Version::v1, w.conversation, w.mls_epoch};
  const auto token = w.token_for(w.alice);
  const auto ck = rng.secret<32>();
  const auto okm = crypto::hkdf({}, ck.reveal("test"), view("eqp-frank-v1"), 64);
  Content c = World::text("hi");
  c.token = token.token;
  const Commitment cf = commit(header, encode(c), okm.reveal("test").subspan(32));
  const auto sigma2 = token.ske.sign({view("eqp-frank-sig-v1"), encode(header), cf.bytes});
  auto sealed_with = [&](std::size_t length, std::uint8_t last) {
    Bytes plain = concat({encode(c), sigma2});
    plain.resize(length);
    plain.back() = last;
    return crypto::aead_seal(crypto::Aead::chacha20_poly1305, okm.reveal("test").first(32),
                             Bytes(12), concat({encode(header), cf.bytes}), plain);
  };
  EXPECT_TRUE(open(header, cf, sealed_with(256, 0), ck).ok());
  EXPECT_EQ(open(header, cf, sealed_with(256, 1), ck).error(), Err::malformed);
  EXPECT_EQ(open(header, cf, sealed_with(512, 0), ck).error(), Err::malformed);
  EXPECT_EQ(open(header, cf, sealed_with(255, 0), ck).error(), Err::malformed);
}

TEST_F(Message, TheServerSeesTheSameLengthForAllTextsOfABucketAndNothingStable_FRK_7) {
  const InTransit a = w.post(w.alice, "x"), b = w.post(w.alice, std::string(50, 'y')),
                  c = w.post(w.bob, "z");
  EXPECT_EQ(a.data.b.size(), b.data.b.size());
  EXPECT_EQ(a.data.b.size(), c.data.b.size());
  EXPECT_EQ(a.data.b.size(), 256u + 16);
  // No run of eight bytes in two posts of one sender is the same, but for the header.
  const Bytes first = encode(a.data), second = encode(b.data);
  const std::size_t after_header = 4 + 25;
  for (std::size_t i = after_header; i + 8 <= first.size(); ++i)
    EXPECT_FALSE(std::equal(first.begin() + i, first.begin() + i + 8, second.begin() + i)) << i;
}

TEST_F(Message, TheTokenAndTheTextDoNotOccurInWhatTheServerSees_FRK_7) {
  const InTransit m = w.post(w.alice, "a rather unusual sentence");
  const Bytes seen = encode(m.data);
  const Token token = decode_content(m.own.f)->token;
  for (const View needle :
       {View(token.pke.bytes), View(token.r), View(token.sigma1), view("unusual")})
    EXPECT_EQ(std::search(seen.begin(), seen.end(), needle.begin(), needle.end()), seen.end());
}

TEST_F(Message, OneByteOverTheLargestPlaintextIsRefused_FRK_2) {
  const Header header{Version::v1, w.conversation, w.mls_epoch};
  // type 1, length 4, attachments 1, token 132, sigma2 64
  const std::size_t most = kMaxPlaintext - 1 - 4 - 1 - kTokenSize - 64;
  EXPECT_TRUE(seal(header, World::text(std::string(most, 'x')), w.token_for(w.alice), rng).ok());
  EXPECT_EQ(
      seal(header, World::text(std::string(most + 1, 'x')), w.token_for(w.alice), rng).error(),
      Err::too_large);
}

TEST_F(Message, ContentThatIsNotWhatItsTypeSaysIsRefusedOnBothSides_FRK_2) {
  const Header header{Version::v1, w.conversation, w.mls_epoch};
  Content not_text = World::text("\xff\xfe");
  EXPECT_EQ(seal(header, not_text, w.token_for(w.alice), rng).error(), Err::malformed);
  EXPECT_EQ(decode_content(encode(not_text)).error(), Err::malformed);
  Content nothing = World::text("");
  EXPECT_EQ(seal(header, nothing, w.token_for(w.alice), rng).error(), Err::malformed);
  Content reaction = World::text(std::string(32, '\xff') + "+");
  EXPECT_EQ(decode_content(encode(reaction)).error(), Err::malformed);
  reaction.type = ContentType::reaction;
  EXPECT_TRUE(decode_content(encode(reaction)).ok());
  reaction.content.resize(32);
  EXPECT_EQ(decode_content(encode(reaction)).error(), Err::malformed);
  Content short_key = World::text("x");
  short_key.attachments.push_back({{}, {}, crypto::Aead::aes_128_gcm, 1, "image/png", {}});
  EXPECT_EQ(decode_content(encode(short_key)).error(), Err::malformed);
}

TEST_F(Tokens, OpenToTheirAccountAndToNoOther_FRK_4) {
  const Token t = w.token_for(w.alice).token;
  const auto key = w.issuer_key(t.day).verify_key();
  EXPECT_TRUE(check(t, w.alice, key).ok());
  EXPECT_EQ(check(t, w.bob, key).error(), Err::forged);
  EXPECT_EQ(check(t, w.alice, w.issuer_key(t.day + 1).verify_key()).error(), Err::forged);
  const Bytes wire = encode(t);
  ASSERT_EQ(wire.size(), kTokenSize);
  for (std::size_t bit = 0; bit < wire.size() * 8; bit += 3) {
    Bytes bad = wire;
    bad[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    const auto read = decode<Token>(bad);  // some days do not exist
    EXPECT_EQ(read.ok() ? check(*read, w.alice, key).error() : Err::forged, Err::forged) << bit;
  }
}

TEST_F(Tokens, ABorrowedTokenIsRefusedByTheRecipient_FRK_4) {
  // Mallory got hold of a whole token of Alice, private key and all, and sends with it as herself.
  const InTransit m = w.post(w.mallory, World::text("from mallory"), w.token_for(w.alice));
  EXPECT_EQ(w.receive(m).error(), Err::forged);
}

TEST_F(Tokens, ATokenSpentTwiceIsRefusedTheSecondTime_FRK_5) {
  const auto batch = issue(w.issuer_key(day_of(w.now)), day_of(w.now), w.alice, 1, rng).take();
  EXPECT_TRUE(w.receive(w.post(w.alice, World::text("one"), token_at(batch, 0))).ok());
  EXPECT_EQ(w.receive(w.post(w.alice, World::text("two"), token_at(batch, 0))).error(), Err::stale);
}

TEST_F(Tokens, AReplayedMessageIsRefusedAndARefusedOneSpendsNothing_FRK_5) {
  InTransit m = w.post(w.alice, "once");
  m.stamp.sigma3[0] ^= 1;
  EXPECT_EQ(w.receive(m).error(), Err::forged);
  m.stamp.sigma3[0] ^= 1;
  EXPECT_TRUE(w.receive(m).ok());
  EXPECT_EQ(w.receive(m).error(), Err::stale);
}

TEST_F(Tokens, SeenKeysOutliveTheReportWindowAndNoLonger_FRK_5) {
  const InTransit m = w.post(w.alice, "once");
  ASSERT_TRUE(w.receive(m).ok());
  w.seen.prune(w.now + kReportWindow_ms);
  auto reloaded = decode<SeenKeys>(encode(w.seen)).take();
  EXPECT_EQ(reloaded.size(), 1u);
  EXPECT_EQ(accept(w.arrival(m), w.logged, reloaded, w.now + kReportWindow_ms).error(), Err::stale);
  reloaded.prune(w.now + kReportWindow_ms + 4 * kDay_ms);
  EXPECT_EQ(reloaded.size(), 0u);
  EXPECT_EQ(
      accept(w.arrival(m), w.logged, reloaded, w.now + kReportWindow_ms + 4 * kDay_ms).error(),
      Err::stale);
}

TEST_F(Tokens, MayBeADayOffTheStampAndNotTwo_FRK_8) {
  const Day today = day_of(w.now);
  const struct {
    std::uint32_t day;
    bool fits;
  } cases[] = {{today.n - 2, false},
               {today.n - 1, true},
               {today.n, true},
               {today.n + 1, true},
               {today.n + 2, false}};
  w.publish({today.n - 1});
  w.publish({today.n - 2});
  for (const auto& c : cases) {
    const auto r = w.receive(w.post(w.alice, World::text("x"), w.token_for(w.alice, {c.day})));
    EXPECT_EQ(r.ok(), c.fits) << c.day;
    if (!r) {
      EXPECT_EQ(r.error(), Err::stale);
      continue;
    }
    // What is accepted can be reported, right up to the boundary.
    const auto report = build_report(w.conversation, {show(*r)}, Category::spam, "").take();
    EXPECT_TRUE(verify(report, w.keys, w.now).ok());
  }
}

TEST_F(Tokens, ABatchSurvivesTheTripAndAForeignOneIsNoticed_FRK_4) {
  const Day d = day_of(w.now);
  const auto batch = issue(w.issuer_key(d), d, w.alice, 20, rng).take();
  const auto back = decode_batch(encode_batch(batch).reveal("test")).take();
  const auto key = w.issuer_key(d).verify_key();
  EXPECT_TRUE(check_batch(back, w.alice, key).ok());
  EXPECT_EQ(check_batch(back, w.bob, key).error(), Err::forged);
  EXPECT_EQ(token_at(batch, 3).token, token_at(back, 3).token);
  EXPECT_EQ(issue(w.issuer_key(d), d, w.alice, 0, rng).error(), Err::refused);
  EXPECT_EQ(issue(w.issuer_key(d), d, w.alice, kMaxBatch + 1, rng).error(), Err::refused);
}

TEST_F(Tokens, APurseGivesEachTokenOnceAlsoAfterAReload_FRK_5) {
  const Day d = day_of(w.now);
  TokenPurse purse;
  purse.add(issue(w.issuer_key(d), d, w.alice, 2, rng).take());
  const auto first = purse.take(d).take();
  TokenPurse again = TokenPurse::load(purse.save().reveal("test")).take();
  EXPECT_EQ(again.left(d), 1u);
  const auto second = again.take(d).take();
  EXPECT_NE(first.token.pke, second.token.pke);
  EXPECT_EQ(again.take(d).error(), Err::exhausted);
  EXPECT_EQ(again.take(d + 1).error(), Err::exhausted);
  purse.prune(d + 1);
  EXPECT_EQ(purse.left(d), 0u);
}

TEST_F(Tokens, ABatchDeliveredTwiceGivesEachTokenOnce_FRK_5) {
  const Day d = day_of(w.now);
  const auto batch = issue(w.issuer_key(d), d, w.alice, 2, rng).take();
  const auto copy = encode_batch(batch);
  TokenPurse purse;
  purse.add(decode_batch(copy.reveal("test")).take());
  const auto first = purse.take(d).take();
  purse.add(decode_batch(copy.reveal("test")).take());
  EXPECT_EQ(purse.left(d), 1u);
  EXPECT_NE(purse.take(d).take().token.pke, first.token.pke);
}

TEST_F(Stamps, BindCommitmentConversationPlaceAndTime_FRK_3) {
  const InTransit m = w.post(w.alice, "x");
  const auto key = w.delivery_key(day_of(w.now)).verify_key();
  ASSERT_EQ(encode(m.stamp).size(), kStampSize);
  EXPECT_TRUE(verify(m.stamp, w.conversation, m.data.cf, key).ok());
  for (std::size_t bit = 0; bit < kStampSize * 8; ++bit) {
    Bytes bad = encode(m.stamp);
    bad[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    const auto read = decode<Stamp>(bad);  // some times do not exist
    EXPECT_EQ(read.ok() ? verify(*read, w.conversation, m.data.cf, key).error() : Err::forged,
              Err::forged)
        << bit;
  }
  ConversationId other = w.conversation;
  other.bytes[3] ^= 1;
  EXPECT_EQ(verify(m.stamp, other, m.data.cf, key).error(), Err::forged);
  Commitment cf = m.data.cf;
  cf.bytes[3] ^= 1;
  EXPECT_EQ(verify(m.stamp, w.conversation, cf, key).error(), Err::forged);
  EXPECT_EQ(
      verify(m.stamp, w.conversation, m.data.cf, w.delivery_key(day_of(w.now) + 1).verify_key())
          .error(),
      Err::forged);
}

TEST_F(Stamps, NeverRunBackwards_FRK_3) {
  w.post(w.alice, "x");
  EXPECT_EQ(stamp(w.delivery_key(day_of(w.now)), w.head, w.conversation, {}, {}, w.now - 1).error(),
            Err::stale);
  EXPECT_TRUE(stamp(w.delivery_key(day_of(w.now)), w.head, w.conversation, {}, {}, w.now).ok());
}

TEST_F(Stamps, ARecipientNoticesABrokenLinkAndARepeatedPlace_FRK_3) {
  const InTransit a = w.post(w.alice, "a"), b = w.post(w.alice, "b"), c = w.post(w.alice, "c");
  auto receive_after = [&](const InTransit& m, const Stamp& previous) {
    Arrival arrival = w.arrival(m);
    arrival.previous = previous;
    return accept(arrival, w.logged, w.seen, w.now);
  };
  Stamp other = a.stamp;
  other.chain[0] ^= 1;
  EXPECT_EQ(receive_after(b, other).error(), Err::forged);
  EXPECT_EQ(receive_after(b, c.stamp).error(), Err::stale);
  EXPECT_TRUE(receive_after(b, a.stamp).ok());
  Arrival garbled = w.arrival(a);  // the first of a conversation links to zero
  garbled.message_hash[0] ^= 1;
  EXPECT_EQ(accept(garbled, w.logged, w.seen, w.now).error(), Err::forged);
}

TEST_F(Stamps, ThatAreTooOldOrAheadOfTheClockAreRefused_FRK_8) {
  auto at = [&](Time now) {
    SeenKeys seen;
    const InTransit m = w.post(w.alice, "x");
    return accept(w.arrival(m), w.logged, seen, now);
  };
  EXPECT_TRUE(at(w.now + kReportWindow_ms).ok());
  EXPECT_EQ(at(w.now + kReportWindow_ms + 1).error(), Err::stale);
  EXPECT_TRUE(at(w.now - kClockSlack_ms).ok());
  EXPECT_EQ(at(w.now - kClockSlack_ms - 1).error(), Err::stale);
}

TEST_F(Keys, AreTakenOnlyFromTheirOwnerAndOnlyOncePerDay_FRK_9) {
  const Day d = day_of(w.now) + 9;
  const auto key = w.issuer_key(d).verify_key();
  EXPECT_EQ(w.keys.add(certify_day_key(w.delivery, Role::issuer, d, key)).error(), Err::forged);
  EXPECT_TRUE(w.keys.add(certify_day_key(w.issuer, Role::issuer, d, key)).ok());
  EXPECT_TRUE(w.keys.add(certify_day_key(w.issuer, Role::issuer, d, key)).ok());
  EXPECT_EQ(w.keys.add(certify_day_key(w.issuer, Role::issuer, d, w.issuer_key(d + 1).verify_key()))
                .error(),
            Err::refused);
  EXPECT_EQ(w.keys.find(Role::issuer, d), key);
  EXPECT_EQ(w.keys.find(Role::delivery, d), std::nullopt);
  auto altered = certify_day_key(w.issuer, Role::issuer, d + 1, key);
  altered.day = d + 2;
  EXPECT_EQ(w.keys.add(altered).error(), Err::forged);
  const auto all = w.keys.certificates();
  EXPECT_EQ(decode<DayKeyCertificate>(encode(all[0])).take(), all[0]);
  w.keys.prune(d);
  EXPECT_EQ(w.keys.certificates().size(), 1u);
}

TEST_F(Keys, OfADayAreThoseThatTheLogHasFirst_FRK_14) {
  const Day d = day_of(w.now) + 9;
  const auto first = certify_day_key(w.delivery, Role::delivery, d, w.delivery_key(d).verify_key());
  const auto second =
      certify_day_key(w.delivery, Role::delivery, d, w.delivery_key(d + 1).verify_key());
  LoggedDayKeys keys;
  EXPECT_EQ(keys.add(testing::in_a_log(first), w.issuer.verify_key()).error(), Err::forged);
  EXPECT_TRUE(keys.add(testing::in_a_log(first), w.owner(first)).ok());
  EXPECT_TRUE(keys.add(testing::in_a_log(first), w.owner(first)).ok());
  EXPECT_EQ(keys.add(testing::in_a_log(second), w.owner(second)).error(), Err::refused);
  EXPECT_EQ(keys.find(Role::delivery, d), first.key);
  keys.note_log_read(7);
  const auto again = decode<LoggedDayKeys>(encode(keys)).take();
  EXPECT_EQ(again.certificates(), keys.certificates());
  EXPECT_EQ(again.log_read(), 7u);
  keys.prune(d + 1);
  EXPECT_TRUE(keys.certificates().empty());
}

TEST_F(Keys, AnEventOfAnotherPurposeIsNoDayKey_FRK_14) {
  const auto c = certify_day_key(w.issuer, Role::issuer, day_of(w.now),
                                 w.issuer_key(day_of(w.now)).verify_key());
  const Bytes event = encode(DayKeyEvent{"moderator", c});
  EXPECT_EQ(encode(decode<DayKeyEvent>(event).take()), event);
  Writer other;
  put(other, std::string("moderator"));
  put(other, std::string("day-key-private"));
  other.opaque(encode(c));
  EXPECT_EQ(decode<DayKeyEvent>(other.take()).error(), Err::malformed);
}

TEST_F(Keys, AMessageUnderAnUnknownDayKeyIsAskedAboutNotAccepted_FRK_9) {
  const InTransit m = w.post(w.alice, World::text("x"), w.token_for(w.alice));
  LoggedDayKeys none;
  EXPECT_EQ(accept(w.arrival(m), none, w.seen, w.now).error(), Err::missing);
  const auto stamps = certify_day_key(w.delivery, Role::delivery, day_of(w.now),
                                      w.delivery_key(day_of(w.now)).verify_key());
  ASSERT_TRUE(none.add(testing::in_a_log(stamps), w.owner(stamps)).ok());
  EXPECT_EQ(accept(w.arrival(m), none, w.seen, w.now).error(), Err::missing);
}

TEST_F(Layout, OfAuthenticatedAndApplicationDataRoundTripsAndIsStrict_FRK_2) {
  InTransit m = w.post(w.alice, "x");
  m.data.envelope = rng.array<80>();
  for (int with_envelope = 1; with_envelope >= 0; --with_envelope) {
    if (!with_envelope) m.data.envelope.reset();
    const Bytes wire = encode(m.data);
    EXPECT_EQ(wire.size(), 4u + 25 + 32 + 32 + 8 + 1 + (with_envelope ? 80 : 0) + 256 + 16);
    EXPECT_EQ(decode<AuthenticatedData>(wire).take(), m.data);
    for (std::size_t n = 0; n < wire.size(); ++n)
      EXPECT_EQ(decode<AuthenticatedData>(View(wire).first(n)).error(), Err::malformed) << n;
    Bytes longer = wire;
    longer.push_back(0);
    EXPECT_EQ(decode<AuthenticatedData>(longer).error(), Err::malformed);
  }
  for (int with_seed = 0; with_seed < 2; ++with_seed) {
    ApplicationData a;
    a.ck = rng.secret<32>();
    a.ak_index = 17;
    if (with_seed) a.seed = rng.secret<32>();
    const Bytes wire = to_bytes(encode_application_data(a).reveal("test"));
    EXPECT_EQ(wire.size(), with_seed ? 70u : 38u);
    const auto back = decode_application_data(wire).take();
    EXPECT_EQ(to_bytes(encode_application_data(back).reveal("test")), wire);
    for (std::size_t n = 0; n < wire.size(); ++n)
      EXPECT_EQ(decode_application_data(View(wire).first(n)).error(), Err::malformed);
    Bytes other_version = wire;
    other_version[0] = 2;
    EXPECT_EQ(decode_application_data(other_version).error(), Err::malformed);
  }
}

}  // namespace
}  // namespace eq::franking
