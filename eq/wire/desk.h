// An organisation's desk: read the letters that wait there, write others.  spec/wire.md section 8.
#pragma once

#include "eq/wire/ask.h"
#include "eq/wire/environment.h"
#include "eq/wire/letter.h"
#include "eq/wire/realm.h"

namespace eq::wire {

/// Letters older than this are not acted on.
inline constexpr std::uint64_t kLetterAge_ms = 40 * kDay_ms;

/// An organisation at work.  Everything must outlive it.
struct Clerk {
  const Realm& realm;
  Transport& server;
  const crypto::Signer& signing;
  const crypto::HpkeKeyPair& letters;
  Time now;
  Random& rng;

  Caller caller() const { return {signing, realm.name}; }
};
/// Whoever's state this is, at work with the keys of its organisation.
template <class State>
Clerk clerk(const State& state, const Environment& environment) {
  return {environment.realm, environment.server, state.signing,
          state.letters,     environment.now,    environment.rng};
}

struct DeskRead {
  std::vector<Letter> letters;  // signatures verified; who may send what is for the reader to judge
  std::uint64_t seen = 0;       // to be acknowledged once the state that took them in is saved
  std::size_t ignored = 0;      // not to be opened, forged, too old or from the future
};
/// What came after `seen`, or as much of it as one call takes.  Err::forged for numbers that no
/// honest service gives (pages.h).  Promises WIR-22.
Result<DeskRead> read_desk(const Clerk& clerk, std::uint64_t seen);
/// The server may forget letters up to here.
Status acknowledge(const Clerk& clerk, std::uint64_t seen);
/// Read what waits, `take(letter)` each, save, and only then let the server forget it.
/// @param seen  what the state remembers; advanced before `environment.keep()`
/// @return how many letters `take` accepted.
template <class Take>
Result<std::size_t> collect(const Clerk& clerk, std::uint64_t& seen, const Environment& environment,
                            Take&& take) {
  const auto desk = TRY(read_desk(clerk, seen));
  std::size_t taken = 0;
  for (const Letter& l : desk.letters) taken += take(l) ? 1 : 0;
  if (desk.seen == seen) return taken;
  seen = desk.seen;
  environment.keep();
  TRY(acknowledge(clerk, desk.seen));
  return taken;
}
/// Seal and post a letter to an organisation of the realm.
Status post(const Clerk& clerk, const Organisation& to, LetterKind kind, Bytes body);

}  // namespace eq::wire
