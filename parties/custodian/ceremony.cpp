#include "parties/custodian/ceremony.h"

#include <algorithm>

namespace eq::custodian {
namespace {

using order::CeremonyFault;

bool names_us(const State& state, const order::Circle& circle) {
  return state.secrets && state.index >= 1 && state.index <= circle.peers.size() &&
         circle.peers[state.index - 1u] == as_peer(state);
}

}  // namespace

order::Peer as_peer(const State& state) {
  EQ_ASSERT(state.secrets.has_value());
  return {
      state.index,
      state.name,
      state.signing.verify_key(),
      *to_array<32>(state.letters.public_key),
      {crypto::mul_base(state.secrets->decryption), crypto::ed_mul_base(state.secrets->quorum)}};
}

void renew(State& state, Random& rng) {
  state.secrets = CeremonySecrets{crypto::Scalar::random(rng), crypto::Scalar::random(rng)};
  state.dealt.reset();
  state.pending.reset();
}

Result<order::Dealing> deal(State& state, const order::Circle& circle, Random& rng) {
  TRY(order::check(circle));
  REQUIRE_OR(names_us(state, circle), Err::refused);
  // Two dealings for one circle would be two answers to one question.
  if (state.dealt && state.dealt->circle == circle.digest()) return *state.dealt;
  order::Dealing d;
  d.circle = circle.digest();
  d.dealer = state.index;
  d.decryption = crypto::cocktail::deal(order::decryption_session(circle), state.index,
                                        state.secrets->decryption, rng)
                     .encode();
  d.quorum =
      crypto::cocktail::deal(order::quorum_session(circle), state.index, state.secrets->quorum, rng)
          .encode();
  d.signature = state.signing.sign(d.signed_message());
  state.dealt = d;
  return d;
}

Result<order::Confirmation, CeremonyFault> confirm(State& state, const order::Circle& circle,
                                                   std::span<const order::Dealing> dealings) {
  const auto dealt = TRY(order::read_dealings(circle, dealings));
  if (!names_us(state, circle))
    return CeremonyFault{0, "The circle does not name us as our card does."};
  using crypto::cocktail::Ed25519;
  using crypto::cocktail::Ristretto255;
  const auto decryption = crypto::cocktail::receive<Ristretto255>(
      order::decryption_session(circle), state.index, state.secrets->decryption, dealt.decryption);
  if (!decryption.ok()) return order::fault_of(decryption.error());
  const auto quorum = crypto::cocktail::receive<Ed25519>(order::quorum_session(circle), state.index,
                                                         state.secrets->quorum, dealt.quorum);
  if (!quorum.ok()) return order::fault_of(quorum.error());

  Pending p;
  p.draft = order::draft_record(circle, dealt);
  p.held = {
      circle.from, state.index, {decryption->key, quorum->key}, decryption->share, quorum->share};
  p.ours.circle = circle.digest();
  p.ours.index = state.index;
  p.ours.decryption = crypto::cocktail::certify(
      crypto::cocktail::Transcript<Ristretto255>::decode(p.draft.decryption).take(),
      state.secrets->decryption);
  p.ours.quorum = crypto::cocktail::certify(
      crypto::cocktail::Transcript<Ed25519>::decode(p.draft.quorum).take(), state.secrets->quorum);
  p.ours.signature = state.signing.sign(p.ours.signed_message());
  state.pending = p;
  return p.ours;
}

Result<order::CeremonyRecord, CeremonyFault> accept(
    State& state, std::span<const order::Confirmation> confirmations) {
  if (!state.pending) return CeremonyFault{0, "The dealings have not been checked yet."};
  order::CeremonyRecord record = state.pending->draft;
  for (const order::Peer& peer : record.circle.peers) {
    const auto of_peer = [&](const order::Confirmation& c) { return c.index == peer.index; };
    if (std::count_if(confirmations.begin(), confirmations.end(), of_peer) != 1) {
      return CeremonyFault{peer.index, "There must be exactly one confirmation of it."};
    }
    record.confirmations.push_back(
        *std::find_if(confirmations.begin(), confirmations.end(), of_peer));
  }
  const auto keys = TRY(order::verify(record));
  EQ_ASSERT(keys == state.pending->held.keys);
  state.held.push_back(state.pending->held);
  state.pending.reset();
  state.dealt.reset();
  state.secrets.reset();  // whoever takes this machine later cannot open the dealings again
  return record;
}

bool is_of_before(const HeldKeys& held, Day from, const crypto::EdPoint& quorum_key) {
  return held.from < from && held.keys.quorum.public_key != quorum_key;
}

std::size_t forget_shares(State& state, Day from, const crypto::EdPoint& quorum_key) {
  const std::size_t forgotten = std::erase_if(
      state.held, [&](const HeldKeys& h) { return is_of_before(h, from, quorum_key); });
  std::erase_if(state.nonces, [&](const StoredNonce& n) {
    return std::ranges::none_of(state.held, [&](const HeldKeys& h) {
      return h.keys.quorum.public_key.bytes() == n.quorum_key;
    });
  });
  return forgotten;
}

}  // namespace eq::custodian
