#include "eq/gate/open.h"

#include "eq/crypto/aead.h"
#include "eq/crypto/two_products.h"

namespace eq::gate {
namespace {

bool is_tuple(const Scalar& d, const Evaluation& at) {
  return crypto::mul_base(d) == at.a && crypto::product(d, lae_u()) == at.b;
}

}  // namespace

Result<AccountDayKey> AccountDayKey::check_var(const VerifiedEpoch& epoch, const AccountId& account,
                                               const Scalar& d) {
  REQUIRE_OR(is_tuple(d, epoch.object().evaluate_var(tag(epoch.object().realm, account))),
             Err::forged);
  return AccountDayKey(epoch, account, d);
}

Combined combine_var(const VerifiedEpoch& epoch, const AccountId& account, std::uint64_t order,
                     const Scalar& registry_key, std::span<const Release> releases,
                     std::span<const crypto::VerifyKey> custodians) {
  const DealtBody& dealt = epoch.dealt();
  const Scalar t = tag(epoch.object().realm, account);
  EQ_ASSERT(custodians.size() == dealt.terms.n());
  Combined out;
  std::map<std::uint16_t, Scalar> good;
  for (const Release& r : releases) {
    const bool known = r.index >= 1 && r.index <= custodians.size();
    if (!known || !r.signed_by(custodians[r.index - 1u], epoch.wid(), order, t)) {
      out.strangers.push_back(r.index);
    } else if (crypto::mul_base(r.delta) != dealt.expected_delta_var(r.index, t)) {
      out.liars.push_back(r.index);
    } else {
      good.emplace(r.index, r.delta);
    }
  }
  if (good.size() < dealt.terms.t()) return out;
  std::vector<std::uint16_t> indices;
  std::vector<Scalar> deltas;
  for (const auto& [index, delta] : good) {
    if (indices.size() == dealt.terms.t()) break;
    indices.push_back(index);
    deltas.push_back(delta);
  }
  const Scalar d_c = crypto::interpolate(indices, deltas).value();  // distinct and not zero
  // Good scalars give X_C(t) whatever else is wrong; that C encrypts nothing is what the dealers
  // proved.
  if (!is_tuple(d_c, dealt.evaluate_var(t))) return out;
  auto key = AccountDayKey::check_var(epoch, account, registry_key + d_c);
  if (key.ok())
    out.key = std::move(key).take();
  else
    out.court_is_wrong = true;
  return out;
}

static Result<AccessKey> unseal(const EnvelopeParts& parts, const Point& ss, const Digest& wid,
                                const Digest& ctx) {
  const Secret<32> k = envelope_key(ss, wid, parts.c1, ctx);
  const Array<crypto::kAeadNonceSize> nonce{};
  Bytes ak0 =
      TRY(crypto::aead_open(crypto::Aead::chacha20_poly1305, k.reveal("opening an access key"),
                            nonce, envelope_aad(wid, parts.c1, ctx), parts.box));
  AccessKey out{TRY(Secret<32>::from(ak0))};
  wipe(ak0);
  return out;
}

Result<AccessKey> open_envelope(const AccountDayKey& key, const Digest& ctx, View envelope) {
  const EnvelopeParts parts = TRY(EnvelopeParts::decode(envelope));
  return unseal(parts, key.secret() * parts.c1, key.wid(), ctx);
}

Result<OpenedLeaf> open_some_leaf(const AccountDayKey& key, const ConversationId& conversation,
                                  std::uint64_t mls_epoch, std::uint32_t leaves, View envelope) {
  const EnvelopeParts parts = TRY(EnvelopeParts::decode(envelope));
  const Point ss = key.secret() * parts.c1;
  for (std::uint32_t leaf = 0; leaf < leaves; ++leaf) {
    auto opened =
        unseal(parts, ss, key.wid(), envelope_context(conversation, mls_epoch, leaf, key.epoch()));
    if (opened.ok()) return OpenedLeaf{leaf, std::move(opened).take()};
  }
  return Err::forged;
}

}  // namespace eq::gate
