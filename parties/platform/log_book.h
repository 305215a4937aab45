// The order log as everybody reads it, kept beside the store by the one who writes it: what its
// readers would not take is not appended.  Internal to this party.
#pragma once

#include "eq/order/book.h"
#include "eq/tlog/merkle.h"
#include "eq/wire/failure.h"
#include "eq/wire/realm.h"
#include "parties/platform/store.h"

namespace eq::platform {

class LogBook {
 public:
  explicit LogBook(const wire::Realm& realm);

  /// The book of exactly the entries that the store holds now, whatever became of steps and storage
  /// since the last time: the head of what was read is compared with the stored head.  New entries
  /// are read one by one; after a step that was undone, all of them.
  Result<const order::OrderBook*, wire::Code> of(Store& store);

  /// Whether the readers of the log would take this entry as its next.  Code::malformed for bytes
  /// that are no entry of their kind; Code::refused for what no log would take; Code::conflict
  /// where the log has moved on, and who asks should read it and try again.
  Result<void, wire::Code> check(Store& store, View entry);
  /// The same for the epoch log's next entry and the blobs beside it: the day of its place, signed
  /// by those in office, holding exactly the orders in force.  In time or late, that is for the
  /// readers: a day that was missed keeps its place.
  Result<void, wire::Code> check_day(Store& store, View entry, std::span<const Bytes> blobs);

 private:
  Result<void, wire::Code> read_on(Store& store, const tlog::Head& head);

  order::Authorities founding_;
  order::OrderBook book_;
  tlog::Frontier read_;  // of the entries in the book
};

}  // namespace eq::platform
