#include "eq/order/ceremony.h"

#include <algorithm>
#include <set>

namespace eq::order {
namespace {

using crypto::cocktail::Blame;
using crypto::cocktail::Ed25519;
using crypto::cocktail::Fault;
using crypto::cocktail::Ristretto255;
using crypto::cocktail::Transcript;

template <class Suite>
DkgSession<Suite> open_session(const Circle& circle, std::vector<typename Suite::Element> statics) {
  EQ_ASSERT(check(circle).ok());
  return DkgSession<Suite>::open(circle.digest(), circle.threshold, std::move(statics)).take();
}

std::string words(Fault f) {
  switch (f) {
    case Fault::commitment: return "Its dealing is for another threshold.";
    case Fault::possession: return "Its dealing does not prove what it claims.";
    case Fault::share: return "Its part for us does not fit what it published.";
    case Fault::signature: return "Its confirmation is not of this ceremony.";
  }
  return "";
}

/// A transcript must be of the circle's own session, with everything bound that the ceremony binds.
template <class Suite>
Result<crypto::SharedKeyOf<typename Suite::Element>, CeremonyFault> verify_run(
    const DkgSession<Suite>& session, const Bytes& bytes, View extension,
    const std::vector<crypto::cocktail::Signature>& signatures) {
  const auto t = Transcript<Suite>::decode(bytes);
  if (!t.ok()) return CeremonyFault{0, "A transcript is damaged."};
  const auto& s = t->session;
  if (s.params != session.params || s.statics != session.statics || s.context != session.context ||
      !equal_var(t->extension, extension)) {
    return CeremonyFault{0, "A transcript is of another ceremony."};
  }
  auto key = crypto::cocktail::verify_certificate<Suite>(*t, signatures);
  if (!key.ok()) return fault_of(key.error());
  return std::move(*key);
}

}  // namespace

CeremonyFault fault_of(const Blame& b) {
  return {b.participant,
          b.participant == 0 ? "The dealings together give no key." : words(b.fault)};
}

crypto::Digest Circle::digest() const {
  return crypto::sha256({view("eqp-circle-v1"), encode(*this)});
}

Status check(const Circle& c) {
  REQUIRE_OR(!c.peers.empty() && c.peers.size() <= kCustodiansMax && c.threshold <= c.peers.size(),
             Err::malformed);
  REQUIRE_OR(c.threshold >= 2 && c.peers.size() + 1 == 2u * c.threshold, Err::refused);
  std::set<Array<32>> keys;
  const auto fresh = [&](const Array<32>& key) { return keys.insert(key).second; };
  for (std::size_t i = 0; i < c.peers.size(); ++i) {
    const Peer& p = c.peers[i];
    REQUIRE_OR(p.index == i + 1 && !p.name.empty(), Err::malformed);
    REQUIRE_OR(!p.ceremony.decryption.is_identity() && !p.ceremony.quorum.is_identity(),
               Err::malformed);
    REQUIRE_OR(fresh(p.signing.bytes) && fresh(p.hpke) && fresh(p.ceremony.decryption.bytes()) &&
                   fresh(p.ceremony.quorum.bytes()),
               Err::malformed);
  }
  return ok();
}

DkgSession<Ristretto255> decryption_session(const Circle& circle) {
  std::vector<crypto::Point> statics;
  for (const Peer& p : circle.peers) statics.push_back(p.ceremony.decryption);
  return open_session<Ristretto255>(circle, std::move(statics));
}
DkgSession<Ed25519> quorum_session(const Circle& circle) {
  std::vector<crypto::EdPoint> statics;
  for (const Peer& p : circle.peers) statics.push_back(p.ceremony.quorum);
  return open_session<Ed25519>(circle, std::move(statics));
}

Bytes Dealing::signed_message() const {
  Dealing plain = *this;
  plain.signature = {};
  return concat({view("eqp-dealing-v2"), encode(plain)});
}
Bytes Confirmation::signed_message() const {
  Confirmation plain = *this;
  plain.signature = {};
  return concat({view("eqp-ceremony-confirmation-v1"), encode(plain)});
}

Result<Dealt, CeremonyFault> read_dealings(const Circle& circle,
                                           std::span<const Dealing> dealings) {
  if (!check(circle).ok()) return CeremonyFault{0, "The circle is not complete."};
  const crypto::SharingParams params = decryption_session(circle).params;
  const crypto::Digest digest = circle.digest();
  Dealt out;
  Bytes files(digest.begin(), digest.end());
  for (const Peer& peer : circle.peers) {
    const auto fault = [&](std::string what) { return CeremonyFault{peer.index, std::move(what)}; };
    const auto of_peer = [&](const Dealing& d) { return d.dealer == peer.index; };
    if (std::count_if(dealings.begin(), dealings.end(), of_peer) != 1) {
      return fault("There must be exactly one dealing of it.");
    }
    const Dealing& d = *std::find_if(dealings.begin(), dealings.end(), of_peer);
    if (d.circle != digest) return fault("Its dealing is for another ceremony.");
    if (!crypto::verify(peer.signing, d.signed_message(), d.signature)) {
      return fault("The signature on its dealing is not its own.");
    }
    auto decryption = crypto::cocktail::Message<Ristretto255>::decode(d.decryption, params);
    auto quorum = crypto::cocktail::Message<Ed25519>::decode(d.quorum, params);
    if (!decryption.ok() || !quorum.ok())
      return fault("Its dealing is damaged, or for another threshold.");
    out.decryption.push_back(std::move(*decryption));
    out.quorum.push_back(std::move(*quorum));
    append(files, crypto::sha256(encode(d)));
  }
  if (dealings.size() != circle.peers.size())
    return CeremonyFault{0, "There is a dealing of a stranger."};
  out.digest = crypto::sha256({view("eqp-dealings-v1"), files});
  return out;
}

CeremonyRecord draft_record(const Circle& circle, const Dealt& dealt) {
  const Bytes extension = to_bytes(dealt.digest);
  return {circle,
          Transcript<Ristretto255>::of(decryption_session(circle), dealt.decryption, extension)
              .encode(),
          Transcript<Ed25519>::of(quorum_session(circle), dealt.quorum, extension).encode(),
          {}};
}

Result<CustodianKeys, CeremonyFault> verify(const CeremonyRecord& r) {
  if (!check(r.circle).ok()) return CeremonyFault{0, "The circle is not complete."};
  const crypto::Digest digest = r.circle.digest();
  std::vector<crypto::cocktail::Signature> decryption, quorum;
  for (const Peer& peer : r.circle.peers) {
    if (r.confirmations.size() < peer.index)
      return CeremonyFault{peer.index, "Its confirmation is missing."};
    const Confirmation& c = r.confirmations[peer.index - 1u];
    if (c.index != peer.index || c.circle != digest ||
        !crypto::verify(peer.signing, c.signed_message(), c.signature)) {
      return CeremonyFault{peer.index, "Its confirmation is not of this ceremony."};
    }
    decryption.push_back(c.decryption);
    quorum.push_back(c.quorum);
  }
  if (r.confirmations.size() != r.circle.peers.size())
    return CeremonyFault{0, "There is a confirmation of a stranger."};
  const auto t = Transcript<Ristretto255>::decode(r.decryption);
  if (!t.ok()) return CeremonyFault{0, "A transcript is damaged."};
  // Both transcripts must bind the same dealings; which ones, each custodian knew when it
  // confirmed.
  auto y = verify_run(decryption_session(r.circle), r.decryption, t->extension, decryption);
  if (!y.ok()) return y.error();
  auto group = verify_run(quorum_session(r.circle), r.quorum, t->extension, quorum);
  if (!group.ok()) return group.error();
  return CustodianKeys{std::move(*y), std::move(*group)};
}

}  // namespace eq::order
