// What goes on with the next version: regions and their legal bases, entries, letters.
#include "parties/hotline/holder_key.h"
#include "parties/hotline/holder_work.h"
#include "parties/hotline/imports.h"
#include "parties/hotline/regions.h"
#include "parties/hotline/world_for_tests.h"

namespace eq::hotline {
namespace {

using Mode = list::Mode;

struct Court {
  SeededRandom rng{3};
  crypto::SigningKey key = crypto::SigningKey::generate(rng);
  Time now{1'770'000'000'000};

  list::LegalBasis basis(std::string region, std::uint64_t days = 100,
                         Mode mode = Mode::warn_user_only) const {
    list::LegalBasis b{kKind,   "Act 12", "3", std::move(region), mode, now + days * kDay_ms,
                       "court", {}};
    list::sign_legal_basis(b, key);
    return b;
  }
  list::RegionRule rule(std::string region, std::uint64_t days = 100) const {
    const auto b = basis(region, days);
    return {b.region, b.mode, b};
  }
  list::ListHead published(std::vector<list::RegionRule> regions) const {
    list::ListHead head;
    head.kind = kKind;
    head.regions = std::move(regions);
    return head;
  }
  Result<NextRegions, RegionRefusal> next(const list::ListHead& head, const RegionChanges& changes,
                                          Time at) const {
    return next_regions(&head, kKind, changes, key.verify_key(), at);
  }
  std::optional<RegionFault> fault(const RegionChanges& changes) const {
    const auto r = next(published({}), changes, now);
    return r.ok() ? std::nullopt : std::optional(r.error().fault);
  }
};

TEST(Regions, ThoseOfThePublishedListGoOnUnlessChanged_HOT_21) {
  const Court c;
  const auto head = c.published({c.rule("NL"), c.rule("IE"), {"*", Mode::off, {}}});
  const auto as_before = c.next(head, {}, c.now);
  ASSERT_TRUE(as_before.ok());
  EXPECT_EQ(as_before->rules.size(), 3u);
  EXPECT_EQ(as_before->carried.size(), 3u);
  EXPECT_TRUE(as_before->lapsed.empty());
  EXPECT_TRUE(in_force_somewhere(as_before->rules, c.key.verify_key(), c.now));

  const auto renewed = c.basis("NL", 400);
  const auto changed = c.next(head, {{renewed}, {"IE"}}, c.now);
  ASSERT_TRUE(changed.ok());
  EXPECT_EQ(changed->rules, (std::vector<list::RegionRule>{{"*", Mode::off, {}},
                                                           {"IE", Mode::off, {}},
                                                           {"NL", Mode::warn_user_only, renewed}}));
}

TEST(Regions, WhatHasEndedIsOffThereWhateverHoldsElsewhere_HOT_21) {
  const Court c;
  const auto head = c.published({c.rule("NL", 10), c.rule("*")});
  const auto later = c.now + 10 * kDay_ms;
  const auto next = c.next(head, {}, later);
  ASSERT_TRUE(next.ok());
  ASSERT_EQ(next->lapsed.size(), 1u);
  EXPECT_EQ(next->lapsed[0].rule.region, "NL");
  EXPECT_EQ(next->lapsed[0].off, list::Off::expired);
  EXPECT_EQ(next->rules[1], (list::RegionRule{"NL", Mode::off, {}}));
  const auto none = c.next(c.published({c.rule("NL", 10)}), {}, later);
  ASSERT_TRUE(none.ok());
  EXPECT_FALSE(in_force_somewhere(none->rules, c.key.verify_key(), later));
}

TEST(Regions, ChangesThatContradictEachOtherOrTheLawAreRefused_HOT_21) {
  const Court c;
  EXPECT_EQ(c.fault({{c.basis("NL"), c.basis("NL", 50)}, {}}), RegionFault::two_bases);
  EXPECT_EQ(c.fault({{c.basis("NL")}, {"NL"}}), RegionFault::on_and_off);
  EXPECT_EQ(c.fault({{}, {"nl"}}), RegionFault::no_region);
  EXPECT_EQ(c.fault({{}, {"NLD"}}), RegionFault::no_region);
  EXPECT_EQ(c.fault({{c.basis("all")}, {}}), RegionFault::no_region);
  EXPECT_EQ(c.fault({{c.basis("NL", 0)}, {}}), RegionFault::ended);
  EXPECT_EQ(c.fault({{c.basis("NL", 100, Mode::off)}, {}}), RegionFault::no_basis);
  auto altered = c.basis("NL");
  altered.until = altered.until + kDay_ms;
  EXPECT_EQ(c.fault({{altered}, {}}), RegionFault::not_genuine);
  auto other = c.basis("NL");
  other.kind = list::Kind::terrorism;
  EXPECT_EQ(c.fault({{other}, {}}), RegionFault::other_kind);
  EXPECT_EQ(c.fault({{}, {"NL", "NL", "*"}}), std::nullopt) << "the same once more";
}

TEST(Regions, NothingIsProposedOrCertifiedForARegionWhoseLawHasEnded_HOT_20) {
  World w;
  auto h = w.environment();
  const list::LegalBasis basis{kKind,      "Act 12", "3", "NL", Mode::warn_user_only,
                               w.now + 10, "court",  {}};
  const Terms terms{kKind, {{"NL", Mode::warn_user_only, basis}}, 30, {}};
  ASSERT_TRUE(propose(w.nl, h, "Point", terms).ok());
  w.pass(10);
  auto later = w.environment();
  const auto out = certify(w.fr, later);
  ASSERT_TRUE(out.ok());
  EXPECT_TRUE(out->done.empty());
  ASSERT_EQ(out->ignored.size(), 1u);
  EXPECT_EQ(out->ignored[0].why, Ignored::basis_ended);
  EXPECT_EQ(err(propose(w.nl, later, "Point", terms)), Err::refused);
  const list::RegionRule off{"NL", Mode::off, {}};
  EXPECT_EQ(err(propose(w.nl, later, "Point", {kKind, {off, off}, 30, {}})), Err::malformed);
  EXPECT_EQ(err(propose(w.nl, later, "Point", {kKind, {{"Holland", Mode::off, {}}}, 30, {}})),
            Err::malformed);
}

TEST(Renewal, WhatTheNextVersionChangesIsKnownBefore_HOT_4) {
  World w;
  for (std::uint64_t i = 0; i < 3; i++) {
    w.hold(w.nl, print_of(i));
    w.hold(w.fr, print_of(i));
  }
  ASSERT_TRUE(w.whole_round().ok());
  w.pass(kDay_ms);
  w.hold(w.nl, print_of(1));  // looked at again
  w.hold(w.nl, print_of(7));
  ASSERT_TRUE(withdraw(w.nl, kKind, print_of(0).hash, list::Reason::withdrawn, w.now).ok());
  const auto next = next_entries(w.nl, kKind, w.now, w.rng);
  const auto changes = changes_to(w.nl.of(kKind), next);
  EXPECT_EQ(changes.added, std::vector{print_of(7).hash});
  EXPECT_EQ(changes.renewed, std::vector{print_of(1).hash});
  EXPECT_EQ(changes.withdrawn, std::vector{print_of(0).hash});
  EXPECT_EQ(changes.kept, 1u);
  EXPECT_EQ(next.size(), 3u);
  w.pass(kUsualLife_ms);
  const auto over = changes_to(w.nl.of(kKind), next_entries(w.nl, kKind, w.now, w.rng));
  EXPECT_EQ(over.expired.size(), 2u);
}

TEST(Renewal, AHashWithoutItsPictureStandsAsItLiesAndConfirmsNothing_HOT_22) {
  World w;
  const Copy imported{{}, {{print_of(1).hash, {}}}};
  ASSERT_TRUE(add(w.nl, imported, Turns::all, w.drill()).ok());
  EXPECT_TRUE(turned_hashes(imported, Turns::all).empty());
  w.hold(w.fr, other_copy(1));
  ASSERT_TRUE(w.whole_round().ok());
  ASSERT_EQ(w.nl.of(kKind).entries.size(), 1u);
  for (const auto& middle : {phash::Hash{}, print_of(1).hash})
    EXPECT_FALSE(name_of_entry(w.nl, kKind, {print_of(1).hash, middle}));
  EXPECT_EQ(err(add(w.nl, {{}, {{phash::Hash{}, {}}}}, Turns::all, w.drill())), Err::refused)
      << "of no picture with edges";
  EXPECT_EQ(err(add(w.nl, {std::uint8_t{49}, {{print_of(2).hash, {}}}}, Turns::all, w.drill())),
            Err::refused);
}

TEST(Import, HashesOfWhatWasAssessedHereAreTakenInOnceAndNothingBringsBackWhatWasWithdrawn_HOT_22) {
  World w;
  const auto offer = [&](std::uint64_t picture) {
    return Offer{print_of(picture).hash, {}, {}, "analyst 1", "case 1", w.now - kDay_ms, {}};
  };
  ASSERT_TRUE(add(w.nl, *look_at(media::landscape(1, 400, 300)), Turns::all, w.drill()).ok());
  w.hold(w.nl, print_of(2));
  ASSERT_TRUE(withdraw(w.nl, kKind, print_of(2).hash, list::Reason::withdrawn, w.now).ok());
  auto old = offer(3), future = offer(3), wordless = offer(3), long_lived = offer(3),
       flat = offer(3);
  old.assessed = w.now - (list::kEntryLife_ms + 1);
  future.assessed = w.now + 2 * kDay_ms;
  wordless.assessor.clear();
  long_lived.until = w.now + list::kEntryLife_ms;
  flat.hash = {};
  auto again = offer(1);
  w.pass(kDay_ms);
  again.assessed = w.now;
  const std::vector<Offer> offers{offer(1),   offer(2), old,   future,   wordless,
                                  long_lived, flat,     again, offer(4), offer(4)};
  const auto judged = take_in_hashes(w.nl, kKind, offers, w.now);
  std::vector<Judged> as;
  for (const auto& j : judged) as.push_back(j.as);
  EXPECT_EQ(as, (std::vector{Judged::held, Judged::withdrawn_here, Judged::over,
                             Judged::from_future, Judged::no_words, Judged::too_long,
                             Judged::no_edges, Judged::renewed, Judged::added, Judged::held}));
  EXPECT_EQ(w.nl.holdings.at(print_of(1).hash).copy.looks.size(), 8u) << "its turns stay known";
  EXPECT_EQ(w.nl.holdings.at(print_of(1).hash).assessed, w.now);
}

TEST(Import, AConflictOfKindsStopsTheWholeImport_HOT_12) {
  World w;
  auto other = w.drill();
  other.kind = list::Kind::terrorism;
  ASSERT_TRUE(add(w.nl, copy_of(print_of(1)), Turns::all, other).ok());
  const std::vector<Offer> offers{{print_of(5).hash, {}, {}, "analyst 1", "case 1", w.now, {}},
                                  {print_of(1).hash, {}, {}, "analyst 1", "case 1", w.now, {}}};
  const auto judged = take_in_hashes(w.nl, kKind, offers, w.now);
  EXPECT_EQ(judged[0].as, Judged::added) << "it would be";
  EXPECT_EQ(judged[1].as, Judged::other_kind);
  EXPECT_EQ(w.nl.holdings.size(), 1u) << "and was not";
  auto near = offers;
  near[1].hash.bytes[31] ^= 1;
  const auto like = take_in_hashes(w.nl, kKind, near, w.now);
  EXPECT_EQ(like[1].as, Judged::like_other_kind);
  EXPECT_EQ(like[1].like, print_of(1).hash);
}

TEST(Renewal, WhyNoKeyCanBeMadeIsKnown_HOT_8) {
  World w;
  using Why = KeyFault::Why;
  const auto why = [&](const std::vector<std::string>& with, std::uint16_t threshold = 2,
                       list::Kind kind = kKind) {
    const auto f = key_fault(w.nl, w.realm, kind, with, threshold);
    return f ? std::optional(f->why) : std::nullopt;
  };
  EXPECT_EQ(why({"Point"}), std::nullopt);
  EXPECT_EQ(why({"Point"}, 2, list::Kind::drill), Why::never_reports);
  EXPECT_EQ(why({"Nobody"}), Why::unknown);
  EXPECT_EQ(why({"Meldpunt"}), Why::named_twice);
  EXPECT_EQ(why({"Point", "Point"}), Why::named_twice);
  EXPECT_EQ(why({"Point"}, 3), Why::threshold);
  EXPECT_EQ(why({"Tweede", "Point"}), Why::one_jurisdiction);
  w.realm.hotlines[1].kinds = {list::Kind::terrorism};
  EXPECT_EQ(why({"Point"}), Why::not_entrusted);
}

TEST(Renewal, LettersAboutAKeyAreKeptWhateverTheDeskIsReadFor_HOT_19) {
  World w;
  auto h = w.environment();
  ASSERT_EQ(*make_key(w.nl, h, kKind, {"Point"}, 2), KeyStep::waits);
  EXPECT_TRUE(certify(w.fr, h)->ignored.empty());
  w.fr = *State::load(w.fr.save());
  EXPECT_EQ(*make_key(w.fr, h, kKind, {"Meldpunt"}, 2), KeyStep::waits);
  EXPECT_TRUE(certify(w.nl, h)->ignored.empty());
  EXPECT_EQ(*make_key(w.nl, h, kKind, {"Point"}, 2), KeyStep::made);
  EXPECT_EQ(*make_key(w.fr, h, kKind, {"Meldpunt"}, 2), KeyStep::made);
}

}  // namespace
}  // namespace eq::hotline
