// Which rule of RFC 9420 refused an input.  Callers of the library see the flat eq::Err; tests and
// the owner's own log may ask Group::last_rule().
#pragma once

#include <cstdint>

#include "eq/base/result.h"

namespace eq::mls {

enum class Rule : std::uint16_t {
  none,                      // the bytes or a lower floor decided (see the Err)
  // section 5.3.1, 7.3: leaf nodes
  credential_not_accepted, leaf_signature, leaf_lacks_required_capability, leaf_credential_not_supported_by_all,
  leaf_extension_not_listed, leaf_extension_repeated, leaf_source_wrong, leaf_lifetime, leaf_version_or_suite,
  leaf_credential_not_listed, signature_key_not_unique, encryption_key_not_unique, encryption_key_not_new,
  // 7.9.2, 12.4.3.1: trees
  tree_form, tree_hash_differs, parent_hash_invalid, unmerged_leaf_invalid, tree_too_large,
  // 10.1: key packages
  key_package_signature, key_package_suite, key_package_init_key_reused, key_package_extension_repeated,
  // 6: framing
  wrong_group, wrong_epoch, sender_blank, sender_kind, own_message, message_signature, membership_tag,
  padding_not_zero, sender_data, content_decryption, generation_replayed, generation_too_far,
  application_in_public,
  // 12.1, 12.2: proposals and their lists
  proposal_unknown_reference, update_by_committer, remove_of_committer, remove_of_blank, same_leaf_twice,
  add_twice, add_of_member, psk_repeated, psk_usage, psk_nonce_length, psk_missing, extensions_repeated,
  extensions_twice, extensions_unsupported, reinit_with_others, reinit_version, external_init_in_member_commit,
  too_many_proposals, external_commit_list, external_sender_unknown, external_proposal_type, update_by_outsider,
  // 12.4: commits
  path_missing, path_length, path_ciphertexts, path_key_in_tree, path_key_form, path_leaf_parent_hash, path_decryption,
  path_key_differs, confirmation_tag, group_ended,
  // 12.4.3: joining
  welcome_not_for_us, welcome_suite, welcome_decryption, group_info_signature, group_info_signer,
  group_extension_unsupported, tree_missing, own_leaf_missing, path_secret_wrong, reinit_mismatch, branch_mismatch,
  external_pub_missing,
  // ours
  staged_from_other_epoch, saved_state,
};

/// The flat error a rule is reported as.
Err flat(Rule r);

/// Internal error: a flat Err with the rule behind it.
struct Fail {
  Rule rule = Rule::none;
  Err err = Err::malformed;
  Fail(Rule r) : rule(r), err(flat(r)) {}
  Fail(Err e) : err(e) {}
};

template <class T>
using Checked = Result<T, Fail>;

/// TRY for functions that return Checked<>: takes Result<T, Err> and Checked<T> alike.
#define MLS_TRY(...)                                          \
  ({                                                          \
    auto&& mls_try_ = (__VA_ARGS__);                          \
    if (!mls_try_.ok()) return ::eq::mls::Fail(mls_try_.error()); \
    std::move(mls_try_).take();                               \
  })

/// Refuse by a rule unless the condition holds.
#define RULE(cond, name)                                     \
  do {                                                       \
    if (!(cond)) return ::eq::mls::Fail(::eq::mls::Rule::name); \
  } while (0)

/// Any failure of the expression counts as this rule.
#define RULE_OK(expr, name) RULE((expr).ok(), name)

}  // namespace eq::mls
