#include "eq/crypto/cocktail.h"

#include <set>

#include "eq/crypto/cocktail_primitives.h"

namespace eq::crypto::cocktail {
namespace {

constexpr std::size_t kSealedSizeMax = 65536;

template <class Element>
Bytes joined(const std::vector<Element>& points) {
  Bytes out;
  for (const Element& p : points) append(out, p.bytes());
  return out;
}

/// The committed polynomial's value at `index`, times the generator.
template <class Element>
Element share_point(const std::vector<Element>& commitment, std::uint16_t index) {
  return evaluate_var(std::span<const Element>(commitment), index);
}

template <class Suite>
Bytes possession_message(View context, const std::vector<typename Suite::Element>& commitment,
                         const typename Suite::Element& ephemeral) {
  return concat({context, joined(commitment), ephemeral.bytes()});
}

template <class Suite>
Result<std::vector<typename Suite::Element>> read_points(Reader& r, std::size_t n) {
  std::vector<typename Suite::Element> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(TRY(Suite::decode(TRY(r.raw(32)))));
  return out;
}

template <std::size_t N>
Result<std::uint64_t> read_le(Reader& r) {
  std::uint64_t x = 0;
  const View bytes = TRY(r.raw(N));
  for (std::size_t i = N; i-- > 0;) x = x << 8 | bytes[i];
  return x;
}
Result<View> read_le_opaque(Reader& r) {
  const std::uint64_t size = TRY(read_le<8>(r));
  REQUIRE_OR(size <= r.rest().size(), Err::malformed);
  return r.raw(static_cast<std::size_t>(size));
}

template <class Suite>
Status check(const SharingParams& params, const std::vector<typename Suite::Element>& statics) {
  TRY(crypto::check(params));
  REQUIRE_OR(statics.size() == params.parties, Err::malformed);
  std::set<Array<32>> seen;
  for (const auto& p : statics)
    REQUIRE_OR(!p.is_identity() && seen.insert(p.bytes()).second, Err::malformed);
  return ok();
}

/// Y, Y_1..Y_n from everyone's commitment; the identity as Y is refused as nobody's fault.
template <class Suite>
Result<SharedKeyOf<typename Suite::Element>, Blame> sum_up(
    const SharingParams& params,
    std::span<const std::vector<typename Suite::Element>> commitments) {
  std::vector<typename Suite::Element> sum(params.threshold);
  for (const auto& c : commitments) {
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] = sum[k] + c[k];
  }
  if (sum.front().is_identity()) return Blame{};
  SharedKeyOf<typename Suite::Element> key{params, sum.front(), {}};
  for (std::uint32_t i = 1; i <= params.parties; ++i) {
    key.share_points.push_back(share_point(sum, static_cast<std::uint16_t>(i)));
  }
  return key;
}

/// What anybody can check of one participant's part.
template <class Suite>
std::optional<Fault> public_fault(const Session<Suite>& s,
                                  const std::vector<typename Suite::Element>& commitment,
                                  const Signature& possession,
                                  const typename Suite::Element& ephemeral) {
  if (commitment.size() != s.params.threshold) return Fault::commitment;
  const Bytes message = possession_message<Suite>(s.context, commitment, ephemeral);
  if (!schnorr_verify<Suite>(commitment.front(), message, possession)) return Fault::possession;
  return std::nullopt;
}

/// Our share of one participant's polynomial; trailing bytes are an application's payload, which we
/// send none of.
template <class Suite>
Result<Scalar> open_from(const Session<Suite>& s, std::uint16_t from, std::uint16_t self,
                         const Scalar& secret, const Message<Suite>& m) {
  const auto &sender = s.statics[from - 1u], &receiver = s.statics[self - 1u];
  const Secret<64> key = share_key<Suite>(secret * m.ephemeral, secret * sender,
                                          {m.ephemeral, sender, receiver, s.context});
  SecretBytes plain(TRY(open_share(key, m.shares[self - 1u])));
  REQUIRE_OR(plain.size() >= kSharePlainSize, Err::forged);
  const Scalar share = TRY(Scalar::decode(plain.reveal("our share").first(kSharePlainSize)));
  REQUIRE_OR(Suite::mul_base(share) == share_point(m.commitment, self), Err::forged);
  return share;
}

}  // namespace

template <class Suite>
Result<Session<Suite>> Session<Suite>::open(View id, std::uint16_t threshold,
                                            std::vector<typename Suite::Element> statics) {
  REQUIRE_OR(statics.size() <= 0xffff, Err::malformed);
  Session s;
  s.params = {threshold, static_cast<std::uint16_t>(statics.size())};
  TRY(check<Suite>(s.params, statics));
  s.context =
      to_bytes(sha512({view("COCKTAIL-DKG-CONTEXT"), be64(id.size()), id, be64(Suite::kId.size()),
                       view(Suite::kId), le32(s.params.parties), joined(statics)}));
  s.statics = std::move(statics);
  return s;
}

template <class Suite>
Bytes Message<Suite>::encode() const {
  Bytes out = concat({joined(commitment), possession, ephemeral.bytes()});
  for (const Bytes& share : shares) {
    append(out, be64(share.size()));
    append(out, share);
  }
  return out;
}

template <class Suite>
Result<Message<Suite>> Message<Suite>::decode(View bytes, SharingParams params) {
  Reader r(bytes);
  Message m;
  m.commitment = TRY(read_points<Suite>(r, params.threshold));
  m.possession = TRY(to_array<64>(TRY(r.raw(64))));
  m.ephemeral = TRY(Suite::decode(TRY(r.raw(32))));
  for (std::size_t i = 0; i < params.parties; ++i) {
    const std::uint64_t size = TRY(r.u64());
    REQUIRE_OR(size >= kSharePlainSize + kShareTagSize && size <= kSealedSizeMax, Err::malformed);
    m.shares.push_back(to_bytes(TRY(r.raw(static_cast<std::size_t>(size)))));
  }
  TRY(r.end());
  return m;
}

template <class Suite>
Message<Suite> deal(const Session<Suite>& s, std::uint16_t self, const Scalar& secret,
                    Random& rng) {
  EQ_ASSERT(self >= 1 && self <= s.params.parties &&
            Suite::mul_base(secret) == s.statics[self - 1u]);
  std::vector<Scalar> polynomial;
  while (polynomial.size() < s.params.threshold) polynomial.push_back(Scalar::random(rng));
  const Scalar ephemeral = Scalar::random(rng);

  Message<Suite> m;
  for (const Scalar& a : polynomial) m.commitment.push_back(Suite::mul_base(a));
  m.ephemeral = Suite::mul_base(ephemeral);
  m.possession = schnorr_sign<Suite>(
      polynomial.front(), possession_message<Suite>(s.context, m.commitment, m.ephemeral));
  for (std::uint16_t j = 1; j <= s.params.parties; ++j) {
    const auto& receiver = s.statics[j - 1u];
    const Secret<64> key =
        share_key<Suite>(ephemeral * receiver, secret * receiver,
                         {m.ephemeral, s.statics[self - 1u], receiver, s.context});
    m.shares.push_back(seal_share(key, evaluate(polynomial, j).reveal("sealed to its receiver")));
  }
  return m;
}

template <class Suite>
Result<Received<Suite>, Blame> receive(const Session<Suite>& s, std::uint16_t self,
                                       const Scalar& secret,
                                       std::span<const Message<Suite>> messages) {
  EQ_ASSERT(messages.size() == s.params.parties && self >= 1 && self <= s.params.parties);
  Received<Suite> out;
  std::vector<std::vector<typename Suite::Element>> commitments;
  for (std::uint16_t j = 1; j <= s.params.parties; ++j) {
    const Message<Suite>& m = messages[j - 1u];
    if (const auto fault = public_fault<Suite>(s, m.commitment, m.possession, m.ephemeral))
      return Blame{j, *fault};
    if (m.shares.size() != s.params.parties) return Blame{j, Fault::share};
    const auto share = open_from<Suite>(s, j, self, secret, m);
    if (!share.ok()) return Blame{j, Fault::share};
    out.share = out.share + *share;
    commitments.push_back(m.commitment);
  }
  auto key = sum_up<Suite>(s.params, commitments);
  if (!key.ok()) return key.error();
  out.key = std::move(*key);
  EQ_ASSERT(Suite::mul_base(out.share) == out.key.share_points[self - 1u]);
  return out;
}

template <class Suite>
Transcript<Suite> Transcript<Suite>::of(const Session<Suite>& session,
                                        std::span<const Message<Suite>> messages, Bytes extension) {
  Transcript t;
  t.session = session;
  for (const auto& m : messages) {
    t.commitments.push_back(m.commitment);
    t.possessions.push_back(m.possession);
    t.ephemerals.push_back(m.ephemeral);
  }
  t.extension = std::move(extension);
  return t;
}

template <class Suite>
Bytes Transcript<Suite>::encode() const {
  Bytes out = concat({le64(Suite::kId.size()), view(Suite::kId), le64(session.context.size()),
                      session.context, le32(session.params.parties), le32(session.params.threshold),
                      joined(session.statics)});
  for (const auto& c : commitments) append(out, joined(c));
  for (const auto& p : possessions) append(out, p);
  append(out, joined(ephemerals));
  append(out, le64(extension.size()));
  append(out, extension);
  return out;
}

template <class Suite>
Result<Transcript<Suite>> Transcript<Suite>::decode(View bytes) {
  Reader r(bytes);
  REQUIRE_OR(equal_var(TRY(read_le_opaque(r)), view(Suite::kId)), Err::unsupported);
  Transcript t;
  t.session.context = to_bytes(TRY(read_le_opaque(r)));
  const std::uint64_t n = TRY(read_le<4>(r)), threshold = TRY(read_le<4>(r));
  REQUIRE_OR(n <= 0xffff && threshold <= n, Err::malformed);
  t.session.params = {static_cast<std::uint16_t>(threshold), static_cast<std::uint16_t>(n)};
  t.session.statics = TRY(read_points<Suite>(r, n));
  TRY(check<Suite>(t.session.params, t.session.statics));
  for (std::size_t i = 0; i < n; ++i)
    t.commitments.push_back(TRY(read_points<Suite>(r, threshold)));
  for (std::size_t i = 0; i < n; ++i) t.possessions.push_back(TRY(to_array<64>(TRY(r.raw(64)))));
  t.ephemerals = TRY(read_points<Suite>(r, n));
  t.extension = to_bytes(TRY(read_le_opaque(r)));
  TRY(r.end());
  return t;
}

template <class Suite>
Signature certify(const Transcript<Suite>& t, const Scalar& secret) {
  return schnorr_sign<Suite>(secret, t.encode());
}

template <class Suite>
Result<SharedKeyOf<typename Suite::Element>, Blame> verify_certificate(
    const Transcript<Suite>& t, std::span<const Signature> signatures) {
  const std::size_t n = t.session.params.parties;
  EQ_ASSERT(check<Suite>(t.session.params, t.session.statics).ok());
  if (signatures.size() != n) return Blame{0, Fault::signature};
  for (std::size_t i = 0; i < n; ++i) {
    const auto fault =
        public_fault<Suite>(t.session, t.commitments[i], t.possessions[i], t.ephemerals[i]);
    if (fault) return Blame{static_cast<std::uint16_t>(i + 1), *fault};
  }
  const Bytes message = t.encode();
  for (std::size_t i = 0; i < n; ++i) {
    if (!schnorr_verify<Suite>(t.session.statics[i], message, signatures[i])) {
      return Blame{static_cast<std::uint16_t>(i + 1), Fault::signature};
    }
  }
  return sum_up<Suite>(t.session.params, t.commitments);
}

#define EQ_COCKTAIL_SUITE(Suite)                                                                   \
  template struct Session<Suite>;                                                                  \
  template struct Message<Suite>;                                                                  \
  template struct Transcript<Suite>;                                                               \
  template Message<Suite> deal(const Session<Suite>&, std::uint16_t, const Scalar&, Random&);      \
  template Result<Received<Suite>, Blame> receive(const Session<Suite>&, std::uint16_t,            \
                                                  const Scalar&, std::span<const Message<Suite>>); \
  template Signature certify(const Transcript<Suite>&, const Scalar&);                             \
  template Result<SharedKeyOf<Suite::Element>, Blame> verify_certificate(                          \
      const Transcript<Suite>&, std::span<const Signature>);
EQ_COCKTAIL_SUITE(Ristretto255)
EQ_COCKTAIL_SUITE(Ed25519)
#undef EQ_COCKTAIL_SUITE

}  // namespace eq::crypto::cocktail
