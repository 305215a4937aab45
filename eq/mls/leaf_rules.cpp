#include "eq/mls/leaf_rules.h"

namespace eq::mls {

Checked<void> check_credential(const LeafNode& leaf, const CredentialCheck& check) {
  RULE_OK(check.check(leaf.credential(), leaf.signature_key()), credential_not_accepted);
  return {};
}

Checked<void> check_leaf_itself(const LeafNode& leaf, Suite suite, std::optional<LeafPlace> place) {
  RULE_OK(leaf.check_signature(suite, place), leaf_signature);
  // section 10
  RULE(crypto::hpke_is_public_key(kem_of(suite), leaf.encryption_key()), leaf_key_form);
  // Section 7.2: the version and suite in use must be among those the client says it supports.
  RULE(leaf.supports_version(kMls10) && leaf.supports_suite(code(suite)), leaf_version_or_suite);
  // Section 7.2: the leaf's own credential type must be listed.
  RULE(leaf.supports_credential(leaf.credential_type()), leaf_credential_not_listed);
  const Extensions extensions = leaf.extensions();
  RULE(!has_duplicates(extensions), leaf_extension_repeated);  // section 13.4
  for (const auto& e : extensions) RULE(leaf.supports_extension(e.type), leaf_extension_not_listed);
  return {};
}

Checked<void> check_leaf(const LeafNode& leaf, Suite suite, std::optional<LeafPlace> place,
                         const CredentialCheck& check) {
  MLS_TRY(check_credential(leaf, check));
  return check_leaf_itself(leaf, suite, place);
}

}  // namespace eq::mls
