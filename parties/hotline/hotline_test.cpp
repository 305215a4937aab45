// Two hotlines against a real service, in one process.
#include "eq/phash/robust.h"
#include "eq/phash/turned_picture.h"
#include "parties/hotline/holder_key.h"
#include "parties/hotline/holder_work.h"
#include "parties/hotline/world_for_tests.h"

namespace eq::hotline {
namespace {

TEST(Hotline, TwoHotlinesPublishAListThatAClientAccepts_HOT_3) {
  World w;
  for (std::uint64_t i = 0; i < 5; i++) {
    w.hold(w.nl, print_of(i));
    w.hold(w.fr, other_copy(i));
  }
  const auto out = w.whole_round();
  ASSERT_TRUE(out.ok()) << to_text(out.error());
  EXPECT_EQ(out->entries, 5u);
  EXPECT_TRUE(out->declined.empty());
  const auto list = w.client_list();
  EXPECT_EQ(list.head().version, 1u);
  EXPECT_EQ(list.head().slots, list::kSlotsMin);
  EXPECT_EQ(list.accepted().certified_by().size(), 2u);

  auto h = w.environment();
  const auto seen = published(w.fr, h, kKind);
  ASSERT_TRUE(seen.ok() && *seen);
  EXPECT_EQ((*seen)->known_entries, 5u);
}

TEST(Hotline, ALawfulPictureIsProvedAbsentAndAListedOneCannotBe_HOT_7) {
  World w;
  w.hold(w.nl, print_of(1));
  w.hold(w.fr, other_copy(1));
  auto h = w.environment();
  EXPECT_EQ(prove_absent(w.nl, h, kKind, print_of(7)).error(), Err::missing) << "no list yet";
  ASSERT_TRUE(w.whole_round().ok());
  const auto proof = prove_absent(w.nl, h, kKind, print_of(7));
  ASSERT_TRUE(proof.ok());
  EXPECT_TRUE(list::verify_absence(print_of(7), w.client_list(), *proof).ok());
  EXPECT_EQ(prove_absent(w.nl, h, kKind, print_of(1)).error(), Err::refused);
}

TEST(Hotline, WhatTheOtherHotlineDoesNotHoldItselfIsDeclined_HOT_2) {
  World w;
  w.hold(w.nl, print_of(1));
  w.hold(w.nl, print_of(2));
  w.hold(w.fr, other_copy(2));
  w.hold(w.fr, other_copy(3));
  const auto out = w.whole_round();
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out->entries, 1u);
  ASSERT_EQ(out->declined.size(), 1u);
  EXPECT_EQ(out->declined[0], print_of(1).hash);
}

TEST(Hotline, WhoHoldsNoCopyOfAnyEntrySignsNoEmptyList_HOT_2) {
  World w;
  w.hold(w.nl, print_of(1));
  auto h = w.environment();
  const Terms terms{kKind, {{"*", list::Mode::warn_user_only, {}}}, 30, {}};
  ASSERT_TRUE(propose(w.nl, h, "Point", terms).ok());
  const auto out = certify(w.fr, h);
  ASSERT_TRUE(out.ok());
  EXPECT_TRUE(out->done.empty());
  ASSERT_EQ(out->ignored.size(), 1u);
  EXPECT_EQ(out->ignored[0].why, Ignored::nothing_held);
  // Nothing was signed, so nothing stands in the way of the first version.
  w.hold(w.fr, other_copy(1));
  ASSERT_TRUE(w.whole_round().ok());
  // And what both took back leaves a list of nothing.
  ASSERT_TRUE(withdraw(w.fr, kKind, other_copy(1).hash, list::Reason::withdrawn, w.now).ok());
  ASSERT_TRUE(withdraw(w.nl, kKind, print_of(1).hash, list::Reason::withdrawn, w.now).ok());
  const auto emptied = w.whole_round();
  ASSERT_TRUE(emptied.ok());
  EXPECT_EQ(emptied->entries, 0u);
}

/// `list propose` refuses both; a proposer can write the letter itself.
TEST(Hotline, NobodySignsAListOfNothingThatNothingExplains_HOT_2) {
  World w;
  auto h = w.environment();
  const Terms terms{kKind, {{"*", list::Mode::warn_user_only, {}}}, 30, {}};
  const auto why = [&](bool says_what_went) {
    // as a program that forgets what it holds
    auto hostile = *State::load(w.nl.save());
    hostile.holdings.clear();
    hostile.of(kKind).entries.clear();
    if (!says_what_went) hostile.of(kKind).removals.clear();
    EXPECT_TRUE(propose(hostile, h, "Point", terms).ok());
    const auto out = certify(w.fr, h);
    EXPECT_TRUE(out.ok());
    return out->ignored.empty() ? std::nullopt : std::optional(out->ignored.at(0).why);
  };
  EXPECT_EQ(why(true), Ignored::empties_list) << "a first version";
  w.hold(w.nl, print_of(1));
  w.hold(w.fr, other_copy(1));
  ASSERT_TRUE(w.whole_round().ok()) << "it stands in the way of nothing";
  EXPECT_EQ(why(true), Ignored::empties_list) << "what is published would be gone unsaid";
  ASSERT_TRUE(withdraw(w.nl, kKind, print_of(1).hash, list::Reason::withdrawn, w.now).ok());
  EXPECT_EQ(why(false), Ignored::empties_list);
  EXPECT_EQ(why(true), std::nullopt) << "one withdrew it and says so: it is gone for both";
}

TEST(Hotline, ALowQualityPictureIsNotTakenIn_HOT_1) {
  World w;
  EXPECT_EQ(err(add(w.nl, copy_of(print_of({300, 300, phash::Channels::grey, Bytes(90000, 9)})),
                    Turns::all, w.drill())),
            Err::refused);
  const auto refused = [&](auto change) {
    auto a = w.drill();
    change(a);
    return err(add(w.nl, copy_of(print_of(1)), Turns::all, a)) == Err::malformed;
  };
  EXPECT_TRUE(refused([](auto& a) { a.assessor.clear(); }));
  EXPECT_TRUE(refused([](auto& a) { a.provenance = std::string(501, 'x'); }));
  EXPECT_TRUE(refused([](auto& a) { a.expires = a.at; }));
  EXPECT_TRUE(refused([](auto& a) { a.expires = a.at - kDay_ms; }));
  EXPECT_TRUE(refused([](auto& a) { a.expires = a.at + (list::kEntryLife_ms + 1); }));
}

TEST(Hotline, AProposalGoesOnlyToAnotherJurisdiction_HOT_1) {
  World w;
  auto h = w.environment();
  w.hold(w.nl, print_of(1));
  EXPECT_EQ(propose(w.nl, h, "Tweede", {kKind, {}, 30, {}}).error(), Err::refused);
  EXPECT_EQ(propose(w.nl, h, "Meldpunt", {kKind, {}, 30, {}}).error(), Err::missing);
  EXPECT_EQ(propose(w.nl, h, "Nobody", {kKind, {}, 30, {}}).error(), Err::missing);
}

TEST(Hotline, AWithdrawnEntryIsGoneFromTheNextVersionWhoeverWithdrewIt_HOT_4) {
  World w;
  for (std::uint64_t i = 0; i < 3; i++) {
    w.hold(w.nl, print_of(i));
    w.hold(w.fr, print_of(i));
  }
  ASSERT_TRUE(w.whole_round().ok());
  ASSERT_TRUE(withdraw(w.nl, kKind, print_of(0).hash, list::Reason::withdrawn, w.now).ok());
  w.pass(kDay_ms);
  auto second = w.whole_round();
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->entries, 2u);
  EXPECT_EQ(second->signed_head.head.version, 2u);
  ASSERT_TRUE(withdraw(w.fr, kKind, print_of(1).hash, list::Reason::withdrawn, w.now).ok());
  w.pass(kDay_ms);
  auto third = w.whole_round();
  ASSERT_TRUE(third.ok()) << to_text(third.error());
  EXPECT_EQ(third->entries, 1u);
  EXPECT_EQ(third->declined.size(), 1u);
  EXPECT_EQ(withdraw(w.nl, kKind, print_of(99).hash, list::Reason::withdrawn, w.now).error(),
            Err::missing);
}

TEST(Hotline, AnUnchangedEntryKeepsItsAttestationsAcrossVersions_HOT_3) {
  World w;
  w.hold(w.nl, print_of(1));
  w.hold(w.fr, print_of(1));
  ASSERT_TRUE(w.whole_round().ok());
  const auto before = w.nl.of(kKind).entries;
  w.hold(w.nl, print_of(2));
  w.hold(w.fr, print_of(2));
  w.pass(kDay_ms);
  const auto out = w.whole_round();
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out->entries, 2u);
  EXPECT_NE(std::find(w.nl.of(kKind).entries.begin(), w.nl.of(kKind).entries.end(), before[0]),
            w.nl.of(kKind).entries.end());
}

TEST(Hotline, AnAnswerWithAnEntryThatWasNotProposedIsRefused_HOT_3) {
  World w;
  auto h = w.environment();
  w.hold(w.nl, print_of(1));
  w.hold(w.fr, print_of(1));
  ASSERT_TRUE(propose(w.nl, h, "Point", {kKind, {}, 30, {}}).ok());
  // The other hotline puts in an entry of its own and signs a perfectly consistent head.
  const Proposal p = w.nl.of(kKind).proposed.at(0).proposal;
  Countersignature a;
  a.proposal = p.id();
  list::Entry smuggled{print_of(66).hash, {}, kKind, "x", "y", w.now, w.now + kDay_ms, {}};
  a.entries = {{smuggled, {list::attest(smuggled, w.fr.signing)}}};
  const auto filter = compute_filter(w.fr, h, a.entries, p.tokens, Secret<32>(Array<32>(p.filler)),
                                     p.kind, p.version);
  ASSERT_TRUE(filter.ok());
  a.head = head_of(p, a.entries, *filter, w.realm, {}, {}, {});
  a.signature = list::sign_head(a.head, w.fr.signing);
  w.answer(a);
  EXPECT_EQ(publish(w.nl, h, kKind).error(), Err::refused);
}

TEST(Hotline, AHeadWithATagMoreThanTheEntriesGiveIsRefused_HOT_3) {
  World w;
  auto h = w.environment();
  w.hold(w.nl, print_of(1));
  ASSERT_TRUE(propose(w.nl, h, "Point", {kKind, {}, 30, {}}).ok());
  const Proposal p = w.nl.of(kKind).proposed.at(0).proposal;
  Countersignature a;
  a.proposal = p.id();
  a.entries = p.entries;
  a.entries[0].attestations.push_back(list::attest(a.entries[0].entry, w.fr.signing));
  // A filter over one token more than the entries have.
  auto padded = a.entries;
  list::Entry hidden{print_of(66).hash, {}, kKind, "x", "y", w.now, w.now + kDay_ms, {}};
  padded.push_back({hidden, {}});
  const auto filter =
      compute_filter(w.fr, h, padded, p.tokens, Secret<32>(Array<32>(p.filler)), p.kind, p.version);
  ASSERT_TRUE(filter.ok());
  a.head = head_of(p, a.entries, *filter, w.realm, {}, {}, {});
  a.signature = list::sign_head(a.head, w.fr.signing);
  w.answer(a);
  EXPECT_EQ(publish(w.nl, h, kKind).error(), Err::refused);
}

TEST(Hotline, AProposalThatDoesNotContinueThePublishedListIsIgnored_HOT_5) {
  World w;
  auto h = w.environment();
  w.hold(w.nl, print_of(1));
  w.hold(w.fr, print_of(1));
  ASSERT_TRUE(propose(w.nl, h, "Point", {kKind, {}, 30, {}}).ok());
  ASSERT_TRUE(propose(w.nl, h, "Point", {kKind, {}, 30, {}})
                  .ok());  // the same version again: the later one counts
  const auto first = certify(w.fr, h);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->done.size(), 1u);
  ASSERT_EQ(first->ignored.size(), 1u);
  EXPECT_EQ(first->ignored[0].why, Ignored::replaced);
  EXPECT_EQ(first->ignored[0].from, "Meldpunt");
  ASSERT_TRUE(publish(w.nl, h, kKind).ok());
  // Version 1 is out now; a third proposal of version 1 comes too late.
  Proposal late = [&] {
    EQ_ASSERT(propose(w.nl, h, "Point", {kKind, {}, 30, {}}).ok());
    return w.nl.of(kKind).proposed.back().proposal;
  }();
  EXPECT_EQ(late.version, 2u);
  late.version = 1;
  late.previous = {};
  ASSERT_TRUE(certify(w.fr, h).ok());
  const auto to = wire::Address::of(w.fr.signing.verify_key());
  auto letter = wire::seal_letter(to, w.fr.letters.public_key, wire::LetterKind::list_proposal,
                                  encode(late), w.nl.signing, w.now, w.rng);
  ASSERT_TRUE(letter.ok());
  ASSERT_TRUE(
      wire::ask(*w.wire_, {w.nl.signing, w.realm.name}, w.now, w.rng, wire::DeskPost{to, *letter})
          .ok());
  const auto out = certify(w.fr, h);
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out->done.size(), 0u);
  ASSERT_EQ(out->ignored.size(), 1u);
  EXPECT_EQ(out->ignored[0].why, Ignored::not_next);
}

TEST(Hotline, WithoutAnAnswerNothingIsPublished_HOT_3) {
  World w;
  auto h = w.environment();
  w.hold(w.nl, print_of(1));
  EXPECT_EQ(publish(w.nl, h, kKind).error(), Err::missing);
  ASSERT_TRUE(propose(w.nl, h, "Point", {kKind, {}, 30, {}}).ok());
  EXPECT_EQ(publish(w.nl, h, kKind).error(), Err::missing);
  const auto seen = published(w.nl, h, kKind);
  ASSERT_TRUE(seen.ok());
  EXPECT_FALSE(seen->has_value());
}

TEST(Hotline, TheServiceSeesNoHashAndNoToken_HOT_6) {
  World w;
  w.hold(w.nl, print_of(1));
  w.hold(w.fr, print_of(1));
  ASSERT_TRUE(w.whole_round().ok());
  const Bytes stored = w.service->store().dump();
  const auto hash = print_of(1).hash;
  auto occurs = [&](View what) {
    return std::search(stored.begin(), stored.end(), what.begin(), what.end()) != stored.end();
  };
  EXPECT_FALSE(occurs(hash.bytes));
  for (const auto& t : phash::list_tokens(hash, w.client_list().head().tokens))
    EXPECT_FALSE(occurs(be64(t.bits)));
  EXPECT_TRUE(occurs(View(w.nl.signing.verify_key().bytes)));  // the search itself works
}

TEST(Hotline, StateSurvivesSavingAndRefusesDamage) {
  World w;
  auto h = w.environment();
  w.hold(w.nl, print_of(1));
  w.hold(w.fr, print_of(1));
  ASSERT_TRUE(propose(w.nl, h, "Point", {kKind, {}, 30, {}}).ok());
  const Bytes saved = w.nl.save();
  auto again = State::load(saved);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->save(), saved);
  ASSERT_TRUE(certify(w.fr, h).ok());
  ASSERT_TRUE(publish(*again, h, kKind).ok());
  EXPECT_FALSE(State::load(View(saved).first(saved.size() - 1)).ok());
  Bytes other_version = saved;
  other_version[1]++;
  EXPECT_EQ(State::load(other_version).error(), Err::unsupported);
}

// ---- turns, expiry, what is alike

TEST(Hotline, APictureTurnedOrMirroredIsFoundIfBothHotlinesSawItsPixels_HOT_13) {
  World w;
  const auto picture = media::landscape(1, 400, 300),
             other = *media::decode(*media::encode_jpeg(picture, 70));
  ASSERT_TRUE(add(w.nl, *look_at(picture), Turns::all, w.drill()).ok());
  ASSERT_TRUE(add(w.fr, *look_at(other), Turns::none, w.drill()).ok());
  ASSERT_TRUE(w.whole_round().ok());
  ASSERT_EQ(w.nl.of(kKind).entries[0].entry.turned.size(), 7u);
  const auto list = w.client_list();
  auto h = w.environment();
  ASSERT_TRUE(published(w.fr, h, kKind).ok());
  for (const auto& lies :
       {picture, media::mirrored(picture), phash::turned(picture, phash::Turn::rotate90)}) {
    const auto query = *list::Query::prepare(print_of(lies), list, w.rng);
    const auto reply = wire::ask(*w.wire_, {w.nl.signing, w.realm.name}, w.now, w.rng,
                                 wire::MatchEvaluate{query.request().blinded});
    ASSERT_TRUE(reply.ok());
    const auto finding = query.finish({reply->evaluated, reply->proof}, list);
    EXPECT_EQ(finding->verdict, list::Verdict::listed);
    EXPECT_FALSE(finding->hits.empty());
    EXPECT_EQ(name_of_entry(w.fr, kKind, {print_of(lies).hash, phash::middle(lies)->hash}),
              list::name_of(w.nl.of(kKind).entries[0].entry));
  }
}

TEST(Hotline, WhatIsAskedOfTheListSaysWhichTurnsAreListed_HOT_13) {
  const auto copy = *look_at(media::landscape(1, 400, 300));
  EXPECT_TRUE(turned_hashes(copy, Turns::none).empty());
  EXPECT_EQ(turned_hashes(copy, Turns::mirrored),
            (std::vector{print_of(media::mirrored(media::landscape(1, 400, 300))).hash}));
  EXPECT_EQ(turned_hashes(copy, Turns::all).size(), 7u);
  EXPECT_TRUE(turned_hashes(copy_of(print_of(1)), Turns::all).empty()) << "without its pixels";
}

TEST(Hotline, AnExpiredEntryLeavesWithTheNextVersionWhichSaysSo_HOT_11) {
  World w;
  auto short_lived = w.drill();
  short_lived.expires = w.now + 10 * kDay_ms;
  ASSERT_TRUE(add(w.nl, copy_of(print_of(1)), Turns::all, short_lived).ok());
  w.hold(w.nl, print_of(2));
  for (const std::uint64_t i : {1, 2}) w.hold(w.fr, print_of(i));
  ASSERT_TRUE(w.whole_round().ok());
  const auto one = *std::find_if(w.nl.of(kKind).entries.begin(), w.nl.of(kKind).entries.end(),
                                 [](auto& e) { return e.entry.hash == print_of(1).hash; });
  w.pass(10 * kDay_ms - 1);
  ASSERT_EQ(w.whole_round()->entries, 2u) << "its last moment";
  w.pass(1);
  const auto out = w.whole_round();
  ASSERT_TRUE(out.ok()) << to_text(out.error());
  EXPECT_EQ(out->entries, 1u);
  EXPECT_TRUE(out->declined.empty());
  EXPECT_EQ(out->signed_head.head.removed,
            (std::vector<list::Removal>{
                {list::name_of(one.entry), list::Reason::expired, short_lived.expires}}));
  w.pass(kDay_ms);
  EXPECT_TRUE(w.whole_round()->signed_head.head.removed.empty()) << "said once";
}

TEST(Hotline, LookingAgainRenewsAnEntryIfBothDo_HOT_11) {
  World w;
  w.hold(w.nl, print_of(1));
  w.hold(w.fr, print_of(1));
  ASSERT_TRUE(w.whole_round().ok());
  const auto before = w.nl.of(kKind).entries[0];
  w.pass(500 * kDay_ms);
  auto again = w.drill();
  again.expires = again.at + list::kEntryLife_ms;
  ASSERT_TRUE(add(w.nl, copy_of(print_of(1)), Turns::all, again).ok());
  ASSERT_TRUE(w.whole_round().ok());
  EXPECT_EQ(w.nl.of(kKind).entries[0], before)
      << "the other hotline looked too long ago: it stays as it was";
  w.hold(w.fr, print_of(1));
  w.pass(kDay_ms);
  const auto out = w.whole_round();
  ASSERT_TRUE(out.ok() && out->declined.empty());
  EXPECT_EQ(w.nl.of(kKind).entries[0].entry.expires, again.expires);
  EXPECT_EQ(list::name_of(w.nl.of(kKind).entries[0].entry), list::name_of(before.entry));
  EXPECT_TRUE(out->signed_head.head.removed.empty());
  w.pass(300 * kDay_ms);  // by its first date it would be gone
  EXPECT_EQ(w.whole_round()->entries, 1u);
}

TEST(Hotline, AProposalWithAnExtendedDateIsNotSigned_HOT_11) {
  World w;
  auto h = w.environment();
  w.hold(w.nl, print_of(1));
  w.hold(w.fr, print_of(1));
  ASSERT_TRUE(w.whole_round().ok());
  w.nl.of(kKind).entries[0].entry.expires = w.nl.of(kKind).entries[0].entry.expires + kDay_ms;
  w.nl.of(kKind).entries[0].attestations[0] =
      list::attest(w.nl.of(kKind).entries[0].entry, w.nl.signing);
  ASSERT_TRUE(propose(w.nl, h, "Point", {kKind, {}, 30, {}}).ok());
  const auto out = certify(w.fr, h);
  ASSERT_TRUE(out.ok());
  EXPECT_TRUE(out->done.empty());
  ASSERT_EQ(out->ignored.size(), 1u);
  EXPECT_EQ(out->ignored[0].why, Ignored::unsound);
}

TEST(Hotline, WhatLooksLikeAPictureHeldAlreadyIsNamed_HOT_12) {
  World w;
  const auto picture = media::landscape(1, 400, 300);
  ASSERT_TRUE(add(w.nl, *look_at(picture), Turns::all, w.drill()).ok());
  EXPECT_TRUE(alike(w.nl, *look_at(picture), list::Kind::terrorism).empty())
      << "the same hash renews";
  EXPECT_TRUE(alike(w.nl, *look_at(media::landscape(2, 400, 300)), kKind).empty());
  const auto mirrored = *look_at(media::mirrored(picture));
  const auto same = alike(w.nl, mirrored, kKind),
             conflict = alike(w.nl, mirrored, list::Kind::terrorism);
  ASSERT_TRUE(same.size() == 1 && conflict.size() == 1);
  EXPECT_EQ(same[0].held, print_of(picture).hash);
  EXPECT_EQ(same[0].distance, 0);
  EXPECT_FALSE(same[0].conflicts);
  EXPECT_TRUE(conflict[0].conflicts);
}

// ---- holders of the evaluation key

TEST(Hotline, HotlinesOfTwoJurisdictionsMakeAKeyThatNeitherHas_HOT_8) {
  World w;
  auto h = w.environment();
  EXPECT_EQ(make_key(w.nl, h, kKind, {"Nobody"}, 2).error(), Err::missing);
  EXPECT_EQ(make_key(w.nl, h, kKind, {"Tweede"}, 2).error(), Err::refused) << "one jurisdiction";
  EXPECT_EQ(make_key(w.nl, h, kKind, {"Tweede", "Point"}, 2).error(), Err::refused)
      << "two of it among three";
  EXPECT_EQ(make_key(w.nl, h, kKind, {"Point"}, 1).error(), Err::refused) << "one alone";
  EXPECT_EQ(*make_key(w.nl, h, kKind, {"Point"}, 2), KeyStep::waits);
  EXPECT_EQ(*make_key(w.nl, h, kKind, {"Point"}, 2), KeyStep::waits) << "again, to no effect";
  EXPECT_EQ(*make_key(w.fr, h, kKind, {"Meldpunt"}, 2), KeyStep::waits);
  w.nl = *State::load(w.nl.save());
  EXPECT_EQ(*make_key(w.nl, h, kKind, {"Point"}, 2), KeyStep::made);
  EXPECT_EQ(*make_key(w.fr, h, kKind, {"Meldpunt"}, 2), KeyStep::made);
  ASSERT_TRUE(w.nl.of(kKind).key && w.fr.of(kKind).key);
  EXPECT_EQ(w.nl.of(kKind).key->key, w.fr.of(kKind).key->key);
  EXPECT_NE(w.nl.of(kKind).key->self, w.fr.of(kKind).key->self);
  for (const auto* s : {&w.nl, &w.fr}) {
    EXPECT_EQ(crypto::mul_base(s->of(kKind).key->share),
              s->of(kKind).key->key.share_points[s->of(kKind).key->self - 1u]);
    EXPECT_NE(crypto::mul_base(s->of(kKind).key->share), s->of(kKind).key->key.public_key);
  }
  EXPECT_EQ(make_key(w.nl, h, kKind, {"Point"}, 2).error(), Err::refused)
      << "a key is not replaced in place";
}

TEST(Hotline, WithoutACommonKeyNoListForReportsIsProposed_HOT_8) {
  World w;
  auto h = w.environment();
  w.hold(w.nl, print_of(1));
  EXPECT_EQ(propose(w.nl, h, "Point", {kKind, {}, 30, ReportTerms{}}).error(), Err::refused);
}

TEST(Hotline, AnOpenedPictureNeedsBothHashesOfAnEntry_HOT_10) {
  World w;
  const auto print = print_of(1);
  const phash::Hash middle{{7, 7, 7}};
  ASSERT_TRUE(add(w.nl, copy_of(print, middle), Turns::all, w.drill()).ok());
  w.hold(w.fr, other_copy(1));
  ASSERT_TRUE(w.whole_round().ok());
  const auto near = [](phash::Hash h, unsigned bits) {
    for (unsigned i = 0; i < bits; i++) h.set(255 - i);
    return h;
  };
  phash::Hash far_print = print.hash, far_middle = middle;
  for (auto* h : {&far_print, &far_middle})
    for (std::size_t i = 8; i < 16; i++) h->bytes[i] ^= 0xff;
  EXPECT_EQ(name_of_entry(w.nl, kKind, {print.hash, middle}),
            list::name_of(w.nl.of(kKind).entries[0].entry));
  EXPECT_TRUE(name_of_entry(w.nl, kKind, {near(print.hash, 8), near(middle, 8)}));
  EXPECT_FALSE(name_of_entry(w.nl, kKind, {far_print, middle}));
  EXPECT_FALSE(name_of_entry(w.nl, kKind, {print.hash, far_middle}));
  ASSERT_TRUE(withdraw(w.nl, kKind, print.hash, list::Reason::withdrawn, w.now).ok());
  EXPECT_FALSE(name_of_entry(w.nl, kKind, {print.hash, middle})) << "withdrawn";
}

TEST(Hotline, WhatIsOfOneKindIsNeitherProposedNorAttestedForAnother_HOT_18) {
  World w;
  for (const std::uint8_t seed : {1, 2}) w.hold(w.nl, print_of(seed));
  w.hold(w.fr, other_copy(2));
  auto as_terrorism = w.drill();
  as_terrorism.kind = list::Kind::terrorism;
  ASSERT_TRUE(add(w.fr, copy_of(other_copy(1)), Turns::all, as_terrorism).ok());
  EXPECT_EQ(err(add(w.nl, copy_of(print_of(1)), Turns::all, as_terrorism)), Err::refused)
      << "it is held as another kind";
  const auto out = w.whole_round();
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out->entries, 1u) << "the other hotline found something else in the first picture";
  EXPECT_EQ(out->declined, std::vector{print_of(1).hash});
  EXPECT_EQ(err(withdraw(w.fr, kKind, other_copy(1).hash, list::Reason::withdrawn, w.now)),
            Err::missing);
  auto h = w.environment();
  EXPECT_EQ(propose(w.nl, h, "Point", {list::Kind::terrorism, {}, 30, {}}).value(), 0u);
  EXPECT_EQ(w.nl.of(list::Kind::terrorism).proposed.at(0).proposal.version, 1u)
      << "each kind has its own versions";
}

TEST(Hotline, AHotlineWorksOnNoListThatItMayNotCertify_HOT_18) {
  World w;
  auto h = w.environment();
  w.realm.hotlines[1].kinds = {kKind};
  EXPECT_EQ(err(propose(w.nl, h, "Point", {list::Kind::terrorism, {}, 30, {}})), Err::refused);
  EXPECT_EQ(err(make_key(w.nl, h, list::Kind::terrorism, {"Point"}, 2)), Err::refused);
  EXPECT_EQ(err(make_key(w.nl, h, list::Kind::drill, {"Point"}, 2)), Err::refused)
      << "a drill reports nobody";
  w.realm.hotlines[1].kinds = list::Kinds::all();
  ASSERT_TRUE(propose(w.nl, h, "Point", {list::Kind::terrorism, {}, 30, {}}).ok());
  w.realm.hotlines[0].kinds = {kKind};
  EXPECT_TRUE(certify(w.fr, h)->done.empty()) << "whoever proposed it may not";
}

TEST(Hotline, AnswersAboutTwoKindsThatComeTogetherAreBothPublished_HOT_19) {
  World w;
  auto h = w.environment();
  constexpr auto kOther = list::Kind::terrorism;
  auto other = w.drill();
  other.kind = kOther;
  for (State* state : {&w.nl, &w.fr}) {
    w.hold(*state, print_of(1));
    ASSERT_TRUE(add(*state, copy_of(print_of(2)), Turns::all, other).ok());
  }
  ASSERT_TRUE(propose(w.nl, h, "Point", {kKind, {}, 30, {}}).ok());
  ASSERT_TRUE(propose(w.nl, h, "Point", {kOther, {}, 30, {}}).ok());
  EXPECT_EQ(certify(w.fr, h)->done.size(), 2u);
  EXPECT_TRUE(certify(w.nl, h)->done.empty()) << "its desk is emptied for something else";
  ASSERT_TRUE(publish(w.nl, h, kOther).ok());
  const auto again = State::load(w.nl.save());
  ASSERT_TRUE(again.ok() && again->of(kKind).proposed.at(0).answered)
      << "an answer survives a restart";
  EXPECT_TRUE(publish(w.nl, h, kKind).ok());
  EXPECT_TRUE(published(w.fr, h, kKind).value() && published(w.fr, h, kOther).value());
}

}  // namespace
}  // namespace eq::hotline
