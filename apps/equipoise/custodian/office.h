// A custodian's home, opened: its state, and the token with its signing key if that is in one.
#pragma once

#include "apps/equipoise/custodian/commands.h"
#include "apps/equipoise/custodian/pkcs11.h"
#include "apps/equipoise/frame/office.h"
#include "apps/equipoise/frame/passphrase.h"
#include "parties/custodian/custodian.h"

namespace eq::app {

/// custodian flag, review: stop an order until a judge has decided.
void add_acts(Command& custodian);

/// The token that a custodian's signing key is in, if it is in one, is named beside its state.
void write_token_place(const Home& home, const TokenPlace& place);
void attach_token(const Home& home, custodian::State& state);

inline custodian::State load_custodian(const Home& home) {
  auto state = must_load(custodian::State::load(home.load()), home.dir());
  attach_token(home, state);
  return state;
}

/// A home that joined a realm.
struct CustodianOffice : Office<custodian::State, custodian::Environment> {
  explicit CustodianOffice(const std::string& dir) : Office(dir, "custodian") {
    attach_token(party.home, state);
  }
};

}  // namespace eq::app
