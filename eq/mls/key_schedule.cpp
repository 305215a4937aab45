#include "eq/mls/key_schedule.h"

namespace eq::mls {

HashSecret derive_joiner_secret(const HashSecret& init, const HashSecret& commit,
                                View group_context) {
  const HashSecret s = crypto::hkdf_extract(init.reveal("extract"), commit.reveal("extract"));
  return expand_with_label(s.reveal("expand"), "joiner", group_context);
}

HashSecret derive_member_secret(const HashSecret& joiner, const HashSecret& psk) {
  return crypto::hkdf_extract(joiner.reveal("extract"), psk.reveal("extract"));
}

EpochKeys derive_epoch(const HashSecret& member_secret, View group_context) {
  return derive_epoch_from_secret(
      expand_with_label(member_secret.reveal("expand"), "epoch", group_context));
}

EpochKeys derive_epoch_from_secret(const HashSecret& epoch_secret) {
  EpochKeys k;
  k.secrets.sender_data = derive_secret(epoch_secret, "sender data");
  k.secrets.exporter = derive_secret(epoch_secret, "exporter");
  k.secrets.external = derive_secret(epoch_secret, "external");
  k.secrets.confirmation = derive_secret(epoch_secret, "confirm");
  k.secrets.membership = derive_secret(epoch_secret, "membership");
  k.secrets.resumption = derive_secret(epoch_secret, "resumption");
  k.secrets.init = derive_secret(epoch_secret, "init");
  const HashSecret authenticator = derive_secret(epoch_secret, "authentication");
  const auto a = authenticator.reveal("section 8.7: shown to people");
  std::copy(a.begin(), a.end(), k.secrets.authenticator.begin());
  k.encryption = derive_secret(epoch_secret, "encryption");
  return k;
}

WelcomeKey derive_welcome_key(Suite suite, const HashSecret& member_secret) {
  const HashSecret welcome = derive_secret(member_secret, "welcome");
  const View s = welcome.reveal("expand");
  return {expand_with_label(s, "key", {}, crypto::aead_key_size(aead_of(suite))),
          expand_with_label(s, "nonce", {}, crypto::kAeadNonceSize)};
}

HashSecret derive_psk_secret(const std::vector<PskInput>& psks) {
  HashSecret secret;  // zero
  const HashSecret zero;
  for (std::size_t i = 0; i < psks.size(); ++i) {
    Writer label;
    psks[i].id.encode(label);
    label.u16(static_cast<std::uint16_t>(i));
    label.u16(static_cast<std::uint16_t>(psks.size()));
    const HashSecret extracted =
        crypto::hkdf_extract(zero.reveal("the zero salt"), psks[i].psk.reveal("extract"));
    const HashSecret input =
        expand_with_label(extracted.reveal("expand"), "derived psk", label.bytes());
    secret = crypto::hkdf_extract(input.reveal("extract"), secret.reveal("extract"));
  }
  return secret;
}

SecretBytes export_secret(const HashSecret& exporter_secret, std::string_view label, View context,
                          std::size_t n) {
  const HashSecret s = derive_secret(exporter_secret, label);
  return expand_with_label(s.reveal("expand"), "exported", crypto::sha256(context), n);
}

crypto::HpkeKeyPair external_key_pair(Suite suite, const HashSecret& external_secret) {
  return crypto::hpke_derive_key_pair(kem_of(suite), external_secret.reveal("key derivation"));
}

Hash confirmed_transcript_hash(View interim_before, WireFormat format, View content,
                               View signature) {
  Writer w;
  eq::put(w, format);
  w.raw(content);
  w.opaque(signature);
  return crypto::sha256({interim_before, w.bytes()});
}

Hash interim_transcript_hash(View confirmed, View confirmation_tag) {
  Writer w;
  w.opaque(confirmation_tag);
  return crypto::sha256({confirmed, w.bytes()});
}

}  // namespace eq::mls
