// For this room's tests: a realm with an agency, a court, three custodians (two suffice), a witness
// and both logs.
#pragma once

#include <map>

#include "eq/gate/make_epoch.h"
#include "eq/order/deal_for_tests.h"
#include "eq/order/extract.h"
#include "eq/testing/seeded.h"
#include "eq/tlog/memory_store.h"
#include "eq/tlog/witness.h"

namespace eq::order::testing {

using eq::testing::SeededRandom;

/// A log with its operator and one witness.
struct TestLog {
  TestLog(std::string name, Random& rng)
      : signer(name, crypto::SigningKey::generate(rng)),
        witness(tlog::WitnessSigner("witness.example", crypto::SigningKey::generate(rng)),
                {signer.verify_key()}),
        policy{signer.verify_key(), {witness.verify_key()}, 1} {}

  /// Append and publish; the entry's index.
  std::uint64_t append(Bytes entry, Time now) {
    const std::vector<Bytes> entries{std::move(entry)};
    return append(entries, now);
  }
  /// The same for several under one checkpoint; the index of the last.
  std::uint64_t append(std::span<const Bytes> entries, Time now) {
    tlog::Log log = tlog::Log::open(store).take();
    EQ_ASSERT(log.append(entries).ok());
    const std::string note = tlog::sign_checkpoint(log.head(), signer);
    const auto step = witness.add_checkpoint(
        record, log.witness_request(record ? record->head.size : 0, note).value(), now);
    EQ_ASSERT(step.reply.status == 200);
    record = step.persist;
    checkpoint = tlog::attach_cosignatures(note, step.reply.body, policy.witnesses).value();
    return log.head().size - 1;
  }
  template <class T>
  tlog::Logged<T> logged(std::uint64_t index) const {
    return replay().logged<T>(index).value();
  }
  tlog::ReplayedLog replay() const {
    return tlog::ReplayedLog::fetch(serving(checkpoint), policy).value();
  }
  /// The log as it is at `now`: its operator has asked the witness for the same head again.
  tlog::FreshLog fresh(Time now) { return fresh(now, now).value(); }
  /// The same where the witness's clock and the reader's differ.
  Result<tlog::FreshLog, tlog::LogFault> fresh(Time witnessed, Time own) {
    const std::string note = tlog::sign_checkpoint(record->head, signer);
    const auto request =
        tlog::Log::open(store).value().witness_request(record->head.size, note).value();
    const auto step = witness.add_checkpoint(record, request, witnessed);
    return tlog::FreshLog::fetch(
        serving(tlog::attach_cosignatures(note, step.reply.body, policy.witnesses).value()), policy,
        {}, own);
  }
  tlog::Fetch serving(std::string note) const {
    return [this, note = std::move(note)](std::string_view path) -> Result<Bytes> {
      if (path == "checkpoint") return to_bytes(note);
      return tlog::serve(store, path);
    };
  }

  tlog::LogSigner signer;
  tlog::Witness witness;
  tlog::Policy policy;
  tlog::MemoryTileStore store;
  std::optional<tlog::WitnessRecord> record;
  std::string checkpoint;
};

struct TestRealm {
  static constexpr Day kToday{20780};

  TestRealm() {
    const Scalar a0 = Scalar::random(rng), a1 = Scalar::random(rng), b0 = Scalar::random(rng),
                 b1 = Scalar::random(rng);
    Custodians first{kToday, 0, {}, 2, crypto::mul_base(a0), crypto::ed_mul_base(b0)};
    for (std::uint16_t i = 1; i <= 3; ++i) {
      const Scalar y = a0 + Scalar::from_u64(i) * a1;
      quorum_shares.push_back(b0 + Scalar::from_u64(i) * b1);
      custodian_keys.push_back(crypto::SigningKey::generate(rng));
      first.members.push_back({i, "Custodian " + std::to_string(i),
                               custodian_keys.back().verify_key(), crypto::mul_base(y),
                               crypto::ed_mul_base(quorum_shares.back())});
    }
    who.realm = "realm.example";
    who.agency_name = "Agency";
    who.agency = agency.verify_key();
    who.judge = judge.verify_key();
    who.provider = provider.verify_key();
    who.custodians = {std::move(first)};
    who.k = 4;
    who.k_cap = 16;
    who.e_0 = kToday;
  }

  static AccountId account(std::uint8_t n) {
    AccountId id;
    id.bytes.fill(n);
    return id;
  }
  OrderForm form(std::uint8_t who_is_named = 1, std::uint32_t first = 1,
                 std::uint32_t last = 2) const {
    return {account(who_is_named).hex(),
            to_text(kToday + first),
            to_text(kToday + last),
            "content",
            "AZ 12/26",
            "fraud, s. 263",
            "Art. 5",
            "milder means were tried",
            "the harm is grave",
            "120"};
  }
  Filed filed(const OrderForm& f) {
    return Filed::file(Draft::from_form(f, who, now).value(), agency, now);
  }
  Judgement judgement(std::uint32_t number) {
    Judgement j{number, {}, {month_of(kToday) + 2, {}}};
    std::copy_n(account_key.public_key.begin(), 32, j.account_key.begin());
    std::copy_n(month_key.public_key.begin(), 32, j.disclosure.public_key.begin());
    return j;
  }
  JudiciallyApproved approved(std::uint8_t named = 1, std::uint32_t number = 1,
                              std::uint32_t first = 1, std::uint32_t last = 2) {
    return JudiciallyApproved::approve(filed(form(named, first, last)), judgement(number), judge,
                                       who, rng)
        .value();
  }
  std::vector<CustodianSignature> consents(const JudiciallyApproved& order,
                                           std::vector<std::uint16_t> from = {1, 3}) {
    std::vector<CustodianSignature> out;
    for (const std::uint16_t i : from)
      out.push_back(consent(order, i, custodian_keys[i - 1u], who.realm));
    return out;
  }
  /// An application with what its basis needs besides; numbered and signed by the court.
  JudiciallyApproved approved(const Application& a, std::uint32_t number) {
    Judgement j = judgement(number);
    if (basis_of(a.scope, who) == Basis::emergency) j.confirm_by = who.profile.confirm_by(now);
    if (basis_of(a.scope, who) == Basis::foreign)
      j.object_by = now + who.profile.objection_hours * kHour_ms;
    return JudiciallyApproved::approve(Filed::verify(a, who, now).value(), j, judge, who, rng)
        .value();
  }
  /// A granted, logged order; its index in the log.
  std::uint64_t log_order(const JudiciallyApproved& order) {
    const auto entry = CustodianApproved::collect(order, consents(order), who).value().entry();
    orders.append(tlog::entry_of(file_act(Filed::verify(order.file().application, who, now).value(),
                                          agency, now)),
                  now);
    return orders.append(tlog::entry_of(entry), now);
  }
  OrderBook book() { return OrderBook::read(orders.replay(), who); }
  FreshBook fresh() { return FreshBook::read(orders.fresh(now), who); }
  /// The void entries: "3 ORD-R10, 4 ORD-R8".
  std::string voids() {
    std::string out;
    const OrderBook read = book();
    for (const auto& v : read.voids())
      out += (out.empty() ? "" : ", ") + std::to_string(v.index) + " " + v.why.id;
    return out;
  }

  struct MadeEpoch {
    gate::RegistryDay registry;
    DayBlobs blobs;
    EpochTerms terms;
    DealtForTests dealt;
  };
  DealtForTests deal(Day day) {
    std::vector<const crypto::SigningKey*> keys;
    for (const auto& k : custodian_keys) keys.push_back(&k);
    SeededRandom the_same(5);
    return deal_for(who, day, keys, deals_again ? the_same : rng);
  }
  /// The court's work for a day; `files` are all granted orders.
  MadeEpoch make_epoch(Day day, const std::vector<JudiciallyApproved>& files) {
    std::vector<gate::OrderOpening> openings;
    for (const auto& f : files) {
      if (!f.terms().active_on(day)) continue;
      openings.push_back(
          {gate::tag(who.realm, f.scope().account), Scalar::decode(f.file().blind).value()});
    }
    auto dealt = deal(day);
    auto registry = gate::make_epoch(dealt.dealt, openings, rng).value();
    DayBlobs blobs{registry.object.encode(), registry.proof.encode(), dealt.body};
    auto terms = propose_epoch(fresh(), orders.replay().checkpoint().head(), registry.object, blobs,
                               dealt.terms, who)
                     .value();
    return {std::move(registry), std::move(blobs), std::move(terms), std::move(dealt)};
  }
  /// As custodian `number` with the key of the `at`-th, whatever the terms say.
  CustodianSignature sign_unchecked(const EpochTerms& terms, std::uint16_t number,
                                    std::size_t at) const {
    return {number, custodian_keys[at].sign(epoch_message(terms, who.realm))};
  }
  EpochEntry signed_epoch(const EpochTerms& terms) {
    const std::vector<CustodianSignature> s = {sign_unchecked(terms, 1, 0),
                                               sign_unchecked(terms, 2, 1)};
    return collect_epoch(terms, s, who).value();
  }

  using Scalar = gate::Scalar;
  SeededRandom rng{11};
  bool deals_again = false;  // the same secrets for every day
  Time now = start_of(kToday) + 8 * kHour_ms;
  crypto::SigningKey agency = crypto::SigningKey::generate(rng),
                     judge = crypto::SigningKey::generate(rng);
  crypto::SigningKey provider = crypto::SigningKey::generate(rng);
  std::vector<crypto::SigningKey> custodian_keys;
  std::vector<Scalar> quorum_shares;
  crypto::HpkeKeyPair account_key = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  crypto::HpkeKeyPair month_key = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  Authorities who;
  TestLog orders{"realm.example/orders", rng}, epochs{"realm.example/epochs", rng};
};

}  // namespace eq::order::testing
