// Evidence that is not what it says: altered on the way, or by the agency that signs it.
#include "eq/wire/day_key.h"
#include "journeys/story.h"
#include "parties/auditor/evidence_check.h"

namespace eq::journeys {
namespace {

struct Evidence : ::testing::Test {
  Story s{111};
  agency::Package package;
  evidence::Items items;

  void SetUp() override {
    s.tell();
    open_day(s.town, s.order, s.d + 1);
    open_day(s.town, s.order, s.d + 2);
    auto hands = s.town.office<agency::Hands>();
    package = must(agency::package(*s.town.agency, hands, s.order));
    items = signed_anew();
  }
  /// As the agency signs whatever stands in `package`.
  evidence::Items signed_anew() { return must(evidence::build(package.contents, package.facts, s.town.agency->signing)); }
  /// The item that the first failed check names; empty if all hold.
  std::string fault(const evidence::Items& i) {
    const auto report = auditor::verify_package(i, s.town.realm);
    return report.ok() ? "" : report.first_failure()->item;
  }
  /// A message as Ben's device kept it.
  franking::FullItem kept_by_ben(std::size_t i) {
    return std::get<franking::FullItem>(franking::show(s.ben->state().conversations.at(s.id).history.at(i).record).is);
  }
};

// Control.
TEST_F(Evidence, AsItIsItVerifies) { EXPECT_EQ(fault(items), ""); }

// Attack: one byte of one item is changed.
// Stopped by: eq/evidence/verify.cpp check_bag() and check_statement(): the signed list of digests, which names the item.
// Seen to succeed, in the transcripts and the cover, with the comparison of digests and check_layout() removed.
TEST_F(Evidence, OneChangedByteNamesItsItem) {
  for (const auto& [path, bytes] : items) {
    auto changed = items;
    changed[path][bytes.size() / 2] ^= 1;
    EXPECT_EQ(fault(changed), path);
  }
}

// Attack: an item is taken out; another is put in.
// Stopped by: as above.  Seen to succeed, for a foreign item, with check_bag()'s and check_layout()'s checks removed.
TEST_F(Evidence, NothingCanBeTakenOutOrPutIn) {
  auto fewer = items;
  fewer.erase("data/messages/002.txt");
  EXPECT_EQ(fault(fewer), "data/messages/002.txt");
  auto more = items;
  more["data/messages/invented.txt"] = to_bytes("I did it");
  EXPECT_EQ(fault(more), "data/messages/invented.txt");
}

// Attack: the agency changes a word and signs the package anew.
// Stopped by: eq/evidence/verify.cpp check_messages(), the message's franking proof (eq/franking/verify.cpp).
// Seen to succeed with that proof's two signature checks removed (sigma2, sigma3).
TEST_F(Evidence, TheAgencyCannotChangeAWord) {
  auto& m = package.contents.messages.at(0);
  auto content = franking::decode_content(m.f).take();
  content.content = to_bytes("I did it");
  m.f = encode(content);
  EXPECT_EQ(fault(signed_anew()), "data/messages/001.franking");
}

// Attack: the agency adds a genuine message of somebody else, which it found elsewhere.
// Stopped by: eq/evidence/verify.cpp check_messages(): the sender is the account that the order names.  Seen to succeed with
// that comparison removed.
TEST_F(Evidence, TheAgencyCannotAddSomebodyElsesMessage) {
  const auto bens = kept_by_ben(5);  // his first on D+1
  ASSERT_EQ(bens.sender, s.ben->id());
  package.contents.messages.push_back(bens);
  EXPECT_EQ(fault(signed_anew()), "data/messages/002.franking");
}

// Attack: the agency adds a genuine message of the account, of a day that the order does not cover.
// Stopped by: eq/evidence/verify.cpp check_messages() (the statement's days) and parties/auditor/evidence_check.cpp
// check_message() (a receipt for the day).  Seen to succeed with both removed.
TEST_F(Evidence, TheAgencyCannotAddAMessageOfAnotherDay) {
  const auto earlier = kept_by_ben(0);  // Ana's first on D
  ASSERT_EQ(earlier.sender, s.ana->id());
  package.contents.messages.push_back(earlier);
  package.contents.day_keys.push_back(must(wire::fetch_day_key(*s.town.office_line, franking::Role::delivery, s.d)));
  package.contents.day_keys.push_back(must(wire::fetch_day_key(*s.town.office_line, franking::Role::issuer, s.d)));
  EXPECT_EQ(fault(signed_anew()), "data/messages/001.franking");
}

// Attack: the agency widens the covered days in its own statement, so as to add that message.
// Stopped by: parties/auditor/evidence_check.cpp check_order(): the statement agrees with the logged order.  Seen to succeed with
// that comparison and check_message() removed.
TEST_F(Evidence, TheAgencyCannotWidenTheOrderInItsStatement) {
  package.facts.first = s.d;
  EXPECT_EQ(fault(signed_anew()), "statement.bin");
}

// Attack: the agency leaves out the receipt of a day: an opening that custodians did not account for.
// Stopped by: parties/auditor/evidence_check.cpp check_message().  Seen to succeed with that check removed.
TEST_F(Evidence, AMessageWithoutAReceiptForItsDayIsNoEvidence) {
  package.contents.receipts.resize(package.contents.receipts.size() - 2);  // of three custodians one is left
  EXPECT_EQ(fault(signed_anew()), "data/messages/003.franking");
}

// Attack: the agency replaces the logged order by one that it made up.
// Stopped by: eq/evidence/verify.cpp check_logs(): the entry is not in the public log; and eq/order/entry.cpp verify_order():
// neither judge nor custodians signed it.  Seen to succeed with inclusion proof and all signatures unchecked.
TEST_F(Evidence, AnOrderThatIsNotInTheLogIsNoOrder) {
  auto entry = tlog::parse_entry<order::OrderEntry>(package.contents.order.entry).take();
  entry.terms.first = s.d;
  package.contents.order.entry = tlog::entry_of(entry);
  package.facts.first = s.d;
  EXPECT_EQ(fault(signed_anew()), "data/order.bin");
}

}  // namespace
}  // namespace eq::journeys
