// Between proposing and publishing: what is signed already, what is looked at or refused first, and
// a list whose last pictures leave it.
#include "parties/hotline/disputes.h"
#include "parties/hotline/holder_key.h"
#include "parties/hotline/world_for_tests.h"

namespace eq::hotline {
namespace {

const std::vector<list::RegionRule> kEverywhere{{"*", list::Mode::warn_user_only, {}}};

struct Two : World {
  Terms terms(IfAnswered if_answered = IfAnswered::stop) const {
    return {kKind, kEverywhere, 30, {}, if_answered};
  }
  void both_hold(std::uint64_t seed) {
    hold(nl, print_of(seed));
    hold(fr, other_copy(seed));
  }
  std::optional<Err> proposed(IfAnswered if_answered = IfAnswered::stop) {
    auto h = environment();
    return err(propose(nl, h, "Point", terms(if_answered)));
  }
  CertifyOutcome certified(const Answers& answers = {}) {
    auto h = environment();
    return certify(fr, h, answers).take();
  }
  std::optional<SignedAlready> waits() {
    auto h = environment();
    return signed_already(nl, h, kKind).take();
  }
  Result<PublishOutcome> published_now() {
    auto h = environment();
    return publish(nl, h, kKind);
  }
};

TEST(Answers, WhatIsSignedAlreadyIsNotProposedAnewUnsaidAndStaysPublishable_HOT_23) {
  Two w;
  w.both_hold(1);
  ASSERT_EQ(w.proposed(), std::nullopt);
  EXPECT_FALSE(w.waits());
  ASSERT_EQ(w.certified().done.size(), 1u);
  w.both_hold(2);
  EXPECT_EQ(w.proposed(), Err::refused) << "an answer waits";
  ASSERT_TRUE(w.waits());
  EXPECT_EQ(w.waits()->version, 1u);
  EXPECT_TRUE(w.waits()->withdrawn_since.empty());

  ASSERT_EQ(w.proposed(IfAnswered::propose_anew), std::nullopt);
  const auto again = w.certified();
  EXPECT_TRUE(again.done.empty());
  ASSERT_EQ(again.ignored.size(), 1u);
  EXPECT_EQ(again.ignored[0].why, Ignored::another_signed);
  w.nl = *State::load(w.nl.save());
  const auto out = w.published_now();
  ASSERT_TRUE(out.ok()) << to_text(out.error());
  EXPECT_EQ(out->entries, 1u) << "the first, which the other hotline signed";
  ASSERT_EQ(w.proposed(), std::nullopt) << "and the next is free";
  EXPECT_EQ(w.certified().done.size(), 1u);
  EXPECT_EQ(w.published_now()->entries, 2u);
}

TEST(Answers, WhatWasWithdrawnSinceIsNotPublishedWhoeverSignedIt_HOT_4_HOT_23) {
  Two w;
  w.both_hold(1);
  w.both_hold(2);
  ASSERT_EQ(w.proposed(), std::nullopt);
  ASSERT_EQ(w.certified().done.size(), 1u);
  ASSERT_TRUE(withdraw(w.nl, kKind, print_of(1).hash, list::Reason::withdrawn, w.now).ok());
  EXPECT_EQ(w.published_now().error(), Err::refused);
  EXPECT_EQ(w.waits()->withdrawn_since, std::vector{print_of(1).hash});
  w.pass(7 * kDay_ms + 1);
  ASSERT_EQ(w.proposed(IfAnswered::propose_anew), std::nullopt);
  ASSERT_EQ(w.certified().done.size(), 1u) << "after seven days";
  EXPECT_EQ(w.published_now()->entries, 1u);
}

TEST(Answers, AProposalIsLookedAtOrRefusedWithoutASignature_HOT_24) {
  Two w;
  w.both_hold(1);
  w.hold(w.nl, print_of(2));
  ASSERT_EQ(w.proposed(), std::nullopt);
  for (int i = 0; i < 2; ++i) {
    const auto looked = w.certified({kKind, Answering::look});
    ASSERT_EQ(looked.done.size(), 1u);
    EXPECT_EQ(looked.done[0].head.regions, kEverywhere);
    EXPECT_EQ(looked.done[0].entries, 1u);
    EXPECT_EQ(looked.done[0].declined, std::vector{print_of(2).hash});
    EXPECT_FALSE(w.fr.of(kKind).countersigned || w.fr.of(kKind).pending);
    EXPECT_FALSE(w.waits()) << "nothing was sent";
  }
  EXPECT_TRUE(w.certified({list::Kind::terrorism, Answering::sign}).done.empty()) << "another kind";
  const auto refused = w.certified({kKind, Answering::refuse});
  ASSERT_EQ(refused.refused.size(), 1u);
  EXPECT_EQ(refused.refused[0].from, "Meldpunt");
  EXPECT_EQ(refused.refused[0].version, 1u);
  EXPECT_TRUE(w.certified().done.empty()) << "it is gone";
  EXPECT_FALSE(w.waits());
  EXPECT_TRUE(w.whole_round().ok()) << "another may come";
}

TEST(Answers, TheLastPicturesLeaveAListThoughNothingStays_HOT_2_HOT_4) {
  Two w;
  w.both_hold(1);
  ASSERT_TRUE(w.whole_round().ok());
  ASSERT_TRUE(withdraw(w.nl, kKind, print_of(1).hash, list::Reason::withdrawn, w.now).ok());
  w.hold(w.nl, print_of(2));  // of which the other has no copy
  w.pass(kDay_ms);
  const auto out = w.whole_round();
  ASSERT_TRUE(out.ok()) << to_text(out.error());
  EXPECT_EQ(out->entries, 0u);
  EXPECT_EQ(out->signed_head.head.removed.size(), 1u);
  // Nothing is published now that could be taken off.
  w.pass(kDay_ms);
  ASSERT_EQ(w.proposed(), std::nullopt);
  const auto again = w.certified();
  ASSERT_EQ(again.ignored.size(), 1u);
  EXPECT_EQ(again.ignored[0].why, Ignored::nothing_held);
}

TEST(Answers, WhyAListForReportsThatNothingIsHeldOfIsNotSignedIsKnown_HOT_20) {
  Two w;
  auto h = w.environment();
  ASSERT_EQ(*make_key(w.nl, h, kKind, {"Point"}, 2), KeyStep::waits);
  ASSERT_EQ(*make_key(w.fr, h, kKind, {"Meldpunt"}, 2), KeyStep::waits);
  ASSERT_EQ(*make_key(w.nl, h, kKind, {"Point"}, 2), KeyStep::made);
  ASSERT_EQ(*make_key(w.fr, h, kKind, {"Meldpunt"}, 2), KeyStep::made);
  const auto why = [&] {
    Terms reports = w.terms();
    reports.reporting = ReportTerms{{2, 2}, 16, 90};
    auto later = w.environment();
    EXPECT_TRUE(propose(w.nl, later, "Point", reports).ok());
    const auto out = w.certified();
    EXPECT_EQ(out.ignored.size(), 1u);
    return out.ignored.empty() ? std::nullopt : std::optional(out.ignored[0].why);
  };
  w.hold(w.nl, print_of(1));
  EXPECT_EQ(why(), Ignored::nothing_held);
  w.hold(w.fr, other_copy(1));
  ASSERT_TRUE(w.whole_round().ok());
  ASSERT_TRUE(withdraw(w.nl, kKind, print_of(1).hash, list::Reason::withdrawn, w.now).ok());
  EXPECT_EQ(why(), Ignored::none_to_report);
}

TEST(Answers, HowADisputedEntryStandsIsKnownAfterItLeft_HOT_15) {
  Two w;
  w.both_hold(1);
  w.both_hold(2);
  ASSERT_TRUE(w.whole_round().ok());
  const auto hash = print_of(1).hash;
  const auto stands = [&](const State& state) {
    const auto found = entries_disputed(state, kKind, hash);
    return found.size() == 1 ? std::optional(found[0].stands) : std::nullopt;
  };
  EXPECT_EQ(stands(w.nl), Stands::listed);
  ASSERT_TRUE(withdraw(w.nl, kKind, hash, list::Reason::withdrawn, w.now).ok());
  EXPECT_EQ(stands(w.nl), Stands::leaving);
  w.pass(kDay_ms);
  ASSERT_TRUE(w.whole_round().ok());
  auto h = w.environment();
  ASSERT_TRUE(published(w.fr, h, kKind).ok());
  EXPECT_EQ(stands(w.nl), Stands::gone);
  EXPECT_EQ(stands(w.fr), Stands::gone) << "the other hotline knows of it, too";
  EXPECT_TRUE(entries_disputed(w.nl, kKind, print_of(9).hash).empty());
}

}  // namespace
}  // namespace eq::hotline
