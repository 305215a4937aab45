// Orders, epoch objects, intents and receipts in the two public logs.
#include <gtest/gtest.h>

#include "eq/gate/open.h"
#include "eq/gate/seal.h"
#include "eq/order/life.h"
#include "eq/order/test_realm.h"
#include "eq/testing/scrambled.h"

namespace eq::order {
namespace {

using testing::TestRealm;

constexpr Day kDay = TestRealm::kToday + 1;

TEST(Book, ReadsOrdersInNumberAndKnowsWhichAreInForce_ORD_5) {
  TestRealm r;
  r.log_order(r.approved(1, 1, 1, 2));
  r.orders.append({4, 'x'}, r.now);  // another kind of entry
  r.log_order(r.approved(2, 2, 2, 5));
  const OrderBook book = r.book();
  EXPECT_EQ(book.orders().size(), 2u);
  EXPECT_EQ(book.next_number(), 3u);
  EXPECT_EQ(book.active_on(TestRealm::kToday, 5).size(), 0u);
  EXPECT_EQ(book.active_on(TestRealm::kToday + 1, 5).size(), 1u);
  EXPECT_EQ(book.active_on(TestRealm::kToday + 2, 5).size(), 2u);
  EXPECT_EQ(book.active_on(TestRealm::kToday + 2, 4).size(), 1u);  // the second was not there yet
  EXPECT_EQ(book.active_on(TestRealm::kToday + 6, 5).size(), 0u);
}

TEST(Book, ANumberThatNeverComesHoldsUpNoOtherAndNoneCountsTwice_ORD_45) {
  TestRealm r;
  r.log_order(r.approved(1, 3));
  EXPECT_EQ(r.book().next_number(), 4u);
  r.log_order(r.approved(2, 1));  // number 2 is never seen
  EXPECT_EQ(r.voids(), "");
  const OrderBook book = r.book();
  EXPECT_EQ(book.next_number(), 4u);
  const auto active = book.active_on(kDay, book.size());
  ASSERT_EQ(active.size(), 2u);
  EXPECT_EQ(active[0]->terms.number, 3u) << "in the sequence of the log";
  EXPECT_EQ(book.find(2), nullptr);
  EXPECT_EQ(book.case_of(2), nullptr);
  const auto first = book.find(1)->terms.commitment;
  r.log_order(r.approved(3, 1));
  EXPECT_EQ(r.voids(), "5 ORD-R10");
  EXPECT_EQ(r.book().find(1)->terms.commitment, first) << "one winner: the first";
  r.log_order(r.approved(4, UINT32_MAX, 5, 5));
  EXPECT_EQ(r.book().find(UINT32_MAX)->index, 7u);
  EXPECT_EQ(r.book().next_number(), 0u) << "there is none left, and that is said";
}

TEST(Book, AnOrderWithoutJudgeOrQuorumInTheLogIsVoid_ORD_6) {
  TestRealm r;
  const auto order = r.approved();
  OrderEntry entry = CustodianApproved::collect(order, r.consents(order), r.who).value().entry();
  entry.custodians.pop_back();
  r.orders.append(tlog::entry_of(entry), r.now);
  EXPECT_EQ(r.voids(), "0 ORD-R9");
  EXPECT_TRUE(r.book().orders().empty());
  EXPECT_TRUE(r.book().active_on(kDay, 1).empty());
}

TEST(Book, VoidsAreTheSameWhicheverSignatureWasCheckedFirst_ORD_6) {
  TestRealm r;
  r.log_order(r.approved(1, 1));
  r.log_order(r.approved(2, 1));  // entry 3: another order's number
  for (const std::uint8_t kind : {OrderEntry::kLogTag, ReceiptEntry::kLogTag, ActEntry::kLogTag})
    r.orders.append({kind, 'x'}, r.now);
  eq::testing::Scrambled scrambled(1);
  const auto book = OrderBook::read(r.orders.replay(), r.who, &scrambled);
  EXPECT_EQ(r.voids(), "3 ORD-R10, 4 ORD-R8, 5 ORD-R9, 6 ORD-R24");
  const auto same = [](const OrderBook::Void& a, const OrderBook::Void& b) {
    return a.index == b.index && a.why.id == b.why.id;
  };
  EXPECT_TRUE(std::ranges::equal(book.voids(), r.book().voids(), same));
}

/// Bytes of every kind there is, and of some that there are not: none of them stops a reader, and
/// what stands behind them counts as if they were not there.
TEST(Book, NothingThatAnybodyCanLogStopsWhoeverReads_ORD_24) {
  TestRealm r;
  std::uint64_t bad = 0;
  const auto log = [&](Bytes entry) { bad = r.orders.append(std::move(entry), r.now); };
  for (std::uint8_t kind = 0; kind < 32; ++kind) {
    log({kind});
    log({kind, 0xff, 0xff, 0xff});
    Bytes zeros(300, 0);
    zeros[0] = kind;
    log(zeros);
  }
  log(tlog::entry_of(ReceiptEntry{}));
  log(tlog::entry_of(IntentEntry{}));
  log(tlog::entry_of(ActEntry{}));
  log(tlog::entry_of(AnswerEntry{}));
  log(tlog::entry_of(TallyEntry{}));
  log(tlog::entry_of(OrderEntry{}));
  log({});
  const auto voids = r.book().voids().size();
  EXPECT_GE(voids, 26u);
  const auto order = r.approved();
  r.log_order(order);
  EXPECT_EQ(r.book().voids().size(), voids);
  EXPECT_EQ(r.book().active_on(kDay, r.orders.replay().size()).size(), 1u);
}

TEST(Book, ReadEntryByEntryOrAtOnceItIsTheSameAndTheQuestionChangesNothing_ORD_24) {
  TestRealm r;
  r.log_order(r.approved(1, 1));
  r.log_order(r.approved(2, 1));
  r.orders.append(tlog::entry_of(ReceiptEntry{}), r.now);
  r.log_order(r.approved(2, 2));
  const auto log = r.orders.replay();
  OrderBook one_by_one(r.who);
  std::string refused;
  for (std::uint64_t i = 0; i < log.size(); ++i) {
    const View entry = log.entry(i);
    const auto first = one_by_one.would_take(entry), again = one_by_one.would_take(entry);
    EXPECT_EQ(first.ok(), again.ok());
    EXPECT_EQ(one_by_one.size(), i);
    if (!first.ok())
      refused += (refused.empty() ? "" : ", ") + std::to_string(i) + " " + first.error().id;
    one_by_one.enter({&entry, 1});
  }
  EXPECT_EQ(refused, r.voids());
  EXPECT_EQ(one_by_one.orders().size(), r.book().orders().size());
}

TEST(Epoch, TheDaysObjectOfTheLoggedOrdersIsSignedLoggedAndAccepted_ORD_6) {
  TestRealm r;
  const std::vector<JudiciallyApproved> files = {r.approved(1, 1), r.approved(2, 2, 2, 3)};
  for (const auto& f : files) r.log_order(f);
  // Every day from e_0 has an entry; the first has no order in force.
  for (std::uint32_t d = 0; d <= 2; ++d) {
    const Day day = TestRealm::kToday + d;
    const auto made = r.make_epoch(day, files);
    EXPECT_EQ(made.terms.m, d);
    ASSERT_TRUE(check_epoch(made.terms, made.blobs, r.book(), r.who).ok());
    const auto entry = r.signed_epoch(made.terms);
    // Witnesses saw each a day ahead.
    const std::uint64_t index = r.epochs.append(tlog::entry_of(entry), start_of(day) - kDay_ms);
    EXPECT_EQ(index, d);
    EXPECT_TRUE(accept_epoch(r.epochs.fresh(r.now), r.epochs.logged<EpochEntry>(index), made.blobs,
                             day, r.fresh())
                    .ok());
  }
}

struct Accepted {
  Accepted() : order(r.approved()) {
    order_index = r.log_order(order);
    r.who.e_0 = kDay;
    made.emplace(r.make_epoch(kDay, {order}));
  }
  Result<gate::VerifiedEpoch> accept(const EpochEntry& e, Time at, Day day = kDay) {
    const auto index = r.epochs.append(tlog::entry_of(e), at);
    return accept_epoch(r.epochs.fresh(r.now), r.epochs.logged<EpochEntry>(index), made->blobs, day,
                        r.fresh());
  }
  TestRealm r;
  JudiciallyApproved order;
  std::uint64_t order_index = 0;
  std::optional<TestRealm::MadeEpoch> made;
};

TEST(Epoch, SixHoursBeforeTheDayIsInTimeAndASecondLaterIsNot_ORD_6) {
  Accepted a;
  EXPECT_TRUE(a.accept(a.r.signed_epoch(a.made->terms), start_of(kDay) - kLead_ms).ok());
  Accepted b;
  EXPECT_EQ(b.accept(b.r.signed_epoch(b.made->terms), start_of(kDay) - kLead_ms + 1000).error(),
            Err::stale);
}

TEST(Epoch, AnotherLeafAnotherDayOrASecondObjectOfTheDayIsNotTheDays_ORD_6) {
  Accepted a;
  const auto entry = a.r.signed_epoch(a.made->terms);
  ASSERT_TRUE(a.accept(entry, a.r.now).ok());
  EXPECT_EQ(a.accept(entry, a.r.now).error(), Err::missing);  // the same again, one leaf further on
  Accepted b;
  EXPECT_EQ(b.accept(b.r.signed_epoch(b.made->terms), b.r.now, kDay + 1).error(), Err::missing);
}

TEST(Epoch, EveryChangeOfTheTermsTheBlobsOrTheQuorumIsRefusedByClients_ORD_6) {
  const auto refused = [](auto change, Err err) {
    Accepted a;
    EpochEntry e = a.r.signed_epoch(a.made->terms);
    change(a, e);
    const auto v = a.accept(e, a.r.now);
    ASSERT_FALSE(v.ok());
    EXPECT_EQ(v.error(), err);
  };
  refused([](Accepted&, EpochEntry& e) { e.custodians.pop_back(); }, Err::forged);
  refused([](Accepted&, EpochEntry& e) { e.custodians[0].signature[0] ^= 1; }, Err::forged);
  refused([](Accepted&, EpochEntry& e) { e.custodians[1] = e.custodians[0]; }, Err::forged);
  refused([](Accepted&, EpochEntry& e) { e.terms.wid[0] ^= 1; }, Err::forged);
  refused([](Accepted&, EpochEntry& e) { e.terms.orders.push_back(2); }, Err::forged);
  refused([](Accepted& a, EpochEntry&) { a.made->blobs.w.back() ^= 1; }, Err::forged);
  refused([](Accepted& a, EpochEntry&) { a.made->blobs.proof.back() ^= 1; }, Err::forged);
  refused([](Accepted& a, EpochEntry&) { a.r.who.k_cap = 3; }, Err::too_large);
  refused([](Accepted& a, EpochEntry&) { a.made->blobs.dealt.back() ^= 1; }, Err::forged);
  refused([](Accepted&, EpochEntry& e) { e.terms.dealt.signatures.resize(1); }, Err::forged);
  refused([](Accepted&, EpochEntry& e) { e.terms.dealt.id[0] ^= 1; }, Err::forged);
}

TEST(Epoch, ACustodianRefusesAnObjectThatLeavesOutAddsOrSwapsOrders_ORD_6) {
  TestRealm r;
  const std::vector<JudiciallyApproved> files = {r.approved(1, 1), r.approved(2, 2)};
  for (const auto& f : files) r.log_order(f);
  const auto rule_for = [&](const std::vector<JudiciallyApproved>& used) {
    auto made = r.make_epoch(kDay, used);
    made.terms.m = made.registry.object.m();
    return check_epoch(made.terms, made.blobs, r.book(), r.who);
  };
  EXPECT_TRUE(rule_for(files).ok());
  EXPECT_EQ(rule_for({files[0]}).error().rule, Rule::epoch_object);
  EXPECT_EQ(rule_for({files[1], files[0]}).error().rule, Rule::epoch_object);
  EXPECT_EQ(rule_for({files[0], files[1], r.approved(3, 3)}).error().rule, Rule::epoch_object);
  EXPECT_EQ(rule_for({files[0], r.approved(3, 2)}).error().rule, Rule::epoch_object);
}

TEST(Book, AnOrderForADayThatHasItsOrdersAlreadyIsVoidAndTheDayIsMade_ORD_43) {
  TestRealm r;  // k = 4
  std::vector<JudiciallyApproved> files;
  for (std::uint8_t i = 1; i <= 4; ++i) {
    files.push_back(r.approved(i, i));
    r.log_order(files.back());
  }
  EXPECT_EQ(r.book().full_day(DataCategory::content, kDay, kDay + 1), kDay);
  EXPECT_EQ(r.book().full_day(DataCategory::content, kDay + 2, kDay + 3), std::nullopt);
  r.log_order(r.approved(5, 5, 2, 3));  // days 2 and 3: the first of them is full
  EXPECT_EQ(r.voids(), "9 ORD-R11");
  r.log_order(r.approved(6, 5, 3, 4));  // what was void has taken no number
  EXPECT_EQ(r.voids(), "9 ORD-R11");
  const auto made = r.make_epoch(kDay, files);
  EXPECT_TRUE(DayToSign::check(made.terms, made.blobs, r.fresh()).ok());

  const auto open = Open<Act::withdraw>::check(r.book(), files[0].file().application.id(),
                                               r.judge.verify_key(), r.who)
                        .value();
  r.orders.append(tlog::entry_of(open.by_court(r.judge, r.who.realm, r.now)), r.now);
  EXPECT_EQ(r.book().full_day(DataCategory::content, kDay, kDay + 1), std::nullopt)
      << "an order that was stopped leaves its place";
  EXPECT_EQ(r.book().full_day(DataCategory::traffic, kDay + 1, kDay + 1), std::nullopt);
}

TEST(Epoch, ACustodianSignsNoDayWithAnOrderThatWasStoppedSince_ORD_30) {
  TestRealm r;
  const auto order = r.approved();
  r.log_order(order);
  const auto made = r.make_epoch(kDay, {order});  // relies on the log as it is now
  EXPECT_TRUE(DayToSign::check(made.terms, made.blobs, r.fresh()).ok());
  const auto open = Open<Act::withdraw>::check(r.book(), order.file().application.id(),
                                               r.judge.verify_key(), r.who)
                        .value();
  r.orders.append(tlog::entry_of(open.by_court(r.judge, r.who.realm, r.now)), r.now);
  ASSERT_TRUE(check_epoch(made.terms, made.blobs, r.book(), r.who).ok())
      << "it was right at the head that it relies on";
  EXPECT_EQ(DayToSign::check(made.terms, made.blobs, r.fresh()).error().rule, Rule::epoch_object);
}

TEST(Epoch, AnObjectOfAnAccountThatNoLoggedOrderNamesIsNotSealedTo_ORD_31) {
  TestRealm r;
  const auto logged = r.approved(1, 1), other = r.approved(2, 1);
  r.log_order(logged);
  r.who.e_0 = kDay;
  // Everything is right but whom the object names: as many accounts, and every custodian signs.
  auto made = r.make_epoch(kDay, {other});
  const auto index = r.epochs.append(tlog::entry_of(r.signed_epoch(made.terms)), r.now);
  EXPECT_EQ(accept_epoch(r.epochs.fresh(r.now), r.epochs.logged<EpochEntry>(index), made.blobs,
                         kDay, r.fresh())
                .error(),
            Err::forged);
}

TEST(Epoch, YesterdaysObjectIsGoodForTwoHours) {
  const Time midnight = start_of(kDay);
  EXPECT_TRUE(still_accepted(kDay, midnight));
  EXPECT_TRUE(still_accepted(TestRealm::kToday, midnight + 2 * kHour_ms - 1));
  EXPECT_FALSE(still_accepted(TestRealm::kToday, midnight + 2 * kHour_ms));
  EXPECT_FALSE(still_accepted(kDay + 1, midnight));
}

struct Extraction : Accepted {
  Extraction() : epoch(accept(r.signed_epoch(made->terms), r.now).value()) {
    r.now = end_of(kDay);
    active.emplace(
        Active::on(r.orders.logged<OrderEntry>(order_index), opening(), kDay, r.who).value());
  }
  Opening opening() const { return {TestRealm::account(1), order.file().blind}; }
  tlog::Logged<IntentEntry> log_intent(const IntentEntry& e) {
    return r.orders.logged<IntentEntry>(r.orders.append(tlog::entry_of(e), r.now));
  }
  Decision<Standing> standing(std::uint64_t intent) {
    return Standing::under(r.fresh(), intent, {tlog::NotAfter(r.now), {}, {}, {}}, r.who);
  }
  gate::RootProof root(const gate::Scalar& d_r) {
    const gate::OrderOpening known{gate::tag(r.who.realm, TestRealm::account(1)),
                                   gate::Scalar::decode(order.file().blind).value()};
    return gate::prove_root(epoch, known, d_r, r.rng);
  }
  Decision<ReleaseGrant> grant(const tlog::Logged<IntentEntry>& intent, const Standing& stands,
                               const gate::Scalar& d_r) {
    const auto over = DayOver::check(kDay, r.fresh().present());
    if (!over.ok()) return over.error();
    return ReleaseGrant::grant(*active, order.file().blind, intent, stands, *over, epoch, root(d_r),
                               r.who);
  }
  std::uint64_t log_receipt(const ReceiptTerms& terms, std::uint16_t i) {
    return r.orders.append(
        tlog::entry_of(sign_receipt(terms, i, r.custodian_keys[i - 1u], r.who.realm)), r.now);
  }
  gate::VerifiedEpoch epoch;
  std::optional<Active> active;
};

TEST(Extraction,
     ALoggedIntentAndTheCourtsProofGrantOneReleaseAndEveryCustodianGivesAReceipt_ORD_4_ORD_40) {
  Extraction x;
  const auto intent = x.log_intent(make_intent(*x.active, x.r.agency, x.r.now, x.r.who.realm));
  const gate::Scalar& d_r = x.made->registry.registry_keys[0];
  const auto grant = x.grant(intent, *x.standing(intent.index()), d_r);
  ASSERT_TRUE(grant.ok());
  EXPECT_EQ(grant->root().account(), TestRealm::account(1));
  const ReceiptTerms& terms = grant->receipt();
  x.log_receipt(terms, 1);
  EXPECT_EQ(x.r.book().opened_by(1, kDay), nullptr) << "one of two";
  const auto repeated = x.log_receipt(terms, 1);
  const auto second = x.log_receipt(terms, 3);
  const OrderBook book = x.r.book();
  ASSERT_NE(book.opened_by(1, kDay), nullptr);
  EXPECT_EQ(book.opened_by(1, kDay)->index, second == repeated ? repeated : second);
  EXPECT_EQ(book.opened_by(1, kDay)->terms, terms);
  EXPECT_EQ(book.receipts_of(1, kDay).size(), 2u);
  // Another receipt of the same custodian, whatever it says, is void; so is a stranger's.
  ReceiptTerms other = terms;
  other.release[0] ^= 1;
  x.log_receipt(other, 1);
  EXPECT_EQ(x.r.book().voids().back().why.rule, Rule::one_extraction);
  x.r.orders.append(tlog::entry_of(ReceiptEntry{terms, {2, {}}}), x.r.now);
  EXPECT_EQ(x.r.book().voids().back().why.rule, Rule::custodians);
  // And t scalars with the court's part are the account's key of that day.
  std::vector<gate::Release> releases;
  std::vector<crypto::VerifyKey> keys;
  for (const auto& k : x.r.custodian_keys) keys.push_back(k.verify_key());
  for (const std::size_t i : {0u, 2u})
    releases.push_back(
        gate::make_release(x.made->dealt.shares[i], grant->root(), 1, x.r.custodian_keys[i])
            .value());
  EXPECT_TRUE(
      gate::combine_var(x.epoch, TestRealm::account(1), 1, d_r, releases, keys).key.has_value());
}

TEST(Extraction, NothingIsGrantedBeforeTheDayAndItsTwoHoursAreOverByBothClocks_ORD_40) {
  Extraction x;
  const auto rule = [&](Time witnessed, Time own) {
    const auto log = x.r.orders.fresh(witnessed, own);
    const auto over = DayOver::check(kDay, log.value().present());
    return over.ok() ? std::string() : over.error().id;
  };
  const Time end = end_of(kDay);
  EXPECT_EQ(rule(end, end), "");
  EXPECT_EQ(rule(end - kMinute_ms, end), "ORD-R38");
  EXPECT_EQ(rule(end, end - kMinute_ms), "ORD-R38");
}

TEST(Extraction, AnIntentOfAnotherDayOrderOrSignerGrantsNothing_ORD_4) {
  Extraction x;
  const gate::Scalar d = x.made->registry.registry_keys[0];
  const auto good = x.log_intent(make_intent(*x.active, x.r.agency, x.r.now, x.r.who.realm));
  const Standing stands = *x.standing(good.index());
  IntentEntry other_day{1, kDay + 1, x.r.now, {}};
  other_day.agency = x.r.agency.sign(intent_message(other_day, x.r.who.realm));
  EXPECT_EQ(x.grant(x.log_intent(other_day), stands, d).error().rule, Rule::intent);
  IntentEntry other_order{2, kDay, x.r.now, {}};
  other_order.agency = x.r.agency.sign(intent_message(other_order, x.r.who.realm));
  EXPECT_EQ(x.grant(x.log_intent(other_order), stands, d).error().rule, Rule::intent);
  const auto forged = make_intent(*x.active, x.r.judge, x.r.now, x.r.who.realm);
  EXPECT_EQ(x.grant(x.log_intent(forged), stands, d).error().rule, Rule::intent);
}

TEST(Extraction, AProofThatIsNotOfARootGrantsNothing_ORD_4) {
  Extraction x;
  const auto intent = x.log_intent(make_intent(*x.active, x.r.agency, x.r.now, x.r.who.realm));
  const gate::Scalar wrong = x.made->registry.registry_keys[0] + gate::Scalar::from_u64(1);
  EXPECT_EQ(x.grant(intent, *x.standing(intent.index()), wrong).error().id, "ORD-R17");
}

TEST(Extraction, AnIntentWithoutAnOrderInForceIsVoid_ORD_6) {
  Extraction x;
  IntentEntry e{7, kDay, x.r.now, {}};
  e.agency = x.r.agency.sign(intent_message(e, x.r.who.realm));
  const auto index = x.r.orders.append(tlog::entry_of(e), x.r.now);
  EXPECT_EQ(x.r.voids(), std::to_string(index) + " ORD-R16");
  EXPECT_EQ(x.r.book().intent_at(index), nullptr);
}

TEST(Buckets, RoundUpToPowersOfTwo) {
  EXPECT_EQ(bucket(0), 0u);
  EXPECT_EQ(bucket(1), 1u);
  EXPECT_EQ(bucket(3), 4u);
  EXPECT_EQ(bucket(4), 4u);
  EXPECT_EQ(bucket(5), 8u);
}

}  // namespace
}  // namespace eq::order
