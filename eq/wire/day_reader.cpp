#include "eq/wire/day_reader.h"

namespace eq::wire {

Result<AcceptedDay> read_day(Transport& server, const Realm& realm, const tlog::FreshLog& epochs,
                             const OrdersRead& orders, Day day) {
  REQUIRE_OR(day >= realm.e_0, Err::missing);
  auto entry = TRY(
      first_logged<order::EpochEntry>(server, realm, LogName::epochs, epochs, day.n - realm.e_0.n));
  REQUIRE_OR(TRY(orders.log.head_at(entry->terms.order_log.size)) == entry->terms.order_log,
             Err::forged);
  order::DayBlobs blobs;
  blobs.w = TRY(log_blob(server, entry->terms.w));
  blobs.proof = TRY(log_blob(server, entry->terms.proof));
  blobs.dealt = TRY(log_blob(server, entry->terms.dealt.body));
  auto epoch = TRY(order::accept_epoch(epochs, entry, blobs, day, orders.book));
  return AcceptedDay{std::move(entry), std::move(blobs), std::move(epoch)};
}

}  // namespace eq::wire
