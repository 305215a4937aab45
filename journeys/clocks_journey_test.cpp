// Clocks that are wrong where nobody of the order's parties can see it: at the witness, at the
// service, at the moderator.
#include "journeys/offices.h"
#include "journeys/people.h"
#include "parties/auditor/audit.h"
#include "parties/client/chat.h"

namespace eq::journeys {
namespace {

/// Ana is under order on the second day, on which she writes.  By then the witness's clock is
/// wrong.
struct Ordered {
  explicit Ordered(std::int64_t witness_ahead_minutes) {
    grant_order(town, ana->id(), day, day);
    publish_days_up_to(town, day);
    id = start(*ana, {ben.get()});  // nobody new is met by a witness whose clock is wrong
    town.service->witness_ahead_ms = witness_ahead_minutes * static_cast<std::int64_t>(kMinute_ms);
    town.advance(start_of(day).ms + 9 * kHour_ms - town.now.ms);
    town.top_up(*ana);
    town.top_up(*ben);
    EXPECT_TRUE(say(*ana, id, "once").ok());
  }
  client::AccessMark mark() const {
    return ana->state().conversations.at(id).history.back().access;
  }
  void open() {
    wait_until_over(town, day);
    town.advance(kHour_ms);  // by a witness that is behind, too
    declare_intent(town, 1, day);
    auto environment = town.office<agency::Environment>();
    must(agency::extract(*town.agency, environment, 1, day, {}));
    for (auto& c : town.custodians)
      for (const auto& s : release(town, c)) EXPECT_FALSE(s.refusal);
  }
  auditor::AuditReport audited() {
    return auditor::audit(*town.office_line, town.realm, {}, town.now);
  }

  Town town{51};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle();
  Day day = town.first_day() + 1;
  ConversationId id{};
};

TEST(Clocks, AWitnessFarFromOurClockPermitsNothingAndMutesNobody_WIR_20) {
  for (const std::int64_t minutes : {-72 * 60, -61, 11, 72 * 60}) {
    SCOPED_TRACE(minutes);
    Ordered o(minutes);
    EXPECT_EQ(o.mark(), client::AccessMark::no_object) << "messages flow, and the app says so";
    auto h = o.ana->environment();
    EXPECT_EQ(err(client::start(o.ana->state(), h, {o.ben->id()})), Err::unavailable)
        << "and nobody new is met";
    auto environment = o.town.office<court::Environment>();
    EXPECT_FALSE(court::release_keys(*o.town.court, environment).ok());
    o.town.service->witness_ahead_ms = 0;
    o.town.advance(kHour_ms);
    EXPECT_TRUE(say(*o.ana, o.id, "again").ok());
    EXPECT_EQ(o.mark(), client::AccessMark::sealed);
    o.open();
  }
}

TEST(Clocks, AWitnessAFewMinutesOffIsNoTrouble_WIR_20) {
  for (const std::int64_t minutes : {-40, 9}) {
    SCOPED_TRACE(minutes);
    Ordered o(minutes);
    EXPECT_EQ(o.mark(), client::AccessMark::sealed);
    o.open();
    EXPECT_TRUE(o.audited().clean());
  }
}

TEST(Clocks, AServiceWhoseClockIsWrongTakesNothingAndLosesNothing) {
  for (const std::int64_t hours : {-72, -1, 1, 72}) {
    SCOPED_TRACE(hours);
    Town town(52);
    auto ana = town.settle(), ben = town.settle();
    const auto id = start(*ana, {ben.get()});
    town.service->ahead_ms = hours * static_cast<std::int64_t>(kHour_ms);
    EXPECT_FALSE(say(*ana, id, "one").ok());
    auto h = ben->environment();
    EXPECT_FALSE(client::sync(ben->state(), h).ok());
    town.service->ahead_ms = 0;
    EXPECT_TRUE(say(*ana, id, "two").ok());
    take_in(*ben);
    EXPECT_EQ(texts(*ben, id), Texts{"two"});
  }
}

TEST(Clocks, AModeratorWhoseClockIsWrongLosesNoReport) {
  for (const std::int64_t hours : {-72, -1, 1, 72}) {
    SCOPED_TRACE(hours);
    Town town(53);
    auto ana = town.settle(), ben = town.settle();
    const auto id = start(*ana, {ben.get()});
    ASSERT_TRUE(say(*ana, id, "give me your money").ok());
    take_in(*ben);
    auto h = ben->environment();
    ASSERT_TRUE(client::submit_report(ben->state(), h, *prepare(*ben, id, 1, 1)).ok());
    moderator::Environment wrong{
        town.realm, *town.office_line, [] {},
        Time{town.now.ms + static_cast<std::uint64_t>(hours * static_cast<std::int64_t>(kHour_ms))},
        town.rng};
    EXPECT_FALSE(moderator::work(*town.moderator, wrong).ok());
    EXPECT_EQ(town.moderate().cases_opened.size(), 1u);
    EXPECT_TRUE(say(*ana, id, "or else").ok());
    take_in(*ben);
    EXPECT_EQ(texts(*ben, id).size(), 2u);
  }
}

}  // namespace
}  // namespace eq::journeys
