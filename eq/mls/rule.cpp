#include "eq/mls/rule.h"

namespace eq::mls {

Err flat(Rule r) {
  switch (r) {
    // Everything an attacker without the keys could provoke says "forged" and no more.
    case Rule::credential_not_accepted: case Rule::leaf_signature: case Rule::key_package_signature:
    case Rule::message_signature: case Rule::membership_tag: case Rule::sender_data:
    case Rule::content_decryption: case Rule::tree_hash_differs: case Rule::parent_hash_invalid:
    case Rule::path_leaf_parent_hash: case Rule::path_decryption: case Rule::path_key_differs:
    case Rule::confirmation_tag: case Rule::welcome_decryption: case Rule::group_info_signature:
    case Rule::path_secret_wrong: case Rule::external_sender_unknown: case Rule::own_leaf_missing:
      return Err::forged;
    case Rule::leaf_lifetime: case Rule::wrong_epoch: case Rule::generation_replayed:
    case Rule::staged_from_other_epoch:
      return Err::stale;
    case Rule::none: case Rule::tree_form: case Rule::padding_not_zero: case Rule::saved_state:
    case Rule::application_in_public: case Rule::sender_kind: case Rule::external_proposal_type:
    case Rule::leaf_extension_repeated: case Rule::key_package_extension_repeated:
    case Rule::path_key_form: case Rule::extensions_repeated: case Rule::unmerged_leaf_invalid:
      return Err::malformed;
    case Rule::generation_too_far: case Rule::tree_too_large: case Rule::too_many_proposals:
      return Err::too_large;
    case Rule::psk_missing: case Rule::tree_missing: case Rule::welcome_not_for_us:
    case Rule::proposal_unknown_reference: case Rule::external_pub_missing:
      return Err::missing;
    case Rule::leaf_version_or_suite: case Rule::key_package_suite: case Rule::welcome_suite:
    case Rule::group_extension_unsupported:
      return Err::unsupported;
    default:
      return Err::refused;
  }
}

}  // namespace eq::mls
