// How a party comes into being and how its commands start.
//
//   equipoise ROLE init --home DIR ...     makes its keys and DIR/card.eqp, its public card
//   equipoise realm assemble CARD...       puts all cards into the realm file
//   equipoise join --home DIR --realm FILE --server URL [--clock FILE]
//   equipoise ROLE ... --home DIR          acts: open_party(), load state, act, save state
//
// Custodians hold their key ceremony by files before (custodian/ceremony.cpp); its record is the
// last part of a realm.
#pragma once

#include <memory>

#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/home.h"
#include "eq/order/ceremony.h"
#include "eq/wire/realm.h"
#include "eq/wire/transport.h"

namespace eq::app {

/// The public card of a future member of the realm.  `role` says which of the fields count.
struct Card {
  std::string role;  // platform, witness, moderator, court, agency, custodian, hotline, issuer
  wire::Organisation org;                       // all but platform and witness
  std::string jurisdiction;                     // hotline; of an issuer its kind
  list::Kinds kinds;                            // hotline: of the lists that it may certify
  std::vector<std::string> vkeys;               // platform: its three logs; witness: its own
  crypto::VerifyKey stamp_key;                  // platform
  crypto::Point match_key;                      // platform
  crypto::Point directory_key;                  // platform
  crypto::VerifyKey judge;                      // court: who decides there
  std::uint16_t index = 0;                      // custodian: 1..n
  std::optional<order::CeremonyKeys> ceremony;  // custodian: for the next key ceremony
  EQ_FIELDS(role, org, jurisdiction, kinds, vkeys, stamp_key, match_key, directory_key, judge,
            index, ceremony)
};
void write_card(const Home& home, const Card& card);  // DIR/card.eqp
Card read_card(const std::string& path);              // a card file, or a home that holds one

/// The complete realm of a file, or a Failure that says what is wrong with it.
wire::Realm read_realm(const std::string& path, const std::string& remedy = "Ask for it again.");

/// A home that joined a realm, with everything a command needs.
struct Party {
  Home home;
  wire::Realm realm;
  std::unique_ptr<wire::Transport> server;
  Clock clock;
  SystemRandom rng;

  Time now() const { return clock.now(); }
};
/// Of the home of an account that an earlier version left half made: no `join` makes it one.
Failure never_registered(const std::string& dir);
/// Throws Failure if the home is no home of that role or has not joined a realm.
Party open_party(const std::string& dir, const std::string& role);

}  // namespace eq::app
