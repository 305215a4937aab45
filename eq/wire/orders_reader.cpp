#include "eq/wire/orders_reader.h"

#include "eq/wire/authorities.h"

namespace eq::wire {
namespace {

/// What a log says about the book, of the same kind of log as the book.
template <class Read, class Book, class Log>
order::Outcome<Read> as_book(Result<Log, tlog::LogFault> log, const Realm& realm) {
  if (!log.ok() && log.error().err == Err::unavailable)
    return order::stop(Err::unavailable,
                       "The server does not answer, so the order log cannot be read.");
  if (!log.ok() && log.error().err == Err::missing && log.error().path == "checkpoint")
    return order::stop(Err::missing,
                       "No witness has signed the order log yet, so nothing in it counts.");
  if (!log.ok())
    return order::stop(log.error().err, "The order log does not check out: " + log.error().what);
  auto book = Book::read(*log, authorities(realm));
  return Read{std::move(*log), std::move(book)};
}

}  // namespace

order::Outcome<OrdersRead> read_orders(Transport& server, const Realm& realm,
                                       std::optional<tlog::Head>& seen, Time now) {
  return as_book<OrdersRead, order::FreshBook>(
      read_fresh_log(server, realm, LogName::orders, seen, now), realm);
}

order::Outcome<OrdersShown> look_at_orders(Transport& server, const Realm& realm,
                                           std::optional<tlog::Head>& seen) {
  return as_book<OrdersShown, order::OrderBook>(read_log(server, realm, LogName::orders, seen),
                                                realm);
}

}  // namespace eq::wire
