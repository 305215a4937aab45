#include "eq/franking/commit.h"

namespace eq::franking {

namespace {

constexpr std::string_view kCommit = "eqp-frank-v1";
constexpr std::string_view kSign = "eqp-frank-sig-v1";
constexpr std::size_t kSigma2Size = 64;
constexpr Array<crypto::kAeadNonceSize> kNonce{};  // each ck is used for one message

struct BlobKeys {
  Secret<32> ek, fk;
};
BlobKeys derive(const Secret<32>& ck) {
  const SecretBytes okm = crypto::hkdf({}, ck.reveal("derive ek and fk"), view(kCommit), 64);
  const View v = okm.reveal("split into ek and fk");
  return {std::move(Secret<32>::from(v.first(32))).take(),
          std::move(Secret<32>::from(v.subspan(32))).take()};
}

bool is_text(View v) {
  Writer w;
  w.opaque(v);
  return decode<std::string>(w.bytes()).ok();
}

/// The rules that the types alone do not express.
Status check_content(const Content& c) {
  REQUIRE_OR(c.attachments.size() <= kMaxAttachments, Err::too_large);
  for (const Attachment& a : c.attachments) {
    REQUIRE_OR(crypto::aead_key_size(a.aead) == a.key.size(), Err::malformed);
    REQUIRE_OR(a.media_type.size() <= kMaxMediaType && a.name.size() <= kMaxFileName,
               Err::too_large);
    REQUIRE_OR(is_text(view(a.media_type)) && is_text(view(a.name)), Err::malformed);
  }
  const View text = c.content;
  switch (c.type) {
    case ContentType::text:
      REQUIRE_OR(!text.empty() || !c.attachments.empty(), Err::malformed);
      return is_text(text) ? ok() : Status(Err::malformed);
    case ContentType::reaction:
      REQUIRE_OR(text.size() > Commitment::kSize && c.attachments.empty(), Err::malformed);
      return is_text(text.subspan(Commitment::kSize)) ? ok() : Status(Err::malformed);
  }
  return Err::malformed;
}

}  // namespace

Commitment commit(const Header& header, View f, View fk) {
  return {crypto::hmac_sha256(fk, {view(kCommit), encode(header), f})};
}

Status check_sigma2(const Header& header, const Commitment& cf, const crypto::VerifyKey& pke,
                    const crypto::Signature& sigma2) {
  const bool genuine = crypto::verify(pke, {view(kSign), encode(header), cf.bytes}, sigma2);
  return genuine ? ok() : Status(Err::forged);
}

Result<Sealed> seal(const Header& header, Content content, SpendableToken token, Random& rng) {
  content.token = token.token;
  TRY(check_content(content));
  Sealed out;
  out.f = encode(content);
  REQUIRE_OR(out.f.size() + kSigma2Size <= kMaxPlaintext, Err::too_large);
  out.ck = rng.secret<32>();
  BlobKeys keys = derive(out.ck);
  out.cf = commit(header, out.f, keys.fk.reveal("commit"));
  const Bytes hdr = encode(header);
  out.sigma2 = token.ske.sign({view(kSign), hdr, out.cf.bytes});
  Bytes plain = concat({out.f, out.sigma2});
  plain.resize(bucket(plain.size()));
  const SecretBytes padded(std::move(plain));
  out.b = crypto::aead_seal(crypto::Aead::chacha20_poly1305, keys.ek.reveal("seal"), kNonce,
                            concat({hdr, out.cf.bytes}), padded.reveal("seal"));
  out.fk = std::move(keys.fk);
  return out;
}

Result<Content> decode_content(View f) {
  REQUIRE_OR(f.size() + kSigma2Size <= kMaxPlaintext, Err::too_large);
  Content content = TRY(decode<Content>(f));
  TRY(check_content(content));
  return content;
}

Result<Opened> open(const Header& header, const Commitment& cf, View b, const Secret<32>& ck) {
  BlobKeys keys = derive(ck);
  const SecretBytes plain(
      TRY(crypto::aead_open(crypto::Aead::chacha20_poly1305, keys.ek.reveal("open"), kNonce,
                            concat({encode(header), cf.bytes}), b)));
  const View p = plain.reveal("parse content");
  Reader r(p);
  TRY(get<Content>(r));
  const View f = p.first(p.size() - r.rest().size());
  Opened out{TRY(decode_content(f)), to_bytes(f), std::move(keys.fk), {}};
  out.sigma2 = TRY(get<crypto::Signature>(r));
  const View padding = r.rest();
  REQUIRE_OR(p.size() == bucket(f.size() + kSigma2Size), Err::malformed);
  REQUIRE_OR(std::all_of(padding.begin(), padding.end(), [](auto x) { return x == 0; }),
             Err::malformed);
  // The AEAD alone commits to nothing (there are ciphertexts that open under two keys): the
  // commitment is what fixes the content.
  REQUIRE_OR(equal_ct(commit(header, f, out.fk.reveal("recompute the commitment")).bytes, cf.bytes),
             Err::forged);
  TRY(check_sigma2(header, cf, out.content.token.pke, out.sigma2));
  return out;
}

}  // namespace eq::franking
