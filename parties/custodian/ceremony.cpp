#include "parties/custodian/ceremony.h"

#include <algorithm>
#include <set>

namespace eq::custodian {
namespace {

constexpr crypto::HpkeSuite kSuite{crypto::Kem::dhkem_x25519, crypto::Aead::chacha20_poly1305};
constexpr std::string_view kInfo = "eqp-dealing-share-v1";

/// Which share of which run: from whom, to whom.
Bytes share_aad(const crypto::Digest& circle, std::uint16_t dealer, std::uint16_t to) {
  return concat({circle, be16(dealer), be16(to)});
}

Bytes dealing_message(const DealingFile& d) {
  DealingFile unsigned_file = d;
  unsigned_file.signature = {};
  return concat({view("eqp-dealing-v1"), encode(unsigned_file)});
}

Result<crypto::Scalar> open_share(const DealingFile& d, std::uint16_t self, View hpke_private_key) {
  Bytes plain = TRY(crypto::hpke_open(kSuite, hpke_private_key, d.shares[self - 1u], view(kInfo),
                                      share_aad(d.circle, d.dealer, self)));
  auto share = crypto::Scalar::decode(plain);
  wipe(plain);
  return share;
}

}  // namespace

crypto::Digest Circle::context() const { return crypto::sha256({view("eqp-custodian-circle-v1"), encode(*this)}); }

Status check(const Circle& c) {
  REQUIRE_OR(c.peers.size() <= 255, Err::malformed);
  TRY(crypto::check(c.params()));
  REQUIRE_OR(c.threshold >= 2, Err::refused);
  std::set<Array<32>> keys;
  for (std::size_t i = 0; i < c.peers.size(); ++i) {
    REQUIRE_OR(c.peers[i].index == i + 1, Err::malformed);
    REQUIRE_OR(keys.insert(c.peers[i].signing.bytes).second && keys.insert(c.peers[i].hpke).second, Err::malformed);
  }
  return ok();
}

Result<DealingFile> make_dealing(const Circle& circle, std::uint16_t dealer, const crypto::SigningKey& signing,
                                 Random& rng) {
  TRY(check(circle));
  REQUIRE_OR(dealer >= 1 && dealer <= circle.peers.size(), Err::refused);
  REQUIRE_OR(circle.peers[dealer - 1u].signing == signing.verify_key(), Err::refused);
  DealingFile file;
  file.circle = circle.context();
  file.dealer = dealer;
  const crypto::Dealing dealing = crypto::deal(crypto::Scalar::random(rng), circle.params(), file.circle, dealer, rng);
  file.commitment = dealing.commitment;
  for (std::size_t i = 0; i < circle.peers.size(); ++i) {
    const Peer& to = circle.peers[i];
    file.shares.push_back(TRY(crypto::hpke_seal(kSuite, to.hpke, view(kInfo), share_aad(file.circle, dealer, to.index),
                                                dealing.shares[i].reveal("sealed to its custodian"), rng)));
  }
  file.signature = signing.sign(dealing_message(file));
  return file;
}

Result<JointKey, BadDealing> accept_dealings(const Circle& circle, std::span<const DealingFile> dealings,
                                             std::uint16_t self, View hpke_private_key) {
  if (!check(circle).ok() || self < 1 || self > circle.peers.size()) return BadDealing{0, "The circle is not complete."};
  const crypto::Digest context = circle.context();
  std::vector<crypto::SharingCommitment> commitments;
  std::vector<crypto::Scalar> shares;
  for (const Peer& peer : circle.peers) {
    const auto of_peer = [&](const DealingFile& d) { return d.dealer == peer.index; };
    const auto bad = [&](std::string what) { return BadDealing{peer.index, std::move(what)}; };
    if (std::count_if(dealings.begin(), dealings.end(), of_peer) != 1) return bad("There must be exactly one dealing.");
    const DealingFile& d = *std::find_if(dealings.begin(), dealings.end(), of_peer);
    if (d.circle != context) return bad("The dealing is for another circle or threshold.");
    if (d.shares.size() != circle.peers.size()) return bad("A share is missing.");
    if (!crypto::verify(peer.signing, dealing_message(d), d.signature)) return bad("The signature is not the dealer's.");
    if (!crypto::verify_commitment(d.commitment, circle.params(), context, peer.index).ok()) {
      return bad("The commitment does not verify.");
    }
    auto share = open_share(d, self, hpke_private_key);
    if (!share.ok() || !crypto::verify_share(d.commitment, self, *share).ok()) {
      return bad("Our share is not the one committed to.");
    }
    commitments.push_back(d.commitment);
    shares.push_back(*share);
  }
  auto key = crypto::combine_commitments(commitments, circle.params(), context);
  if (!key.ok()) return BadDealing{0, "The dealings together give no key."};
  auto share = crypto::combine_shares(commitments, self, shares);
  if (!share.ok()) return BadDealing{0, "The shares together give no share."};
  return JointKey{std::move(*key), *share};
}

}  // namespace eq::custodian
