// The logs, lists, cases, ordered access and forgetting.
#include <gmock/gmock.h>

#include "eq/crypto/voprf.h"
#include "eq/franking/day_key.h"
#include "eq/gate/make_epoch.h"
#include "eq/list/head.h"
#include "eq/order/acceptance.h"
#include "eq/order/deal_for_tests.h"
#include "eq/order/tally.h"
#include "eq/wire/authorities.h"
#include "eq/wire/day_key.h"
#include "eq/wire/log_reader.h"
#include "parties/platform/step.h"
#include "parties/platform/test_fixture.h"

namespace eq::platform {
namespace {
using testing::Chat;
using testing::Person;
using wire::Code;
using wire::LogName;

class PlatformLogs : public testing::PlatformTest {
 protected:
  struct Asked {
    std::uint64_t intent = 0;
    Array<32> blind{};
  };
  /// A logged and cosigned intent under a logged order.
  Asked order_and_intent(const AccountId& account, Day day) {
    const auto order = log_order({account, day, day});
    const auto index = as(world->agency.key, append_of(order.intent(day, now)));
    EXPECT_TRUE(index.ok());
    cosign_all();
    return {index->index, order.file.blind};
  }
  /// The object of a day, of no account, as the court publishes it.
  wire::LogAppend day_of_no_order(
      Day day, const std::function<void(order::EpochEntry&)>& change = [](auto&) {},
      const std::function<void(order::EpochTerms&)>& change_terms = [](auto&) {}) {
    const auto realm = wire::authorities(world->realm);
    const auto dealt = order::testing::deal_for(
        realm, day,
        std::array{&world->custodian.key, &world->custodian_2.key, &world->custodian_3.key}, rng);
    const auto made = gate::make_epoch(dealt.dealt, {}, rng).take();
    const auto log = wire::read_log(*this, world->realm, LogName::orders);
    EXPECT_TRUE(log.ok());
    const order::DayBlobs blobs{made.object.encode(), made.proof.encode(), dealt.body};
    order::EpochTerms terms{
        day,        made.object.wid(),        made.object.k(),         0,
        {},         log->checkpoint().head(), crypto::sha256(blobs.w), crypto::sha256(blobs.proof),
        dealt.terms};
    change_terms(terms);
    const Bytes message = order::epoch_message(terms, realm.realm);
    order::EpochEntry entry{
        terms,
        {{1, world->custodian.key.sign(message)}, {2, world->custodian_2.key.sign(message)}}};
    change(entry);
    auto all = dealt.blobs();
    all.insert(all.begin(), {blobs.w, blobs.proof});
    return {LogName::epochs, std::nullopt, tlog::entry_of(entry), all};
  }
  franking::AuthenticatedData with_envelope(const Chat& c, std::uint8_t fill) {
    auto d = c.data(rng);
    d.envelope.emplace();
    d.envelope->fill(fill);
    return d;
  }
};

TEST_F(PlatformLogs, WhatIsAppendedIsReadBackWithEveryHashAndTheWitness_PLT_10) {
  std::vector<Bytes> entries;
  for (std::uint8_t i = 0; i < 5; ++i) {
    const wire::KeyEvent event{world->court.org.name, "test", Bytes{i}};
    entries.push_back(tlog::entry_of(event));
    EXPECT_EQ(as(world->court.key, append_of(event))->index, i);
    EXPECT_THAT(last.grown, ::testing::ElementsAre(LogName::orders));
    if (i == 1) cosign_all();
  }
  EXPECT_EQ(wire::read_log(*this, world->realm, LogName::orders)->size(), 2u)
      << "published is what the witness saw";
  cosign_all();
  const auto log = wire::read_log(*this, world->realm, LogName::orders);
  ASSERT_TRUE(log.ok());
  ASSERT_EQ(log->size(), entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) EXPECT_EQ(log->entry(i), entries[i]);
  EXPECT_EQ(platform->witness_request(LogName::orders, now)->has_value(), false)
      << "nothing new for the witness";
  EXPECT_EQ(platform->get("/log/epochs/checkpoint").code, Code::unknown)
      << "an empty log has no checkpoint";
  EXPECT_EQ(platform->get("/log/orders/tile/0/000.p/9").code, Code::unknown);
  EXPECT_EQ(platform->get("/log/orders/../realm").code, Code::unknown);
}

TEST_F(PlatformLogs, TheFirstCheckpointThatCoversAnEntryStaysServed_PLT_10) {
  const auto append = [&](std::uint8_t i) {
    EXPECT_EQ(
        code_as(world->court.key, append_of(wire::KeyEvent{world->court.org.name, "test", {i}})),
        Code::ok);
  };
  append(0);
  append(1);
  cosign_all();
  const Time first = now;
  now = now + kDay_ms;
  append(2);
  cosign_all();
  EXPECT_EQ(wire::covering_checkpoint(*this, world->realm, LogName::orders, 0)->seen_by().latest(),
            first);
  EXPECT_EQ(wire::covering_checkpoint(*this, world->realm, LogName::orders, 1)->size(), 2u);
  EXPECT_EQ(wire::covering_checkpoint(*this, world->realm, LogName::orders, 2)->size(), 3u);
  EXPECT_EQ(wire::covering_checkpoint(*this, world->realm, LogName::orders, 3).error(),
            Err::missing);
  EXPECT_EQ(platform->get("/log/orders/covering/01").code, Code::unknown);
}

TEST_F(PlatformLogs, AnUnpublishedLogStaysUnpublishedUntilTheWitnessSigned_PLT_10) {
  EXPECT_EQ(code_as(world->court.key, append_of(wire::KeyEvent{world->court.org.name, "test", {}})),
            Code::ok);
  EXPECT_EQ(platform->get("/log/orders/checkpoint").code, Code::unknown);
  const auto request = **platform->witness_request(LogName::orders, now);
  EXPECT_EQ(platform->witness_reply(LogName::orders, request, 403, "", now).error(), Err::refused);
  EXPECT_FALSE(
      platform->witness_reply(LogName::orders, request, 200, "— witness.example AAAA\n", now).ok());
  EXPECT_EQ(platform->get("/log/orders/checkpoint").code, Code::unknown);
  cosign_all();
  EXPECT_EQ(platform->get("/log/orders/checkpoint").code, Code::ok);
}

/// A witness that lies, or whose clock is wrong.
TEST_F(PlatformLogs, WhatAWitnessDatesIntoTheFutureIsShownAskedAgainAndDatesNoEntry_PLT_10) {
  EXPECT_EQ(
      code_as(world->court.key, append_of(wire::KeyEvent{world->court.org.name, "test", {0}})),
      Code::ok);
  const tlog::WitnessSigner witness(world->witness.verify_key().name, world->witness.key().clone());
  const auto tell_at = [&](Time at) {
    const auto request = **platform->witness_request(LogName::orders, now);
    const auto note = tlog::Note::parse(tlog::AddCheckpoint::parse(request)->checkpoint).take();
    return platform->witness_reply(LogName::orders, request, 200,
                                   tlog::cosign(note.text, witness, at).text(), now);
  };
  const auto covering = [&] { return platform->get("/log/orders/covering/0").code; };
  for (const Time at : {start_of(kLastDay), now + kClockSlack_ms + kSecond_ms}) {
    EXPECT_TRUE(tell_at(at).ok());
    EXPECT_EQ(platform->get("/log/orders/checkpoint").code, Code::ok) << "or everybody were mute";
    EXPECT_TRUE(platform->witness_request(LogName::orders, now)->has_value()) << "asked again";
    EXPECT_EQ(covering(), Code::unknown);
  }
  EXPECT_TRUE(tell_at(now + kClockSlack_ms).ok());
  EXPECT_FALSE(platform->witness_request(LogName::orders, now)->has_value());
  EXPECT_EQ(covering(), Code::ok);
}

TEST_F(PlatformLogs, TheNewestHeadIsReadWithoutAWitness_PLT_10) {
  EXPECT_EQ(*platform->signed_checkpoint(LogName::orders), std::nullopt) << "of no entry";
  for (std::uint8_t i = 0; i < 2; ++i) {
    EXPECT_EQ(
        code_as(world->court.key, append_of(wire::KeyEvent{world->court.org.name, "test", {i}})),
        Code::ok);
    if (i == 0) cosign_all();
  }
  const auto log = *tlog::LogKey::parse(world->realm.orders_log);
  EXPECT_EQ(
      tlog::VerifiedCheckpoint::verify(**platform->signed_checkpoint(LogName::orders), log)->size(),
      2u);
}

TEST_F(PlatformLogs, AWitnessThatIsBehindIsAskedFromWhereItStands_PLT_10) {
  for (std::uint8_t i = 0; i < 3; ++i)
    EXPECT_EQ(
        code_as(world->court.key, append_of(wire::KeyEvent{world->court.org.name, "test", {i}})),
        Code::ok);
  cosign_all();
  EXPECT_EQ(
      code_as(world->court.key, append_of(wire::KeyEvent{world->court.org.name, "test", {9}})),
      Code::ok);
  const auto request = **platform->witness_request(LogName::orders, now);
  EXPECT_EQ(platform->witness_reply(LogName::orders, request, 409, "2\n", now).error(), Err::stale);
  EXPECT_TRUE((*platform->witness_request(LogName::orders, now))->starts_with("old 2\n"));
  EXPECT_EQ(platform->witness_reply(LogName::orders, request, 409, "900\n", now).error(),
            Err::refused)
      << "a witness that saw more than there is: this store went back in time";
}

TEST_F(PlatformLogs, TheSameEntryIsLoggedOnceAndAWrongPlaceIsRefused_PLT_11) {
  const wire::KeyEvent event{world->court.org.name, "test", {}};
  EXPECT_EQ(as(world->court.key, append_of(event))->index, 0u);
  EXPECT_EQ(as(world->court.key, append_of(event))->index, 0u);
  EXPECT_TRUE(last.grown.empty());
  cosign_all();
  auto epoch = day_of_no_order(day_of(now));
  epoch.at_index = 1;
  EXPECT_EQ(code_as(world->court.key, epoch), Code::conflict);
  epoch.at_index = 0;
  EXPECT_EQ(as(world->court.key, epoch)->index, 0u);
  EXPECT_EQ(as(world->court.key, epoch)->index, 0u) << "asking again is no second entry";
  auto again = day_of_no_order(day_of(now));
  again.at_index = 0;
  EXPECT_EQ(code_as(world->court.key, again), Code::conflict) << "that day has its entry";
}

TEST_F(PlatformLogs, ADayStandsOnlyInItsPlaceAndAsEverybodyReadsIt_PLT_31) {
  EXPECT_EQ(code_as(world->court.key, append_of(wire::KeyEvent{world->court.org.name, "test", {}})),
            Code::ok);
  cosign_all();
  const Day first = day_of(now);
  EXPECT_EQ(code_as(world->court.key, wire::LogAppend{LogName::epochs, {}, Bytes{1, 2, 3}, {}}),
            Code::malformed);
  EXPECT_EQ(code_as(world->court.key, day_of_no_order(first + 1)), Code::conflict)
      << "another day's place";
  auto day = day_of_no_order(first);
  day.blobs.pop_back();
  EXPECT_EQ(code_as(world->court.key, day), Code::refused) << "its proof is not there";
  day = day_of_no_order(first, [](auto& e) { e.custodians.clear(); });
  EXPECT_EQ(code_as(world->court.key, day), Code::refused) << "nobody signed";
  day = day_of_no_order(
      first, [](auto&) {}, [](auto& t) { t.order_log.root[0] ^= 1; });
  EXPECT_EQ(code_as(world->court.key, day), Code::refused) << "it relies on another log";
  const Person ana = person();
  log_order({ana.id, first, first});
  cosign_all();
  EXPECT_EQ(code_as(world->court.key, day_of_no_order(first)), Code::refused)
      << "it leaves out an order in force";
  EXPECT_EQ(platform->get("/log/epochs/checkpoint").code, Code::unknown);
}

TEST_F(PlatformLogs, EachOrganisationLogsOnlyWhatIsItsOwn_PLT_11) {
  const Person ana = person();
  const auto day = day_of(now);
  const testing::TestOrder order(*world, {ana.id, day, day}, 1, rng),
      other(*world, {ana.id, day, day + 1}, 1, rng);
  EXPECT_EQ(code_as(world->agency.key, append_of(order.granted())), Code::unauthorised);
  EXPECT_EQ(code_as(ana.device, append_of(order.granted())), Code::unauthorised);
  EXPECT_EQ(code_as(world->court.key, append_of(order.filed())), Code::unauthorised);
  EXPECT_EQ(code_as(world->agency.key, append_of(order.intent(day, now))), Code::refused)
      << "no such order";
  EXPECT_EQ(code_as(world->agency.key, append_of(order.filed())), Code::ok);
  EXPECT_EQ(code_as(world->court.key, append_of(order.granted())), Code::ok);
  EXPECT_EQ(code_as(world->agency.key, append_of(other.filed())), Code::ok);
  EXPECT_EQ(code_as(world->court.key, append_of(other.granted())), Code::conflict)
      << "an order's number is taken";
  EXPECT_EQ(code_as(world->court.key, append_of(order.intent(day, now))), Code::unauthorised);
  EXPECT_EQ(code_as(world->custodian.key, append_of(order.receipt(day))), Code::refused)
      << "nobody asked";
  EXPECT_EQ(code_as(world->agency.key, append_of(order.intent(day, now))), Code::ok);
  EXPECT_EQ(code_as(world->agency.key, append_of(order.intent(day + 1, now))), Code::refused)
      << "the order is not in force then";
  EXPECT_EQ(code_as(world->agency.key, append_of(order.receipt(day))), Code::unauthorised);
  EXPECT_EQ(code_as(world->custodian.key, append_of(order.receipt(day))), Code::ok);
  EXPECT_EQ(code_as(world->agency.key, wire::LogAppend{LogName::epochs, {}, Bytes{1}, {}}),
            Code::unauthorised);
  EXPECT_EQ(
      code_as(world->agency.key, append_of(wire::KeyEvent{world->court.org.name, "test", {}})),
      Code::refused)
      << "an organisation speaks of its own keys";
  EXPECT_EQ(code_as(world->court.key, wire::LogAppend{LogName::orders, {}, Bytes{99, 1}, {}}),
            Code::malformed);
}

TEST_F(PlatformLogs, WhatNoReaderWouldTakeIsNotAppendedAndRacesAreToldToTryAgain_PLT_31) {
  const Person ana = person();
  const auto day = day_of(now);
  const auto order = log_order({ana.id, day, day});
  const auto size = [&] { return platform->public_view(0)->orders_size; };
  const auto before = size();
  EXPECT_EQ(code_as(world->custodian.key, append_of(order::ReceiptEntry{})), Code::refused)
      << "of no intent, signed by nobody";
  EXPECT_EQ(code_as(world->agency.key, append_of(order::IntentEntry{1, day, now, {}})),
            Code::refused)
      << "not signed";
  EXPECT_EQ(code_as(world->agency.key, wire::LogAppend{LogName::orders, {}, Bytes{2, 1, 2}, {}}),
            Code::refused);
  auto act = order.by_court(order::Act::withdraw, now);
  act.signature[0] ^= 1;
  EXPECT_EQ(code_as(world->court.key, append_of(act)), Code::refused);
  EXPECT_EQ(code_as(world->court.key, append_of(order.by_court(order::Act::lift, now))),
            Code::conflict)
      << "there is no flag";
  EXPECT_EQ(size(), before) << "what is refused has had no effect";
  EXPECT_EQ(code_as(world->agency.key, append_of(order.intent(day, now))), Code::ok);
  EXPECT_EQ(code_as(world->custodian.key, append_of(order.receipt(day))), Code::ok);
  const auto second = order::sign_receipt({order.file.terms.number, day, {1}}, 1,
                                          world->custodian.key, world->realm.name);
  EXPECT_EQ(code_as(world->custodian.key, append_of(second)), Code::conflict)
      << "two receipts: the first stands";
  // The agency withdraws while the court grants: whoever comes second is told, and the number stays
  // free.
  const testing::TestOrder late(*world, {ana.id, day, day + 1}, 2, rng);
  EXPECT_EQ(code_as(world->agency.key, append_of(late.filed())), Code::ok);
  EXPECT_EQ(code_as(world->agency.key, append_of(late.by_agency(order::Act::withdraw))), Code::ok);
  EXPECT_EQ(code_as(world->court.key, append_of(late.granted())), Code::conflict);
  log_order({ana.id, day, day});
}

TEST_F(PlatformLogs, TheBookFollowsTheStoreAlsoThroughStepsThatWereUndone_PLT_31) {
  const Person ana = person();
  const auto day = day_of(now);
  const auto order = log_order({ana.id, day, day});
  LogBook book(world->realm);
  ASSERT_EQ(book.of(store).value()->size(), 2u);
  // A step is undone after the book has read what it appended.
  ASSERT_TRUE(store.begin_step().ok());
  Reply reply;
  Step step{*keys_of_service, world->realm, store, now, rng, reply, book, Registration::open};
  ASSERT_TRUE(
      step.append(LogName::orders, tlog::entry_of(order.by_court(order::Act::withdraw, now))).ok());
  EXPECT_TRUE(book.of(store).value()->case_of(1)->stopped);
  ASSERT_TRUE(store.undo_step().ok());
  EXPECT_FALSE(book.of(store).value()->case_of(1)->stopped);
  // Another entry in its place: not the one that the book has read.
  ASSERT_TRUE(store.begin_step().ok());
  ASSERT_TRUE(
      step.append(LogName::orders, tlog::entry_of(order.by_court(order::Act::withdraw, now))).ok());
  EXPECT_TRUE(book.of(store).value()->case_of(1)->stopped);
  ASSERT_TRUE(store.undo_step().ok());
  EXPECT_EQ(code_as(world->agency.key, append_of(order.by_agency(order::Act::preserve, now))),
            Code::ok);
  const auto* read = book.of(store).value();
  EXPECT_EQ(read->size(), 3u);
  EXPECT_FALSE(read->case_of(1)->stopped);
  EXPECT_TRUE(read->case_of(1)->preserved);
}

TEST_F(PlatformLogs, TheIssuersDayKeyIsOneForADayAndServed_PLT_11) {
  const Secret<32> master = rng.secret<32>();
  const auto event = [&](const crypto::SigningKey& signer, const Secret<32>& m,
                         franking::Role role) {
    const auto key = franking::derive_day_key(m, role, day_of(now)).verify_key();
    return wire::KeyEvent{world->moderator.org.name, std::string(wire::kDayKeyPurpose),
                          encode(franking::certify_day_key(signer, role, day_of(now), key))};
  };
  using franking::Role;
  EXPECT_EQ(code_as(world->moderator.key, append_of(event(world->court.key, master, Role::issuer))),
            Code::forged);
  EXPECT_EQ(
      code_as(world->moderator.key, append_of(event(world->moderator.key, master, Role::delivery))),
      Code::refused);
  EXPECT_EQ(
      code_as(world->moderator.key, append_of(event(world->moderator.key, master, Role::issuer))),
      Code::ok);
  EXPECT_EQ(code_as(world->moderator.key,
                    append_of(event(world->moderator.key, rng.secret<32>(), Role::issuer))),
            Code::conflict);
  const auto served = wire::fetch_day_key(*this, Role::issuer, day_of(now));
  ASSERT_TRUE(served.ok());
  EXPECT_TRUE(franking::verify(*served, world->realm.moderator.signing).ok());
}

TEST_F(PlatformLogs, TheListOfEachKindInForceIsServedWithTheFilterThatItsHeadNames_PLT_12_PLT_41) {
  EXPECT_EQ(code(wire::ListGet{list::Kind::drill}), Code::unknown);
  list::SignedHead head;
  head.head.version = 1;
  const Bytes filter(100, 0x44);
  head.head.filter_digest = crypto::sha256(filter);
  head.head.slots = 1024;
  head.head.match_key = world->realm.match_key;
  head.head.issued = now;
  head.head.expires = now + kDay_ms;
  head.signatures = {list::sign_head(head.head, world->hotline_a.key)};
  EXPECT_EQ(code_as(world->hotline_a.key, append_of(head, {filter})), Code::refused)
      << "one hotline signed";
  head.signatures.push_back(list::sign_head(head.head, world->hotline_b.key));
  EXPECT_EQ(code_as(world->hotline_a.key, append_of(head)), Code::refused)
      << "no filter came along";
  EXPECT_EQ(code_as(world->hotline_a.key, append_of(head, {Bytes{1}})), Code::refused)
      << "another filter did";
  EXPECT_EQ(code_as(world->court.key, append_of(head, {filter})), Code::unauthorised);
  const auto index = as(world->hotline_a.key, append_of(head, {filter}));
  ASSERT_TRUE(index.ok());
  const auto list = wire::ask(*this, wire::ListGet{list::Kind::drill});
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(list->index, index->index);
  EXPECT_EQ(list->filter, filter);
  EXPECT_EQ(list->head, encode(head));
  EXPECT_EQ(*wire::log_blob(*this, head.head.filter_digest), filter);

  // Each kind is served by itself.
  EXPECT_EQ(code(wire::ListGet{list::Kind::terrorism}), Code::unknown);
  auto other = head;
  other.head.kind = list::Kind::terrorism;
  other.signatures = {list::sign_head(other.head, world->hotline_a.key),
                      list::sign_head(other.head, world->hotline_b.key)};
  const auto second = as(world->hotline_a.key, append_of(other, {filter}));
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(wire::ask(*this, wire::ListGet{list::Kind::terrorism})->index, second->index);
  EXPECT_EQ(wire::ask(*this, wire::ListGet{list::Kind::drill})->index, index->index);
}

TEST_F(PlatformLogs, ALookUpAnswers128ElementsUnderThePinnedKeyAndAlwaysTheSameSize_PLT_13) {
  const Person ana = person();
  std::vector<Bytes> inputs;
  std::vector<crypto::OprfBlinded> blinded;
  wire::MatchEvaluate request;
  for (std::size_t i = 0; i < wire::kMatchPoints; ++i) {
    inputs.push_back(to_bytes("token " + std::to_string(i)));
    blinded.push_back(crypto::voprf_blind(inputs.back(), rng).take());
    std::copy_n(blinded.back().element.bytes().begin(), 32, request.blinded.begin() + 32 * i);
  }
  const auto reply = as(ana.device, request);
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(last.body.size(), 32 * wire::kMatchPoints + 64);
  crypto::VoprfEvaluation evaluation;
  for (std::size_t i = 0; i < wire::kMatchPoints; ++i)
    evaluation.elements.push_back(
        *crypto::Point::decode(View(reply->evaluated).subspan(32 * i, 32)));
  evaluation.proof = *decode<crypto::DleqProof>(reply->proof);
  const std::vector<View> views(inputs.begin(), inputs.end());
  EXPECT_TRUE(crypto::voprf_finalize(world->realm.match_key, views, blinded, evaluation).ok());

  request.blinded.fill(0xff);
  EXPECT_EQ(code_as(ana.device, request), Code::malformed) << "no group elements";
  request.blinded.fill(0);
  EXPECT_EQ(code_as(ana.device, request), Code::malformed) << "the identity";
}

TEST_F(PlatformLogs, CasesAreSetByTheModeratorAndShownUntilClosed_PLT_14) {
  const wire::CaseUpdate opened{"2026-1", "harassment", wire::CaseState::open, now};
  EXPECT_EQ(code_as(world->court.key, opened), Code::unauthorised);
  EXPECT_EQ(code_as(world->moderator.key, opened), Code::ok);
  EXPECT_EQ(code_as(world->moderator.key, wire::CaseUpdate{"", "x", wire::CaseState::open, now}),
            Code::malformed);
  ASSERT_EQ(platform->public_view(10)->cases.size(), 1u);
  EXPECT_EQ(platform->public_view(10)->cases[0].number, "2026-1");
  EXPECT_EQ(code_as(world->moderator.key,
                    wire::CaseUpdate{"2026-1", "harassment", wire::CaseState::closed, now}),
            Code::ok);
  EXPECT_EQ(platform->public_view(10)->cases.size(), 0u);
}

TEST_F(PlatformLogs, ThePublicViewCountsAndShowsNewestFirst_PLT_14) {
  const Person ana = person();
  const auto order = log_order({ana.id, day_of(now), day_of(now)});
  EXPECT_EQ(code_as(world->agency.key, append_of(order.intent(day_of(now), now))), Code::ok);
  now = now + kHour_ms;
  EXPECT_EQ(code_as(world->custodian.key, append_of(order.receipt(day_of(now)))), Code::ok);
  const auto page = platform->public_view(2);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->orders_size, 5u);
  EXPECT_EQ(page->orders, 1u);
  EXPECT_EQ(page->intents, 1u);
  EXPECT_EQ(page->receipts, 1u);
  ASSERT_EQ(page->entries.size(), 2u) << "at most as many as asked for";
  EXPECT_EQ(page->entries[0].index, 4u);
  EXPECT_EQ(page->entries[0].at, now);
}

TEST_F(PlatformLogs, TheWholeRecordIsFoundPageByPageAndByOrderKindAndDay_PLT_14) {
  const Person ana = person();
  const auto order = log_order({ana.id, day_of(now), day_of(now)});
  EXPECT_EQ(code_as(world->agency.key, append_of(order.intent(day_of(now), now))), Code::ok);
  const Day first_day = day_of(now);
  now = now + kDay_ms;
  EXPECT_EQ(code_as(world->custodian.key, append_of(order.receipt(first_day))), Code::ok);
  const std::uint64_t size = platform->public_view(0)->orders_size;
  const auto indices = [&](PublicSearch search, std::size_t limit = 100) {
    std::vector<std::uint64_t> out;
    for (;;) {
      const auto page = platform->public_page(search, limit).take();
      for (const auto& e : page.entries) out.push_back(e.index);
      if (page.ends()) return out;
      search.orders_below = page.orders_below.value_or(0);
      search.epochs_below = page.epochs_below.value_or(0);
    }
  };
  std::vector<std::uint64_t> all(size);
  for (std::uint64_t i = 0; i < size; ++i) all[i] = size - 1 - i;
  EXPECT_EQ(indices({}), all);
  EXPECT_EQ(indices({}, 1), all) << "one by one: none twice, none left out";
  PublicSearch receipts;
  receipts.kind = wire::LogEntryKind::receipt;
  EXPECT_EQ(indices(receipts), std::vector{size - 1});
  PublicSearch of_order;
  of_order.order = 1;
  const auto named = indices(of_order);
  EXPECT_GE(named.size(), 4u) << "filing, order, intent, receipt";
  of_order.order = 2;
  EXPECT_TRUE(indices(of_order).empty());
  PublicSearch today;
  today.day = day_of(now);
  EXPECT_EQ(indices(today), std::vector{size - 1});
  today.day = first_day;
  EXPECT_EQ(indices(today).size(), size - 1);
  EXPECT_EQ(platform->public_entry(wire::LogName::orders, 0)->index, 0u);
  EXPECT_EQ(platform->public_entry(wire::LogName::orders, size).error(), Err::missing);
}

TEST_F(PlatformLogs, EnvelopesAreGivenOnlyForTheOrdersAccountAndDayAndOnlyToTheAgency_PLT_15) {
  const Person ana = person(), ben = person(), cleo = person();
  const Chat ours = chat({&ana, &ben}), theirs = chat({&ben, &cleo});
  const Day day = day_of(now);
  EXPECT_EQ(code(ours.message(with_envelope(ours, 1), rng.array<40>())), Code::ok);
  EXPECT_EQ(code(ours.message(rng)), Code::ok);
  EXPECT_EQ(code(theirs.message(with_envelope(theirs, 2), rng.array<40>())), Code::ok);
  now = start_of(day + 1) + kEnvelopeGrace_ms - 1;
  EXPECT_EQ(code(ours.message(with_envelope(ours, 3), rng.array<40>())), Code::ok);
  now = now + 1;
  EXPECT_EQ(code(ours.message(with_envelope(ours, 4), rng.array<40>())), Code::ok);

  const auto [intent, blind] = order_and_intent(ana.id, day);
  const wire::AccessEnvelopes request{intent, ana.id, blind, day};
  const auto found = as(world->agency.key, request);
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->envelopes.size(), 2u)
      << "of that day and two hours more, from her conversations";
  EXPECT_EQ(found->envelopes[0].envelope[0], 1);
  EXPECT_EQ(found->envelopes[1].envelope[0], 3);
  EXPECT_EQ(found->envelopes[0].conv, ours.conv);
  EXPECT_EQ(found->envelopes[0].mls_epoch, 1u);
  EXPECT_EQ(found->envelopes[0].leaf_count, 2u);

  EXPECT_EQ(code_as(world->court.key, request), Code::unauthorised);
  EXPECT_EQ(code_as(world->custodian.key, request), Code::unauthorised);
  EXPECT_EQ(code_as(ana.device, request), Code::unauthorised);
  auto other = request;
  other.account = cleo.id;
  EXPECT_EQ(code_as(world->agency.key, other), Code::refused) << "the order names somebody else";
  other = request;
  other.blind = rng.array<32>();
  other.blind[31] = 0;
  EXPECT_EQ(code_as(world->agency.key, other), Code::refused);
  other = request;
  other.day = day + 1;
  EXPECT_EQ(code_as(world->agency.key, other), Code::refused) << "the intent is for another day";
  other = request;
  other.intent_index = intent - 1;
  EXPECT_EQ(code_as(world->agency.key, other), Code::refused) << "an order is no intent";
}

TEST_F(PlatformLogs, ACrowdOfEnvelopesIsRefusedByTheDayAndHandedOverInParts_PLT_40) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  const Day day = day_of(now);
  for (std::uint32_t i = 0; i < 16 * wire::kMembersMax; ++i)
    ASSERT_EQ(code(c.message(with_envelope(c, 1), rng.array<40>())), Code::ok) << i;
  EXPECT_EQ(code(c.message(with_envelope(c, 1), rng.array<40>())), Code::rate_limited);
  EXPECT_EQ(code(c.message(rng)), Code::ok) << "those that follow an envelope still go";
  now = start_of(day + 1);
  EXPECT_EQ(code(c.message(with_envelope(c, 1), rng.array<40>())), Code::ok);
  const auto [intent, blind] = order_and_intent(ana.id, day);
  const auto all = as(world->agency.key, wire::AccessEnvelopes{intent, ana.id, blind, day, 0});
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(all->envelopes.size(), 16u * wire::kMembersMax + 1)
      << "and one that was still accepted";
  EXPECT_FALSE(all->more);
  const auto rest = as(world->agency.key,
                       wire::AccessEnvelopes{intent, ana.id, blind, day, 16 * wire::kMembersMax});
  EXPECT_EQ(rest->envelopes.size(), 1u);
  EXPECT_TRUE(rest->count.conversations.empty());
}

TEST_F(PlatformLogs, AnIntentThatTheWitnessHasNotSeenOpensNothing_PLT_15) {
  const Person ana = person();
  const Day day = day_of(now);
  const auto order = log_order({ana.id, day, day});
  const auto index = as(world->agency.key, append_of(order.intent(day, now)))->index;
  const wire::AccessEnvelopes request{index, ana.id, order.file.blind, day};
  EXPECT_EQ(code_as(world->agency.key, request), Code::refused);
  cosign_all();
  EXPECT_EQ(code_as(world->agency.key, request), Code::ok);
}

TEST_F(PlatformLogs, MessagesAreGivenByLocatorOnlyAndOnlyWhereEnvelopesWereGiven_PLT_16) {
  const Person ana = person(), ben = person(), cleo = person();
  const Chat ours = chat({&ana, &ben}), theirs = chat({&ben, &cleo});
  const Day day = day_of(now);
  const auto d = with_envelope(ours, 1), d2 = ours.data(rng), foreign = theirs.data(rng);
  const auto sent = ours.message(d, rng.array<40>());
  const auto stamp = wire::ask(*this, sent)->stamp;
  EXPECT_EQ(code(ours.message(d2, rng.array<40>())), Code::ok);
  EXPECT_EQ(code(theirs.message(foreign, rng.array<40>())), Code::ok);
  const auto [intent, blind] = order_and_intent(ana.id, day);

  wire::AccessMessages request{intent, ours.conv, day, {d.loc}};
  EXPECT_EQ(code_as(world->agency.key, request), Code::refused)
      << "no envelopes were asked for yet";
  ASSERT_EQ(code_as(world->agency.key, wire::AccessEnvelopes{intent, ana.id, blind, day}),
            Code::ok);
  const auto found = as(world->agency.key, request);
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->messages.size(), 1u);
  EXPECT_EQ(found->messages[0].message, sent.message);
  EXPECT_EQ(found->messages[0].stamp, stamp);
  request.locators = {rng.array<8>()};
  EXPECT_EQ(as(world->agency.key, request)->messages.size(), 0u);
  request = {intent, theirs.conv, day, {foreign.loc}};
  EXPECT_EQ(code_as(world->agency.key, request), Code::refused) << "not her conversation";
}

TEST_F(PlatformLogs, WhoLeftAConversationIsNotReachedByWhatWasSentAfterwards_PLT_15) {
  const Person ana = person(), ben = person();
  Chat c = chat({&ben, &ana});
  EXPECT_EQ(code(c.message(with_envelope(c, 1), rng.array<40>())), Code::ok);
  const auto next = rng.array<32>();
  ASSERT_EQ(code(c.commit(next, {}, {ana.id}, rng)), Code::ok);
  c.epoch = 2;
  c.send_key = next;
  now = start_of(day_of(now) + 2);
  EXPECT_EQ(code(c.message(with_envelope(c, 2), rng.array<40>())), Code::ok);
  const auto [intent, blind] = order_and_intent(ana.id, day_of(now));
  EXPECT_EQ(as(world->agency.key, wire::AccessEnvelopes{intent, ana.id, blind, day_of(now)})
                ->envelopes.size(),
            0u);
}

TEST_F(PlatformLogs, DeliveredMessagesAreForgottenAfterSevenDaysUndeliveredAfterThirty_PLT_17) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  const auto d = with_envelope(c, 0x5e);
  const auto sent = c.message(d, rng.array<40>());
  EXPECT_EQ(code(sent), Code::ok);
  const auto holds = [&](View what) {
    const Bytes all = store.dump();
    return std::search(all.begin(), all.end(), what.begin(), what.end()) != all.end();
  };
  EXPECT_EQ(code_as(ana.device, wire::MailboxAck{mailbox(ana).back().seq}), Code::ok);
  now = now + kAccess_ms + 1;
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  EXPECT_EQ(mailbox(ben).size(), 2u) << "ben has not fetched it";
  EXPECT_EQ(code_as(ben.device, wire::MailboxAck{mailbox(ben).back().seq}), Code::ok);
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  EXPECT_FALSE(holds(sent.message));
  EXPECT_FALSE(holds(*d.envelope));

  const auto late = c.message(rng);
  EXPECT_EQ(code(late), Code::ok);
  now = now + kUndelivered_ms + 1;
  ASSERT_TRUE(purge(*platform, now, 100, rng).ok());
  EXPECT_FALSE(holds(late.message));
  EXPECT_EQ(mailbox(ben).size(), 0u) << "what is gone is skipped";
}

TEST_F(PlatformLogs, EveryIntentIsCountedAndNothingIsDatedIntoTheCountWhateverTheClockDoes_PLT_19) {
  const Person ana = person(), ben = person(), cleo = person();
  const Chat ours = chat({&ana, &ben}), theirs = chat({&ben, &cleo});
  const Day day = day_of(now);
  EXPECT_EQ(code(ours.message(with_envelope(ours, 1), rng.array<40>())), Code::ok);
  EXPECT_EQ(code(theirs.message(with_envelope(theirs, 2), rng.array<40>())), Code::ok);
  const auto [intent, blind] = order_and_intent(ana.id, day);
  now = now - kHour_ms;  // back, and what happens now is not in the count
  EXPECT_EQ(code(ours.message(with_envelope(ours, 3), rng.array<40>())), Code::ok);
  const Chat later = chat({&ana, &cleo});
  EXPECT_EQ(code(later.message(with_envelope(later, 4), rng.array<40>())), Code::ok);
  now = now + 2 * kHour_ms;  // forward
  EXPECT_EQ(code(ours.message(with_envelope(ours, 5), rng.array<40>())), Code::ok);

  const auto found = as(world->agency.key, wire::AccessEnvelopes{intent, ana.id, blind, day});
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->envelopes.size(), 1u);
  EXPECT_EQ(found->envelopes[0].envelope[0], 1);
  cosign_all();  // the answer to the order's only day
  const auto log = wire::read_log(*this, world->realm, LogName::orders);
  ASSERT_TRUE(log.ok());
  const auto tally = tlog::parse_entry<order::TallyEntry>(log->entry(intent + 1));
  ASSERT_TRUE(tally.ok());
  EXPECT_EQ(tally->intent_index, intent);
  EXPECT_TRUE(order::verify_tally(*tally, wire::authorities(world->realm)).ok());
  EXPECT_TRUE(order::check_all_there(*tally, ana.id, found->count,
                                     {{ours.conv, {encode(found->envelopes[0])}}})
                  .ok());
  EXPECT_FALSE(order::check_all_there(*tally, ana.id, found->count, {}).ok());
  // Nobody logs a count but the service, and the same intent logged again is not counted again.
  EXPECT_EQ(code_as(world->agency.key, append_of(*tally)), Code::unauthorised);
  const auto size = log->size();
  const auto same = tlog::parse_entry<order::IntentEntry>(log->entry(intent)).value();
  EXPECT_EQ(as(world->agency.key, append_of(same))->index, intent);
  cosign_all();
  EXPECT_EQ(wire::read_log(*this, world->realm, LogName::orders)->size(), size);
}

TEST_F(PlatformLogs, OrderedAccessReachesSevenDaysBackAndNoFurther_PLT_17) {
  const Person ana = person(), ben = person();
  const Chat c = chat({&ana, &ben});
  const Day day = day_of(now);
  EXPECT_EQ(code(c.message(with_envelope(c, 1), rng.array<40>())), Code::ok);
  const auto [intent, blind] = order_and_intent(ana.id, day);
  const wire::AccessEnvelopes request{intent, ana.id, blind, day};
  now = start_of(day) + kAccess_ms - 1;
  EXPECT_EQ(code_as(world->agency.key, request), Code::ok);
  now = now + 1;
  EXPECT_EQ(code_as(world->agency.key, request), Code::unknown);
}

}  // namespace
}  // namespace eq::platform
