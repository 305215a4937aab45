// `equipoise bench audit` and its --growth: the whole procedure over a realm of many orders.
//
// Every order covers one day, and as many of them fall on a day as an object holds, the pads gone:
// the most a realm of that capacity can have.  Each was filed in the log and granted there by a
// judge and two custodians; every tenth was opened once its day was over, with intent and receipt.
// A checkpoint, cosigned, covers what came in one batch.  All orders' notices are of one month, and
// its key is in the log in the end.
#include <cstdio>

#include "bench/frame.h"
#include "bench/growth.h"
#include "bench/threads.h"
#include "eq/gate/polynomial.h"
#include "eq/wire/log_reader.h"
#include "parties/auditor/days.h"
#include "parties/auditor/world_for_tests.h"

namespace eq::auditor {
namespace {

using gate::Scalar;
using order::testing::TestRealm;

constexpr std::uint32_t kPerDay = 256;
constexpr std::uint32_t kOpenedOneIn = 10;
/// The day before the first order, and two after the last, by which all that is opened is answered.
constexpr std::uint32_t kDaysBesides = 3;

class BusyRealm {
 public:
  explicit BusyRealm(std::uint32_t orders) {
    w_.r.who.k = w_.realm.k = kPerDay;
    w_.r.who.k_cap = w_.realm.k_cap = kPerDay;
    const std::uint32_t days = (orders + kPerDay - 1) / kPerDay;
    publish_object(World::today(), {}, start_of(World::today()) - 12 * kHour_ms);
    for (std::uint32_t d = 1; d <= days; ++d)
      day(World::today() + d, std::min(kPerDay, orders - (d - 1) * kPerDay));
    for (std::uint32_t d = 1; d < kDaysBesides; ++d) day(World::today() + days + d, 0);
    disclose();
    w_.register_people(1, end_);
  }

  /// What is clean is measured: in the other case it says what was found, and ends the program.
  AuditReport audited(Executor* executor) {
    AuditReport report = audit(w_, w_.realm, {}, end_, executor);
    if (const Finding* f = report.first_violation())
      std::fprintf(stderr, "%s\n", f->detail.c_str());
    EQ_ASSERT(report.clean());
    return report;
  }
  /// The part of it that is about days: their dealings and proofs.
  void check_days_of(const AuditReport& report, const tlog::ReplayedLog& log_of_days) {
    std::vector<Finding> findings;
    Notes notes(findings);
    const auto& [orders, book] = *report.read;
    check_days({w_, w_.realm, orders, log_of_days, book, {}, nullptr, end_}, notes);
    EQ_ASSERT(notes.violations() == 0);
  }
  tlog::ReplayedLog log_of_days() {
    return wire::read_log(w_, w_.realm, wire::LogName::epochs).take();
  }
  std::uint64_t entries() const { return w_.r.orders.store.head()->size; }

 private:
  using World = testing::World;

  /// Orders filed and granted the day before, their object; and what is opened of two days before.
  void day(Day day, std::uint32_t n) {
    const Time filed = start_of(day) - 16 * kHour_ms;
    std::vector<gate::OrderOpening> openings;
    std::vector<Bytes> batch;
    for (std::uint32_t i = 0; i < n; ++i) {
      openings.push_back({Scalar::random(w_.r.rng), Scalar::random(w_.r.rng)});
      grant(day, openings.back().commitment(), filed, batch);
    }
    if (n > 0) append(batch, filed);
    publish_object(day, openings, filed + kHour_ms);
    covers_.push_back({day, granted_ - n, n});
    if (covers_.size() >= 3) open_some(covers_[covers_.size() - 3], start_of(day) - 12 * kHour_ms);
    end_ = start_of(day + 1);
  }

  void grant(Day day, const gate::Point& commitment, Time at, std::vector<Bytes>& batch) {
    const auto& who = w_.r.who;
    order::OrderTerms t = like_;
    t.number = ++granted_;
    t.commitment = commitment;
    t.first = t.last = day;
    t.release_by = order::longest_release(day);
    t.filing = crypto::sha256(encode(t.number));
    order::ActEntry filing;
    filing.filing = t.filing;
    filing.detail = t.commitment.bytes();
    filing.at = at;
    filing.actor = order::Actor::agency;
    filing.name = t.authority;
    batch.push_back(tlog::entry_of(order::sign_act(filing, w_.r.agency, who.realm)));
    order::OrderEntry e{std::move(t), {}, {}};
    e.judge = w_.r.judge.sign(order::judge_message(e.terms, who.realm));
    e.custodians = quorum(order::consent_message(e.terms, e.judge, who.realm));
    batch.push_back(tlog::entry_of(e));
  }

  std::vector<order::CustodianSignature> quorum(View message) const {
    return {{1, w_.r.custodian_keys[0].sign(message)}, {2, w_.r.custodian_keys[1].sign(message)}};
  }

  void publish_object(Day day, std::span<const gate::OrderOpening> openings, Time at) {
    const auto& who = w_.r.who;
    const auto dealt = w_.r.deal(day);
    const auto made = gate::make_epoch(dealt.dealt, openings, w_.r.rng).value();
    const Bytes w = made.object.encode(), proof = made.proof.encode();
    for (const Bytes& b : dealt.blobs()) w_.put_blob(b);
    w_.put_blob(w);
    w_.put_blob(proof);
    order::EpochEntry e;
    e.terms = {day,        made.object.wid(),         kPerDay,           made.object.m(),
               {},         *w_.r.orders.store.head(), crypto::sha256(w), crypto::sha256(proof),
               dealt.terms};
    for (auto n = static_cast<std::uint32_t>(granted_ - openings.size()); n < granted_; ++n)
      e.terms.orders.push_back(n + 1);
    e.custodians = quorum(order::epoch_message(e.terms, who.realm));
    w_.epochs.append(tlog::entry_of(e), at);
  }

  void disclose() {
    const wire::KeyEvent key{w_.realm.court.name, "disclosure-of-all",
                             to_bytes(w_.r.month_key.private_key.reveal("published when due"))};
    append(std::vector<Bytes>{tlog::entry_of(key)}, end_ - kHour_ms);
  }

  /// The orders of a day: these numbers.
  struct Covered {
    Day day;
    std::uint32_t before = 0, n = 0;
  };

  void open_some(const Covered& covered, Time noon) {
    if (covered.n == 0) return;
    const auto& realm = w_.r.who.realm;
    const Day day = covered.day;
    std::vector<Bytes> intents, receipts;
    const std::uint64_t next = entries();
    for (std::uint32_t i = 0; i < covered.n; i += kOpenedOneIn) {
      const std::uint32_t number = covered.before + covered.n - i;
      order::IntentEntry intent{number, day, noon, {}};
      intent.agency = w_.r.agency.sign(order::intent_message(intent, realm));
      const std::uint64_t index = next + intents.size();
      intents.push_back(tlog::entry_of(intent));
      intents.push_back(tlog::entry_of(
          order::sign_tally({index, day, noon, {}, {}}, w_.messages.delivery, realm)));
      for (const std::uint16_t c : {1, 2})
        receipts.push_back(tlog::entry_of(
            order::sign_receipt({number, day, {}}, c, w_.r.custodian_keys[c - 1u], realm)));
    }
    append(intents, noon);
    append(receipts, noon + kHour_ms);
  }

  void append(std::span<const Bytes> batch, Time at) {
    const auto last = w_.r.orders.append(batch, at);
    w_.orders.history.emplace_back(last + 1, w_.r.orders.checkpoint);
  }

  World w_;
  // what is sealed in them all is this one's, unread here
  const order::OrderTerms like_ = w_.r.approved().terms();
  std::uint32_t granted_ = 0;
  std::vector<Covered> covers_;
  Time end_;
};

/// One libsodium ristretto255 scalar multiplication.
void yardstick(bench::Report& report) {
  order::testing::SeededRandom rng(7);
  const Scalar x = Scalar::random(rng);
  const gate::Point p = crypto::mul_base(Scalar::random(rng));
  report.yardstick([&] { EQ_ASSERT(!(x * p).is_identity()); });
}

/// 100,000 orders in a minute are 600 us for each: ten yardsticks of 60 us.  What a day costs
/// besides, its dealings and its proof, has a row of its own.
bench::Report run() {
  bench::Report report("audit", "libsodium ristretto255 scalar multiplication");
  constexpr std::uint32_t kOrders = 4 * kPerDay;
  BusyRealm realm(kOrders);
  yardstick(report);  // now that the machine is awake
  const AuditReport audited = realm.audited(nullptr);
  const tlog::ReplayedLog log_of_days = realm.log_of_days();
  const auto check_days = [&] { realm.check_days_of(audited, log_of_days); };
  report.row_beyond(
      "orders", kOrders, 10.0 * kOrders, [&] { realm.audited(nullptr); }, check_days);
  report.row("days", log_of_days.size(), {}, check_days);
  return report;
}

bench::Growth grow() {
  bench::Growth growth("audit");
  bench::Threads threads(std::max(1u, std::thread::hardware_concurrency()));
  for (const std::uint32_t orders : {1'000u, 10'000u, 100'000u}) {
    BusyRealm realm(orders);
    growth.elapsed("audit", orders, [&] { realm.audited(&threads); });
    growth.figure("entries", "", orders, static_cast<double>(realm.entries()));
  }
  return growth;
}

const bench::Registration registration("audit", run);
const bench::GrowthRegistration growth_registration("audit", grow);

}  // namespace
}  // namespace eq::auditor
