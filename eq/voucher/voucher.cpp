#include "eq/voucher/voucher.h"

#include <algorithm>

#include "eq/crypto/aead.h"
#include "eq/crypto/hash.h"
#include "eq/crypto/two_products.h"

namespace eq::voucher {
namespace {

using crypto::Point;
using crypto::Scalar;

constexpr auto kAead = crypto::Aead::chacha20_poly1305;
constexpr auto kWhy = "seals or opens a part of a voucher";
/// Every key here seals one text.
constexpr Array<crypto::kAeadNonceSize> kNonce{};
constexpr std::size_t kSealedKeySize = 32 + crypto::kAeadTagSize;
/// Both hashes, device, signature, a length, and the derivative padded to its limit.
constexpr std::size_t kInnerSize = 32 + 32 + 32 + 64 + 2 + kDerivativeMax;
constexpr std::string_view kInnerLabel = "eqp voucher inner v3";

Bytes signed_text(const Inner& inner, View context) {
  return concat({view(kInnerLabel), crypto::sha256(context), inner.hash.bytes, inner.second.bytes,
                 crypto::sha256(inner.derivative)});
}
/// Before the sealed text: drawn for this voucher alone.
constexpr std::size_t kFreshSize = 32;
constexpr std::size_t kSealedInnerSize = kFreshSize + kInnerSize + crypto::kAeadTagSize;

/// A copy of a home has the same account key and counts on from the same number, so neither may
/// decide a key that seals once: only what was drawn does.
Secret<32> inner_key(const AccountKey& account_key, View fresh, View context) {
  return crypto::hkdf<32>(fresh, account_key.reveal(kWhy), concat({view(kInnerLabel), context}));
}

Secret<32> probe_key(const Point& s, View q) {
  return Secret<32>(crypto::sha256({view("eqp voucher probe v1"), s.bytes(), q}));
}

SecretBytes inner_text(const Inner& inner) {
  SecretBytes text(kInnerSize);
  auto at = text.fill_in().begin();
  const auto length = be16(static_cast<std::uint16_t>(inner.derivative.size()));
  for (const View part :
       {View(inner.hash.bytes), View(inner.second.bytes), View(inner.device.bytes),
        View(inner.signature), View(length), View(inner.derivative)}) {
    at = std::copy(part.begin(), part.end(), at);
  }
  return text;
}

Result<Inner> parse_inner(View text) {
  Reader r(text);
  Inner inner;
  inner.hash = TRY(get<phash::Hash>(r));
  inner.second = TRY(get<phash::Hash>(r));
  inner.device = TRY(get<crypto::VerifyKey>(r));
  inner.signature = TRY(get<crypto::Signature>(r));
  const auto length = TRY(r.u16());
  REQUIRE_OR(length <= kDerivativeMax, Err::malformed);
  inner.derivative = to_bytes(TRY(r.raw(length)));
  return inner;
}

std::uint64_t random_u64(Random& rng) {
  std::uint64_t x = 0;
  for (const auto b : rng.array<8>()) x = x << 8 | b;
  return x;
}

/// Which probes of a synthetic voucher open: one to four, like a listed picture's, whose hash
/// agrees with an entry on that many subsets.
std::array<bool, kProbes> some_places(Random& rng) {
  std::array<bool, kProbes> out{};
  for (auto n = 1 + random_u64(rng) % 4; n > 0;) {
    auto& place = out[random_u64(rng) % kProbes];
    if (!place) n--;
    place = true;
  }
  return out;
}

/// S and Q of one probe.
struct Pair {
  Point q, s;
};

}  // namespace

void sign_inner(Inner& inner, View context, const crypto::SigningKey& device) {
  inner.device = device.verify_key();
  inner.signature = device.sign(signed_text(inner, context));
}

bool is_signed(const Inner& inner, View context) {
  return crypto::verify(inner.device, signed_text(inner, context), inner.signature);
}

Status Terms::check() const {
  REQUIRE_OR(!key.is_identity(), Err::malformed);
  return curves.check();
}

std::size_t outer_size(const CurveParams& params) {
  return 32 * (1u + params.curves) + kSealedInnerSize + crypto::kAeadTagSize;
}

std::vector<phash::Token> probes_of(const phash::Fingerprint& picture,
                                    const phash::TokenParams& tokens, Random& rng) {
  EQ_ASSERT(tokens.probes() == kProbes);
  auto probes = phash::probe_tokens(picture, tokens);
  if (!picture.is_meaningful()) {
    for (auto& p : probes) p.bits = random_u64(rng) >> (64 - tokens.k);
  }
  // The place of a hit would tell how sure the picture's bits are, and which vouchers are
  // synthetic.
  for (std::size_t i = probes.size(); i > 1; i--)
    std::swap(probes[i - 1], probes[random_u64(rng) % i]);
  return probes;
}

StubTag stub_tag(const Point& s) {
  const auto digest = crypto::sha256({view("eqp voucher stub v1"), s.bytes()});
  StubTag tag;
  std::copy_n(digest.begin(), tag.size(), tag.begin());
  return tag;
}

Result<MadeVoucher> make_voucher(std::span<const phash::Token> probes, const Inner& inner,
                                 const Table& table, const Terms& terms,
                                 const AccountCurves& curves, View context, Random& rng) {
  EQ_ASSERT(probes.size() == kProbes);
  REQUIRE_OR(inner.derivative.size() <= kDerivativeMax, Err::too_large);
  const bool synthetic = curves.is_synthetic(inner.hash.bytes, terms.synthetic);
  const auto opening = synthetic ? some_places(rng) : std::array<bool, kProbes>{};

  MadeVoucher made;
  Voucher& v = made.voucher;
  Array<8 * kProbes> expected;
  const crypto::PublicPoint generator(Point::generator()), key_point(terms.key);
  const auto outer_key = rng.secret<32>();
  for (std::size_t i = 0; i < kProbes; i++) {
    const auto beta = Scalar::random(rng), gamma = Scalar::random(rng);
    const auto row = TRY(table.at(table.slot_of(probes[i])));
    Pair pair;
    if (synthetic) {
      pair = {crypto::mul_base(gamma), opening[i] ? gamma * terms.key : beta * row};
    } else {
      // Which token and which row they are is secret.
      pair = {crypto::two_products_of_secret(beta, token_point(probes[i]), gamma, generator),
              crypto::two_products_of_secret(beta, row, gamma, key_point)};
    }
    const auto at = static_cast<std::ptrdiff_t>(i);
    std::copy(pair.q.bytes().begin(), pair.q.bytes().end(), v.elements.begin() + 32 * at);
    const auto tag = stub_tag(pair.s);
    std::copy(tag.begin(), tag.end(), expected.begin() + 8 * at);
    const auto key = probe_key(pair.s, pair.q.bytes());
    const Bytes sealed =
        crypto::aead_seal(kAead, key.reveal(kWhy), kNonce, {}, outer_key.reveal(kWhy));
    std::copy(sealed.begin(), sealed.end(),
              v.sealed_keys.begin() + static_cast<std::ptrdiff_t>(kSealedKeySize) * at);
  }

  const auto account_key = synthetic ? rng.secret<32>() : curves.key();
  const auto text = inner_text(inner);
  const auto fresh = rng.array<kFreshSize>();
  const Bytes sealed_inner =
      crypto::aead_seal(kAead, inner_key(account_key, fresh, context).reveal(kWhy), kNonce, context,
                        text.reveal(kWhy));
  const auto share = encode_share(synthetic ? curves.dummy_of(inner.hash.bytes)
                                            : curves.share_of(inner.hash.bytes));
  const SecretBytes outer(concat({share.reveal(kWhy), fresh, sealed_inner}));
  v.outer = crypto::aead_seal(kAead, outer_key.reveal(kWhy), kNonce, context, outer.reveal(kWhy));
  made.stub.elements = v.elements;
  if (!synthetic) made.stub.expected = expected;
  return made;
}

Result<std::optional<OpenedVoucher>> try_open(const Voucher& voucher,
                                              std::span<const Point> evaluated,
                                              const CurveParams& params, View context) {
  REQUIRE_OR(voucher.outer.size() == outer_size(params), Err::malformed);
  EQ_ASSERT(evaluated.size() == kProbes);
  for (std::size_t i = 0; i < kProbes; i++) {
    const auto q = View(voucher.elements).subspan(32 * i, 32);
    const auto key = probe_key(evaluated[i], q);
    const auto sealed = View(voucher.sealed_keys).subspan(kSealedKeySize * i, kSealedKeySize);
    auto opened = crypto::aead_open(kAead, key.reveal(kWhy), kNonce, {}, sealed);
    if (!opened.ok()) continue;
    const SecretBytes outer_key(std::move(opened).take());
    auto outer = crypto::aead_open(kAead, outer_key.reveal(kWhy), kNonce, context, voucher.outer);
    REQUIRE_OR(outer.ok(), Err::malformed);
    const std::size_t share_size = 32 * (1u + params.curves);
    OpenedVoucher out;
    out.share = TRY(decode_share(View(*outer).first(share_size), params));
    out.inner.assign(outer->begin() + static_cast<std::ptrdiff_t>(share_size), outer->end());
    return std::optional(std::move(out));
  }
  return std::optional<OpenedVoucher>();
}

Result<Inner> open_inner(const OpenedVoucher& voucher, const AccountKey& key, View context) {
  REQUIRE_OR(voucher.inner.size() == kSealedInnerSize, Err::malformed);
  const View inner(voucher.inner), fresh = inner.first(kFreshSize);
  const SecretBytes text(TRY(crypto::aead_open(kAead, inner_key(key, fresh, context).reveal(kWhy),
                                               kNonce, context, inner.subspan(kFreshSize))));
  return parse_inner(text.reveal(kWhy));
}

}  // namespace eq::voucher
