#include "eq/mls/key_package.h"

#include "eq/mls/leaf_rules.h"
#include "eq/mls/message.h"

namespace eq::mls {
namespace {

Bytes key_package_tbs(const KeyPackage& kp) {
  Writer w;
  w.u16(kp.version);
  w.u16(kp.suite);
  w.opaque(kp.init_key);
  kp.leaf.encode(w);
  eq::put(w, kp.extensions);
  return w.take();
}

std::uint16_t grease(Random& rng) { return mls::grease(rng.array<1>()[0]); }

}  // namespace

Hash KeyPackage::ref() const { return ref_hash("MLS 1.0 KeyPackage Reference", eq::encode(*this)); }

void KeyPackageSecrets::encode(Writer& w) const {
  eq::put(w, suite);
  eq::put(w, key_package);
  eq::put(w, init_key);
  eq::put(w, leaf_key);
  eq::put(w, signature_key);
}
Result<KeyPackageSecrets> KeyPackageSecrets::decode(Reader& r) {
  const auto suite = TRY(eq::get<Suite>(r));
  auto kp = TRY(eq::get<KeyPackage>(r));
  auto init = TRY(eq::get<SecretBytes>(r));
  auto leaf = TRY(eq::get<SecretBytes>(r));
  auto key = TRY(SignatureKey::decode(r));
  REQUIRE_OR(key.fits(suite), Err::malformed);
  return KeyPackageSecrets{suite, std::move(kp), std::move(init), std::move(leaf), std::move(key)};
}

bool is_last_resort(const KeyPackage& kp) {
  return find(kp.extensions, extension_type::last_resort) != nullptr;
}

Capabilities own_capabilities(Suite suite, const KeyPackageOptions& options, Random& rng) {
  Capabilities c;
  c.suites = {code(suite), grease(rng)};
  c.extensions = options.extra_extensions;
  if (options.use == KeyPackageUse::last_resort)
    c.extensions.push_back(extension_type::last_resort);
  c.extensions.push_back(grease(rng));
  c.proposals = options.extra_proposals;
  c.proposals.push_back(grease(rng));
  c.credentials = {credential_type::basic, credential_type::x509, grease(rng)};
  return c;
}

KeyPackageSecrets make_key_package(Suite suite, const SignatureKey& key,
                                   const Credential& credential, const KeyPackageOptions& options,
                                   Random& rng) {
  auto init = crypto::hpke_generate(kem_of(suite), rng);
  auto leaf = crypto::hpke_generate(kem_of(suite), rng);
  LeafContent content{.encryption_key = leaf.public_key,
                      .signature_key = key.public_key(),
                      .credential = credential,
                      .capabilities = own_capabilities(suite, options, rng),
                      .source = LeafSource::key_package,
                      .lifetime = options.lifetime,
                      .parent_hash = {},
                      .extensions = options.leaf_extensions};
  content.extensions.push_back({content.capabilities.extensions.back(), {}});  // GREASE
  KeyPackage kp;
  kp.suite = code(suite);
  kp.init_key = init.public_key;
  kp.extensions = options.extensions;
  if (options.use == KeyPackageUse::last_resort)
    kp.extensions.push_back({extension_type::last_resort, {}});
  kp.extensions.push_back({content.capabilities.extensions.back(), to_bytes(rng.array<4>())});
  kp.leaf = LeafNode::sign(suite, content, std::nullopt, key);
  kp.signature = key.sign_with_label("KeyPackageTBS", key_package_tbs(kp));
  return {suite, std::move(kp), std::move(init.private_key), std::move(leaf.private_key),
          key.clone()};
}

Checked<void> check_key_package_itself(const KeyPackage& kp, Suite suite) {
  // Section 10.1, in its order.
  RULE(kp.version == kMls10 && kp.suite == code(suite), key_package_suite);
  RULE(kp.leaf.source() == LeafSource::key_package, leaf_source_wrong);
  MLS_TRY(check_leaf_itself(kp.leaf, suite, std::nullopt));
  RULE_OK(verify_with_label(suite, kp.leaf.signature_key(), "KeyPackageTBS", key_package_tbs(kp),
                            kp.signature),
          key_package_signature);
  RULE(!equal_var(kp.leaf.encryption_key(), kp.init_key), key_package_init_key_reused);
  // section 10
  RULE(crypto::hpke_is_public_key(kem_of(suite), kp.init_key), key_package_init_key_form);
  // Section 13.4.
  RULE(!has_duplicates(kp.extensions), key_package_extension_repeated);
  // That extensions of the key package be listed among the capabilities binds its maker (section
  // 10); section 10.1 does not ask receivers to check it, and section 13.4 has them ignore unknown
  // ones.
  return {};
}

Checked<void> check_lifetime(const LeafNode& leaf, Time now) {
  // Section 7.3: mandatory for the sender of an Add; section 7.2: a limit on the total.
  const Lifetime life = leaf.lifetime();
  RULE(life.contains(now) && life.not_after - life.not_before <= kMaxLifetime_s, leaf_lifetime);
  return {};
}

Status check_key_package(const KeyPackage& kp, Suite suite, const CredentialCheck& check,
                         Time now) {
  REQUIRE_OR(is_available(suite), Err::unsupported);
  const auto credential = check_credential(kp.leaf, check);
  if (!credential) return credential.error().err;
  const auto rules = check_key_package_itself(kp, suite);
  if (!rules) return rules.error().err;
  const auto life = check_lifetime(kp.leaf, now);
  if (!life) return life.error().err;
  return ok();
}

Bytes to_message(const KeyPackage& kp) { return eq::encode(Message{kp}); }
Result<KeyPackage> key_package_from_message(View message) {
  Message m = TRY(eq::decode<Message>(message));
  auto* kp = std::get_if<KeyPackage>(&m.body);
  REQUIRE_OR(kp != nullptr, Err::malformed);
  return std::move(*kp);
}

}  // namespace eq::mls
