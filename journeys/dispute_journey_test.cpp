// From a warning shown in error to the person who is told that it was wrong: disputes, answers,
// recall.
#include "apps/media/edit.h"
#include "apps/media/synth.h"
#include "journeys/lists.h"
#include "journeys/offices.h"
#include "parties/auditor/audit.h"
#include "parties/client/disputes.h"
#include "parties/client/warnings.h"
#include "parties/hotline/disputes.h"

namespace eq::journeys {
namespace {

using list::Mode;
using wire::DisputeGround;
using wire::DisputeOutcome;

struct DisputeJourney : ::testing::Test {
  Town town{41};
  std::unique_ptr<Person> ana = town.settle();
  client::PictureSeen one = seen(media::landscape(1, 512, 384)),
                      two = seen(media::landscape(2, 512, 384));

  // one basis, so one consent
  const std::vector<list::RegionRule> rules{rule(town, "*", Mode::warn_user_only)};

  DisputeJourney() { publish({one, two}); }

  list::SignedHead publish(const std::vector<client::PictureSeen>& pictures) {
    return publish_list(town, pictures, rules).signed_head;
  }
  /// Nothing new is held; what was withdrawn or expired goes.
  list::SignedHead next_version() { return publish({}); }
  list::Verdict look_up(Person& person, const client::PictureSeen& picture) {
    if (!person.state().consents.contains(kUsual)) agree(person, "NL", Mode::warn_user_only);
    auto h = person.environment();
    const auto list = must(client::current_list(person.state(), h, kUsual));
    return must(client::look_up_picture(person.state(), h, list, picture.fingerprint, "NL"))
        .finding.verdict;
  }
  std::vector<client::Warning> recalls(Person& person) {
    auto h = person.environment();
    return must(client::find_recalls(person.state(), h));
  }
  std::vector<std::string> dispute(Person& person, const phash::Hash& hash,
                                   DisputeGround ground = DisputeGround::warned) {
    auto h = person.environment();
    const auto list = must(client::current_list(person.state(), h, kUsual));
    return must(client::submit_dispute(person.state(), h, list, hash, ground, "It is my garden."));
  }
  std::size_t take(hotline::State& hotline) {
    auto h = town.office<hotline::Environment>();
    must(hotline::published(hotline, h, kUsual));
    return must(hotline::take_disputes(hotline, h));
  }
  Status answer(hotline::State& hotline, DisputeOutcome outcome) {
    auto h = town.office<hotline::Environment>();
    return hotline::answer_dispute(hotline, h, hotline.disputes.at(0).dispute.id(), outcome,
                                   "We looked again.");
  }
  std::vector<client::DisputeAnswered> answers(Person& person) {
    std::vector<client::DisputeAnswered> out;
    for (const auto& e : take_in(person))
      if (const auto* a = std::get_if<client::DisputeAnswered>(&e)) out.push_back(*a);
    return out;
  }
};

TEST_F(DisputeJourney,
       APersonWarnedInErrorDisputesAHotlineLooksAgainAndThePersonIsTold_HOT_14_HOT_15_CLI_14) {
  publish_day(town, town.first_day());
  ASSERT_EQ(look_up(*ana, one), list::Verdict::listed);
  ASSERT_EQ(ana->state().warnings.size(), 1u);
  EXPECT_EQ(dispute(*ana, ana->state().warnings[0].hash).size(), 2u);
  auto& nl = town.hotlines[0];
  auto& fr = town.hotlines[1];
  EXPECT_EQ(take(nl), 1u);
  EXPECT_EQ(take(nl), 0u) << "the same letter again";
  EXPECT_EQ(take(fr), 1u);
  ASSERT_EQ(hotline::entries_disputed(nl, kUsual, nl.disputes[0].dispute.hash).size(), 1u);
  EXPECT_EQ(nl.disputes[0].dispute.account, ana->id());

  EXPECT_EQ(err(answer(nl, DisputeOutcome::not_listed)), Err::refused) << "it is";
  ASSERT_TRUE(answer(nl, DisputeOutcome::upheld).ok());
  EXPECT_EQ(err(answer(nl, DisputeOutcome::withdrawn)), Err::refused) << "answered";
  town.advance(kHour_ms);
  ASSERT_TRUE(answer(fr, DisputeOutcome::withdrawn).ok());
  const Time withdrawn = town.now;
  const auto told = answers(*ana);
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].hotline, nl.name);
  EXPECT_EQ(told[0].answer.outcome, DisputeOutcome::upheld);
  EXPECT_EQ(told[1].hotline, fr.name);
  EXPECT_EQ(told[1].answer.reason, "We looked again.");
  EXPECT_TRUE(ana->state().disputes[0].is_answered());

  town.advance(kDay_ms);
  const auto head = next_version().head;
  ASSERT_EQ(head.removed.size(), 1u);
  EXPECT_EQ(head.removed[0].reason, list::Reason::disputed);
  EXPECT_EQ(head.removed[0].at, withdrawn);
  EXPECT_EQ(head.disputes, (list::DisputesAnswered{1, 1}));
  town.advance(kDay_ms);
  EXPECT_EQ(next_version().head.disputes, list::DisputesAnswered{}) << "counted once";
  EXPECT_EQ(look_up(*ana, one), list::Verdict::not_listed);
  const auto audit = auditor::audit(*town.office_line, town.realm, {}, town.now);
  ASSERT_TRUE(audit.clean()) << audit.first_violation()->detail;
  EXPECT_EQ(audit.figures.entries_disputed, 1u);
  EXPECT_EQ(audit.figures.disputes_upheld + audit.figures.disputes_withdrawn, 2u);
}

TEST_F(DisputeJourney, WhoWasReportedDisputesAPictureOfHerOwnByItsHash_HOT_14) {
  EXPECT_EQ(dispute(*ana, one.fingerprint.hash, DisputeGround::reported).size(), 2u);
  ASSERT_EQ(take(town.hotlines[0]), 1u);
  EXPECT_EQ(town.hotlines[0].disputes[0].dispute.ground, DisputeGround::reported);
  auto h = ana->environment();
  const auto list = must(client::current_list(ana->state(), h, kUsual));
  EXPECT_EQ(err(client::submit_dispute(ana->state(), h, list, one.fingerprint.hash,
                                       DisputeGround::reported, "Again.")),
            Err::refused);
  EXPECT_EQ(err(client::submit_dispute(ana->state(), h, list, two.fingerprint.hash,
                                       DisputeGround::reported, "")),
            Err::malformed);
}

TEST_F(DisputeJourney, ADisputeOfAPictureThatIsNotListedIsAnsweredSo_HOT_15) {
  dispute(*ana, seen(media::landscape(99, 512, 384)).fingerprint.hash);
  auto& nl = town.hotlines[0];
  ASSERT_EQ(take(nl), 1u);
  EXPECT_EQ(err(answer(nl, DisputeOutcome::upheld)), Err::missing);
  EXPECT_EQ(err(answer(nl, DisputeOutcome::withdrawn)), Err::missing);
  EXPECT_TRUE(answer(nl, DisputeOutcome::not_listed).ok());
  EXPECT_EQ(answers(*ana).at(0).answer.outcome, DisputeOutcome::not_listed);
  EXPECT_EQ(next_version().head.disputes, list::DisputesAnswered{})
      << "it says nothing of the list";
}

TEST_F(DisputeJourney, ADisputeThatComesWithAProposalIsNotLostWhenThatIsAnswered_HOT_14) {
  dispute(*ana, one.fingerprint.hash);
  next_version();  // the second hotline's certify empties its desk
  EXPECT_EQ(town.hotlines[1].disputes.size(), 1u);
  EXPECT_EQ(town.hotlines[0].disputes.size(), 1u);
  const auto again = hotline::State::load(town.hotlines[0].save());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->disputes.size(), 1u);
}

TEST_F(DisputeJourney, WhenAnEntryIsWithdrawnWhoeverWasWarnedIsToldAndNobodyElseLearnsWho_CLI_13) {
  auto ben = town.settle();
  ASSERT_EQ(look_up(*ana, one), list::Verdict::listed);
  ASSERT_EQ(look_up(*ana, two), list::Verdict::listed);
  ASSERT_EQ(look_up(*ben, seen(media::landscape(99, 512, 384))), list::Verdict::not_listed);
  EXPECT_TRUE(recalls(*ana).empty());
  const Time warned = town.now;
  town.advance(2 * kDay_ms);
  ASSERT_TRUE(hotline::withdraw(town.hotlines[1], kUsual, one.fingerprint.hash,
                                list::Reason::withdrawn, town.now)
                  .ok());
  next_version();
  town.advance(kDay_ms);
  next_version();  // a version that Ana never sees lies between
  town.advance(kHour_ms);

  for (auto* p : {ana.get(), ben.get()}) p->line.exchanges.clear();
  const auto taken_back = recalls(*ana);
  ASSERT_EQ(taken_back.size(), 1u);
  EXPECT_EQ(taken_back[0].hash, one.fingerprint.hash);
  EXPECT_EQ(taken_back[0].at, warned);
  ASSERT_EQ(taken_back[0].recall->removed.size(), 1u);
  EXPECT_EQ(taken_back[0].recall->removed[0].reason, list::Reason::withdrawn);
  EXPECT_NE(client::to_text(taken_back[0]).find("the warning was wrong"), std::string::npos);
  EXPECT_TRUE(recalls(*ana).empty()) << "told once";
  EXPECT_FALSE(ana->state().warnings[1].recall) << "the other one still stands";

  EXPECT_TRUE(recalls(*ben).empty());
  ASSERT_EQ(ana->line.exchanges.size(), ben->line.exchanges.size())
      << "who was never warned asks the same";
  for (std::size_t i = 0; i < ana->line.exchanges.size(); ++i) {
    EXPECT_EQ(ana->line.exchanges[i].verb, ben->line.exchanges[i].verb);
    EXPECT_EQ(ana->line.exchanges[i].request, ben->line.exchanges[i].request);
  }
}

TEST_F(DisputeJourney, AWarningIsTakenBackAlsoFromWhoAgreesNoLonger_CLI_13) {
  auto ben = town.settle();
  ASSERT_EQ(look_up(*ana, one), list::Verdict::listed);
  ASSERT_EQ(look_up(*ben, two), list::Verdict::listed);
  for (auto* p : {ana.get(), ben.get()}) client::withdraw_consent(p->state(), kUsual);
  EXPECT_TRUE(recalls(*ana).empty());
  town.advance(2 * kDay_ms);
  ASSERT_TRUE(hotline::withdraw(town.hotlines[1], kUsual, one.fingerprint.hash,
                                list::Reason::withdrawn, town.now)
                  .ok());
  next_version();
  ana->state() = client::State::load(ana->state().save()).take();
  for (auto* p : {ana.get(), ben.get()}) p->line.exchanges.clear();
  ASSERT_EQ(recalls(*ana).size(), 1u);
  EXPECT_TRUE(recalls(*ben).empty());
  EXPECT_EQ(ana->line.exchanges.size(), ben->line.exchanges.size());
}

TEST_F(DisputeJourney, AnExpiredEntryIsNotCalledWrong_CLI_13) {
  const auto brief = seen(media::landscape(3, 512, 384));
  for (auto* hotline : {&town.hotlines[0], &town.hotlines[1]})
    hold(town, *hotline, brief, 5 * kDay_ms);
  next_version();
  ASSERT_EQ(look_up(*ana, brief), list::Verdict::listed);
  town.advance(6 * kDay_ms);
  next_version();
  const auto gone = recalls(*ana);
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_NE(client::to_text(gone[0]).find("nobody says that it was wrong"), std::string::npos);
}

}  // namespace
}  // namespace eq::journeys
