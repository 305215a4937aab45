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
  crypto::SigningKey key = crypto::SigningKey::generate(rng),
                     registry = crypto::SigningKey::generate(rng);
  wire::Realm realm;
  Time now{1'770'000'000'000};

  Court() {
    realm.judge = key.verify_key();
    realm.court.signing = registry.verify_key();
  }
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
    return next_regions(&head, kKind, changes, realm, at);
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
  EXPECT_TRUE(in_force_somewhere(as_before->rules, c.realm, c.now));

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
  EXPECT_FALSE(in_force_somewhere(none->rules, c.realm, later));
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

TEST(Regions, WhatTheRegistrySignedIsNoLegalBasis_HOT_21) {
  const Court c;
  auto basis = c.basis("NL");
  list::sign_legal_basis(basis, c.registry);
  EXPECT_EQ(c.fault({{basis}, {}}), RegionFault::not_genuine);
  const std::vector<list::RegionRule> rules{{"NL", Mode::warn_user_only, basis}};
  EXPECT_FALSE(in_force_somewhere(rules, c.realm, c.now));
  EXPECT_TRUE(a_basis_is_forged(rules, c.realm, c.now));
  const std::vector<list::RegionRule> genuine{c.rule("NL"), {"IE", Mode::off, {}}};
  EXPECT_FALSE(a_basis_is_forged(genuine, c.realm, c.now));
}

TEST(Regions, WhatTheNextVersionDropsIsKnown_HOT_21) {
  const Court c;
  const list::RegionRule off{"IE", Mode::off, {}};
  const auto head = c.published({c.rule("NL"), c.rule("DE", 10), c.rule("FR"), off});
  const auto gone = [&](const std::vector<list::RegionRule>& next, Time at) {
    std::vector<std::string> regions;
    for (const auto& rule : dropped(&head, next, c.realm, at)) regions.push_back(rule.region);
    return regions;
  };
  const std::vector<list::RegionRule> next{
      {"NL", Mode::off, {}}, {"DE", Mode::off, {}}, c.rule("FR", 50)};
  EXPECT_EQ(gone(next, c.now), (std::vector<std::string>{"NL", "DE", "IE"}))
      << "a rule that is left out is dropped, too: what holds elsewhere comes into force there";
  EXPECT_EQ(gone(next, c.now + 10 * kDay_ms), (std::vector<std::string>{"NL", "IE"}))
      << "a law that has ended was in force no more";
  EXPECT_TRUE(gone(head.regions, c.now).empty());
  EXPECT_TRUE(dropped(nullptr, next, c.realm, c.now).empty());
}

TEST(Regions, NoHeadIsSignedWithALegalBasisThatTheJudgeDidNotSign_HOT_20) {
  World w;
  auto h = w.environment();
  w.hold(w.nl, print_of(1));
  w.hold(w.fr, other_copy(1));
  list::LegalBasis basis{kKind,           "Act 12", "3", "NL", Mode::warn_user_only,
                         w.now + kDay_ms, "court",  {}};
  list::sign_legal_basis(basis, w.nl.signing);  // a hotline gives itself a law
  ASSERT_TRUE(
      propose(w.nl, h, "Point", {kKind, {{"NL", Mode::warn_user_only, basis}}, 30, {}}).ok());
  const auto forged = certify(w.fr, h);
  ASSERT_TRUE(forged.ok());
  EXPECT_TRUE(forged->done.empty());
  ASSERT_EQ(forged->ignored.size(), 1u);
  EXPECT_EQ(forged->ignored[0].why, Ignored::not_genuine);
  EXPECT_FALSE(w.fr.of(kKind).countersigned || w.fr.of(kKind).pending);

  list::sign_legal_basis(basis, w.judge);
  ASSERT_TRUE(
      propose(w.nl, h, "Point", {kKind, {{"NL", Mode::warn_user_only, basis}}, 30, {}}).ok());
  const auto genuine = certify(w.fr, h);
  ASSERT_TRUE(genuine.ok());
  ASSERT_EQ(genuine->done.size(), 1u);
  EXPECT_TRUE(genuine->done[0].dropped.empty());
  ASSERT_TRUE(publish(w.nl, h, kKind).ok());

  ASSERT_TRUE(propose(w.nl, h, "Point", {kKind, {}, 30, {}}).ok());
  const auto without = certify(w.fr, h);
  ASSERT_TRUE(without.ok());
  ASSERT_EQ(without->done.size(), 1u);
  EXPECT_EQ(without->done[0].dropped,
            (std::vector<list::RegionRule>{{"NL", Mode::warn_user_only, basis}}));
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

TEST(Import, ACopyOfWhatWasWithdrawnDoesNotComeBack_HOT_22) {
  World w;
  w.hold(w.nl, print_of(1));
  ASSERT_TRUE(withdraw(w.nl, kKind, print_of(1).hash, list::Reason::withdrawn, w.now).ok());
  Offer copy{print_of(1).hash, {}, {}, "analyst 1", "case 1", w.now, {}};
  copy.hash.bytes[31] ^= 1;
  for (const auto kind : {kKind, list::Kind::terrorism}) {
    const auto judged = take_in_hashes(w.nl, kind, std::vector{copy}, w.now);
    EXPECT_EQ(judged[0].as, Judged::withdrawn_here);
    EXPECT_EQ(judged[0].like, print_of(1).hash);
  }
  EXPECT_TRUE(w.nl.holdings.empty());
  for (std::size_t i = 0; i < 4; i++) copy.hash.bytes[i] ^= 0xff;  // 33 bits off: another picture
  EXPECT_EQ(take_in_hashes(w.nl, kKind, std::vector{copy}, w.now)[0].as, Judged::added);

  // Somebody looked at a copy itself: what is held so goes on.
  ASSERT_TRUE(withdraw(w.nl, kKind, copy.hash, list::Reason::withdrawn, w.now).ok());
  w.hold(w.nl, other_copy(1));
  const Offer looked{other_copy(1).hash, {}, {}, "analyst 1", "case 1", w.now, {}};
  EXPECT_EQ(take_in_hashes(w.nl, kKind, std::vector{looked}, w.now)[0].as, Judged::held);
}

TEST(Import, WhatAnExchangeChangedMakesNoEntryYounger_HOT_22) {
  World w;
  Offer offer{print_of(1).hash, {}, {},           "analyst 1", "NCMEC 42/i1",
              w.now + kDay_ms,  {}, IfHeld::stays};
  EXPECT_EQ(take_in_hashes(w.nl, kKind, std::vector{offer}, w.now)[0].as, Judged::from_future);
  const Time first = offer.assessed = w.now;
  EXPECT_EQ(take_in_hashes(w.nl, kKind, std::vector{offer}, w.now)[0].as, Judged::added);
  const auto expires = w.nl.holdings.at(offer.hash).expires;
  w.pass(kDay_ms);
  offer.assessed = w.now;
  EXPECT_EQ(take_in_hashes(w.nl, kKind, std::vector{offer}, w.now)[0].as, Judged::held);
  EXPECT_EQ(w.nl.holdings.at(offer.hash).assessed, first);
  EXPECT_EQ(w.nl.holdings.at(offer.hash).expires, expires);
}

TEST(Import, AHashThatSaysNothingIsRefusedWhateverItsQuality_HOT_1) {
  World w;
  phash::Hash all_set, few, enough;
  all_set.bytes.fill(0xff);
  for (unsigned i = 0; i < 63; i++) few.set(i);
  for (unsigned i = 0; i < 64; i++) enough.set(i);
  const auto as = [&](const phash::Hash& hash) {
    const Offer offer{hash, {}, std::uint8_t{100}, "analyst 1", "case 1", w.now, {}};
    return take_in_hashes(w.nl, kKind, std::vector{offer}, w.now)[0].as;
  };
  for (const auto& hash : {phash::Hash{}, all_set, few}) EXPECT_EQ(as(hash), Judged::no_edges);
  EXPECT_EQ(as(enough), Judged::added);
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
