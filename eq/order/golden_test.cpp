// Our own golden vectors, spec/vectors/order.json: the entries of the order log and the epoch log
// are the same bytes in every build and on every machine. EQ_WRITE_GOLDEN=1 writes the file anew;
// look at the difference before committing it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "eq/order/test_life.h"
#include "eq/testing/vectors.h"

namespace eq::order {
namespace {

using nlohmann::ordered_json;
using testing::kDay;
using testing::Life;
constexpr const char* kName = "order.json";

/// What one case puts into the two logs, entry by entry, as it is logged.
ordered_json entries() {
  ordered_json j;
  const auto put = [&](const char* name, const auto& entry) {
    j[name] = hex(tlog::entry_of(entry));
  };
  Life life;
  auto& r = life.r;
  const Filed filed = Filed::verify(life.a, r.who, r.now).value();
  put("act filed", file_act(filed, r.agency, r.now));
  const auto order = r.approved(life.a, 1);
  put("order", CustodianApproved::collect(order, r.consents(order), r.who).value().entry());
  r.log_order(order);
  const auto made = r.make_epoch(kDay, {order});
  put("epoch", r.signed_epoch(made.terms));
  r.now = end_of(kDay);
  const Opening opening{life.a.scope.account, order.file().blind};
  const auto active = Active::on(r.orders.logged<OrderEntry>(1), opening, kDay, r.who).value();
  const auto intent = make_intent(active, r.agency, r.now, r.who.realm);
  put("intent", intent);
  put("tally", sign_tally({2, kDay, r.now, {}, {}}, r.provider, r.who.realm));
  put("receipt", sign_receipt({1, kDay, {}}, 1, r.custodian_keys[0], r.who.realm));
  return j;
}

TEST(GoldenVectors, EveryEntryOfACaseIsTheSameBytesAsEver_ORD_6) {
  const ordered_json now = entries();
  if (std::getenv("EQ_WRITE_GOLDEN")) eq::testing::save_golden(kName, now);
  const auto kept = eq::testing::load_golden(kName);
  for (const auto& [name, value] : now.items())
    EXPECT_EQ(kept.value(name, ordered_json()), value) << name;
  EXPECT_EQ(kept.size(), now.size());
}

TEST(GoldenVectors, TheKeptEntriesAreReadAndWrittenAgainByteForByte_ORD_6) {
  const auto kept = eq::testing::load_golden(kName);
  const auto again = [&]<class Entry>(const char* name, const Entry*) {
    const Bytes bytes = *from_hex(kept[name].get<std::string>());
    const auto read = tlog::parse_entry<Entry>(bytes);
    ASSERT_TRUE(read.ok()) << name;
    EXPECT_EQ(tlog::entry_of(*read), bytes) << name;
  };
  again("act filed", static_cast<const ActEntry*>(nullptr));
  again("order", static_cast<const OrderEntry*>(nullptr));
  again("epoch", static_cast<const EpochEntry*>(nullptr));
  again("intent", static_cast<const IntentEntry*>(nullptr));
  again("tally", static_cast<const TallyEntry*>(nullptr));
  again("receipt", static_cast<const ReceiptEntry*>(nullptr));
}

}  // namespace
}  // namespace eq::order
