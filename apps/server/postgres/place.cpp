#include "apps/server/postgres/place.h"

#include "apps/server/postgres/schema.h"

namespace eq::server::postgres {

StorePlace::Opening Place::open(StoreSettings::Check) {
  Opening opening;
  if (!connection_ || !connection_->works()) {
    connection_ = Connection::open(address_, application_name(candidate_->owner()), opening.why);
    if (!connection_) return opening;
    opening.why = prepare_schema(*connection_, address_, realm_);
    if (!opening.why.empty()) {
      connection_.reset();
      return opening;
    }
  }
  Connection& connection = *connection_;
  auto opened = PostgresStore::open(connection_, candidate_);
  switch (opened.turn) {
    case Lease::Turn::ours:
      if (opened.before == Candidate::Before::another) opening.before = Before::another;
      opening.kind = kind_of(connection);
      break;
    case Lease::Turn::anothers:
      opening.turn = Turn::anothers;
      opening.why = address_.shown() +
                    " is worked on by another process of this server. This one stands by, and "
                    "takes over when that one has not renewed its lease for " +
                    std::to_string(kLease.count() / 1000) + " seconds";
      break;
    case Lease::Turn::nobodys:
      opening.why = address_.shown() +
                    " lacks what was answered here: another has taken its place, that was copied "
                    "late or put back. Bring back the one of before; if it is lost, stop every "
                    "server and see docs/operators/three-machines.md (Copies)";
      break;
    case Lease::Turn::unknown:
      connection_.reset();
      opening.why = address_.shown() + " did not say who works on it. Look into its log";
      break;
  }
  opening.store = std::move(opened.store);
  return opening;
}

/// If it fails the witness is asked again next time.
void Place::vouched() {
  std::string why;
  if (const auto line = Connection::open(address_, application_name(candidate_->owner()), why))
    (void)keep_as_grown(*line);
}

}  // namespace eq::server::postgres
