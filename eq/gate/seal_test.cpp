#include "eq/gate/seal.h"

#include <gtest/gtest.h>

#include "eq/base/persist.h"
#include "eq/gate/test_day.h"

namespace eq::gate {
namespace {

using testing::account;
using testing::context;
using testing::TestDay;

TEST(Seal, EnvelopesOfTargetsAndOthersHaveTheSameFormAndSize_GAT_5) {
  TestDay day;
  for (const std::uint8_t who : {1, 2, 3, 200}) {
    const auto sealed = seal(DailyKey::from_var(day.verified(), account(who)).value(), context(),
                             day.rng.secret<32>());
    EXPECT_EQ(sealed.envelope.size(), kEnvelopeSize);
    EXPECT_TRUE(EnvelopeParts::decode(sealed.envelope).ok());
  }
}

TEST(Seal, ARecipientRecomputesTheEnvelopeAndEveryWrapAndLocator_GAT_6) {
  TestDay day;
  const DailyKey key = DailyKey::from_var(day.verified(), account(3)).value();
  const Secret<32> seed = day.rng.secret<32>();
  SealedEnvelope sealed = seal(key, context(), seed);
  auto reader = check_envelope(key, context(), seed, sealed.envelope);
  ASSERT_TRUE(reader.ok());
  AccessRatchet ratchet(std::move(sealed.access_key));
  for (std::uint32_t i = 0; i < 5; ++i) {
    const Secret<32> ck = day.rng.secret<32>();
    EXPECT_EQ(ratchet.index(), i);
    const AccessFields fields = ratchet.next(ck);
    AccessFields bad = fields;
    bad.wrap[31] ^= 1;
    EXPECT_EQ(reader->check(i, ck, bad).error(), Err::forged);
    bad = fields;
    bad.locator[0] ^= 1;
    EXPECT_EQ(reader->check(i, ck, bad).error(), Err::forged);
    EXPECT_EQ(reader->check(i, day.rng.secret<32>(), fields).error(), Err::forged);
    EXPECT_TRUE(reader->check(i, ck, fields).ok());
    EXPECT_EQ(reader->check(i, ck, fields).error(), Err::stale);
  }
}

TEST(Seal, AnEnvelopeSealedToAnotherTagContextDayOrSeedIsForged_GAT_6) {
  TestDay day, other(4, 2, 5);
  const DailyKey key = DailyKey::from_var(day.verified(), account(3)).value();
  const Secret<32> seed = day.rng.secret<32>();
  const Envelope good = seal(key, context(), seed).envelope;
  EXPECT_FALSE(
      check_envelope(DailyKey::from_var(day.verified(), account(4)).value(), context(), seed, good)
          .ok());
  EXPECT_FALSE(check_envelope(DailyKey::from_var(other.verified(), account(3)).value(), context(),
                              seed, good)
                   .ok());
  EXPECT_FALSE(check_envelope(key, context(1), seed, good).ok());
  EXPECT_FALSE(check_envelope(key, context(), day.rng.secret<32>(), good).ok());
  EXPECT_FALSE(check_envelope(key, context(), seed, View(good).first(79)).ok());
  for (std::size_t at = 0; at < kEnvelopeSize; ++at) {
    Envelope bad = good;
    bad[at] ^= 0x80;
    EXPECT_EQ(check_envelope(key, context(), seed, bad).error(), Err::forged);
  }
}

TEST(Seal, AKeptObjectGivesTheSameKeysAndOneEncoding_GAT_7) {
  TestDay day;
  const KeptObject kept(day.verified());
  const Bytes saved = encode(kept);
  const KeptObject again = decode<KeptObject>(saved).take();
  EXPECT_EQ(encode(again), saved);
  const Secret<32> seed = day.rng.secret<32>();
  EXPECT_EQ(seal(DailyKey::from_var(again, account(3)).value(), context(), seed).envelope,
            seal(DailyKey::from_var(day.verified(), account(3)).value(), context(), seed).envelope);
  for (std::size_t n = 0; n < saved.size(); ++n)
    EXPECT_FALSE(decode<KeptObject>(View(saved).first(n)).ok());
}

TEST(Seal, TheContextBindsConversationEpochLeafAndDay) {
  ConversationId conv;
  const Digest base = envelope_context(conv, 1, 2, Day{3});
  EXPECT_NE(base, envelope_context(conv, 2, 2, Day{3}));
  EXPECT_NE(base, envelope_context(conv, 1, 3, Day{3}));
  EXPECT_NE(base, envelope_context(conv, 1, 2, Day{4}));
  conv.bytes[0] = 1;
  EXPECT_NE(base, envelope_context(conv, 1, 2, Day{3}));
}

struct Chain {
  explicit Chain(std::uint64_t seed)
      : rng(seed), ak0{rng.secret<32>()}, ratchet(ak0.clone()), reader(ak0.clone()) {}
  testing::SeededRandom rng;
  AccessKey ak0;
  AccessRatchet ratchet;
  AccessReader reader;
};

TEST(Ratchet, MessagesOutOfOrderAreReadAndEachOnlyOnce_GAT_6) {
  Chain c(3);
  std::vector<Secret<32>> ck;
  std::vector<AccessFields> sent;
  for (int i = 0; i < 6; ++i) {
    ck.push_back(c.rng.secret<32>());
    sent.push_back(c.ratchet.next(ck.back()));
  }
  for (const std::uint32_t i : {3u, 0u, 5u, 1u, 4u, 2u})
    EXPECT_TRUE(c.reader.check(i, ck[i], sent[i]).ok()) << i;
  for (std::uint32_t i = 0; i < 6; ++i)
    EXPECT_EQ(c.reader.check(i, ck[i], sent[i]).error(), Err::stale);
}

TEST(Ratchet, AForgedOrFarIndexChangesNothing_GAT_6) {
  Chain c(4);
  const Secret<32> ck = c.rng.secret<32>();
  const AccessFields first = c.ratchet.next(ck);
  EXPECT_EQ(c.reader.check(9, ck, first).error(), Err::forged);
  EXPECT_EQ(c.reader.check(kStretch - 1, ck, first).error(), Err::forged);
  EXPECT_EQ(c.reader.check(kStretch, ck, first).error(), Err::too_large);
  EXPECT_EQ(c.reader.check(0xffffffff, ck, first).error(), Err::too_large);
  EXPECT_TRUE(c.reader.check(0, ck, first).ok());
}

// An opener, as parties/agency/open.cpp goes: stretch by stretch, to the first of which nothing is
// there.
std::vector<std::uint32_t> opened(const std::vector<std::uint32_t>& sent) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t from = 0; from < kChainLength; from += kStretch) {
    const std::size_t before = out.size();
    for (const std::uint32_t i : sent)
      if (i >= from && i < from + kStretch) out.push_back(i);
    if (out.size() == before) break;
  }
  std::sort(out.begin(), out.end());
  return out;
}

TEST(Ratchet, WhateverASenderSkipsWhatIsSealedIsWhatIsOpened_GAT_14) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Chain c(100 + seed);
    std::vector<std::uint32_t> sent, sealed;
    for (std::uint32_t at = 0; sent.size() < 12; ++at) {
      const Secret<32> ck = c.rng.secret<32>();
      const AccessFields f = c.ratchet.next(ck);
      // Jumps of all sizes about a stretch's, from the first message on.
      if (c.rng.array<1>()[0] % 97 != 0 && at % (kStretch - 3 + seed % 7) != 0) continue;
      sent.push_back(at);
      if (c.reader.check(at, ck, f).ok()) sealed.push_back(at);
    }
    const auto open = opened(sent);
    EXPECT_TRUE(std::includes(open.begin(), open.end(), sealed.begin(), sealed.end()))
        << "seed " << seed;
  }
  EXPECT_FALSE(reaches_index(kChainLength, kChainLength));
  EXPECT_TRUE(reaches_index(kChainLength - 1, kChainLength - 1));
}

TEST(Ratchet, ASavedReaderGoesOnWhereItWas) {
  Chain c(5);
  std::vector<Secret<32>> ck;
  std::vector<AccessFields> sent;
  for (int i = 0; i < 4; ++i) {
    ck.push_back(c.rng.secret<32>());
    sent.push_back(c.ratchet.next(ck.back()));
  }
  EXPECT_TRUE(c.reader.check(2, ck[2], sent[2]).ok());
  const Bytes saved = encode(c.reader);
  AccessReader again = decode<AccessReader>(saved).take();
  EXPECT_EQ(encode(again), saved);
  EXPECT_TRUE(again.check(1, ck[1], sent[1]).ok());
  EXPECT_TRUE(again.check(3, ck[3], sent[3]).ok());
  EXPECT_EQ(again.check(2, ck[2], sent[2]).error(), Err::stale);
  for (std::size_t n = 0; n < saved.size(); ++n)
    EXPECT_FALSE(decode<AccessReader>(View(saved).first(n)).ok());

  AccessRatchet loaded = decode<AccessRatchet>(encode(c.ratchet)).take();
  const Secret<32> next = c.rng.secret<32>();
  EXPECT_EQ(loaded.index(), 4u);
  EXPECT_TRUE(again.check(4, next, loaded.next(next)).ok());
}

TEST(Ratchet, WhoOpensTheEnvelopeWalksToEveryContentKey_GAT_4) {
  Chain c(6);
  const auto steps = walk(c.ak0, 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const Secret<32> ck = c.rng.secret<32>();
    const AccessFields f = c.ratchet.next(ck);
    EXPECT_EQ(f.locator, steps[i].locator);
    EXPECT_TRUE(equal_ct(unwrap(steps[i], f.wrap).reveal("test"), ck.reveal("test")));
  }
}

TEST(Ratchet, ASeizedStateDoesNotContainEarlierKeys_GAT_9) {
  Chain c(7);
  const Secret<32> ck = c.rng.secret<32>();
  const AccessFields first = c.ratchet.next(ck);
  const Bytes state = encode(c.ratchet);
  // From the state on, the chain goes forward only: no step of it locates or unwraps the first
  // message.
  AccessKey seized{*Secret<32>::from(View(state).first(32))};
  for (const AccessStep& s : walk(seized, 50)) {
    EXPECT_NE(s.locator, first.locator);
    EXPECT_FALSE(equal_ct(unwrap(s, first.wrap).reveal("test"), ck.reveal("test")));
  }
}

}  // namespace
}  // namespace eq::gate
