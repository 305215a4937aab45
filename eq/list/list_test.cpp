#include <gtest/gtest.h>

#include <cstdio>

#include "eq/list/reporting_for_tests.h"
#include "eq/phash/distance.h"

namespace eq::list {
namespace {

using testing::err;
using testing::print_of;
using testing::reporting_of;
using testing::World;

phash::Picture through_jpeg(const phash::Picture& picture, int quality) {
  auto file = media::encode_jpeg(picture, quality);
  EQ_ASSERT(file.ok());
  auto back = media::decode(*file);
  EQ_ASSERT(back.ok());
  return std::move(back).take();
}

ListHead plain_head(World& world, std::uint32_t version = 1) {
  static const Filter filter = std::move(Filter::build({}, Secret<32>(), Kind::drill, 1)).take();
  return world.head_of({}, filter, version);
}

// ---- LST-1: enough authorities of enough jurisdictions

TEST(ListHead, TwoAuthoritiesOfTwoJurisdictionsAreEnough_LST_1) {
  World w;
  const auto head = w.accept(w.sign(plain_head(w)));
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(head->certified_by().size(), 2u);
}

TEST(ListHead, OneAuthorityAloneIsRefused_LST_1) {
  World w;
  const auto h = plain_head(w);
  EXPECT_EQ(w.accept({h, {sign_head(h, w.nl)}}).error(), Err::refused);
  EXPECT_EQ(w.accept({h, {sign_head(h, w.nl), sign_head(h, w.nl)}}).error(), Err::refused);
  EXPECT_EQ(w.accept({h, {}}).error(), Err::refused);
}

TEST(ListHead, TwoAuthoritiesOfOneJurisdictionAreRefused_LST_1) {
  World w;
  const auto h = plain_head(w);
  EXPECT_EQ(w.accept({h, {sign_head(h, w.nl), sign_head(h, w.nl2)}}).error(), Err::refused);
}

TEST(ListHead, ASignatureOfSomebodyElseIsRefused_LST_1) {
  World w;
  const auto h = plain_head(w);
  EXPECT_EQ(w.accept({h, {sign_head(h, w.nl), sign_head(h, w.stranger)}}).error(), Err::refused);
  EXPECT_EQ(
      w.accept({h, {sign_head(h, w.nl), sign_head(h, w.fr), sign_head(h, w.stranger)}}).error(),
      Err::refused);
}

TEST(ListHead, ASignatureOverAnotherHeadIsForged_LST_1) {
  World w;
  auto s = w.sign(plain_head(w));
  for (auto* field : {&s.head.entries_root, &s.head.filter_digest}) {
    (*field)[3] ^= 1;
    EXPECT_EQ(w.accept(s).error(), Err::forged);
    (*field)[3] ^= 1;
  }
  s.head.regions[0].basis->article = "another";
  EXPECT_EQ(w.accept(s).error(), Err::forged);
  s = w.sign(plain_head(w));
  std::swap(s.signatures[0].signature, s.signatures[1].signature);
  EXPECT_EQ(w.accept(s).error(), Err::forged);
}

TEST(ListHead, AnotherMatchKeyThanThePinnedOneIsRefused_LST_1) {
  World w;
  auto h = plain_head(w);
  h.match_key = crypto::VoprfKey::generate(w.rng).public_key();
  EXPECT_EQ(w.accept(w.sign(h)).error(), Err::refused);
}

/// Certified heads of versions 1, 2, 3, each continuing the one before.
std::vector<SignedHead> three_heads(World& world) {
  std::vector<SignedHead> all;
  for (std::uint32_t version = 1; version <= 3; ++version) {
    auto h = plain_head(world);
    h.version = version;
    if (version > 1) h.previous = all.back().head.id();
    all.push_back(world.sign(h));
  }
  return all;
}

TEST(ListHistory, AHeadOutOfTurnIsVoidAndTheListGoesOn_LST_16) {
  World w;
  const auto heads = three_heads(w);
  History history(w.trust);
  EXPECT_EQ(history.newest(w.kind), nullptr);
  EXPECT_EQ(err(history.follow(heads[1], 0)), Err::stale) << "no version before it";
  EXPECT_TRUE(history.follow(heads[0], 1).ok());
  EXPECT_EQ(err(history.follow(heads[0], 2)), Err::stale) << "twice";
  auto late = heads[1];  // another version 2, kept back
  late.head.removed = {{w.rng.array<32>(), Reason::withdrawn, w.now}};
  late = w.sign(late.head);
  EXPECT_TRUE(history.follow(heads[1], 3).ok());
  EXPECT_EQ(err(history.follow(late, 4)), Err::stale);
  EXPECT_TRUE(history.follow(heads[2], 5).ok());
  EXPECT_EQ(err(history.follow(late, 6)), Err::stale);
  ASSERT_EQ(history.heads().size(), 3u);
  EXPECT_EQ(history.newest(w.kind)->index, 5u);
  EXPECT_EQ(history.newest(w.kind)->signed_head, heads[2]);
}

TEST(ListHistory, AHeadThatPointsBackElsewhereOrIsNotCertifiedIsVoid_LST_16) {
  World w;
  const auto heads = three_heads(w);
  History history(w.trust);
  ASSERT_TRUE(history.follow(heads[0], 0).ok());
  auto next = heads[1].head;
  next.previous[0] ^= 1;
  EXPECT_EQ(err(history.follow(w.sign(next), 1)), Err::stale);
  next = heads[1].head;
  next.match_key = crypto::VoprfKey::generate(w.rng).public_key();
  EXPECT_EQ(err(history.follow(w.sign(next), 2)), Err::refused)
      << "or one foreign key would end the list";
  auto alone = heads[1];
  alone.signatures.pop_back();
  EXPECT_EQ(err(history.follow(alone, 3)), Err::refused);
  EXPECT_TRUE(history.follow(heads[1], 4).ok());
}

TEST(ListHead, ImpossibleValuesAreRefusedEvenWhenSigned_LST_1) {
  World w;
  auto broken = [&](auto change) {
    auto h = plain_head(w);
    change(h);
    EXPECT_EQ(w.accept(w.sign(h)).error(), Err::malformed);
  };
  broken([](auto& h) { h.version = 0; });
  broken([](auto& h) { h.previous[0] = 1; });
  broken([](auto& h) { h.slots = kSlotsMin + 1; });
  broken([](auto& h) { h.slots = kSlotsMin / 2; });
  broken([](auto& h) { h.slots = kSlotsMax * 2; });
  broken([](auto& h) { h.tokens.variants = 31; });
  broken([](auto& h) { h.expires = h.issued; });
  broken([](auto& h) { h.match_key = crypto::Point(); });
  broken([](auto& h) { h.regions[0].basis->article.clear(); });
  broken([](auto& h) { h.regions[0].basis->region = "NL"; });
  broken([](auto& h) { h.regions[0].basis->mode = Mode::report_after_threshold; });
  broken([](auto& h) { h.regions[0].mode = Mode::off; });
  // without what vouchers need
  broken([](auto& h) { h.regions = {{"*", Mode::report_after_threshold, {}}}; });
  broken([](auto& h) {
    h.removed = {{{2}, Reason::withdrawn, h.issued}, {{1}, Reason::withdrawn, h.issued}};
  });
  broken([](auto& h) { h.regions.push_back(h.regions[1]); });
  broken([](auto& h) { h.regions[0].region = "de"; });
}

// ---- LST-2: only what stands in the log; LST-3: never backwards, never expired

TEST(ListHead, AHeadThatTheLogDoesNotHoldCannotBecomeAnAcceptedOne_LST_2) {
  World w;
  const auto shown = w.sign(plain_head(w));
  auto logged = w.logged(shown);
  ASSERT_TRUE(logged.ok());
  auto other = plain_head(w);
  other.expires = other.expires + 1;
  const auto refused = tlog::Logged<SignedHead>::verify(w.sign(other), logged->proof(), w.policy());
  EXPECT_EQ(refused.error(), Err::forged);
}

TEST(ListHead, AnOlderVersionThanTheLastSeenIsStale_LST_3) {
  World w;
  EXPECT_EQ(w.accept(w.sign(plain_head(w, 4)), 5).error(), Err::stale);
  EXPECT_TRUE(w.accept(w.sign(plain_head(w, 5)), 5).ok());
  EXPECT_TRUE(w.accept(w.sign(plain_head(w, 6)), 5).ok());
}

TEST(ListHead, ExpiredAndFutureHeadsAreStale_LST_3) {
  World w;
  const auto s = w.sign(plain_head(w));
  const auto logged = w.logged(s);
  ASSERT_TRUE(logged.ok());
  auto at = [&](Time t) { return AcceptedHead::accept(*logged, w.kind, w.trust, 0, t); };
  EXPECT_TRUE(at(s.head.expires - 1).ok());
  EXPECT_EQ(at(s.head.expires).error(), Err::stale);
  EXPECT_EQ(at(s.head.issued - kHour_ms).error(), Err::stale);
}

TEST(ListHead, WithoutALegalBasisInForceTheModeIsOff_LST_9) {
  World w;
  auto h = plain_head(w);
  const auto standing = [&](Time at) {
    return standing_of(h.rule_for("NL"), w.court.verify_key(), at);
  };
  const auto off = [&](Time at) {
    return standing(at).mode == Mode::off ? std::optional(standing(at).off) : std::nullopt;
  };
  auto& basis = h.regions[0].basis;
  EXPECT_EQ(off(w.now), std::nullopt);
  EXPECT_EQ(off(basis->until - 1), std::nullopt);
  EXPECT_EQ(off(basis->until), Off::expired);
  basis->until = basis->until + 1;  // a hotline cannot extend it
  EXPECT_EQ(off(w.now), Off::not_genuine);
  sign_legal_basis(*basis, w.nl);
  EXPECT_EQ(off(w.now), Off::not_genuine);
  basis.reset();
  EXPECT_EQ(off(w.now), Off::no_basis);
  EXPECT_EQ(standing_of(h.rule_for("DE"), w.court.verify_key(), w.now).off, Off::chosen);
}

TEST(ListHead, AnotherModeBasisOrThresholdNeedsAnotherConsent_LST_13) {
  World w;
  voucher::testing::Holders holders({2, 2}, w.rng);
  auto h = plain_head(w);
  h.regions = {w.rule("NL", Mode::report_after_threshold), w.rule("IE", Mode::warn_user_only)};
  h.reporting = reporting_of(w, holders);
  const auto before = h.consent_subject("NL"), neighbour = h.consent_subject("IE");
  const auto changed = [&](auto change) {
    auto other = h;
    change(other);
    return other.consent_subject("NL") != before;
  };
  EXPECT_FALSE(changed([](auto& o) { o.version++; }));
  // a new version of the list
  EXPECT_FALSE(changed([](auto& o) { o.reporting->terms.table[0] ^= 1; }));
  EXPECT_TRUE(changed([](auto& o) { o.reporting->terms.curves.threshold--; }));
  EXPECT_TRUE(changed([](auto& o) { o.reporting->terms.synthetic = 0; }));
  EXPECT_TRUE(changed([](auto& o) { o.reporting->notice_days++; }));
  EXPECT_TRUE(changed([](auto& o) { o.regions[0].basis->article = "article 2"; }));
  EXPECT_TRUE(changed(
      [](auto& o) { o.regions[0].mode = o.regions[0].basis->mode = Mode::warn_user_only; }));
  h.reporting->terms.curves.threshold--;
  EXPECT_EQ(h.consent_subject("IE"), neighbour)
      << "where nothing is reported, the threshold is nobody's business";
}

TEST(ListHead, WithoutARuleForItsRegionTheModeIsOff_LST_9) {
  World w;
  auto h = plain_head(w);
  EXPECT_EQ(h.rule_for("NL").mode, Mode::warn_user_only);
  EXPECT_EQ(h.rule_for("DE").mode, Mode::off);
  h.regions.erase(h.regions.begin());
  EXPECT_EQ(h.rule_for("NL").mode, Mode::off);
  h.regions.clear();
  EXPECT_EQ(h.rule_for("DE").mode, Mode::off);
}

// ---- LST-4, LST-5: asking

TEST(Query, ListedAndUnlistedPicturesMakeTheSameTranscript_LST_4) {
  World w;
  const std::vector<phash::Picture> listed{media::landscape(1), media::landscape(2)};
  const auto list = w.publish(listed);
  auto transcript_of = [&](const phash::Picture& picture) {
    w.transcript.clear();
    w.look_up(picture, list);
    return w.transcript;
  };
  const auto hit = transcript_of(listed[0]), miss = transcript_of(media::landscape(3));
  const auto flat = transcript_of({300, 300, phash::Channels::grey, Bytes(90000, 7)});
  EXPECT_EQ(hit, miss);
  EXPECT_EQ(hit, flat);
  EXPECT_EQ(hit, (std::vector<std::size_t>{4096, 4096 + 64}));
}

TEST(Query, TheSamePictureAskedTwiceSharesNoElement_LST_4) {
  World w;
  const auto list = w.publish({});
  const auto f = print_of(media::landscape(4));
  const auto a = Query::prepare(f, list, w.rng), b = Query::prepare(f, list, w.rng);
  ASSERT_TRUE(a.ok() && b.ok());
  std::set<Bytes> seen;
  for (const auto* q : {&*a, &*b}) {
    const View v = q->request().blinded;
    for (std::size_t i = 0; i < kBatch; i++) seen.insert(to_bytes(v.subspan(32 * i, 32)));
  }
  EXPECT_EQ(seen.size(), 2 * kBatch);
}

TEST(Query, AReplyOfAnotherKeyOrWithAnyBitChangedIsRefused_LST_5) {
  World w;
  const std::vector<phash::Picture> listed{media::landscape(1)};
  const auto list = w.publish(listed);
  const auto query = Query::prepare(print_of(listed[0]), list, w.rng);
  ASSERT_TRUE(query.ok());
  const auto good = w.serve(query->request());
  ASSERT_TRUE(query->finish(good, list).ok());

  const auto other_key = evaluate(crypto::VoprfKey::generate(w.rng), query->request(), w.rng);
  ASSERT_TRUE(other_key.ok());
  EXPECT_EQ(query->finish(*other_key, list).error(), Err::forged);

  for (const std::size_t at : {0u, 31u, 32u, 63u}) {
    auto bad = good;
    bad.proof[at] ^= 4;
    EXPECT_FALSE(query->finish(bad, list).ok()) << at;
  }
  auto swapped = good;
  std::swap_ranges(swapped.evaluated.begin(), swapped.evaluated.begin() + 32,
                   swapped.evaluated.begin() + 32);
  EXPECT_EQ(query->finish(swapped, list).error(), Err::forged);
  auto replaced = good;
  std::copy_n(other_key->evaluated.begin(), 32, replaced.evaluated.begin());
  EXPECT_EQ(query->finish(replaced, list).error(), Err::forged);
}

TEST(Query, TheServerRefusesElementsThatAreNone_LST_5) {
  World w;
  MatchRequest r;  // all identity
  EXPECT_EQ(evaluate(w.match_key, r, w.rng).error(), Err::malformed);
  r.blinded.fill(0xff);
  EXPECT_EQ(evaluate(w.match_key, r, w.rng).error(), Err::malformed);
}

TEST(Query, AnAnswerForAnotherListVersionIsStale_LST_5) {
  World w;
  const auto one = w.publish({}, 1), two = w.publish({}, 2);
  const auto query = Query::prepare(print_of(media::landscape(1)), one, w.rng);
  ASSERT_TRUE(query.ok());
  EXPECT_EQ(query->finish(w.serve(query->request()), two).error(), Err::stale);
}

TEST(Query, AFlatPictureIsUnhashableAndNeverListed_LST_4) {
  World w;
  const auto list = w.publish({});
  EXPECT_EQ(w.look_up({300, 300, phash::Channels::grey, Bytes(90000, 7)}, list),
            Verdict::unhashable);
}

// ---- what the list is for

TEST(Recognition, AListedPictureAtJpegQuality50AndHalfSizeIsFoundAndOthersAreSilent_LST_10) {
  World w;
  constexpr int kListed = 40, kOthers = 40;
  std::vector<phash::Picture> listed;
  for (int i = 0; i < kListed; i++)
    listed.push_back(media::landscape(static_cast<std::uint64_t>(1000 + i)));
  const auto list = w.publish(listed);
  int found = 0, false_hits = 0, within = 0;
  for (const auto& p : listed) {
    const auto changed = through_jpeg(media::half_size(through_jpeg(p, 90)), 50);
    found += w.look_up(changed, list) == Verdict::listed;
    within +=
        phash::distance(print_of(changed).hash, print_of(p).hash) <= phash::kSamePictureDistance;
  }
  for (int i = 0; i < kOthers; i++) {
    false_hits +=
        w.look_up(media::landscape(static_cast<std::uint64_t>(5000 + i)), list) == Verdict::listed;
  }
  std::printf("list: recall %d of %d (PDQ itself within 31 bits: %d), false hits %d of %d\n", found,
              kListed, within, false_hits, kOthers);
  RecordProperty("recall_percent", 100 * found / kListed);
  EXPECT_GE(found, kListed * 95 / 100);
  EXPECT_EQ(false_hits, 0);
}

TEST(Recognition, AMirroredOrTurnedPictureIsFoundAsOftenAsOneThatLiesAsListed_LST_15) {
  World w;
  constexpr int kListed = 12;
  std::vector<phash::Picture> listed;
  for (int i = 0; i < kListed; i++)
    listed.push_back(media::landscape(static_cast<std::uint64_t>(2000 + i)));
  const auto in_all_turns = w.publish(listed, 1, World::Turned::yes),
             as_it_lies = w.publish(listed);
  int upright = 0, mirrored = 0, turned = 0, without = 0;
  for (const auto& p : listed) {
    const auto found = [&](const phash::Picture& from, const AcceptedList& list) {
      return w.look_up(through_jpeg(media::half_size(from), 50), list) == Verdict::listed;
    };
    upright += found(p, as_it_lies);
    mirrored += found(media::mirrored(p), in_all_turns);
    turned += found(phash::turned(p, phash::Turn::rotate90), in_all_turns);
    without += found(media::mirrored(p), as_it_lies);
  }
  std::printf(
      "list: of %d pictures found %d upright, %d mirrored, %d turned; mirrored and listed as they lie only, %d\n",
      kListed, upright, mirrored, turned, without);
  EXPECT_GE(mirrored, upright - 1);
  EXPECT_GE(turned, upright - 1);
  EXPECT_EQ(without, 0);
}

// ---- LST-6: the filter

TEST(Filter, HoldsExactlyItsTagsPaddedToAPowerOfTwo_LST_6) {
  World w;
  std::vector<Tag> tags;
  for (int i = 0; i < 1100; i++) tags.push_back(w.rng.array<8>());
  tags.push_back(tags[0]);
  const auto filter = Filter::build(tags, w.filler, w.kind, 3);
  ASSERT_TRUE(filter.ok());
  EXPECT_EQ(filter->slots(), 2048u);
  for (const auto& t : tags) EXPECT_TRUE(filter->contains_var(t));
  int strangers = 0;
  for (int i = 0; i < 1000; i++) strangers += filter->contains_var(w.rng.array<8>());
  EXPECT_EQ(strangers, 0);
  EXPECT_EQ(Filter::build({}, w.filler, w.kind, 3)->slots(), kSlotsMin);
}

TEST(Filter, BothHotlinesComputeTheSameBytesAndAnotherSeedGivesOthers_LST_6) {
  World w;
  std::vector<Tag> tags{w.rng.array<8>(), w.rng.array<8>()};
  const auto a = Filter::build(tags, w.filler, w.kind, 1);
  std::swap(tags[0], tags[1]);
  const auto b = Filter::build(tags, w.filler, w.kind, 1);
  EXPECT_EQ(a->encode(), b->encode());
  EXPECT_NE(a->digest(), Filter::build(tags, w.filler, w.kind, 2)->digest());
  EXPECT_NE(a->digest(), Filter::build(tags, w.rng.secret<32>(), w.kind, 1)->digest());
  EXPECT_NE(a->digest(), Filter::build(tags, w.filler, Kind::terrorism, 1)->digest())
      << "what two kinds had in common would be filler";
}

TEST(Filter, OnlyItsOneEncodingIsDecoded_LST_6) {
  World w;
  const auto filter = Filter::build({w.rng.array<8>()}, w.filler, w.kind, 1);
  const Bytes good = filter->encode();
  ASSERT_TRUE(Filter::decode(good).ok());
  Bytes swapped = good;
  std::swap_ranges(swapped.begin(), swapped.begin() + 8, swapped.begin() + 8);
  EXPECT_EQ(Filter::decode(swapped).error(), Err::malformed);
  Bytes twice = good;
  std::copy_n(twice.begin(), 8, twice.begin() + 8);
  EXPECT_EQ(Filter::decode(twice).error(), Err::malformed);
  EXPECT_EQ(Filter::decode(View(good).first(good.size() - 8)).error(), Err::malformed);
  EXPECT_EQ(Filter::decode(View(good).first(good.size() - 1)).error(), Err::malformed);
  EXPECT_EQ(Filter::decode({}).error(), Err::malformed);
}

TEST(Filter, BytesThatTheHeadDoesNotNameAreForged_LST_6) {
  World w;
  const auto good = Filter::build({}, w.filler, w.kind, 1);
  const auto other = Filter::build({}, w.filler, w.kind, 2);
  auto head = w.accept(w.sign(w.head_of({}, *good, 1)));
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(AcceptedList::with(*head, other->encode()).error(), Err::forged);
  EXPECT_TRUE(AcceptedList::with(*head, good->encode()).ok());
}

TEST(Filter, TheChanceOfAnAccidentalHitIsAsStated_LST_6) {
  EXPECT_DOUBLE_EQ(false_positive_rate(1u << 20, 128), 0x1p-37);
}

// ---- LST-7, LST-8: entries

TEST(Entries, NeedTwoAuthoritiesOfTwoJurisdictions_LST_7) {
  World w;
  const auto good = w.entry(media::landscape(1));
  auto check = [&](const CertifiedEntry& e) {
    return check_entries(std::span(&e, 1), w.kind, w.trust.authorities, w.now);
  };
  EXPECT_TRUE(check(good).ok());
  EXPECT_EQ(check({good.entry, {good.attestations[0]}}).error(), Err::refused);
  EXPECT_EQ(check({good.entry, {good.attestations[0], attest(good.entry, w.nl2)}}).error(),
            Err::refused);
  EXPECT_EQ(check({good.entry, {good.attestations[0], attest(good.entry, w.stranger)}}).error(),
            Err::refused);
  auto changed = good;
  changed.entry.kind = Kind::drill;
  EXPECT_EQ(check(changed).error(), Err::refused);
  EXPECT_EQ(err(check_entries(std::span(&changed, 1), Kind::drill, w.trust.authorities, w.now)),
            Err::forged);
}

TEST(Entries, OnePictureStandsOnAListOnce_LST_7) {
  World w;
  const std::vector<CertifiedEntry> twice{w.entry(media::landscape(1)),
                                          w.entry(media::landscape(1))};
  EXPECT_EQ(check_entries(twice, w.kind, w.trust.authorities, w.now).error(), Err::refused);
}

TEST(Entries, ASecondAuthorityAttestsOnlyAPictureItHoldsItself_LST_8) {
  World w;
  const auto p = media::landscape(1);
  const Entry e{print_of(p).hash, {}, w.kind, "analyst", "case", w.now, w.now + kDay_ms, {}};
  const auto by_copy = [&](const phash::Picture& own) {
    const std::vector<phash::Hash> hashes{print_of(own).hash};
    return err(attest_copy(e, {w.kind, hashes, w.now}, w.fr));
  };
  EXPECT_EQ(by_copy(through_jpeg(p, 60)), std::nullopt);
  EXPECT_EQ(by_copy(media::landscape(2)), Err::refused);
  const std::vector<phash::Hash> own{e.hash};
  EXPECT_EQ(err(attest_copy(e, {Kind::terrorism, own, w.now}, w.fr)), Err::refused)
      << "it found another kind of picture";
}

TEST(Entries, ATurnThatTheSecondAuthorityCannotVouchForIsNotAttested_LST_8) {
  World w;
  const auto p = media::landscape(1), mirrored = media::mirrored(p);
  Entry e{print_of(p).hash, {print_of(mirrored).hash},
          w.kind,           "analyst",
          "case",           w.now,
          w.now + kDay_ms,  {}};
  const std::vector<phash::Hash> as_it_lies{e.hash},
      both{e.hash, print_of(through_jpeg(mirrored, 60)).hash};
  EXPECT_EQ(err(attest_copy(e, {w.kind, as_it_lies, w.now}, w.fr)), Err::refused);
  EXPECT_EQ(err(attest_copy(e, {w.kind, both, w.now}, w.fr)), std::nullopt);
  e.turned = {print_of(media::landscape(66)).hash};  // something else, smuggled in as a turn
  EXPECT_EQ(err(attest_copy(e, {w.kind, both, w.now}, w.fr)), Err::refused);
}

TEST(Entries, AnEntryStandsUntilItsDayAndNoDayIsLaterThanThreeYearsAfterEitherLook_LST_14) {
  World w;
  auto e = w.entry(media::landscape(1)).entry;
  const auto check = [&](Time expires, Time issued) {
    e.expires = expires;
    const CertifiedEntry both{e, {attest(e, w.nl), attest(e, w.fr)}};
    return err(check_entries(std::span(&both, 1), w.kind, w.trust.authorities, issued));
  };
  EXPECT_EQ(check(w.now + kDay_ms, w.now), std::nullopt);
  EXPECT_EQ(check(w.now + kDay_ms, w.now + kDay_ms - 1), std::nullopt);
  EXPECT_EQ(check(w.now + kDay_ms, w.now + kDay_ms), Err::stale);
  EXPECT_EQ(check(e.assessed, e.assessed - 1), Err::malformed) << "it expired before it began";
  EXPECT_EQ(check(e.assessed + kEntryLife_ms, w.now), std::nullopt);
  EXPECT_EQ(check(e.assessed + (kEntryLife_ms + 1), w.now), Err::malformed);
  EXPECT_EQ(check({~std::uint64_t{0}}, w.now), Err::malformed);

  e.expires = w.now + kEntryLife_ms;
  const std::vector<phash::Hash> own{e.hash};
  EXPECT_EQ(err(attest_copy(e, {w.kind, own, w.now}, w.fr)), std::nullopt);
  EXPECT_EQ(err(attest_copy(e, {w.kind, own, w.now - 1}, w.fr)), Err::refused)
      << "the second authority looked too long ago";
}

TEST(Entries, AnExpiryThatWasMovedIsForged_LST_14) {
  World w;
  auto e = w.entry(media::landscape(1));
  e.entry.expires = e.entry.expires - kDay_ms;
  EXPECT_EQ(err(check_entries(std::span(&e, 1), w.kind, w.trust.authorities, w.now)), Err::forged);
}

TEST(Entries, ARenewedEntryKeepsItsName_LST_14) {
  World w;
  const auto before = w.entry(media::landscape(1)).entry;
  auto after = before;
  after.assessed = after.assessed + kDay_ms;
  after.expires = after.expires + kDay_ms;
  EXPECT_EQ(name_of(after), name_of(before));
  EXPECT_NE(digest_of(after), digest_of(before));
  after.salt[0] ^= 1;
  EXPECT_NE(name_of(after), name_of(before));
}

TEST(Entries, TheRootDependsOnEveryEntryAndNotOnTheirOrder_LST_7) {
  World w;
  std::vector<CertifiedEntry> e{w.entry(media::landscape(1)), w.entry(media::landscape(2)),
                                w.entry(media::landscape(3))};
  const auto root = entries_root(e);
  std::swap(e[0], e[2]);
  EXPECT_EQ(entries_root(e), root);
  e[1].entry.salt[0] ^= 1;
  EXPECT_NE(entries_root(e), root);
  e.pop_back();
  EXPECT_NE(entries_root(e), root);
}

}  // namespace
}  // namespace eq::list
