#include "parties/custodian/ceremony.h"

#include <algorithm>

namespace eq::custodian {
namespace {

using order::CeremonyFault;

bool names_us(const State& s, const order::Circle& circle) {
  return s.secrets && s.index >= 1 && s.index <= circle.peers.size() &&
         circle.peers[s.index - 1u] == as_peer(s);
}

}  // namespace

order::Peer as_peer(const State& s) {
  EQ_ASSERT(s.secrets.has_value());
  return {s.index,
          s.name,
          s.signing.verify_key(),
          *to_array<32>(s.letters.public_key),
          {crypto::mul_base(s.secrets->decryption), crypto::ed_mul_base(s.secrets->quorum)}};
}

void renew(State& s, Random& rng) {
  s.secrets = CeremonySecrets{crypto::Scalar::random(rng), crypto::Scalar::random(rng)};
  s.dealt.reset();
  s.pending.reset();
}

Result<order::Dealing> deal(State& s, const order::Circle& circle, Random& rng) {
  TRY(order::check(circle));
  REQUIRE_OR(names_us(s, circle), Err::refused);
  // Two dealings for one circle would be two answers to one question.
  if (s.dealt && s.dealt->circle == circle.digest()) return *s.dealt;
  order::Dealing d;
  d.circle = circle.digest();
  d.dealer = s.index;
  d.decryption =
      crypto::cocktail::deal(order::decryption_session(circle), s.index, s.secrets->decryption, rng)
          .encode();
  d.quorum = crypto::cocktail::deal(order::quorum_session(circle), s.index, s.secrets->quorum, rng)
                 .encode();
  d.signature = s.signing.sign(d.signed_message());
  s.dealt = d;
  return d;
}

Result<order::Confirmation, CeremonyFault> confirm(State& s, const order::Circle& circle,
                                                   std::span<const order::Dealing> dealings) {
  const auto dealt = TRY(order::read_dealings(circle, dealings));
  if (!names_us(s, circle))
    return CeremonyFault{0, "The circle does not name us as our card does."};
  using crypto::cocktail::Ed25519;
  using crypto::cocktail::Ristretto255;
  const auto decryption = crypto::cocktail::receive<Ristretto255>(
      order::decryption_session(circle), s.index, s.secrets->decryption, dealt.decryption);
  if (!decryption.ok()) return order::fault_of(decryption.error());
  const auto quorum = crypto::cocktail::receive<Ed25519>(order::quorum_session(circle), s.index,
                                                         s.secrets->quorum, dealt.quorum);
  if (!quorum.ok()) return order::fault_of(quorum.error());

  Pending p;
  p.draft = order::draft_record(circle, dealt);
  p.held = {circle.from, s.index, {decryption->key, quorum->key}, decryption->share, quorum->share};
  p.ours.circle = circle.digest();
  p.ours.index = s.index;
  p.ours.decryption = crypto::cocktail::certify(
      crypto::cocktail::Transcript<Ristretto255>::decode(p.draft.decryption).take(),
      s.secrets->decryption);
  p.ours.quorum = crypto::cocktail::certify(
      crypto::cocktail::Transcript<Ed25519>::decode(p.draft.quorum).take(), s.secrets->quorum);
  p.ours.signature = s.signing.sign(p.ours.signed_message());
  s.pending = p;
  return p.ours;
}

Result<order::CeremonyRecord, CeremonyFault> accept(
    State& s, std::span<const order::Confirmation> confirmations) {
  if (!s.pending) return CeremonyFault{0, "The dealings have not been checked yet."};
  order::CeremonyRecord record = s.pending->draft;
  for (const order::Peer& peer : record.circle.peers) {
    const auto of_peer = [&](const order::Confirmation& c) { return c.index == peer.index; };
    if (std::count_if(confirmations.begin(), confirmations.end(), of_peer) != 1) {
      return CeremonyFault{peer.index, "There must be exactly one confirmation of it."};
    }
    record.confirmations.push_back(
        *std::find_if(confirmations.begin(), confirmations.end(), of_peer));
  }
  const auto keys = TRY(order::verify(record));
  EQ_ASSERT(keys == s.pending->held.keys);
  s.held.push_back(s.pending->held);
  s.pending.reset();
  s.dealt.reset();
  s.secrets.reset();  // whoever takes this machine later cannot open the dealings again
  return record;
}

std::size_t retire_others(State& s, const order::CustodianKeys& keys) {
  std::erase_if(s.nonces, [&](const StoredNonce& n) {
    return n.quorum_key != keys.quorum.public_key.bytes();
  });
  return std::erase_if(s.held, [&](const HeldKeys& h) { return h.keys != keys; });
}

}  // namespace eq::custodian
