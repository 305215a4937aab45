// Custodians change while an order runs: the days of the old keys open with the old shares, those
// of the new keys with the new ones, and nobody needs another constitution.
#include "journeys/people.h"
#include "journeys/succession.h"
#include "parties/auditor/audit.h"
#include "parties/auditor/evidence_check.h"

namespace eq::journeys {
namespace {

void sleep_until_noon(Town& town, Day day) {
  town.advance(start_of(day).ms + 12 * kHour_ms - town.now.ms);
}

TEST(SuccessionJourney, AnOrderRunsAcrossAChangeOfCustodiansWhoRetireOnlyThen_CUS_10_CUS_19) {
  Changing c(67);
  Town& town = c.town;
  auto ana = town.settle(), ben = town.settle();
  const Day before = town.first_day() + 3, after = before + 1;
  const auto number = grant_order(town, ana->id(), before, after);

  const auto entry = c.hold(after);
  auto environment = town.office<custodian::Environment>();
  EXPECT_EQ(rule_of(custodian::retire(c.stays(0), environment)), "ORD-R35") << "not logged yet";
  const auto index = must(custodian::succeed(c.stays(0), environment, entry));
  EXPECT_EQ(must(custodian::succeed(c.stays(1), environment, entry)), index) << "once is enough";
  auto soon = town.office<custodian::Environment>();
  EXPECT_EQ(rule_of(custodian::retire(c.stays(0), soon)), "ORD-R35") << "the old are in office";
  publish_days_up_to(town, after);
  EXPECT_EQ(town.court->days.at(before).consents.size(), 5u);
  EXPECT_EQ(town.court->days.at(after).consents.size(), 3u) << "who left is not asked";

  for (const Day day : {before, after}) {
    if (day == before) sleep_until_noon(town, day);  // opening it takes us into the next
    town.top_up(*ana);
    town.top_up(*ben);
    const auto id = start(*ana, {ben.get()});
    ASSERT_TRUE(say(*ana, id, day == before ? "under the old keys" : "under the new keys").ok());
    take_in(*ben);
    EXPECT_EQ(ben->state().conversations.at(id).history.back().access, client::AccessMark::sealed);
    const auto opened = open_day(town, number, day);
    ASSERT_EQ(opened.messages.size(), 1u);
    EXPECT_EQ(agency::text_of(opened.messages[0]),
              day == before ? "under the old keys" : "under the new keys");
  }
  auto later = town.office<custodian::Environment>();
  EXPECT_EQ(custodian::retire(c.stays(0), later).error().err, Err::refused)
      << "the order's days can still be opened";
  auto agency = town.office<agency::Environment>();
  const auto package = must(agency::package(*town.agency, agency, number));
  auto items = must(evidence::build(package.contents, package.facts, town.agency->signing));
  EXPECT_TRUE(auditor::verify_package(items, town.realm).ok());
  auto unproven = package.contents;
  std::erase_if(unproven.record, [](const auto& e) {
    return tlog::parse_entry<order::SuccessionEntry>(e.entry).ok();
  });
  items = must(evidence::build(unproven, package.facts, town.agency->signing));
  EXPECT_FALSE(auditor::verify_package(items, town.realm).ok())
      << "who signed for the second day is not shown";
  const auto report = auditor::audit(*town.office_line, town.realm, {}, town.now);
  town.advance(40 * kDay_ms);
  auto long_after = town.office<custodian::Environment>();
  EXPECT_EQ(must(custodian::retire(c.stays(0), long_after)), 1u);
  EXPECT_EQ(c.stays(0).held.size(), 1u);
  EXPECT_EQ(must(custodian::retire(c.leaves(), long_after)), 1u) << "who left, too";
  EXPECT_TRUE(c.leaves().held.empty());
  EXPECT_TRUE(report.clean()) << (report.first_violation() ? report.first_violation()->detail : "");
}

TEST(SuccessionJourney, WhoForgotTheOldShareOpensNoOldDay_CUS_10) {
  Changing c(69);
  Town& town = c.town;
  auto ana = town.settle(), ben = town.settle();
  const Day before = town.first_day() + 2, after = before + 1;
  const auto number = grant_order(town, ana->id(), before, after);
  auto environment = town.office<custodian::Environment>();
  must(custodian::succeed(c.stays(0), environment, c.hold(after)));
  publish_days_up_to(town, after);
  sleep_until_noon(town, before);
  town.top_up(*ana);
  ASSERT_TRUE(say(*ana, start(*ana, {ben.get()}), "too late for that").ok());
  for (std::size_t i = 0; i < 3; ++i) {
    auto& s = c.stays(i);
    const auto& latest = s.held.back();
    const auto quorum_key = latest.keys.quorum.public_key;
    EXPECT_EQ(custodian::forget_shares(s, latest.from, quorum_key), 1u);
    EXPECT_EQ(custodian::erase_days(s, after), after.n - town.first_day().n);
  }
  declare_intent(town, number, before);
  auto agency = town.office<agency::Environment>();
  must(agency::extract(*town.agency, agency, number, before, {}));
  for (auto* left : {&c.leaves(), &town.custodians[4]})
    EXPECT_FALSE(release(town, *left).front().refusal) << "two still can, and are not enough";
  auto stays = town.office<custodian::Environment>();
  must(custodian::collect(c.stays(0), stays));
  const auto without_a_part =
      must(custodian::release(c.stays(0), stays, c.stays(0).releases[0].id()));
  ASSERT_TRUE(without_a_part.refusal);
  EXPECT_FALSE(without_a_part.receipt) << "nothing in the log says that it gave something";
  must(agency::collect(*town.agency, agency));
  EXPECT_EQ(rule_of(agency::open(*town.agency, agency, number, before)), "ORD-R9");
}

TEST(SuccessionJourney, ASuccessionThatComesLateIsNotLogged_CUS_10) {
  // Holders sign one successor only, so each attempt is another town's.
  const auto rule = [](std::uint64_t seed, std::uint32_t ahead, std::uint32_t published) {
    Changing c(seed);
    Town& town = c.town;
    grant_order(town, town.settle()->id(), town.first_day() + 1, town.first_day() + 1);
    for (std::uint32_t n = 0; n < published; ++n) publish_day(town, town.first_day() + n);
    auto environment = town.office<custodian::Environment>();
    return rule_of(custodian::succeed(c.stays(0), environment, c.hold(day_of(town.now) + ahead)));
  };
  EXPECT_EQ(rule(71, 1, 0), "ORD-R35");
  EXPECT_EQ(rule(73, 2, 0), "");
  EXPECT_EQ(rule(75, 3, 2), "");
  EXPECT_EQ(rule(77, 3, 3), "ORD-R35") << "the object of its first day stands";
}

}  // namespace
}  // namespace eq::journeys
