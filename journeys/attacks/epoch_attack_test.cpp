// The daily object: a court, or everybody but the witness, wants an account in it that no logged
// order names.  Custodians refuse to sign, clients refuse to seal.
#include "eq/gate/make_epoch.h"
#include "eq/gate/polynomial.h"
#include "eq/tlog/memory_store.h"
#include "eq/wire/authorities.h"
#include "journeys/offices.h"
#include "journeys/people.h"
#include "parties/auditor/audit.h"
#include "parties/client/access.h"

namespace eq::journeys {
namespace {

using crypto::Scalar;

struct Epoch : ::testing::Test {
  Town town{108};
  std::unique_ptr<Person> ana = town.settle();
  Day d = town.first_day();

  using Made = wire::EpochProposal;
  /// What the custodians dealt for a day, honestly.
  gate::Dealt dealt(Day day) {
    if (!town.court->dealt.contains(day)) deal_days(town, day, day);
    const auto& by_them = town.court->dealt.at(day);
    const auto pins = order::dealt_pins(wire::authorities(town.realm), day, order::kWholeLog);
    return gate::Dealt::verify(by_them.body, by_them.terms.id, by_them.terms.signatures, pins)
        .take();
  }
  Made made_of(const gate::EpochObject& object, Bytes proof) {
    const auto log = wire::read_log(*town.office_line, town.realm, wire::LogName::orders).take();
    Made m;
    m.blobs = {object.encode(), std::move(proof), town.court->dealt.at(object.epoch).body};
    m.terms = {object.epoch,
               object.wid(),
               object.k(),
               object.m(),
               {},
               log.checkpoint().head(),
               crypto::sha256(m.blobs.w),
               crypto::sha256(m.blobs.proof),
               town.court->dealt.at(object.epoch).terms};
    for (std::uint32_t i = 1; i <= object.m(); ++i) m.terms.orders.push_back(i);
    return m;
  }
  /// Ana as a root where a pad belongs, committed to nowhere.
  Made hidden_target() {
    const auto c = dealt(d);
    std::vector<Scalar> roots{gate::tag(town.realm.name, ana->id())}, x;
    for (std::uint32_t i = 1; i < town.realm.k; ++i) roots.push_back(gate::pad(town.realm.name, i));
    for (std::size_t j = 0; j < town.realm.k; ++j) x.push_back(Scalar::random(town.rng));
    gate::EpochObject object{town.realm.name,
                             d,
                             c.id(),
                             gate::encrypt_over(c.body(), gate::monic_from_roots(roots), x),
                             {}};
    return made_of(object, gate::prove(object, c.body(), {}, x, town.rng).encode());
  }
  /// Ana as the court would do it, but for an order that is not in the log.
  Made unlogged_target() {
    const gate::OrderOpening opening{gate::tag(town.realm.name, ana->id()),
                                     Scalar::random(town.rng)};
    const auto day = gate::make_epoch(dealt(d), {&opening, 1}, town.rng).take();
    return made_of(day.object, day.proof.encode());
  }
  /// As the court makes it while no order is in force.
  Made honest() {
    const auto day = gate::make_epoch(dealt(d), {}, town.rng).take();
    return made_of(day.object, day.proof.encode());
  }
  /// With every dealing, so that nothing is missed but what is wrong.
  std::vector<Bytes> blobs_of(const Made& m) {
    std::vector<Bytes> all{m.blobs.w, m.blobs.proof, m.blobs.dealt};
    for (const Bytes& file : town.court->dealt.at(m.terms.epoch).files) all.push_back(file);
    return all;
  }
  /// What a custodian says when the court proposes it: the rule, or nothing.
  std::string custodian_on(const Made& m) {
    auto environment = town.office<custodian::Environment>();
    auto& c = town.custodians[0];
    c.epochs.push_back({m});
    const auto decided = must(custodian::sign_epoch(c, environment, c.epochs[0].id()));
    return decided.refusal ? decided.refusal->id : "";
  }
  order::EpochEntry signed_by(const Made& m, std::size_t custodians) {
    order::EpochEntry entry{m.terms, {}};
    for (std::size_t i = 0; i < custodians; ++i)
      entry.custodians.push_back(
          sign_day_unchecked(town, m.terms, town.custodians[i].index, town.custodians[i]));
    return entry;
  }
  void log(const order::EpochEntry& entry, const Made& m) {
    const wire::LogAppend request{wire::LogName::epochs, 0, tlog::entry_of(entry), blobs_of(m)};
    const auto honest = wire::ask(*town.office_line, {town.court->signing, town.realm.name},
                                  town.now, town.rng, request);
    // a service that looks away
    if (!honest.ok()) let_in(town, wire::LogName::epochs, tlog::entry_of(entry), blobs_of(m));
  }
  /// Why Ana makes no envelope on day d; nothing if she does.
  std::optional<Err> client_on_the_day() {
    town.advance(start_of(d).ms + 9 * kHour_ms - town.now.ms);
    auto environment = ana->environment();
    return err(client::day_object(ana->state(), environment, d));
  }
};

// Control: what follows is refused for its own reason.
TEST_F(Epoch, AnHonestDayIsSealedTo_CLI_5) {
  publish_day(town, d);
  EXPECT_EQ(client_on_the_day(), std::nullopt);
}

// Attack: the service takes a day's entry and says nothing, so that the court makes another object,
// whose keys open nothing of that day. Stopped by: parties/court/registry.cpp prepare_day(): what
// was sent and not refused may stand in the log, and what stands there is ours.  Seen to succeed
// with both checks removed: the court's keys are another object's.
TEST_F(Epoch, ALostAnswerMakesNoSecondObject_CRT_13) {
  const auto number = grant_order(town, ana->id(), d, d);
  deal_days(town, d, d);
  auto court = town.office<court::Environment>();
  must(court::prepare_day(*town.court, court, d));
  for (auto& c : town.custodians) sign_days(town, c);
  must(court::collect(*town.court, court));
  const auto made = town.court->days.at(d).proposal.terms.wid;
  town.office_line->change_reply = [](wire::Verb verb, View, Bytes& reply) {
    if (verb == wire::Verb::log_append) reply.clear();
  };
  EXPECT_FALSE(court::publish_day(*town.court, court, d).ok());
  town.office_line->change_reply = {};
  for (const bool shown : {false, true}) {  // before the witness has seen it, and after
    if (!shown)
      town.office_line->change_document = [](std::string_view path, Result<Bytes>& document) {
        if (path == "/log/epochs/checkpoint") document = Err::missing;
      };
    EXPECT_FALSE(court::prepare_day(*town.court, court, d).ok()) << shown;
    town.office_line->change_document = {};
  }
  EXPECT_EQ(town.court->days.at(d).proposal.terms.wid, made);
  EXPECT_EQ(must(court::publish_day(*town.court, court, d)).log_index, 0u);
  EXPECT_EQ(must(court::publish_day(*town.court, court, d)).log_index, 0u);
  declare_intent(town, number, d);
  EXPECT_TRUE(town.agency->openings.at({number, d}).court);
}

// Attack: the court puts an account into the polynomial in the place of a pad. Stopped by:
// eq/gate/epoch.cpp verify_proof_var(): the roots are exactly the committed orders and the pads
// (ORD-R18). Seen to succeed with the proof check removed.
TEST_F(Epoch, AnAccountHiddenAmongThePadsIsNotSigned) {
  EXPECT_EQ(custodian_on(hidden_target()), "ORD-R18");
}

// Attack: the same, and every custodian signs. Stopped by: as above, in the client, which believes
// no signature about it.  Seen to succeed with the proof check removed.
TEST_F(Epoch, AnAccountHiddenAmongThePadsIsNotSealedToEvenIfAllCustodiansSign_CLI_5) {
  const auto m = hidden_target();
  log(signed_by(m, 3), m);
  EXPECT_EQ(client_on_the_day(), Err::forged);
}

// Attack: the court commits to an order and proves everything, but the order is not in the log.
// Stopped by: eq/order/acceptance.cpp check_epoch(): its orders are those in force (ORD-R18), at
// every custodian. Seen to succeed with that comparison removed.
TEST_F(Epoch, AnOrderThatIsNotLoggedIsNotSigned) {
  EXPECT_EQ(custodian_on(unlogged_target()), "ORD-R18");
}

// Attack: the same, and every custodian signs.  Clients see a proven object; everybody sees one
// order too many. Noticed by: parties/auditor/audit.cpp fault_of_entry() by the entry alone, and
// judge() by the object, the same comparison.  Seen to succeed with both removed.
TEST_F(Epoch, AnOrderThatIsNotLoggedIsNamedByTheAuditorEvenIfAllCustodiansSign) {
  const auto m = unlogged_target();
  log(signed_by(m, 3), m);
  const auto audit = auditor::audit(*town.office_line, town.realm, {}, town.now);
  ASSERT_FALSE(audit.clean());
  EXPECT_EQ(audit.first_violation()->step, "epochs");
  EXPECT_EQ(audit.first_violation()->index, 0u);
}

// Attack: court, custodians and service show Ana alone another object, in an epoch log of her own.
// Stopped by: eq/tlog/checkpoint.cpp CosignedCheckpoint::verify(): the witness did not see that
// log. Seen to succeed with the quorum of witnesses removed.
TEST_F(Epoch, AnotherObjectForOneVictimNeedsTheWitness_CLI_5) {
  publish_day(town, d);
  const auto m = unlogged_target();
  tlog::MemoryTileStore store;
  auto forked = tlog::Log::open(store).take();
  const Bytes entry = tlog::entry_of(signed_by(m, 3));
  const auto head = forked.append({&entry, 1}).take();
  const std::string note =
      tlog::sign_checkpoint(head, town.service_keys->log_signer(wire::LogName::epochs));
  ana->line.change_document = [&](std::string_view path, Result<Bytes>& document) {
    if (path == "/log/epochs/checkpoint" || path.starts_with("/log/epochs/covering/"))
      document = to_bytes(note);
    else if (path.starts_with("/log/epochs/"))
      document = tlog::serve(store, path.substr(12));
    else if (path == "/log/blob/" + hex(m.terms.w))
      document = m.blobs.w;
    else if (path == "/log/blob/" + hex(m.terms.proof))
      document = m.blobs.proof;
  };
  EXPECT_EQ(client_on_the_day(), Err::forged);
}

// Attack: the logged entry stays, the service serves Ana another object with it. Stopped by:
// eq/wire/log_reader.cpp log_blob() (the digest) and eq/order/acceptance.cpp accept_epoch() (digest
// and wid). Seen to succeed with the digests and the comparison of wid removed.
TEST_F(Epoch, AnotherObjectUnderTheLoggedEntryIsNotSealedTo_CLI_5) {
  publish_day(town, d);
  const auto terms = town.court->days.at(d).proposal.terms;
  const auto made = gate::make_epoch(dealt(d), {}, town.rng).take();
  ana->line.change_document = [&](std::string_view path, Result<Bytes>& document) {
    if (path == "/log/blob/" + hex(terms.w)) document = made.object.encode();
    if (path == "/log/blob/" + hex(terms.proof)) document = made.proof.encode();
  };
  EXPECT_EQ(client_on_the_day(), Err::forged);
}

// Attack: the court waits until the day has begun, so as to name an account after what was said.
// Stopped by: eq/order/acceptance.cpp accept_epoch(): witnessed six hours before the day.  Seen to
// succeed with that check removed.
TEST_F(Epoch, AnObjectThatComesTooLateIsNotSealedTo_CLI_5) {
  town.advance(start_of(d).ms - 5 * kHour_ms - town.now.ms);
  publish_day(town, d);
  EXPECT_EQ(client_on_the_day(), Err::stale);
}

// Attack: one custodian signs the day, the others are not asked. Stopped by:
// eq/order/acceptance.cpp accept_epoch(), verify_quorum().  Seen to succeed with that check
// removed.
TEST_F(Epoch, OneCustodianAloneSignsNoDay_CLI_5) {
  const auto m = honest();
  log(signed_by(m, 1), m);
  EXPECT_EQ(client_on_the_day(), Err::forged);
}

// Attack: everybody agrees on an object with room for more accounts than the client's program
// allows. Stopped by: eq/gate/epoch.cpp VerifiedEpoch::verify(), the pinned cap.  Seen to succeed
// with that check removed.
TEST_F(Epoch, AnObjectAboveThePinnedCapIsNotSealedTo_CLI_5) {
  const auto m = unlogged_target();
  log(signed_by(m, 3), m);
  town.realm.k_cap = 15;  // the client's program is of another mind than they
  EXPECT_EQ(client_on_the_day(), Err::too_large);
}

// Attack: one custodian alone signs what was dealt, so that it holds all secrets of the day.
// Stopped by: eq/gate/dealt.cpp Dealt::verify(): t signatures over it, at every client.  Seen to
// succeed with that count removed.
TEST_F(Epoch, OneCustodianAloneDealsNoDay_CLI_5) {
  auto m = honest();
  m.terms.dealt.signatures.resize(1);
  log(signed_by(m, 3), m);
  EXPECT_EQ(client_on_the_day(), Err::forged);
}

// Attack: the court leaves the custodians' part out, to need none of them later.
// Stopped by: eq/gate/epoch.cpp verify_proof_var(): it would have to prove what it does not know.
TEST_F(Epoch, ACourtThatLeavesTheCustodiansOutProvesNothing_CLI_5) {
  const auto c = dealt(d);
  std::vector<Scalar> roots, x;
  for (std::uint32_t i = 0; i < town.realm.k; ++i) roots.push_back(gate::pad(town.realm.name, i));
  const auto p = gate::monic_from_roots(roots);
  gate::EpochObject object{town.realm.name, d, c.id(), {}, {}};
  for (std::size_t j = 0; j < town.realm.k; ++j) {
    x.push_back(Scalar::random(town.rng));
    object.pairs.push_back(gate::encrypt_coefficient(p[j], x[j]));
  }
  const auto m = made_of(object, gate::prove(object, c.body(), {}, x, town.rng).encode());
  EXPECT_EQ(custodian_on(m), "ORD-R18");
  log(signed_by(m, 3), m);
  EXPECT_EQ(client_on_the_day(), Err::forged);
}

// Attack: court, service and t custodians log an object that names Ana, whom no logged order names,
// in the place of a logged order: the number of orders is right. Stopped by:
// eq/order/acceptance.cpp accept_epoch(): clients recompute the day's orders and their
// commitments.  Seen to succeed with names_the_orders() reduced to the count.
TEST_F(Epoch, AnAccountInThePlaceOfALoggedOrderIsNotSealedTo_CLI_5) {
  auto ben = town.settle();
  const auto number = grant_order(town, ben->id(), d, d);
  auto m = unlogged_target();
  ASSERT_EQ(m.terms.orders, std::vector{number});
  log(signed_by(m, 3), m);
  EXPECT_EQ(client_on_the_day(), Err::forged);
}

// Attack: another day's object in this day's place. Stopped by: eq/order/acceptance.cpp
// accept_epoch() (place and day) and eq/gate/epoch.cpp (the day inside). Seen to succeed with both
// removed.
TEST_F(Epoch, AnotherDaysObjectHasNoPlaceHere_CLI_5) {
  const auto day = gate::make_epoch(dealt(d + 1), {}, town.rng).take();
  const auto m = made_of(day.object, day.proof.encode());
  log(signed_by(m, 3), m);
  EXPECT_EQ(client_on_the_day(), Err::missing);
}

}  // namespace
}  // namespace eq::journeys
