// Which rule of RFC 9420 refused an input.  Callers of the library see the flat eq::Err; tests and
// the owner's own log may ask Group::last_rule().
#pragma once

#include <cstdint>

#include "eq/base/result.h"

namespace eq::mls {

/// Every rule: its name, the flat error it is reported as, and the section it stands in.  What an
/// attacker without the keys could provoke says "forged" and no more.
// clang-format off
#define EQ_MLS_RULES(X) \
  /* leaf nodes */ \
  X(credential_not_accepted, forged, "5.3.1: the application accepts the credential, and a changed one as a successor") \
  X(leaf_signature, forged, "7.3") \
  X(leaf_key_form, malformed, "7.3, 10: the encryption key is one of the suite's KEM") \
  X(leaf_version_or_suite, unsupported, "7.2: both in use are among the capabilities") \
  X(leaf_credential_not_listed, refused, "7.2") \
  X(leaf_extension_not_listed, refused, "7.3") \
  X(leaf_extension_repeated, malformed, "13.4") \
  X(leaf_lacks_required_capability, refused, "7.3, 11.1, 13.4: required capabilities and every GroupContext extension") \
  X(leaf_credential_not_supported_by_all, refused, "7.3") \
  X(leaf_lifetime, stale, "7.2, 7.3: for those who add the leaf") \
  X(leaf_source_wrong, refused, "7.3") \
  X(signature_key_not_unique, refused, "7.3, and 12.2: no Add of a member") \
  X(encryption_key_not_unique, refused, "7.3, 12.4.3.1") \
  X(encryption_key_not_new, refused, "7.3, 12.2, 12.4.2") \
  /* trees */ \
  X(tree_form, malformed, "12.4.3.3") \
  X(tree_too_large, too_large, "ours: kMaxLeaves") \
  X(tree_hash_differs, forged, "12.4.3.1") \
  X(parent_hash_invalid, forged, "7.9.2") \
  X(unmerged_leaf_invalid, malformed, "7.1, 12.4.3.1") \
  /* key packages */ \
  X(key_package_suite, unsupported, "10.1: version and suite are the group's") \
  X(key_package_signature, forged, "10.1") \
  X(key_package_init_key_reused, refused, "10.1") \
  X(key_package_init_key_form, malformed, "10: the init key is one of the suite's KEM") \
  X(key_package_extension_repeated, malformed, "13.4") \
  /* framing */ \
  X(wrong_group, refused, "6") \
  X(wrong_epoch, stale, "12.1, 12.4.2") \
  X(sender_blank, refused, "6.3.2") \
  X(sender_kind, malformed, "6.1: what each kind of sender may send") \
  X(own_message, refused, "ours: a message of ours that came back") \
  X(kind_not_accepted, refused, "ours: Trust::accepts") \
  X(message_signature, forged, "6.1") \
  X(membership_tag, forged, "6.2") \
  X(padding_not_zero, malformed, "6.3.1") \
  X(sender_data, forged, "6.3.2") \
  X(content_decryption, forged, "6.3.1") \
  X(generation_replayed, stale, "9.2: a key is used once") \
  X(generation_too_far, too_large, "9.2, 15.3: kMaxAhead") \
  X(application_in_public, malformed, "6") \
  X(data_before_commit, refused, "12.4: proposals are committed before application data is sent") \
  /* proposals and their lists */ \
  X(proposal_unknown_reference, missing, "12.4") \
  X(update_by_committer, refused, "12.2") \
  X(remove_of_committer, refused, "12.2") \
  X(remove_of_blank, refused, "12.1.3") \
  X(same_leaf_twice, refused, "12.2") \
  X(add_twice, refused, "12.2") \
  X(psk_repeated, refused, "12.2") \
  X(psk_usage, refused, "12.1.4") \
  X(psk_nonce_length, refused, "12.1.4") \
  X(psk_missing, missing, "12.4.2, 12.4.3.1") \
  X(extensions_repeated, malformed, "13.4") \
  X(extension_form, malformed, "11.1, 12.1.8.1, 12.4.3.2: extensions of the RFC have the RFC's form") \
  X(extensions_too_many, too_large, "ours: kMaxGroupExtensions, kMaxRequired") \
  X(extensions_twice, refused, "12.2") \
  X(extensions_unsupported, refused, "12.1.7") \
  X(external_sender_credential, forged, "5.3.1") \
  X(reinit_with_others, refused, "12.2") \
  X(reinit_version, refused, "12.1.5") \
  X(external_init_in_member_commit, refused, "12.2") \
  X(too_many_proposals, too_large, "ours: kMaxKnownProposals") \
  X(external_commit_list, refused, "12.2, 12.4.3.2") \
  X(external_sender_unknown, forged, "6.1") \
  X(external_proposal_type, malformed, "12.1.8") \
  /* commits */ \
  X(path_missing, refused, "12.4") \
  X(path_length, refused, "7.5") \
  X(path_ciphertexts, refused, "7.6") \
  X(path_key_in_tree, refused, "12.4.2") \
  X(path_key_form, malformed, "7.6: the key is one of the suite's KEM") \
  X(path_leaf_parent_hash, forged, "7.9.2") \
  X(path_decryption, forged, "7.5, 8.3") \
  X(path_key_differs, forged, "7.5") \
  X(confirmation_tag, forged, "6.1, 12.4.2") \
  X(group_ended, refused, "12.4.2: after our removal or a ReInit") \
  /* joining */ \
  X(welcome_not_for_us, missing, "12.4.3.1") \
  X(welcome_suite, unsupported, "12.4.3.1") \
  X(welcome_decryption, forged, "12.4.3.1") \
  X(group_id_in_use, refused, "12.4.3.1") \
  X(group_info_signature, forged, "12.4.3") \
  X(group_info_signer, refused, "12.4.3.1") \
  X(tree_missing, missing, "12.4.3.1") \
  X(own_leaf_missing, forged, "12.4.3.1") \
  X(path_secret_wrong, forged, "12.4.3.1") \
  X(reinit_mismatch, refused, "11.2") \
  X(branch_mismatch, refused, "11.3") \
  X(external_pub_missing, missing, "12.4.3.2") \
  /* our own steps */ \
  X(staged_from_other_epoch, stale, "14: of two commits for an epoch one counts")
// clang-format on

enum class Rule : std::uint16_t {
  none,  // the bytes or a lower floor decided (see the Err)
#define EQ_MLS_RULE_NAME(name, err, section) name,
  EQ_MLS_RULES(EQ_MLS_RULE_NAME)
#undef EQ_MLS_RULE_NAME
};

/// The flat error a rule is reported as.
Err flat(Rule r);
/// Its name and its section of RFC 9420 ("ours" for the engine's own bounds).
std::string_view name_of(Rule r);
std::string_view section_of(Rule r);

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
#define MLS_TRY(...)                                              \
  ({                                                              \
    auto&& mls_try_ = (__VA_ARGS__);                              \
    if (!mls_try_.ok()) return ::eq::mls::Fail(mls_try_.error()); \
    std::move(mls_try_).take();                                   \
  })

/// Refuse by a rule unless the condition holds.
#define RULE(cond, name)                                        \
  do {                                                          \
    if (!(cond)) return ::eq::mls::Fail(::eq::mls::Rule::name); \
  } while (0)

/// Any failure of the expression counts as this rule.
#define RULE_OK(expr, name) RULE((expr).ok(), name)

}  // namespace eq::mls
