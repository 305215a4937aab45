#include "eq/crypto/hpke_context.h"

#include "eq/crypto/hash.h"
#include "eq/crypto/hpke_kem.h"

namespace eq::crypto::hpke {
namespace {

enum Mode : std::uint8_t { mode_base = 0, mode_psk = 1, mode_auth = 2, mode_auth_psk = 3 };

constexpr std::uint16_t kHkdfSha256 = 0x0001;
constexpr std::uint16_t kExportOnly = 0xffff;

Array<10> suite_id(Kem kem, OptionalAead aead) {
  Array<10> id{'H', 'P', 'K', 'E'};
  const auto put = [&](std::size_t at, std::uint16_t x) {
    id[at] = static_cast<std::uint8_t>(x >> 8);
    id[at + 1] = static_cast<std::uint8_t>(x);
  };
  put(4, static_cast<std::uint16_t>(kem));
  put(6, kHkdfSha256);
  put(8, aead ? static_cast<std::uint16_t>(*aead) : kExportOnly);
  return id;
}

std::uint8_t mode_of(bool auth, const Psk* psk) {
  return static_cast<std::uint8_t>((auth ? mode_auth : mode_base) | (psk ? mode_psk : mode_base));
}

}  // namespace

InfoHash hash_info(Kem kem, OptionalAead aead, View info) {
  const auto hash = labeled_extract(suite_id(kem, aead), {}, "info_hash", {info});
  return {to_array<32>(hash.reveal("a hash of public data")).value()};
}

Context::Context(Kem kem, OptionalAead aead, std::uint8_t mode, View shared_secret, View info,
                 const Psk& psk)
    : Context(kem, aead, mode, shared_secret, hash_info(kem, aead, info), psk) {}

// Section 5.1, KeySchedule.
Context::Context(Kem kem, OptionalAead aead, std::uint8_t mode, View shared_secret,
                 const InfoHash& info_hash, const Psk& psk)
    : aead_(aead), suite_id_(suite_id(kem, aead)) {
  const auto psk_id_hash = labeled_extract(suite_id_, {}, "psk_id_hash", {psk.id});
  const Bytes context =
      concat({View(&mode, 1), psk_id_hash.reveal("a hash of public data"), info_hash.bytes});
  const auto secret = labeled_extract(suite_id_, shared_secret, "secret", {psk.key});
  const View prk = secret.reveal("HPKE key schedule");
  if (aead) {
    key_ = labeled_expand(suite_id_, prk, "key", context, aead_key_size(*aead));
    base_nonce_ = labeled_expand(suite_id_, prk, "base_nonce", context, kAeadNonceSize);
  }
  exporter_secret_ = labeled_expand(suite_id_, prk, "exp", context, 32);
}

Array<kAeadNonceSize> Context::next_nonce() const {
  Array<kAeadNonceSize> nonce;
  const View base = base_nonce_.reveal("making the next nonce");
  std::copy(base.begin(), base.end(), nonce.begin());
  const auto n = be64(sequence_);
  for (std::size_t i = 0; i < n.size(); ++i) nonce[nonce.size() - n.size() + i] ^= n[i];
  return nonce;
}

Bytes Context::seal(View aad, View plaintext) {
  EQ_ASSERT(aead_.has_value());
  Bytes ct = aead_seal(*aead_, key_.reveal("HPKE seal"), next_nonce(), aad, plaintext);
  ++sequence_;  // 64 bits cannot run over
  return ct;
}

Result<Bytes> Context::open(View aad, View ciphertext) {
  EQ_ASSERT(aead_.has_value());
  Bytes pt = TRY(aead_open(*aead_, key_.reveal("HPKE open"), next_nonce(), aad, ciphertext));
  ++sequence_;
  return pt;
}

SecretBytes Context::export_secret(View exporter_context, std::size_t n) const {
  return labeled_expand(suite_id_, exporter_secret_.reveal("HPKE export"), "sec", exporter_context,
                        n);
}

Result<Sender> setup_sender(Kem kem, OptionalAead aead, View receiver_public, View info,
                            const HpkeKeyPair& ephemeral, const HpkeKeyPair* sender,
                            const Psk* psk) {
  const auto shared = TRY(encapsulate(kem, receiver_public, ephemeral, sender));
  return Sender{ephemeral.public_key,
                Context(kem, aead, mode_of(sender != nullptr, psk),
                        shared.reveal("HPKE key schedule"), info, psk ? *psk : Psk{})};
}

Result<Sender> setup_sender(const HpkeInfo& info, View receiver_public,
                            const HpkeKeyPair& ephemeral) {
  const auto [kem, aead] = info.suite();
  const auto shared = TRY(encapsulate(kem, receiver_public, ephemeral, nullptr));
  return Sender{ephemeral.public_key,
                Context(kem, aead, mode_base, shared.reveal("HPKE key schedule"),
                        InfoHash{info.hash()}, Psk{})};
}

Result<Context> setup_receiver(Kem kem, OptionalAead aead, View private_key, View public_key,
                               View enc, View info, View sender_public, const Psk* psk) {
  const auto shared = TRY(decapsulate(kem, private_key, public_key, enc, sender_public));
  return Context(kem, aead, mode_of(!sender_public.empty(), psk),
                 shared.reveal("HPKE key schedule"), info, psk ? *psk : Psk{});
}

}  // namespace eq::crypto::hpke
