#include "eq/order/succession.h"

#include <gtest/gtest.h>

#include "eq/order/book.h"
#include "eq/order/test_ceremony.h"
#include "eq/order/test_realm.h"

namespace eq::order {
namespace {

using testing::TestCeremony;
using testing::TestRealm;

constexpr Day kFrom = TestRealm::kToday + 10;

/// The realm's three custodians, two of whom suffice, and a next ceremony of theirs.
struct Succession {
  explicit Succession(Day from = kFrom)
      : next(2, 3, 2, same_people(), from), record(next.record()) {}
  std::vector<crypto::SigningKey> same_people() const {
    std::vector<crypto::SigningKey> out;
    for (const auto& k : r.custodian_keys) out.push_back(k.clone());
    return out;
  }
  /// What these holders of the first quorum key sign as one.
  Handover hand_over(const CeremonyRecord& to, std::vector<std::uint16_t> who = {1, 3}) {
    const CustodianKeys before = r.who.custodians.front().keys();
    std::vector<crypto::frost::Nonce> nonces;
    std::vector<NoncePromise> promises;
    for (const std::uint16_t i : who) {
      nonces.push_back(crypto::frost::Nonce::generate(r.quorum_shares[i - 1u], r.rng));
      promises.push_back({before.quorum.public_key.bytes(), {i, nonces.back().commitment()}});
    }
    const auto request = request_handover(before, to, promises).take();
    std::vector<HandoverShare> shares;
    for (std::size_t i = 0; i < who.size(); ++i) {
      shares.push_back(
          {who[i], crypto::frost::sign(before.quorum, who[i], r.quorum_shares[who[i] - 1u],
                                       std::move(nonces[i]), request.message(), request.signers)
                       .take()});
    }
    return combine_handover(before, request, shares).take();
  }
  SuccessionEntry entry() { return {record, hand_over(record)}; }
  std::string refused(const SuccessionEntry& e) const {
    const auto v = verify_succession(e, 5, r.who);
    return v.ok() ? "" : v.error().id;
  }

  TestRealm r;
  TestCeremony next;
  CeremonyRecord record;
};

TEST(Succession, WhomTheHoldersBeforeSignedTakesOfficeOnItsFirstDay_ORD_21) {
  Succession s;
  const std::uint64_t at = s.r.orders.append(tlog::entry_of(s.entry()), s.r.now);
  const OrderBook book = s.r.book();
  const auto keys = verify(s.record).take();
  EXPECT_EQ(book.realm().custodians_on(kFrom, kWholeLog).keys(), keys);
  EXPECT_EQ(book.realm().custodians_on(kFrom + 100, at + 1).keys(), keys);
  EXPECT_EQ(book.realm().custodians_on(Day{kFrom.n - 1}, kWholeLog).keys(),
            s.r.who.custodians.front().keys());
  EXPECT_EQ(book.realm().custodians_on(kFrom, at).keys(), s.r.who.custodians.front().keys())
      << "not known to the log before";
}

TEST(Succession, NobodyTakesOfficeOtherwise_ORD_21) {
  Succession s;
  const SuccessionEntry good = s.entry();
  EXPECT_EQ(s.refused(good), "");
  SuccessionEntry e = good;
  e.handover.signature[3] ^= 1;
  EXPECT_EQ(s.refused(e), "ORD-R35") << "not signed";
  e = good;
  e.record.confirmations.pop_back();
  EXPECT_EQ(s.refused(e), "ORD-R35") << "not everyone confirmed";
  Succession other(kFrom + 1);
  e = good;
  e.record = other.record;
  EXPECT_EQ(s.refused(e), "ORD-R35") << "another record than the one signed";
  Succession before_the_first(TestRealm::kToday);
  EXPECT_EQ(before_the_first.refused(before_the_first.entry()), "ORD-R35")
      << "not after the last one's first day";
  // Strangers, of whom the holders themselves approve: who may be a custodian is the constitution's
  // to say.
  TestCeremony strangers(2, 3, 9, {}, kFrom);
  const CeremonyRecord theirs = strangers.record();
  EXPECT_EQ(s.refused({theirs, s.hand_over(theirs)}), "ORD-R35");
}

TEST(Succession, TheKeysBeforeNoLongerNameAnyone_ORD_21) {
  Succession s;
  s.r.orders.append(tlog::entry_of(s.entry()), s.r.now);
  TestCeremony rival(2, 3, 7, s.same_people(), kFrom + 30);
  const CeremonyRecord record = rival.record();
  const std::uint64_t at =
      s.r.orders.append(tlog::entry_of(SuccessionEntry{record, s.hand_over(record)}), s.r.now);
  EXPECT_EQ(s.r.voids(), std::to_string(at) + " ORD-R35");
  EXPECT_EQ(s.r.book().realm().custodians.size(), 2u);
  EXPECT_EQ(follow(s.r.orders.replay(), s.r.who).custodians.size(), 2u);
}

TEST(Succession, ConsentsUnderTheNumbersOfBeforeCountForTheDaysOfBeforeOnly_ORD_21) {
  Succession s;
  // Everybody goes on under the next number: 2, 3 and 1 as 1, 2 and 3.
  TestCeremony turned(2, 3, 4, {}, kFrom);
  for (std::uint16_t i = 1; i <= 3; ++i) {
    const std::size_t who = i % 3;
    turned.keys[i - 1u] = s.r.custodian_keys[who].clone();
    turned.circle.peers[i - 1u].signing = turned.keys[i - 1u].verify_key();
    turned.circle.peers[i - 1u].name = "Custodian " + std::to_string(who + 1);
  }
  turned.dealings = {turned.dealing(1), turned.dealing(2), turned.dealing(3)};
  const CeremonyRecord record = turned.record();
  s.r.orders.append(tlog::entry_of(SuccessionEntry{record, s.hand_over(record)}), s.r.now);
  const Authorities realm = s.r.book().realm();
  const auto signed_on = [&](Day day, std::vector<std::pair<std::uint16_t, std::size_t>> by) {
    EpochTerms t;
    t.epoch = day;
    t.order_log = s.r.orders.replay().checkpoint().head();
    std::vector<CustodianSignature> signatures;
    for (const auto& [number, who] : by) signatures.push_back(s.r.sign_unchecked(t, number, who));
    return collect_epoch(t, signatures, realm).ok();
  };
  EXPECT_TRUE(signed_on(Day{kFrom.n - 1}, {{1, 0}, {2, 1}}));
  EXPECT_FALSE(signed_on(Day{kFrom.n - 1}, {{1, 1}, {2, 2}})) << "the new numbers, too early";
  EXPECT_TRUE(signed_on(kFrom, {{1, 1}, {2, 2}}));
  EXPECT_FALSE(signed_on(kFrom, {{1, 0}, {2, 1}})) << "the old numbers, too late";
}

TEST(Succession, AnOrderConsentedToByThoseWhoLeftMeanwhileIsVoidAndItsNumberIsFree_ORD_24) {
  Succession s;
  const std::uint32_t ahead = kFrom.n - TestRealm::kToday.n;
  const auto late = s.r.approved(1, 1, ahead, ahead);  // its consents are by the custodians before
  s.r.orders.append(
      tlog::entry_of(file_act(Filed::verify(late.file().application, s.r.who, s.r.now).value(),
                              s.r.agency, s.r.now)),
      s.r.now);
  TestCeremony others(2, 3, 4, s.same_people(), kFrom);
  // the same three under other numbers
  std::swap(others.circle.peers[0].signing, others.circle.peers[2].signing);
  std::swap(others.circle.peers[0].name, others.circle.peers[2].name);
  std::swap(others.keys[0], others.keys[2]);
  others.dealings = {others.dealing(1), others.dealing(2), others.dealing(3)};
  const CeremonyRecord record = others.record();
  s.r.orders.append(tlog::entry_of(SuccessionEntry{record, s.hand_over(record)}), s.r.now);
  const auto entry = CustodianApproved::collect(late, s.r.consents(late), s.r.who).value().entry();
  EXPECT_EQ(s.r.book().would_take(tlog::entry_of(entry)).error().id, "ORD-R9");
  s.r.orders.append(tlog::entry_of(entry), s.r.now);
  EXPECT_EQ(s.r.voids(), "2 ORD-R9");
  EXPECT_EQ(s.r.book().next_number(), 1u);
}

}  // namespace
}  // namespace eq::order
