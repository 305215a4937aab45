// Reports: what leaves the device, and what the moderator refuses.
#include <gtest/gtest.h>
#include <set>

#include "eq/franking/world.h"
#include "eq/testing/seeded.h"

namespace eq::franking {
namespace {

using testing::InTransit;
using testing::World;

struct Reports : ::testing::Test {
  eq::testing::SeededRandom rng{2};
  World w{rng};
  std::vector<InTransit> sent;
  std::vector<Record> kept;  // on Bob's device

  void SetUp() override {
    for (const char* s :
         {"hello", "hello alice", "pay me or else", "please stop", "i know where you live"}) {
      const AccountId from = sent.size() % 2 ? w.bob : w.alice;
      sent.push_back(w.post(from, s));
      kept.push_back(w.receive(sent.back()).take());
      w.now = w.now + kMinute_ms;
    }
  }

  /// Messages 2..5 of the conversation; Bob withholds his own.
  Report window() const {
    return build_report(w.conversation,
                        {withhold(kept[1]), show(kept[2]), withhold(kept[3]), show(kept[4])},
                        Category::threat, "this frightens me")
        .take();
  }
  Flaw flaw_of(const Report& r) const {
    const auto checked = examine(r, w.keys, w.now);
    EXPECT_FALSE(checked.ok());
    EXPECT_EQ(verify(r, w.keys, w.now).error(),
              checked.error().flaw == Flaw::expired ? Err::stale : Err::forged);
    return checked.error().flaw;
  }
  FullItem& full(Report& r, std::size_t i) const { return std::get<FullItem>(r.items[i].content); }
};
using Forgeries = Reports;

TEST_F(Reports, OfAcceptedMessagesVerifyAndNameSenderWordsAndTime_FRK_1) {
  const auto checked = verify(window(), w.keys, w.now);
  ASSERT_TRUE(checked.ok());
  const auto& lines = checked->lines();
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[1].sender, w.alice);
  EXPECT_EQ(lines[1].content->content, to_bytes("pay me or else"));
  EXPECT_EQ(lines[1].time, kept[2].stamp.time);
  EXPECT_EQ(lines[3].content->content, to_bytes("i know where you live"));
}

TEST_F(Reports, ShowWithheldMessagesAsWithheldAndNothingOfTheirContent_FRK_6) {
  const auto checked = verify(window(), w.keys, w.now).take();
  EXPECT_TRUE(checked.lines()[0].withheld());
  EXPECT_EQ(checked.lines()[0].sender, std::nullopt);
  EXPECT_EQ(checked.lines()[0].seq, 2u);
  EXPECT_EQ(checked.lines()[2].time, kept[3].stamp.time);
  const Bytes wire = encode(window());
  for (const std::size_t i : {1u, 3u}) {
    const Content content = decode_content(kept[i].f).take();
    const Token& token = content.token;
    for (const View secret : {View(content.content), View(kept[i].fk.reveal("test")), View(token.r),
                              View(token.pke.bytes)})
      EXPECT_EQ(std::search(wire.begin(), wire.end(), secret.begin(), secret.end()), wire.end());
  }
  EXPECT_EQ(std::search(wire.begin(), wire.end(), w.bob.bytes.begin(), w.bob.bytes.end()),
            wire.end());
}

TEST_F(Reports, PreviewIsComputedFromTheVeryBytesThatLeave_FRK_10) {
  const Bytes wire = encode(window());
  const auto p = preview(wire).take();
  EXPECT_EQ(p.bytes, wire.size());
  EXPECT_EQ(p.note, "this frightens me");
  EXPECT_EQ(p.category, Category::threat);
  ASSERT_EQ(p.lines.size(), 4u);
  EXPECT_TRUE(p.lines[0].withheld());
  EXPECT_EQ(p.lines[1].sender, w.alice);
  EXPECT_EQ(p.lines[1].content->content, to_bytes("pay me or else"));
  const auto v = verify(decode_report(wire).take(), w.keys, w.now).take();
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(p.lines[i].seq, v.lines()[i].seq);
    EXPECT_EQ(p.lines[i].sender, v.lines()[i].sender);
    EXPECT_EQ(p.lines[i].content, v.lines()[i].content);
  }
}

TEST_F(Reports, NeverCarryTheMessageKey_FRK_10) {
  const Bytes wire = encode(window());
  for (const InTransit& m : sent) {
    const View ck = m.application.ck.reveal("test");
    EXPECT_EQ(std::search(wire.begin(), wire.end(), ck.begin(), ck.end()), wire.end());
  }
}

TEST_F(Reports, RoundTripAndRefuseEveryTruncation_FRK_2) {
  const Bytes wire = encode(window());
  EXPECT_EQ(decode_report(wire).take(), window());
  for (std::size_t n = 0; n < wire.size(); ++n)
    EXPECT_EQ(decode_report(View(wire).first(n)).error(), Err::malformed) << n;
}

TEST_F(Reports, CannotBeBuiltWithAGapWithoutAShownMessageOrOverTheLimits_FRK_6) {
  EXPECT_EQ(build_report(w.conversation, {}, Category::spam, "").error(), Err::refused);
  EXPECT_EQ(build_report(w.conversation, {withhold(kept[0])}, Category::spam, "").error(),
            Err::refused);
  EXPECT_EQ(
      build_report(w.conversation, {show(kept[0]), show(kept[2])}, Category::spam, "").error(),
      Err::refused);
  EXPECT_EQ(build_report({}, {show(kept[0])}, Category::spam, "").error(), Err::refused);
  EXPECT_EQ(
      build_report(w.conversation, {show(kept[0])}, Category::spam, std::string(kMaxNote + 1, 'x'))
          .error(),
      Err::too_large);
  EXPECT_TRUE(
      build_report(w.conversation, {show(kept[0])}, Category::spam, std::string(kMaxNote, 'x'))
          .ok());
  EXPECT_EQ(build_report(w.conversation, {show(kept[0])}, Category::spam, "\xff").error(),
            Err::malformed);
  EXPECT_EQ(parse_category("threat").take(), Category::threat);
  EXPECT_EQ(parse_category("Threat").error(), Err::malformed);
  EXPECT_EQ(to_text(Category::other), "other");
}

TEST_F(Reports, AreOfOneOfFourteenKindsAndThoseOfVersionOneOfEight_FRK_15) {
  std::set<std::string_view> words;
  for (auto c = Category::spam; c <= kLastCategory;
       c = Category(static_cast<std::uint8_t>(c) + 1)) {
    words.insert(to_text(c));
    EXPECT_EQ(parse_category(to_text(c)).take(), c);
    EXPECT_NE(category_words().find(to_text(c)), std::string::npos);
    Report r = build_report(w.conversation, {show(kept[0])}, c, "").take();
    EXPECT_EQ(r.version, ReportVersion::v2);
    EXPECT_EQ(preview(encode(r))->category, c);
    r.version = ReportVersion::v1;
    EXPECT_EQ(decode_report(encode(r)).ok(), c <= Category::other) << to_text(c);
  }
  EXPECT_EQ(words.size(), 14u);
  for (const auto c : {Category::terrorism, Category::human_trafficking, Category::grooming,
                       Category::sextortion, Category::intimate_images})
    EXPECT_FALSE(advice(c).empty());
  EXPECT_FALSE(is_valid(Category(15)));
  EXPECT_FALSE(is_valid(Category(0)));
}

// ---- what is refused

TEST_F(Forgeries, AnyFlippedBitOutsideNoteAndCategoryIsRefused_FRK_2) {
  const Report honest =
      build_report(w.conversation, {withhold(kept[1]), show(kept[2]), show(kept[3])},
                   Category::threat, "")
          .take();
  const Bytes wire = encode(honest);
  ASSERT_TRUE(verify(honest, w.keys, w.now).ok());
  // The first item's message hash is under its chain value alone, whose predecessor is not part of
  // the report; nothing is claimed about it.  Category and note are the reporter's own words.
  const auto& first_hash = honest.items[0].message_hash();
  const auto skip =
      std::search(wire.begin(), wire.end(), first_hash.begin(), first_hash.end()) - wire.begin();
  std::size_t refused = 0;
  for (std::size_t i = 0; i + 2 < wire.size(); ++i) {
    if (i >= static_cast<std::size_t>(skip) && i < static_cast<std::size_t>(skip) + 32) continue;
    Bytes bad = wire;
    bad[i] ^= static_cast<std::uint8_t>(1u << i % 8);
    const auto decoded = decode_report(bad);
    EXPECT_FALSE(decoded.ok() && verify(*decoded, w.keys, w.now).ok()) << i;
    ++refused;
  }
  EXPECT_GT(refused, 1000u);
}

TEST_F(Forgeries, OneAlteredCharacterIsRefused_FRK_2) {
  Report r = window();
  Content c = decode_content(full(r, 1).f).take();
  c.content[0] = 's';  // "say me or else"
  full(r, 1).f = encode(c);
  EXPECT_EQ(flaw_of(r), Flaw::commitment);
}

TEST_F(Forgeries, AMessageNeverSentIsRefused_FRK_11) {
  // Bob knows a genuine token of Alice (every recipient does) and invents words for it.
  Report r = window();
  Content c = World::text("i will burn your house");
  c.token = decode_content(full(r, 1).f)->token;
  full(r, 1).f = encode(c);
  rng.fill(full(r, 1).fk);
  EXPECT_EQ(flaw_of(r), Flaw::commitment);
}

TEST_F(Forgeries, AMessageSignedButNeverDeliveredIsRefused_FRK_11) {
  // The sender's own signature is genuine; no stamp exists, so the reporter borrows another's.
  const Header header{Version::v1, w.conversation, w.mls_epoch};
  Sealed sealed = seal(header, World::text("a draft"), w.token_for(w.alice), rng).take();
  Record draft = keep_own(header, std::move(sealed), w.alice, kept[2].stamp, kept[2].message_hash);
  EXPECT_EQ(flaw_of(build_report(w.conversation, {show(draft)}, Category::spam, "").take()),
            Flaw::stamp);
}

TEST_F(Forgeries, ReporterAndDeliveryServiceTogetherCannotFrameAnybody_FRK_11) {
  // They hold the stamp keys and all that Bob ever received, and stamp an invention.
  Content c = World::text("invented");
  c.token = decode_content(kept[2].f)->token;
  FullItem item = std::get<FullItem>(show(kept[2]).content);
  item.f = encode(c);
  auto framed = [&](const crypto::Signature& sigma2) {
    item.sigma2 = sigma2;
    const Commitment cf = commit(item.header, item.f, item.fk);
    ChainHead head{9, w.now, {}};
    item.stamp =
        stamp(w.delivery_key(day_of(w.now)), head, w.conversation, cf, item.message_hash, w.now)
            .take();
    return build_report(w.conversation, {Item{item}}, Category::threat, "").take();
  };
  EXPECT_EQ(flaw_of(framed(kept[2].sigma2)), Flaw::commitment);
  // With a key of their own inside Alice's token, the issuer's signature fails.
  const auto own = crypto::SigningKey::generate(rng);
  c.token.pke = own.verify_key();
  item.f = encode(c);
  const Commitment cf = commit(item.header, item.f, item.fk);
  EXPECT_EQ(flaw_of(framed(own.sign({view("eqp-frank-sig-v1"), encode(item.header), cf.bytes}))),
            Flaw::borrowed_token);
}

TEST_F(Forgeries, ABorrowedTokenIsRefused_FRK_4) {
  // Bob sends with his own token, has it stamped, and reports it as Alice's.
  const InTransit m = w.post(w.bob, "i am alice");
  Record r = m.own.clone();
  r.sender = w.alice;
  EXPECT_EQ(flaw_of(build_report(w.conversation, {show(r)}, Category::threat, "").take()),
            Flaw::borrowed_token);
}

TEST_F(Forgeries, OneMessageShownTwiceIsRefused_FRK_5) {
  // A colluding delivery service stamps Alice's one message a second time, to make it look like
  // spam.
  const Commitment cf = kept[4].cf;
  Record again = kept[4].clone();
  again.stamp =
      stamp(w.delivery_key(day_of(w.now)), w.head, w.conversation, cf, again.message_hash, w.now)
          .take();
  EXPECT_EQ(
      flaw_of(
          build_report(w.conversation, {show(kept[4]), show(again)}, Category::spam, "").take()),
      Flaw::repeated_token);
}

TEST_F(Forgeries, ReorderedOrDroppedMessagesAreRefused_FRK_6) {
  Report r = window();
  std::swap(r.items[1], r.items[2]);
  EXPECT_EQ(flaw_of(r), Flaw::order);
  r = window();
  r.items.erase(r.items.begin() + 1);
  EXPECT_EQ(flaw_of(r), Flaw::order);
  r = window();
  r.items[2] = withhold(kept[1]);
  EXPECT_EQ(flaw_of(r), Flaw::order);
}

TEST_F(Forgeries, AGapClosedByRenumberingIsRefused_FRK_6) {
  // Renumbering breaks sigma3; a colluding delivery service that signs anew still breaks the chain,
  // unless it rewrites every later stamp, which recipients hold.
  Report r = window();
  r.items.erase(r.items.begin() + 1);
  std::get<WithheldItem>(r.items[1].content).stamp.seq -= 1;
  EXPECT_EQ(flaw_of(r), Flaw::stamp);
  auto& item = std::get<WithheldItem>(r.items[1].content);
  item.stamp.sigma3 = w.delivery_key(day_of(item.stamp.time))
                          .sign({view("eqp-stamp-v1"), w.conversation.view(), be64(item.stamp.seq),
                                 be64(item.stamp.time.ms), item.cf.bytes, item.stamp.chain});
  EXPECT_EQ(flaw_of(r), Flaw::chain);
}

TEST_F(Forgeries, AnotherMessageHashBreaksTheChain_FRK_3) {
  Report r = window();
  full(r, 1).message_hash[0] ^= 1;
  EXPECT_EQ(flaw_of(r), Flaw::chain);
}

TEST_F(Forgeries, TheFirstMessageOfAConversationLinksToNothing_FRK_3) {
  Report r = build_report(w.conversation, {show(kept[0])}, Category::spam, "").take();
  EXPECT_TRUE(verify(r, w.keys, w.now).ok());
  full(r, 0).message_hash[0] ^= 1;
  EXPECT_EQ(flaw_of(r), Flaw::chain);
}

TEST_F(Forgeries, PlacesAreCountedFromOne_FRK_3) {
  InTransit m = w.post(w.alice, "x");
  ChainHead wrapped{~std::uint64_t{0}, w.now, {}};
  m.own.stamp = stamp(w.delivery_key(day_of(w.now)), wrapped, w.conversation, m.own.cf,
                      m.own.message_hash, w.now)
                    .take();
  ASSERT_EQ(m.own.stamp.seq, 0u);
  EXPECT_EQ(flaw_of(build_report(w.conversation, {show(m.own)}, Category::spam, "").take()),
            Flaw::order);
}

TEST_F(Forgeries, AMessageOfAnotherConversationIsRefused_FRK_3) {
  Report r = window();
  r.conversation.bytes[0] ^= 1;
  EXPECT_EQ(flaw_of(r), Flaw::stamp);  // the withheld item comes first
  Report shown = build_report(w.conversation, {show(kept[2])}, Category::spam, "").take();
  shown.conversation.bytes[0] ^= 1;
  EXPECT_EQ(flaw_of(shown), Flaw::shape);
}

TEST_F(Forgeries, AWithheldItemCannotStandForAMessageThatNeverWas_FRK_6) {
  Report r = window();
  std::get<WithheldItem>(r.items[0].content).cf.bytes[0] ^= 1;
  EXPECT_EQ(flaw_of(r), Flaw::stamp);
}

TEST_F(Forgeries, OnlyWithheldItemsAreNoReport_FRK_6) {
  Report r = window();
  r.items = {withhold(kept[1])};
  EXPECT_EQ(flaw_of(r), Flaw::shape);
}

TEST_F(Forgeries, ReportsAreTakenForFortyFiveDaysAndNoLonger_FRK_8) {
  const Report r = window();
  const Time last = kept[1].stamp.time + kReportWindow_ms;
  EXPECT_TRUE(verify(r, w.keys, last).ok());
  EXPECT_EQ(examine(r, w.keys, last + 1).error().flaw, Flaw::expired);
  EXPECT_EQ(verify(r, w.keys, last + 1).error(), Err::stale);
  // Lateness is named even when the day's keys are long forgotten.
  const DayKeys none(w.issuer.verify_key(), w.delivery.verify_key());
  EXPECT_EQ(verify(r, none, last + 1).error(), Err::stale);
  EXPECT_EQ(examine(r, none, last).error().flaw, Flaw::unknown_day_key);
  EXPECT_EQ(examine(r, w.keys, kept[1].stamp.time - kClockSlack_ms - 1).error().flaw,
            Flaw::not_yet);
  static_assert(kReportWindow_ms < kDayKeyPublished_days * kDay_ms,
                "reports end before anybody can forge");
}

TEST_F(Forgeries, AStampMoreThanFortyEightHoursFromTheTokensDayIsRefused_FRK_8) {
  const Day d = day_of(w.now) + 3;
  const struct {
    Time at;
    bool fits;
  } cases[] = {{start_of(d) - kTokenDistance_ms - 1, false},
               {start_of(d) - kTokenDistance_ms, true},
               {start_of(d) + kTokenDistance_ms, true},
               {start_of(d) + kTokenDistance_ms + 1, false}};
  w.publish(d + 1);
  w.publish(d + 2);
  for (const auto& c : cases) {
    w.now = c.at;
    const InTransit m = w.post(w.alice, World::text("x"), w.token_for(w.alice, d));
    const auto r = build_report(w.conversation, {show(m.own)}, Category::spam, "").take();
    const auto checked = examine(r, w.keys, w.now);
    EXPECT_EQ(checked.ok(), c.fits) << c.at.ms;
    if (!checked) {
      EXPECT_EQ(checked.error().flaw, Flaw::token_time);
    }
  }
}

TEST_F(Reports, CanBeForgedByWhoeverHoldsTheDayKeysWhichIsTheDeniability_FRK_12) {
  // Sixty days later both private day keys are public.  Anybody makes Alice say anything.
  const Day d = day_of(w.now);
  const auto published_issuer = w.issuer_key(d);
  const auto published_delivery = w.delivery_key(d);
  auto token = token_at(issue(published_issuer, d, w.alice, 1, rng).take(), 0);
  const Header header{Version::v1, w.conversation, 3};
  Sealed sealed = seal(header, World::text("alice never said this"), std::move(token), rng).take();
  ChainHead head{41, w.now, rng.array<32>()};
  const auto hash = rng.array<32>();
  const Stamp s = stamp(published_delivery, head, w.conversation, sealed.cf, hash, w.now).take();
  const Record faked = keep_own(header, std::move(sealed), w.alice, s, hash);
  const auto r = build_report(w.conversation, {show(faked)}, Category::threat, "").take();
  EXPECT_TRUE(verify(r, w.keys, w.now).ok());
}

TEST_F(Reports, NothingOfTheMastersFollowsFromAPublishedDayKey_FRK_12) {
  const Day d = day_of(w.now);
  const auto today = w.issuer_key(d), tomorrow = w.issuer_key(d + 1), stamp_key = w.delivery_key(d);
  EXPECT_FALSE(equal_ct(today.seed().reveal("test"), tomorrow.seed().reveal("test")));
  EXPECT_FALSE(equal_ct(today.seed().reveal("test"), w.issuer_master.reveal("test")));
  EXPECT_FALSE(equal_ct(derive_day_key(w.issuer_master, Role::delivery, d).seed().reveal("test"),
                        today.seed().reveal("test")));
  EXPECT_FALSE(equal_ct(stamp_key.seed().reveal("test"), today.seed().reveal("test")));
}

}  // namespace
}  // namespace eq::franking
