// Whoever serves a log shows an old view of it, in which what stops something is missing.
#include "journeys/offices.h"
#include "journeys/people.h"
#include "parties/client/access.h"

namespace eq::journeys {
namespace {

constexpr const char* kCheckpoint = "/log/orders/checkpoint";

struct OldView : ::testing::Test {
  Town town{121};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle();
  Day day = town.first_day() + 1;
  std::uint32_t number = grant_order(town, ana->id(), day, day + 3);

  void come_to_the_day() {
    publish_days_up_to(town, day);
    town.advance(start_of(day).ms + 9 * kHour_ms - town.now.ms);
    for (Person* p : {ana.get(), ben.get()}) town.top_up(*p);
    const auto id = start(*ana, {ben.get()});
    ASSERT_TRUE(say(*ana, id, "to my source").ok());
  }
  /// From now on the log is shown as it is now.
  void freeze(Loopback& line) {
    line.change_document = [shown = town.service->get(kCheckpoint).body](std::string_view path,
                                                                         Result<Bytes>& document) {
      if (path == kCheckpoint) document = shown;
    };
  }
  std::set<std::string> custodians_say() {
    std::set<std::string> rules;
    for (std::size_t i : {1u, 2u}) {
      auto h = town.office<custodian::Environment>();
      auto& c = town.custodians[i];
      must(custodian::collect(c, h));
      for (std::size_t n = 0; n < c.releases.size(); ++n) {
        const auto said = custodian::release(c, h, c.releases[0].id());
        rules.insert(!said.ok()      ? std::string(to_text(said.error().err))
                     : said->refusal ? said->refusal->id
                                     : "given");
        if (!said.ok()) break;
      }
    }
    return rules;
  }
};

// Attack: service and agency show the custodians the log as it was before one of them flagged the
// order. Stopped by: eq/tlog/fresh.cpp Present::at(): no witness vouches for that head within the
// hour.
TEST_F(OldView, AFlagIsNotHiddenByAnOlderCheckpoint_WIR_20) {
  come_to_the_day();
  declare_intent(town, number, day);
  auto ah = town.office<agency::Environment>();
  must(agency::extract(*town.agency, ah, number, day, {}));
  freeze(*town.office_line);
  auto h = town.office<custodian::Environment>();
  must(custodian::flag(town.custodians[0], h, number, order::Ground::press_freedom));
  town.advance(kHour_ms + kMinute_ms);
  EXPECT_EQ(custodians_say(), std::set<std::string>{"stale"});
  town.office_line->change_document = nullptr;
  EXPECT_EQ(custodians_say(), std::set<std::string>{"ORD-R28"});
}

// Attack: the court proposes a day by a head from before an order's end; it is an honest day of
// that head. Stopped by: eq/order/acceptance.cpp DayToSign::check(), which looks at the order in
// the custodian's own view.
TEST_F(OldView, AStoppedOrderIsNotSignedIntoADayToCome_ORD_30) {
  publish_day(town, town.first_day());
  deal_days(town, day, day);
  auto ch = town.office<court::Environment>();
  must(court::prepare_day(*town.court, ch, day));
  must(court::end_early(*town.court, ch, town.judge, number));
  for (auto& c : town.custodians)
    for (const auto& signed_day : sign_days(town, c)) {
      ASSERT_TRUE(signed_day.refusal);
      EXPECT_EQ(signed_day.refusal->id, "ORD-R18");
    }
}

// Attack: the service shows a client the log of yesterday, so that it seals to an order that has
// ended since. Stopped by: eq/tlog/fresh.cpp Present::at(), in parties/client/access.cpp: what is
// said goes out without an envelope, and everybody in the conversation sees that.
TEST_F(OldView, NothingIsSealedUnderAnOldView_WIR_20) {
  publish_days_up_to(town, day);
  town.advance(start_of(day).ms + kHour_ms - town.now.ms);
  freeze(ana->line);
  town.advance(2 * kHour_ms);
  auto environment = ana->environment();
  EXPECT_EQ(client::day_object(ana->state(), environment, day).error(), Err::stale);
}

}  // namespace
}  // namespace eq::journeys
