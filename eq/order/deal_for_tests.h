// For tests only: a day that all custodians of a realm deal for at once.
#pragma once

#include "eq/order/dealing.h"

namespace eq::order::testing {

struct DealtForTests {
  gate::Dealt dealt;
  DealtTerms terms;
  Bytes body;
  std::vector<Bytes> files;
  std::vector<gate::DayShares> shares;  // of custodians 1..n

  /// What goes into the log beside object and proof.
  std::vector<Bytes> blobs() const {
    std::vector<Bytes> out{body};
    out.insert(out.end(), files.begin(), files.end());
    return out;
  }
};

/// @param signers  keys of custodians 1..n
inline DealtForTests deal_for(const Authorities& realm, Day day, const auto& signers, Random& rng) {
  const Custodians& custodians = realm.custodians_on(day, kWholeLog);
  const DealtDays days{day, day};
  Gathering gathering{days, {}};
  std::vector<crypto::HpkeKeyPair> keys;
  for (std::uint16_t i = 1; i <= signers.size(); ++i) {
    keys.push_back(crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng));
    gathering.offers.push_back(OfferedKeys::sign(i, {{to_array<32>(keys.back().public_key).take()}},
                                                 days, custodians, realm.realm, *signers[i - 1u]));
  }
  const auto ceremony = Ceremony::check(gathering, realm).value();
  DayBoard board{day, {}, {}, {}};
  for (std::uint16_t i = 1; i <= signers.size(); ++i)
    board.files.push_back(
        gate::deal(ceremony.terms(day), i, ceremony.keys(day), *signers[i - 1u], rng)
            .value()
            .encode());
  const auto read = read_board(board, ceremony, rng);
  std::vector<gate::OwnDay> own;
  DealtTerms terms;
  for (std::uint16_t m = 1; m <= signers.size(); ++m) {
    std::vector<gate::HeldParts> held;
    for (const auto& d : read.dealings)
      held.push_back(gate::HeldParts::open(d, m, keys[m - 1u], rng).value());
    own.push_back(gate::OwnDay::settle(ceremony.terms(day), read.dealings, read.qualified, m,
                                       read.dealings[m - 1u].digest(), held)
                      .value());
    terms.signatures.push_back(own.back().sign(*signers[m - 1u]));
  }
  const Bytes body = own[0].body().encode();
  terms.id = own[0].body().id();
  terms.body = crypto::sha256(body);
  terms.dealings = read.files;
  DealtForTests out{
      gate::Dealt::verify(body, terms.id, terms.signatures, dealt_pins(realm, day, kWholeLog))
          .value(),
      terms,
      body,
      board.files,
      {}};
  for (const auto& o : own) out.shares.push_back(o.shares());
  return out;
}

}  // namespace eq::order::testing
