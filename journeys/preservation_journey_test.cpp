// One account's messages are kept beyond everybody's seven days, and gone with one key.
#include "eq/order/preservation.h"
#include "eq/wire/authorities.h"
#include "eq/wire/log_reader.h"
#include "journeys/story.h"
#include "parties/auditor/audit.h"
#include "parties/platform/rows.h"

namespace eq::journeys {
namespace {

using platform::Table;

bool holds(View all, View what) {
  return std::search(all.begin(), all.end(), what.begin(), what.end()) != all.end();
}

std::vector<platform::Row> rows(const platform::MemoryStore& store, Table t) {
  return platform::rows_in(store, t, {}, Bytes(64, 0xff), SIZE_MAX).value();
}

/// The story of an order on Ana; two others chat too.  What it covers is kept, or not, and
/// everybody's seven days pass.
struct Preserved : ::testing::Test {
  Preserved() {
    s.tell();
    for (auto* p : {cleo.get(), dora.get()}) s.town.top_up(*p);
    const auto other = start(*cleo, {dora.get()});
    EQ_ASSERT(say(*cleo, other, "from Cleo").ok());
    for (auto* p : {s.ana.get(), s.ben.get(), cleo.get(), dora.get()}) take_in(*p);
    for (const auto& row : rows(s.town.service->store(), Table::messages))
      messages.push_back(decode<platform::MessageRow>(row.value).value().message);
  }
  court::Environment court() { return s.town.office<court::Environment>(); }
  order::OrderBook book() {
    const auto log = wire::read_log(*s.town.office_line, s.town.realm, wire::LogName::orders);
    return order::OrderBook::read(log.value(), wire::authorities(s.town.realm));
  }
  void keep() {
    auto agency = s.town.office<agency::Environment>();
    must(agency::preserve(*s.town.agency, agency, s.order));
    auto h = court();
    must(court::keep(*s.town.court, h, s.town.judge, s.order));
    must(court::begin_keeping(*s.town.court, h, s.order));
  }
  void pass(unsigned days) {
    for (unsigned i = 0; i < days; ++i) {
      s.town.advance(kDay_ms);
      s.town.service->purge();
    }
  }
  /// Whether the agency gets envelopes of the day, with all that court and service let go.
  bool can_extract(Day day) {
    declare_intent(s.town, s.order, day);
    auto agency = s.town.office<agency::Environment>();
    return agency::extract(*s.town.agency, agency, s.order, day, {}).ok();
  }

  Story s{61};
  std::unique_ptr<Person> cleo = s.town.settle(), dora = s.town.settle();
  std::vector<Bytes> messages;  // as the service held them
};

TEST_F(Preserved,
       OpensAfterTheSevenDaysTheAccountsMessagesOfItsDaysAndNothingElse_ORD_22_PLT_22_AGY_9) {
  keep();
  pass(20);
  const auto opened = open_day(s.town, s.order, s.d + 2);
  ASSERT_EQ(opened.messages.size(), 2u);
  EXPECT_EQ(agency::text_of(opened.messages[0]), "Ana's first on day 2");
  EXPECT_EQ(opened.envelopes, 2u) << "Ben's too, sealed as ever";
  EXPECT_EQ(opened.opened, 1u);
  EXPECT_EQ(open_day(s.town, s.order, s.d + 1).messages.size(), 2u);
  // Every day was answered for; the case closes, and the key goes with it.
  auto agency = s.town.office<agency::Environment>();
  must(agency::acknowledge(*s.town.agency, agency, s.order));
  auto h = court();
  must(court::close(*s.town.court, h, s.town.judge, s.order));
  EXPECT_TRUE(book().case_of(s.order)->destroyed);
  EXPECT_TRUE(s.town.court->preservations.empty());
  EXPECT_TRUE(rows(s.town.service->store(), Table::preserved).empty());
  const auto audit = auditor::audit(*s.town.office_line, s.town.realm, {}, s.town.now);
  EXPECT_TRUE(audit.clean()) << audit.first_violation()->detail;
}

TEST_F(Preserved, EverybodysMessagesAreErasedAfterSevenDaysAndOneAccountsAreLeftSealed_PLT_22) {
  keep();
  pass(9);
  EXPECT_TRUE(rows(s.town.service->store(), Table::messages).empty());
  EXPECT_TRUE(rows(s.town.service->store(), Table::envelopes).empty());
  const Bytes all = s.town.service->store().dump();
  ASSERT_EQ(messages.size(), 17u);
  for (const Bytes& m : messages) EXPECT_FALSE(holds(all, m));
  // Two days with four messages of Ana's one conversation, each with its list of envelopes; of Cleo
  // and Dora nothing.
  EXPECT_EQ(rows(s.town.service->store(), Table::preserved).size(), 2u * (4 + 1));
}

/// Control: what is not kept is gone.
TEST_F(Preserved, WithoutItNothingIsLeftAfterSevenDays_PLT_17) {
  pass(9);
  EXPECT_TRUE(rows(s.town.service->store(), Table::preserved).empty());
  EXPECT_FALSE(can_extract(s.d + 2));
}

TEST_F(Preserved, AfterItsDaysItIsOverAndTheKeyIsDestroyedAndLogged_CRT_11_ORD_22) {
  keep();
  const auto until = s.town.realm.profile.preservation_days;
  pass(until - 1);
  auto h = court();
  EXPECT_TRUE(must(court::destroy_preservations(*s.town.court, h, s.town.judge)).empty())
      << "not yet";
  must(court::extend(*s.town.court, h, s.town.judge, s.order));
  pass(2);
  auto still = court();
  EXPECT_TRUE(must(court::destroy_preservations(*s.town.court, still, s.town.judge)).empty())
      << "extended";
  EXPECT_EQ(rule_of(court::extend(*s.town.court, still, s.town.judge, s.order)), "ORD-R31")
      << "once";
  pass(s.town.realm.profile.extension_days);
  EXPECT_TRUE(rows(s.town.service->store(), Table::preserved).empty())
      << "the service does not wait for the court";
  declare_intent(s.town, s.order, s.d + 2);
  EXPECT_FALSE(s.town.agency->openings.at({s.order, s.d + 2}).court)
      << "the court lets nothing go once it is over";
  auto late = court();
  EXPECT_EQ(must(court::destroy_preservations(*s.town.court, late, s.town.judge)).size(), 1u);
  EXPECT_TRUE(book().case_of(s.order)->destroyed);
  EXPECT_TRUE(s.town.court->preservations.empty());
}

/// Service and agency give their all, and a store from before the end is put back: the key is gone.
TEST_F(Preserved, AnOldCopyOfTheServicesStoreDoesNotBringItBack_ORD_22_PLT_22) {
  keep();
  pass(20);
  const platform::MemoryStore before = s.town.service->store();
  const Bytes backup_of_the_court = s.town.court->save();
  auto h = court();
  must(court::end_early(*s.town.court, h, s.town.judge, s.order));
  EXPECT_TRUE(book().case_of(s.order)->destroyed);
  EXPECT_TRUE(rows(s.town.service->store(), Table::preserved).empty());
  auto& now = s.town.service->store();
  ASSERT_TRUE(now.begin_step().ok());
  for (const Table t : {Table::preserved, Table::preserved_days, Table::preservations})
    for (const auto& r : rows(before, t)) ASSERT_TRUE(now.put(t, r.key, r.value).ok());
  ASSERT_TRUE(now.keep_step().ok());
  const auto day = rows(now, Table::preserved_days).at(0);
  const auto sealed = decode<platform::PreservedDayRow>(day.value).value().secret;
  const auto first = s.d + 1;
  const auto opens = [&](const crypto::HpkeKeyPair& k) {
    return order::DaySecret::open(s.order, first, k, sealed).ok();
  };
  EXPECT_TRUE(s.town.court->preservations.empty());
  EXPECT_FALSE(opens(s.town.court->letters));
  EXPECT_FALSE(opens(s.town.agency->letters));
  for (const auto& c : s.town.custodians) EXPECT_FALSE(opens(c.letters));
  for (const auto& [order, notice] : s.town.court->disclosures) EXPECT_FALSE(opens(notice));
  s.town.service->looks_away = true;  // an honest one would not even log the intent
  EXPECT_FALSE(can_extract(first));
  // The stated limit: a copy of the court's own home from before the end has the key.
  const auto old =
      court::State::load(backup_of_the_court).value().preservations.at(s.order).private_key.clone();
  EXPECT_TRUE(
      opens({old.clone(),
             crypto::hpke_public_key(crypto::Kem::dhkem_x25519, old.reveal("test")).value()}));
}

TEST_F(Preserved, ACourtThatForgetsToDestroyTheKeyIsNamedByTheAuditor_AUD_13_CRT_11) {
  keep();
  pass(s.town.realm.profile.preservation_days + 1);
  auto h = court();
  EXPECT_EQ(rule_of(court::extend(*s.town.court, h, s.town.judge, s.order)), "ORD-R31")
      << "it is over";
  must(court::disclose(*s.town.court, h, order::month_of(day_of(s.town.now))));
  const auto audited = [&] {
    return auditor::audit(*s.town.office_line, s.town.realm, {}, s.town.now);
  };
  EXPECT_TRUE(audited().clean()) << audited().first_violation()->detail;
  pass(3);
  ASSERT_FALSE(audited().clean());
  EXPECT_EQ(audited().first_violation()->step, "preservations");
  EXPECT_EQ(audited().first_violation()->index, book().case_of(s.order)->kept);
}

TEST_F(Preserved, WithoutTheAgencysLoggedRequestTheCourtKeepsNothing_CRT_11) {
  auto h = court();
  EXPECT_EQ(rule_of(court::keep(*s.town.court, h, s.town.judge, s.order)), "ORD-R31");
  EXPECT_EQ(court::keep(*s.town.court, h, s.town.judge, s.order + 1).error().err, Err::missing);
  EXPECT_EQ(rule_of(court::begin_keeping(*s.town.court, h, s.order)), "ORD-R31");
  EXPECT_TRUE(s.town.court->preservations.empty());
}

/// `court keep` came once the day was over, and it is sealed at once: its intent follows.
TEST_F(Preserved, ADayThatIsKeptOpensWithinTheSevenDaysLikeAnother_AGY_9_PLT_22) {
  publish_day(s.town, s.d + 5);
  s.town.advance(order::end_of(s.d + 2).ms - s.town.now.ms);
  keep();
  EXPECT_EQ(rows(s.town.service->store(), Table::preserved_days).size(), 2u);
  EXPECT_EQ(open_day(s.town, s.order, s.d + 2).messages.size(), 2u);
  ASSERT_TRUE(s.town.agency->openings.at({s.order, s.d + 2}).preserved) << "from what is kept";
  EXPECT_EQ(open_day(s.town, s.order, s.d + 1).messages.size(), 2u);
}

/// It is kept while it is being opened: the court's part comes with the day's secret, though the
/// intent was counted before.
TEST_F(Preserved, ADayThatIsKeptAfterItsIntentOpensUnderIt_AGY_9_PLT_22) {
  s.town.advance(order::end_of(s.d + 2).ms - s.town.now.ms);
  auto agency = s.town.office<agency::Environment>();
  const auto index = must(agency::declare_intent(*s.town.agency, agency, s.order, s.d + 2));
  keep();
  const auto opened = open_day(s.town, s.order, s.d + 2);
  EXPECT_EQ(opened.messages.size(), 2u);
  EXPECT_EQ(s.town.agency->openings.at({s.order, s.d + 2}).intent_index, index);
}

/// The envelopes were fetched before the day was kept, and custodians let go long after the seven
/// days: the court, asked once more, adds the day's secret.
TEST_F(Preserved, ADayFetchedBeforeItWasKeptOpensAfterTheSevenDays_AGY_9_PLT_22) {
  s.town.advance(order::end_of(s.d + 2).ms - s.town.now.ms);
  ASSERT_TRUE(can_extract(s.d + 2));
  ASSERT_FALSE(s.town.agency->openings.at({s.order, s.d + 2}).preserved);
  keep();
  pass(12);
  EXPECT_EQ(open_day(s.town, s.order, s.d + 2).messages.size(), 2u);
}

/// The agency's intent was logged in time, the court did not answer, the seven days passed: a new
/// intent is counted anew.
TEST_F(Preserved, AnIntentThatWasNotServedInTimeIsLoggedAnewForWhatIsKept_AGY_9) {
  keep();
  auto agency = s.town.office<agency::Environment>();
  const auto early = must(agency::declare_intent(*s.town.agency, agency, s.order, s.d + 2));
  pass(12);
  const auto opened = open_day(s.town, s.order, s.d + 2);
  EXPECT_EQ(opened.messages.size(), 2u);
  EXPECT_NE(s.town.agency->openings.at({s.order, s.d + 2}).intent_index, early);
}

}  // namespace
}  // namespace eq::journeys
