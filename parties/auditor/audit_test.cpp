#include "parties/auditor/audit.h"

#include <gmock/gmock.h>

#include "eq/testing/scrambled.h"
#include "eq/voucher/opening.h"
#include "parties/auditor/saved.h"
#include "parties/auditor/statistics.h"
#include "parties/auditor/world_for_tests.h"

namespace eq::auditor {
namespace {

using testing::World;

/// The first violation in words; empty for a clean audit.
std::string fault(const AuditReport& r) {
  const Finding* f = r.first_violation();
  if (!f) return "";
  return f->step + "/" + f->log + (f->index ? "/" + std::to_string(*f->index) : "");
}
std::string detail(const AuditReport& r) {
  return r.first_violation() ? r.first_violation()->detail : "";
}

TEST(Audit, AnHonestRealmIsCleanAndItsFiguresAreRight_AUD_1) {
  World w;
  w.tell_the_story();
  const AuditReport r = w.audited();
  for (const Finding& f : r.findings)
    EXPECT_EQ(f.severity, Severity::good) << f.step << " " << f.detail;
  EXPECT_TRUE(r.clean());
  EXPECT_EQ(r.figures.orders, 1u);
  EXPECT_EQ(r.figures.account_days, 2u);
  EXPECT_EQ(r.figures.intents, 1u);
  EXPECT_EQ(r.figures.receipts, 2u);
  EXPECT_EQ(r.figures.extracted, 1u);
  EXPECT_EQ(r.figures.list_versions, 2u);
  EXPECT_EQ(r.figures.key_events, 1u);
  EXPECT_EQ(r.figures.median_answer_ms, kHour_ms);
  EXPECT_EQ(r.next.orders, *w.r.orders.store.head());
  const AuditReport again = w.audited(r.next);
  EXPECT_TRUE(again.clean());
}

TEST(Audit, AnEntryThatIsAlteredOrRemovedIsNamed_AUD_2) {
  World w;
  w.tell_the_story();
  const Bytes bundle = *w.get("/log/orders/tile/entries/000.p/9");
  const auto entries = tlog::decode_bundle(bundle, 9).take();
  Bytes altered = bundle;
  altered[2 + entries[0].size() + 2 + 40] ^= 1;  // inside entry 1
  w.tampered["/log/orders/tile/entries/000.p/9"] = altered;
  EXPECT_EQ(fault(w.audited()), "orders_log/orders/1");
  std::vector<Bytes> left;
  for (std::size_t i = 0; i < 9; ++i)
    if (i != 2) left.push_back(to_bytes(entries[i]));
  w.tampered["/log/orders/tile/entries/000.p/9"] = tlog::encode_bundle(left);
  EXPECT_EQ(fault(w.audited()), "orders_log/orders/2");
  w.tampered.clear();
  w.tampered["/log/epochs/checkpoint"] = to_bytes(w.epochs.history[0].second);
  EXPECT_TRUE(w.audited().findings[0].severity == Severity::good)
      << "an older checkpoint alone is consistent";
  Memory seen;
  seen.epochs = *w.r.epochs.store.head();
  EXPECT_EQ(fault(w.audited(seen)), "epochs_log/epochs/1") << "but not to who saw more";
}

TEST(Audit, ARewrittenLogIsFoundEvenIfTheWitnessHelps_AUD_2) {
  World w;
  w.tell_the_story();
  const Memory seen = w.audited().next;
  World other;  // the same keys, another story, cosigned all the same
  other.announce(start_of(World::today()) - 12 * kHour_ms);
  for (int i = 0; i < 6; ++i) other.publish_list(other.r.now);
  const AuditReport r = other.audited(seen);
  EXPECT_FALSE(r.clean());
  EXPECT_EQ(r.first_violation()->step, "epochs_log");
}

TEST(Audit, AnOrderWithoutAJudgeOrOutOfNumberIsNamed_AUD_3) {
  {
    World w;
    w.announce(w.r.now);
    auto form = w.r.form();
    auto approved = order::JudiciallyApproved::approve(w.r.filed(form), w.r.judgement(1),
                                                       w.r.agency, w.r.who, w.r.rng)
                        .value();
    const auto entry = order::CustodianApproved::collect(approved, w.r.consents(approved), w.r.who)
                           .value()
                           .entry();
    w.orders.append(tlog::entry_of(entry), w.r.now);
    w.publish_list(w.r.now);
    w.epochs.append(Bytes{1}, w.r.now);
    EXPECT_EQ(fault(w.audited()), "orders/orders/1");
    EXPECT_NE(detail(w.audited()).find("ORD-R8"), std::string::npos);
  }
  {
    World w;
    w.announce(w.r.now);
    w.grant(w.messages.alice, 1, 2, w.r.now);
    w.r.log_order(w.r.approved(1, 3));  // a number left out says nothing
    EXPECT_EQ(w.r.voids(), "");
    w.r.log_order(w.r.approved(2, 1));  // order 1's number once more
    w.epochs.append(Bytes{1}, w.r.now);
    EXPECT_EQ(fault(w.audited()), "orders/orders/6");
    EXPECT_NE(detail(w.audited()).find("ORD-R10"), std::string::npos);
  }
}

TEST(Audit, AnOrderThatWasPublishedLateIsNamed_AUD_3) {
  World w;
  const Time before = start_of(World::today()) - 12 * kHour_ms;
  w.announce(before);
  w.publish_day(0, before);
  w.grant(w.messages.alice, 1, 2, start_of(World::today() + 1) - 6 * kHour_ms);
  EXPECT_TRUE(w.audited().clean()) << "six hours before is just in time";
  w.grant(w.messages.bob, 1, 2, start_of(World::today() + 1) - 6 * kHour_ms + kSecond_ms);
  EXPECT_EQ(fault(w.audited()), "lead_time/orders/4");
}

TEST(Audit, ADayOutOfPlaceOrLateOrWithoutItsBlobIsNamed_AUD_4) {
  const Time before = start_of(World::today()) - 12 * kHour_ms;
  {
    World w;
    w.announce(before);
    w.publish_day(1, before);  // leaf 0 belongs to day 0
    EXPECT_EQ(fault(w.audited()), "epochs/epochs/0");
  }
  {
    World w;
    w.announce(before);
    w.publish_day(0, before + 6 * kHour_ms);
    EXPECT_TRUE(w.audited().clean());
    w.publish_day(1, start_of(World::today() + 1) - 5 * kHour_ms);
    const auto r = audit(w, w.realm, {}, start_of(World::today() + 2));
    EXPECT_EQ(r.worst(), Severity::late);
    EXPECT_EQ(r.first_of_worst()->index, 1u);
    EXPECT_NE(r.first_of_worst()->detail.find("less than six hours"), std::string::npos);
  }
  {
    World w;
    w.tell_the_story();
    w.blobs.erase(hex(crypto::sha256(w.days[1].blobs.proof)));
    EXPECT_EQ(fault(w.audited()), "epochs/epochs/1");
    EXPECT_EQ(w.audited().worst(), Severity::missing) << "nothing is false that can be seen";
  }
  {
    World w;
    w.tell_the_story();
    const auto path = "/log/blob/" + hex(crypto::sha256(w.days[2].blobs.w));
    w.tampered[path] = w.days[1].blobs.w;
    EXPECT_EQ(fault(w.audited()), "epochs/epochs/2");
  }
}

TEST(Audit, ADayThatHoldsAnotherAccountThanTheOrdersIsNamed_AUD_4) {
  World w;
  const Time before = start_of(World::today()) - 12 * kHour_ms;
  w.announce(before);
  w.publish_day(0, before);
  w.grant(w.messages.alice, 1, 2, w.r.now);
  // A court and custodians who together put somebody else into the day's object.
  const auto elsewhere = w.r.approved(9, 1);
  auto made = w.r.make_epoch(World::today() + 1, {elsewhere});
  w.put_day(made);
  w.epochs.append(tlog::entry_of(w.r.signed_epoch(made.terms)), w.r.now);
  EXPECT_EQ(fault(w.audited()), "epochs/epochs/1");
  EXPECT_NE(detail(w.audited()).find("ORD-R18"), std::string::npos);
}

TEST(Audit, ADayThatLeavesTheOrderOutOrReliesOnAnotherLogIsNamed_AUD_4) {
  World w;
  const Time before = start_of(World::today()) - 12 * kHour_ms;
  w.announce(before);
  w.publish_day(0, before);
  w.grant(w.messages.alice, 1, 2, w.r.now);
  auto made = w.r.make_epoch(World::today() + 1, w.granted);
  w.put_day(made);
  made.terms.order_log.root[0] ^= 1;
  w.epochs.append(tlog::entry_of(w.r.signed_epoch(made.terms)), w.r.now);
  EXPECT_EQ(detail(w.audited()), "relies on an order log that is not the public one");
}

TEST(Audit, AnIntentForADayThatDoesNotHoldTheOrderIsNamed_AUD_5) {
  const Time before = start_of(World::today()) - 12 * kHour_ms;
  const Time noon = start_of(World::today() + 1) + 12 * kHour_ms;
  const auto severity_of_opening = [](const AuditReport& r, std::uint64_t index) {
    const auto found = std::ranges::find_if(
        r.findings, [&](const auto& f) { return f.step == "openings" && f.index == index; });
    return found == r.findings.end() ? std::nullopt : std::optional(found->severity);
  };
  {
    World w;
    w.announce(before);
    w.publish_day(0, before);
    w.publish_day(1, w.r.now);  // the object is older than the order
    w.grant(w.messages.alice, 1, 2, w.r.now + kHour_ms);
    const auto i = w.intend(1, World::today() + 1, noon);
    const AuditReport r = w.audited();
    EXPECT_TRUE(r.clean()) << "an officer's slip opens nothing";
    EXPECT_EQ(severity_of_opening(r, i), Severity::flag);
  }
  {
    World w;
    w.announce(before);
    w.publish_day(0, before);
    w.grant(w.messages.alice, 1, 2, w.r.now);
    w.granted.clear();
    w.publish_day(1, w.r.now + kHour_ms);  // the object is younger, and leaves it out
    const auto i = w.intend(1, World::today() + 1, noon);
    EXPECT_EQ(severity_of_opening(w.audited(), i), Severity::violation);
  }
}

/// What the audit says of an entry of the order log under "openings".
std::optional<Finding> opening_at(const AuditReport& r, std::uint64_t index) {
  const auto found = std::ranges::find_if(
      r.findings, [&](const auto& f) { return f.step == "openings" && f.index == index; });
  return found == r.findings.end() ? std::nullopt : std::optional(*found);
}

TEST(Audit, WhatIsOpenedAfterTheOrdersEndIsNamed_AUD_21) {
  const auto opened = [](std::uint64_t after_ms) {
    World w;
    w.tell_the_story();
    const Day day = World::today() + 2;
    const Time at = w.granted[0].terms().release_by + after_ms;
    w.intend(1, day, at - kHour_ms);
    const auto last = w.receipts(1, day, at);
    return opening_at(audit(w, w.realm, {}, at + kHour_ms), last);
  };
  EXPECT_EQ(opened(0), std::nullopt);
  EXPECT_EQ(opened(tlog::kFreshness_ms), std::nullopt) << "a witness may be so late";
  const auto named = opened(tlog::kFreshness_ms + kSecond_ms);
  ASSERT_TRUE(named);
  EXPECT_EQ(named->severity, Severity::violation);
  EXPECT_NE(named->detail.find("was over at"), std::string::npos);
}

TEST(Audit, WhatIsKeptLengthensAnOrderIfThatWasPublicBeforeItsEnd_AUD_21) {
  const auto opened = [](std::uint64_t kept_after_ms) {
    World w;
    w.tell_the_story();
    const Day day = World::today() + 2;
    const Time end = w.granted[0].terms().release_by;
    w.act(1, order::Act::preserve, end + kept_after_ms);
    w.act(1, order::Act::keep, end + kept_after_ms);
    w.intend(1, day, end + kDay_ms);
    const auto last = w.receipts(1, day, end + 2 * kDay_ms);
    const auto named = opening_at(audit(w, w.realm, {}, end + 3 * kDay_ms), last);
    return named ? named->detail : "";
  };
  EXPECT_EQ(opened(0), "");
  EXPECT_THAT(opened(kSecond_ms), ::testing::HasSubstr("was over at"));
}

TEST(Audit, AnObjectThatIsNotShownHidesNoIntentThatItsEntryDoesNotAllow_AUD_22) {
  const Time noon = start_of(World::today() + 1) + 12 * kHour_ms;
  World w;
  w.tell_the_story();
  w.blobs.erase(hex(crypto::sha256(w.days[1].blobs.w)));
  const auto shown = w.audited();
  EXPECT_EQ(shown.worst(), Severity::missing)
      << "its one order is opened, and its entry allows that";
  EXPECT_EQ(shown.figures.account_days, 2u);
  // The service hides the object, so that nobody sees that it leaves an order out.
  World v;
  v.announce(start_of(World::today()) - 12 * kHour_ms);
  v.publish_day(0, start_of(World::today()) - 12 * kHour_ms);
  v.grant(v.messages.alice, 1, 2, v.r.now);
  auto made = v.r.make_epoch(World::today() + 1, v.granted);
  made.terms.orders.clear();
  made.terms.m = 0;
  v.epochs.append(tlog::entry_of(v.r.signed_epoch(made.terms)), v.r.now);
  const auto i = v.intend(1, World::today() + 1, noon);
  const auto r = v.audited();
  EXPECT_EQ(r.worst(), Severity::violation);
  EXPECT_EQ(fault(r), "epochs/epochs/1") << "what the entry says is judged, object or not";
  ASSERT_TRUE(opening_at(r, i));
  EXPECT_EQ(opening_at(r, i)->severity, Severity::violation);
}

TEST(Audit, WhatIsOpenedOfADayThatCameLateIsFlagged_AUD_22) {
  World w;
  const Time before = start_of(World::today()) - 12 * kHour_ms;
  w.announce(before);
  w.publish_day(0, before);
  w.grant(w.messages.alice, 1, 2, w.r.now);
  w.publish_day(1, start_of(World::today() + 1) - 5 * kHour_ms);
  const Time noon = start_of(World::today() + 2) + 12 * kHour_ms;
  const auto asked = w.intend(1, World::today() + 1, noon);
  const auto last = w.receipts(1, World::today() + 1, noon);
  const auto r = w.audited();
  EXPECT_EQ(opening_at(r, asked), std::nullopt) << "the object holds the order";
  ASSERT_TRUE(opening_at(r, last));
  EXPECT_EQ(opening_at(r, last)->severity, Severity::flag);
  EXPECT_TRUE(r.clean()) << "late, and nobody's message is opened";
}

TEST(Audit, AnIntentForAnOrderThatHadEndedBeforeTheObjectIsExplained_AUD_22) {
  World w;
  const Time before = start_of(World::today()) - 12 * kHour_ms;
  w.announce(before);
  w.publish_day(0, before);
  w.grant(w.messages.alice, 1, 2, w.r.now);
  const auto i = w.intend(1, World::today() + 1, w.r.now);  // too early, and then:
  w.act(1, order::Act::withdraw, w.r.now + kMinute_ms);
  w.granted.clear();
  w.publish_day(1, w.r.now + kHour_ms);
  const auto r = w.audited();
  ASSERT_TRUE(opening_at(r, i));
  EXPECT_EQ(opening_at(r, i)->severity, Severity::flag);
}

TEST(Audit, ASecretThatIsDealtForTwoDaysIsNamed_AUD_22) {
  World w;
  const Time before = start_of(World::today()) - 12 * kHour_ms;
  w.announce(before);
  // The same polynomials, each time rightly proven, sealed, signed and added up.
  w.r.deals_again = true;
  w.publish_day(0, before);
  EXPECT_EQ(fault(w.audited()), "");
  w.publish_day(1, w.r.now);
  EXPECT_EQ(fault(w.audited()), "epochs/epochs/1");
  EXPECT_EQ(detail(w.audited()), "a secret that was dealt for this day was dealt for a day before");
}

TEST(Audit, AReceiptWithoutAnIntentIsNamedAndAnIntentWithoutReceiptFlagged_AUD_5) {
  {
    World w;
    w.tell_the_story();
    const auto at = w.receipts(1, World::today() + 2, w.end() - kDay_ms);
    EXPECT_EQ(fault(w.audited()), "orders/orders/" + std::to_string(at - 1)) << "both are void";
  }
  {
    World w;
    w.tell_the_story();
    const auto i = w.intend(1, World::today() + 2, w.end() - 25 * kHour_ms);
    const AuditReport r = w.audited();
    EXPECT_TRUE(r.clean()) << "nothing forbidden, but:";
    const auto flagged = std::find_if(r.findings.begin(), r.findings.end(),
                                      [](const auto& f) { return f.severity == Severity::flag; });
    ASSERT_NE(flagged, r.findings.end());
    EXPECT_EQ(flagged->index, i);
  }
}

/// The story, and what it covers is kept from then on.
struct KeptWorld : World {
  KeptWorld() {
    tell_the_story();
    act(1, order::Act::preserve, begun);
    kept = act(1, order::Act::keep, begun);
    const wire::KeyEvent told{realm.court.name, "disclosure-2027-01",
                              to_bytes(r.month_key.private_key.reveal("published when due"))};
    orders.append(tlog::entry_of(told), begun);
  }
  AuditReport audited_at(Time now) { return audit(*this, realm, {}, now); }
  std::string violation_at(Time now) { return fault(audited_at(now)); }

  const Time begun = end() - kDay_ms, over = begun + realm.profile.preservation_days * kDay_ms;
  const std::string named = "preservations/orders/";
  std::uint64_t kept = 0;
};
constexpr std::uint64_t kGrace_ms = 72 * kHour_ms;

TEST(Audit, AKeyThatOutlivesWhatWasPreservedIsNamed_AUD_13) {
  KeptWorld w;
  EXPECT_EQ(w.violation_at(w.over + kGrace_ms), "");
  EXPECT_EQ(w.violation_at(w.over + kGrace_ms + 1), w.named + std::to_string(w.kept));
  EXPECT_NE(detail(w.audited_at(w.over + kGrace_ms + 1)).find("its key is not destroyed"),
            std::string::npos);
  w.act(1, order::Act::destroy, w.over + 2 * kGrace_ms);
  const auto late = w.audited_at(w.over + 3 * kGrace_ms);
  EXPECT_TRUE(late.clean()) << "it is gone now, but:";
  EXPECT_TRUE(std::ranges::any_of(late.findings, [](const auto& f) {
    return f.step == "preservations" && f.severity == Severity::flag;
  }));
}

TEST(Audit, APreservationThatStatesALongerTimeThanTheProfileIsNamed_AUD_14) {
  World w;
  w.tell_the_story();
  const Time begun = w.end() - kDay_ms;
  w.act(1, order::Act::preserve, begun);
  // Signed with a clock that runs a day ahead; the book's own bound, from the order's last day on,
  // allows it.
  const auto index = w.act(1, order::Act::keep, begun, kDay_ms);
  EXPECT_EQ(fault(audit(w, w.realm, {}, w.end())), "deadlines/orders/" + std::to_string(index));
}

TEST(Audit, AnExtensionInTimeLengthensAPreservationAndAnEndShortensIt_AUD_13) {
  KeptWorld extended;
  extended.act(1, order::Act::extend, extended.over - 1);
  const Time later = extended.over + extended.realm.profile.extension_days * kDay_ms;
  EXPECT_EQ(extended.violation_at(later + kGrace_ms), "");
  EXPECT_NE(extended.violation_at(later + kGrace_ms + 1), "");
  KeptWorld too_late;
  too_late.act(1, order::Act::extend, too_late.over + kGrace_ms + kSecond_ms);
  EXPECT_NE(too_late.violation_at(too_late.over + kGrace_ms + 2 * kSecond_ms), "");
  KeptWorld withdrawn;
  const Time early = withdrawn.begun + kDay_ms;
  withdrawn.act(1, order::Act::withdraw, early);
  EXPECT_EQ(withdrawn.violation_at(early + kGrace_ms), "");
  EXPECT_EQ(withdrawn.violation_at(early + kGrace_ms + 1),
            withdrawn.named + std::to_string(withdrawn.kept));
}

TEST(Audit, AKeyDestroyedInTimeIsAsItMustBe_AUD_13) {
  KeptWorld w;
  w.act(1, order::Act::destroy, w.over + kDay_ms);
  const auto r = w.audited_at(w.over + 30 * kDay_ms);
  for (const Finding& f : r.findings)
    EXPECT_EQ(f.severity,
              f.step == "epochs" && !f.index && !f.log.empty() ? Severity::late : Severity::good)
        << f.step << " " << f.detail;
}

TEST(Audit, AListThatIsNotCertifiedOrSkipsAVersionIsNamed_AUD_5) {
  {
    World w;
    w.tell_the_story();
    auto head = w.next_head(w.r.now);
    head.signatures.pop_back();
    const auto at = w.orders.append(tlog::entry_of(head), w.r.now);
    EXPECT_EQ(fault(w.audited()), "lists/orders/" + std::to_string(at));
  }
  {
    World w;
    w.tell_the_story();
    w.last_head.head.version = 7;
    w.publish_list(w.r.now);
    EXPECT_EQ(fault(w.audited()), "lists/orders/9");
  }
}

/// The first version of another kind of list beside the two that the story tells.
std::uint64_t append_terrorism_list(World& world) {
  list::SignedHead s = world.next_head(world.r.now);
  s.head.kind = list::Kind::terrorism;
  s.head.version = 1;
  s.head.previous = {};
  s.signatures = {list::sign_head(s.head, world.hotline_nl),
                  list::sign_head(s.head, world.hotline_fr)};
  return world.orders.append(tlog::entry_of(s), world.r.now);
}

TEST(Audit,
     EachKindOfListIsReplayedByItselfAndAHeadOfAKindThatItsSignerMayNotCertifyIsNamed_AUD_19) {
  World w;
  w.tell_the_story();
  append_terrorism_list(w);
  EXPECT_TRUE(w.audited().clean());
  EXPECT_EQ(w.audited().figures.list_versions, 3u);

  World v;
  v.realm.hotlines[1].kinds = {list::Kind::child_abuse_a};
  v.tell_the_story();
  const auto at = append_terrorism_list(v);
  const auto r = v.audited();
  EXPECT_EQ(fault(r), "lists/orders/" + std::to_string(at));
  EXPECT_NE(detail(r).find("may not certify lists of terrorist content"), std::string::npos);
}

TEST(Audit, PicturesOpenedWithoutAListOrALawAreNamed_AUD_12) {
  World w;
  w.tell_the_story();
  voucher::OpeningEntry opening{{1}, {2}, 31, w.r.now};
  const auto without_list = w.orders.append(tlog::entry_of(opening), w.r.now);
  auto r = w.audited();
  EXPECT_EQ(fault(r), "picture_openings/orders/" + std::to_string(without_list));
  EXPECT_EQ(r.figures.picture_openings, 1u);

  World v;
  v.tell_the_story();
  auto head = v.next_head(v.r.now);
  const auto g = crypto::Point::generator();  // the key one, its shares two and three
  head.head.reporting =
      list::Reporting{{g, opening.table, {}, 16},
                      4,
                      2,
                      {{v.hotline_nl.verify_key(), g + g}, {v.hotline_fr.verify_key(), g + g + g}},
                      90};
  head.signatures = {list::sign_head(head.head, v.hotline_nl),
                     list::sign_head(head.head, v.hotline_fr)};
  v.orders.append(tlog::entry_of(head), v.r.now);
  const auto without_law = v.orders.append(tlog::entry_of(opening), v.r.now);
  EXPECT_EQ(fault(v.audited()), "picture_openings/orders/" + std::to_string(without_law));
}

/// Before anything was appended a server shows no checkpoint.
struct NewRealm : World {
  Result<Bytes> get(std::string_view path) override {
    if (path == "/log/epochs/checkpoint" && epochs.history.empty()) return Err::missing;
    return World::get(path);
  }
};

TEST(Audit, ANewRealmIsInOrderUntilItsFirstDayIsDue_AUD_20) {
  NewRealm w;
  w.announce(start_of(World::today()) - 12 * kHour_ms);
  const Time awaited = start_of(w.realm.e_0) + kHour_ms;
  const auto r = audit(w, w.realm, {}, awaited);
  EXPECT_EQ(r.worst(), Severity::good) << r.first_of_worst()->detail;
  EXPECT_EQ(audit(w, w.realm, {}, awaited + 1).worst(), Severity::missing);
  Memory seen;
  seen.epochs = tlog::Head{1, {}};
  EXPECT_EQ(audit(w, w.realm, seen, awaited).worst(), Severity::missing)
      << "whoever saw it knows that it is there";
}

TEST(Audit, ALateDayIsReportedOnceAndHealsAndStopsNoStatistics_AUD_20) {
  World w;
  const Time before = start_of(World::today()) - 12 * kHour_ms;
  w.announce(before);
  w.publish_day(0, before);
  w.publish_day(1, start_of(World::today() + 1) - 5 * kHour_ms);
  const auto at = [&](std::uint32_t day, const Memory& seen = {}) {
    return audit(w, w.realm, seen, start_of(World::today() + day));
  };
  const auto first = at(2);
  EXPECT_EQ(first.worst(), Severity::late);
  EXPECT_TRUE(first.clean()) << "what it saw is kept";
  EXPECT_EQ(at(2, first.next).worst(), Severity::flag) << "reported before";
  EXPECT_EQ(first.next.late, std::vector{World::today() + 1});
  EXPECT_EQ(at(2, at(2, first.next).next).worst(), Severity::flag) << "and remembered on";
  Memory seen_in_time = first.next;  // by who was shown an earlier checkpoint for it
  seen_in_time.late.clear();
  EXPECT_EQ(at(2, seen_in_time).worst(), Severity::late) << "seen is not reported";
  EXPECT_EQ(at(3).worst(), Severity::late);
  w.publish_day(2, start_of(World::today() + 2) - 7 * kHour_ms);
  EXPECT_EQ(at(3).worst(), Severity::flag) << "a later day came in time";
  EXPECT_EQ(at(5).worst(), Severity::late) << "the next ones are due";
  EXPECT_EQ(at(5).first_of_worst()->index, std::nullopt);
  EXPECT_TRUE(statistics(w, w.realm, 2026).ok());
}

TEST(Audit, AnotherRealmsFileAndAWrongClockDoNotReadAsTampering_AUD_20) {
  World w;
  w.tell_the_story();
  const auto signed_as = [&](const std::string& name) {
    return tlog::LogSigner(name, crypto::SigningKey::generate(w.r.rng)).verify_key().vkey();
  };
  for (const std::string& vkey :
       {signed_as("another.example/orders"), signed_as(w.r.orders.signer.verify_key().name)}) {
    wire::Realm other = w.realm;
    other.orders_log = vkey;
    const auto r = audit(w, other, {}, w.end());
    EXPECT_EQ(r.worst(), Severity::misconfigured);
    EXPECT_FALSE(r.clean());
  }
  const auto early = audit(w, w.realm, {}, w.r.now - kDay_ms);
  EXPECT_EQ(early.worst(), Severity::misconfigured);
  EXPECT_EQ(early.first_of_worst()->step, "clock");
  // A line of the right key that does not verify is no misunderstanding.
  std::string note = w.r.orders.checkpoint;
  const auto log_line = note.find("\n\n") + 2;
  note[note.find('\n', log_line) - 8] ^= 1;
  w.tampered["/log/orders/checkpoint"] = to_bytes(note);
  EXPECT_EQ(w.audited().worst(), Severity::violation);
}

TEST(Audit, ASavedRecordOlderThanWhatWasSeenIsOlderAndNotFalse_AUD_20) {
  World w, later;
  for (World* each : {&w, &later}) each->tell_the_story();
  later.publish_list(w.end());
  const auto seen = audit(later, later.realm, {}, later.end() + kDay_ms).next;
  ASSERT_GT(seen.orders->size, w.orders.history.back().first);
  const auto from_server = w.audited(seen);
  EXPECT_EQ(from_server.worst(), Severity::violation) << "a server may not show less";
  auto saved = audit_saved(w, w.realm, seen, w.end() + kDay_ms);
  EXPECT_EQ(saved.report.worst(), Severity::misconfigured);
  EXPECT_EQ(saved.report.first_of_worst()->step, kOlderRecord);
  EXPECT_FALSE(saved.report.clean()) << "nothing of it is remembered";
  EXPECT_EQ(audit_saved(w, w.realm, w.audited().next, w.end()).report.worst(), w.audited().worst());
  // What it was witnessed at is the witness's word, whatever the time is here.
  EXPECT_EQ(audit_saved(w, w.realm, {}, w.r.now - kDay_ms).witnessed, saved.witnessed);
  w.tampered["/log/orders/tile/entries/000.p/" + std::to_string(w.orders.history.back().first)] =
      Bytes{1};
  EXPECT_EQ(audit_saved(w, w.realm, seen, w.end()).report.worst(), Severity::violation);
}

TEST(Audit, AnOpeningOfPicturesIsDatedByTheWitnessAndNotByTheService_AUD_12) {
  const auto faults = [](std::uint64_t logged_after_ms) {
    World w;
    w.tell_the_story();
    const Time until = w.r.now + kDay_ms;
    // dated within the law, whenever it is logged
    const voucher::OpeningEntry opening{{1}, {2}, 31, w.r.now};
    auto head = w.next_head(w.r.now);
    const auto g = crypto::Point::generator();
    head.head.reporting = list::Reporting{
        {g, opening.table, {}, 16},
        4,
        2,
        {{w.hotline_nl.verify_key(), g + g}, {w.hotline_fr.verify_key(), g + g + g}},
        90};
    list::LegalBasis basis{
        head.head.kind, "An Act",    "article 1", "NL", list::Mode::report_after_threshold,
        until,          "the court", {}};
    list::sign_legal_basis(basis, w.r.judge);
    head.head.regions = {{"NL", basis.mode, basis}};
    head.signatures = {list::sign_head(head.head, w.hotline_nl),
                       list::sign_head(head.head, w.hotline_fr)};
    w.orders.append(tlog::entry_of(head), w.r.now);
    w.orders.append(tlog::entry_of(opening), w.r.now + logged_after_ms);
    w.r.now = w.r.now + logged_after_ms;
    return fault(w.audited());
  };
  EXPECT_EQ(faults(kHour_ms), "");
  EXPECT_TRUE(faults(kDay_ms).starts_with("picture_openings/orders/"));
}

TEST(Audit, EntriesOfUnknownKindsAndOtherConstitutionsAreNamed_AUD_3) {
  World w;
  w.tell_the_story();
  const auto at = w.orders.append(to_bytes("\x63 what is this"), w.r.now);
  EXPECT_EQ(fault(w.audited()), "entries/orders/" + std::to_string(at));
  World v;
  v.realm.k_cap = 4096;  // announced: another realm than the pinned one
  v.announce(v.r.now);
  v.realm.k_cap = v.r.who.k_cap;
  v.epochs.append(Bytes{1}, v.r.now);
  EXPECT_EQ(fault(v.audited()), "entries/orders/0");
}

TEST(Audit, TimesComeFromCheckpointsOnTheLogsOwnHistory_AUD_4) {
  World w;
  w.tell_the_story();
  World other;
  other.announce(start_of(World::today()) - 30 * kHour_ms);
  other.publish_list(start_of(World::today()) - 30 * kHour_ms);
  other.publish_list(start_of(World::today()) - 29 * kHour_ms);
  w.tampered["/log/orders/covering/3"] = to_bytes(other.orders.history[2].second);
  EXPECT_EQ(fault(w.audited()), "lead_time/orders/3");
  w.tampered["/log/orders/covering/3"] = {};
  EXPECT_EQ(fault(w.audited()), "lead_time/orders/3");
}

TEST(Audit, TheReportIsTheSameInWhateverOrderTheProofsAreChecked_AUD_9) {
  const auto told = [](const AuditReport& r) {
    std::string out;
    for (const Finding& f : r.findings) {
      out += f.step + f.detail + f.log + f.path + std::to_string(f.index.value_or(999)) +
             std::to_string(int(f.severity)) + "\n";
    }
    return out + hex(encode(r.next));
  };
  const auto break_something = std::to_array<std::function<void(World&)>>({
      [](World&) {},
      [](World& world) { world.blobs.erase(hex(crypto::sha256(world.days[1].blobs.proof))); },
      [](World& world) {
        world.tampered["/log/blob/" + hex(crypto::sha256(world.days[2].blobs.w))] =
            world.days[1].blobs.w;
      },
      [](World& world) { world.receipts(1, World::today() + 2, world.end() - kDay_ms); },
      [](World& world) { world.intend(2, World::today() + 1, world.end() - kDay_ms); },
      [](World& world) { world.tampered["/log/orders/covering/3"] = {}; },
  });
  eq::testing::Scrambled scrambled(3);
  for (const auto& broken : break_something) {
    World w;
    w.tell_the_story();
    broken(w);
    EXPECT_EQ(told(audit(w, w.realm, {}, w.end(), &scrambled)), told(w.audited()));
  }
  EXPECT_GT(scrambled.jobs, 50u);
}

TEST(Audit, EachEpochOfTheDirectoryIsTheOneBeforeWithRecordsAdded_AUD_23) {
  World w;
  w.tell_the_story();
  const AuditReport clean = w.audited();
  EXPECT_EQ(clean.figures.directory_records, 6u);
  EXPECT_EQ(clean.figures.directory_log.entries, 3u);
  EXPECT_EQ(clean.next.directory->size, 3u);

  const std::string second = wire::growth_path(2), third = wire::growth_path(3);
  w.tampered[third] = w.growths[second];
  EXPECT_EQ(fault(w.audited()), "directory/directory/2");
  w.tampered[third] = Bytes{1, 2, 3};
  EXPECT_EQ(fault(w.audited()), "directory/directory/2");
  w.tampered.clear();
  const Bytes kept = std::exchange(w.growths[second], Bytes{});
  EXPECT_EQ(fault(w.audited()), "directory/directory/1");
  w.growths.erase(second);
  EXPECT_EQ(w.audited().worst(), Severity::missing);
  EXPECT_TRUE(w.audited(clean.next).clean()) << "was found right before";
  w.growths[second] = kept;

  // The log takes an epoch that is another tree.
  keytrans::Epoch other = w.accounts.epoch();
  other.number += 1;
  other.previous = other.root;
  w.growths[wire::growth_path(4)] = w.growths[third];
  w.directory.append(tlog::entry_of(other), w.end());
  EXPECT_EQ(fault(w.audited()), "directory/directory/3");
  EXPECT_EQ(fault(w.audited(clean.next)), "directory/directory/3") << "who goes on from there, too";
  w.directory.append(Bytes{1}, w.end());
  EXPECT_EQ(fault(w.audited()), "directory/directory/3");
}

TEST(Audit, ADirectoryThatIsNotShownIsMissed_AUD_23) {
  World w;
  w.tell_the_story();
  const Memory seen = w.audited().next;
  w.directory.history.clear();
  EXPECT_FALSE(w.audited().clean()) << "whether or not it was seen before";
  EXPECT_EQ(w.audited(seen).first_violation()->step, "directory_log");
}

TEST(Audit, APolicyFileAsksForMoreThanTheRealmsWitness_AUD_8) {
  World w;
  w.tell_the_story();
  const std::string logs = "log " + w.realm.orders_log + "\nlog " + w.realm.epochs_log + "\nlog " +
                           w.realm.directory_log + "\nwitness ours " + w.realm.witness + "\n";
  const auto another = tlog::WitnessSigner("else.example", crypto::SigningKey::generate(w.r.rng))
                           .verify_key()
                           .vkey();
  const auto audited = [&](const std::string& text) {
    const auto policy = tlog::TrustPolicy::parse(text).value();
    return fault(audit(w, w.realm, {}, w.end(), nullptr, &policy));
  };
  EXPECT_EQ(audited(logs + "quorum ours\n"), "");
  EXPECT_EQ(audited(logs + "witness else " + another + "\ngroup both all ours else\nquorum both\n"),
            "policy/epochs");
  EXPECT_EQ(audited("log " + w.realm.epochs_log + "\nquorum none\n"), "policy/orders")
      << "a log that is not listed";
}

}  // namespace
}  // namespace eq::auditor
