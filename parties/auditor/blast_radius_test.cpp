// Every set of parties tries, with the keys it has, everything that could make a key of a day: what
// it reads is what the table says.
#include "parties/auditor/blast_radius.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "eq/crypto/aead.h"
#include "eq/gate/test_day.h"
#include "eq/order/test_realm.h"

namespace eq::auditor {
namespace {

using crypto::Scalar;
using gate::testing::account;
using gate::testing::TestCustodians;
using gate::testing::TestDay;
using order::testing::TestRealm;

constexpr std::uint8_t kAccounts = 8;

/// One day of eight accounts, each of which sealed one message.  The court keeps its randomness,
/// which no honest court does.
struct SealedDay {
  /// @param roots  the accounts named by the day's orders
  explicit SealedDay(std::vector<std::uint8_t> roots) {
    custodians.deal_all();
    const auto& dealt = custodians.dealt->body();
    gate::EpochObject object{TestDay::kRealm, TestDay::kDay, custodians.dealt->id(), {}, {}};
    std::vector<gate::OrderOpening> orders;
    std::vector<Scalar> tags;
    for (const auto i : roots) {
      orders.push_back({gate::tag(TestDay::kRealm, account(i)), Scalar::random(rng)});
      tags.push_back(orders.back().tag);
      object.commitments.push_back(orders.back().commitment());
    }
    for (std::uint32_t i = object.m(); i < dealt.terms.k; ++i)
      tags.push_back(gate::pad(TestDay::kRealm, i));
    for (std::size_t j = 0; j < dealt.terms.k; ++j) x.push_back(Scalar::random(rng));
    object.pairs = gate::encrypt_over(dealt, gate::monic_from_roots(tags), x);
    const auto proof = gate::prove(object, dealt, orders, x, rng);
    epoch.emplace(gate::VerifiedEpoch::verify(object.encode(), proof.encode(), *custodians.dealt, 4,
                                              object.wid())
                      .value());
    for (std::uint8_t i = 1; i <= kAccounts; ++i)
      sealed.push_back(gate::seal(gate::DailyKey::from_var(*epoch, account(i)).value(),
                                  gate::testing::context(), rng.secret<32>())
                           .envelope);
  }
  Scalar courts(std::uint8_t who) const {
    return gate::evaluate(x, gate::tag(TestDay::kRealm, account(who)));
  }
  /// What these custodians can compute of their half, right or not.
  std::vector<Scalar> halves(std::uint8_t who, std::uint16_t how_many) const {
    const Scalar t = gate::tag(TestDay::kRealm, account(who));
    std::vector<std::uint16_t> indices;
    std::vector<Scalar> own;
    for (std::uint16_t m = 1; m <= how_many; ++m) {
      indices.push_back(m);
      own.push_back(gate::evaluate(custodians.own[m - 1u].shares().y, t));
    }
    std::vector<Scalar> out{Scalar()};
    out.insert(out.end(), own.begin(), own.end());
    if (how_many > 0) out.push_back(crypto::interpolate(indices, own).value());
    return out;
  }
  bool opens(std::uint8_t who, const Scalar& d) const {
    const auto parts = gate::EnvelopeParts::decode(sealed[who - 1u]).value();
    const auto ctx = gate::testing::context();
    const auto k = gate::envelope_key(d * parts.c1, epoch->wid(), parts.c1, ctx);
    return crypto::aead_open(crypto::Aead::chacha20_poly1305, k.reveal("an attempt"),
                             Array<crypto::kAeadNonceSize>{},
                             gate::envelope_aad(epoch->wid(), parts.c1, ctx), parts.box)
        .ok();
  }

  eq::testing::SeededRandom rng{11};
  TestCustodians custodians{2, 4, rng, TestDay::kDay};
  std::vector<Scalar> x;
  std::optional<gate::VerifiedEpoch> epoch;
  std::vector<gate::Envelope> sealed;
};

/// Has this set a key for the account's day, whatever it combines?
bool has_key(const SealedDay& day, Seats seats, std::uint8_t who,
             const std::set<std::uint8_t>& released) {
  const std::uint16_t how_many = seats.has(Seat::custodians)       ? 3
                                 : seats.has(Seat::few_custodians) ? 1
                                                                   : 0;
  std::vector<Scalar> tries;
  for (const Scalar& half : day.halves(who, how_many)) {
    tries.push_back(half);
    if (seats.has(Seat::court)) tries.push_back(half + day.courts(who));
  }
  if (seats.has(Seat::agency))
    for (const auto r : released) tries.push_back(day.courts(r) + day.halves(r, 3).back());
  return std::ranges::any_of(tries, [&](const Scalar& d) { return day.opens(who, d); });
}

/// With the consents of the set's custodians, and of an impostor for what is missing to two.
order::OrderEntry signed_by(const TestRealm& r, Seats seats, const crypto::SigningKey& impostor,
                            const order::OrderFile& file) {
  const std::uint16_t real = seats.has(Seat::custodians)       ? 2
                             : seats.has(Seat::few_custodians) ? 1
                                                               : 0;
  order::OrderEntry entry{file.terms, file.judge, {}};
  const Bytes message = order::consent_message(file.terms, file.judge, r.who.realm);
  for (std::uint16_t i = 1; i <= 2; ++i)
    entry.custodians.push_back(
        {i, (i <= real ? r.custodian_keys[i - 1u] : impostor).sign(message)});
  return entry;
}

/// How the set files the case of the order that it wants.
enum class Filing {
  own,  // in the agency's name, or as an impostor
  // an agency outside the set has filed a case of its own about another account, and the order says
  // that it is of that
  borrowed,
};
/// Does an order on an account of the set's choice count?  Impostors sign for those outside.
bool order_counts(Seats seats, Filing filing) {
  TestRealm r;
  const auto impostor = crypto::SigningKey::generate(r.rng);
  const auto filed = r.filed(r.form(3));
  const auto& judge = seats.has(Seat::court) ? r.judge : impostor;
  auto approved =
      order::JudiciallyApproved::approve(filed, r.judgement(1), judge, r.who, r.rng).value();
  const auto others = r.filed(r.form(1));
  if (filing == Filing::borrowed) {
    auto file = approved.file();
    file.terms.filing = others.application().id();
    file.judge = judge.sign(order::judge_message(file.terms, r.who.realm));
    const order::OrderEntry entry = signed_by(r, seats, impostor, file);
    r.orders.append(tlog::entry_of(order::file_act(others, r.agency, r.now)), r.now);
    r.orders.append(tlog::entry_of(entry), r.now);
    return r.book().orders().size() == 1;
  }
  const order::OrderEntry entry = signed_by(r, seats, impostor, approved.file());
  r.orders.append(
      tlog::entry_of(order::file_act(filed, seats.has(Seat::agency) ? r.agency : impostor, r.now)),
      r.now);
  r.orders.append(tlog::entry_of(entry), r.now);
  return r.book().orders().size() == 1;
}

BlastRadius played(Seats seats, const SealedDay& past, const SealedDay& chosen) {
  const bool service = seats.has(Seat::service), agency = seats.has(Seat::agency);
  const auto reads = [&](const SealedDay& day, std::uint8_t who,
                         const std::set<std::uint8_t>& released, bool named) {
    return (service || (agency && named)) && has_key(day, seats, who, released);
  };
  BlastRadius out;
  // Accounts 1 and 2 are named by orders; the first was released.
  const bool first = reads(past, 1, {1}, true), second = reads(past, 2, {1}, true);
  out.ordered = second ? UnderOrders::all : first ? UnderOrders::released : UnderOrders::nothing;
  // Whatever they have, and whoever they are: nobody else's day opens.
  for (std::uint8_t who = 3; who <= kAccounts; ++who)
    EXPECT_FALSE(has_key(past, seats, who, {1})) << to_text(seats);
  // A day to come, made by the set with four accounts of its choice: readable if each such order
  // counts.
  int of_choice = 0;
  for (std::uint8_t who = 1; who <= kAccounts; ++who) of_choice += reads(chosen, who, {}, true);
  EXPECT_TRUE(of_choice == 0 || of_choice == 4) << to_text(seats) << ": k, and no more";
  for (const Filing filing : {Filing::own, Filing::borrowed})
    if (of_choice > 0 && order_counts(seats, filing)) out.others = Others::capacity;
  return out;
}

TEST(BlastRadius, EverySetOfPartiesReadsWhatTheTableSaysAndNothingElse_AUD_18) {
  const SealedDay past({1, 2}), chosen({5, 6, 7, 8});
  for (unsigned bits = 0; bits < 1u << kSeats; ++bits) {
    const Seats seats = Seats::of(static_cast<std::uint8_t>(bits));
    const BlastRadius seen = played(seats, past, chosen), said = blast_radius(seats);
    EXPECT_EQ(seen.ordered, said.ordered) << to_text(seats);
    EXPECT_EQ(seen.others, said.others) << to_text(seats);
  }
}

TEST(BlastRadius, TheTableHasEverySetInOneRowAndStandsInTheThreatModel_AUD_18) {
  const auto rows = blast_table();
  for (unsigned bits = 0; bits < 1u << kSeats; ++bits) {
    const Seats seats = Seats::of(static_cast<std::uint8_t>(bits));
    const auto of = std::ranges::count_if(
        rows, [&](const BlastRow& row) { return row.reach == blast_radius(seats); });
    EXPECT_EQ(of, 1) << to_text(seats);
  }
  std::stringstream model;
  model << std::ifstream(EQ_THREAT_MODEL).rdbuf();
  EXPECT_NE(model.str().find(blast_table_text()), std::string::npos)
      << "docs/threat-model.md must hold:\n"
      << blast_table_text();
}

}  // namespace
}  // namespace eq::auditor
