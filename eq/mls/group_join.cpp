// Becoming a member: RFC 9420 section 12.4.3.
#include <algorithm>
#include <set>

#include "eq/mls/group_steps.h"
#include "eq/mls/tree_check.h"

namespace eq::mls {
namespace {

/// The tree from the GroupInfo, or delivered apart.
Checked<RatchetTree> take_tree(const GroupInfo& info, std::optional<View> apart) {
  const Extension* e = find(info.extensions, extension_type::ratchet_tree);
  RULE(e || apart, tree_missing);
  Reader r(e ? View(e->data) : *apart);
  auto tree = RatchetTree::decode(r);
  if (!tree.ok() && tree.error() != Err::malformed)
    return tree.error() == Err::too_large ? Fail(Rule::tree_too_large) : Fail(tree.error());
  RULE(tree.ok() && r.empty(), tree_form);
  return std::move(tree).take();
}

/// GroupInfo and tree against each other: signature, hash, every node (sections 12.4.3, 12.4.3.1).
Checked<void> check_group(const GroupInfo& info, const RatchetTree& tree, Suite suite,
                          const Trust& trust) {
  RULE(info.context.version == kMls10 && info.context.suite == code(suite), welcome_suite);
  RULE(!has_duplicates(info.extensions), extensions_repeated);
  MLS_TRY(check_group_extensions(info.context.extensions, trust));
  const LeafNode* signer = tree.leaf(info.signer);
  RULE(signer, group_info_signer);
  RULE_OK(info.check_signature(suite, signer->signature_key()), group_info_signature);
  RULE(equal_var(tree.root_hash(), info.context.tree_hash), tree_hash_differs);
  MLS_TRY(check_parents(tree, trust.executor));
  MLS_TRY(check_leaves(tree, suite, info.context.group_id, trust.credentials, trust.executor));
  return check_members_support(tree, info.context.extensions);
}

struct OpenedWelcome {
  GroupSecrets secrets;
  HashSecret joiner, member;
  GroupInfo info;
};

Checked<OpenedWelcome> open_welcome(const Welcome& w, const KeyPackageSecrets& us,
                                    const Trust& trust) {
  RULE(w.suite == code(us.suite) && us.key_package.suite == w.suite, welcome_suite);
  const Hash ref = us.ref();
  const auto entry = std::find_if(w.secrets.begin(), w.secrets.end(),
                                  [&](const auto& e) { return equal_var(e.new_member, ref); });
  RULE(entry != w.secrets.end(), welcome_not_for_us);
  OpenedWelcome o;
  const auto plain = decrypt_with_label(us.suite, us.init_key.reveal("opening the Welcome"),
                                        "Welcome", w.encrypted_group_info, entry->secrets);
  RULE(plain.ok(), welcome_decryption);
  o.secrets = MLS_TRY(eq::decode<GroupSecrets>(plain->reveal("decoded")));
  o.joiner = MLS_TRY(HashSecret::from(o.secrets.joiner_secret.reveal("into its typed secret")));
  std::set<PskId> ids;
  int founding = 0;
  for (const auto& id : o.secrets.psks) {
    RULE(id.nonce.size() == kHashSize, psk_nonce_length);
    RULE(ids.insert(id).second, psk_repeated);
    if (id.type == PskType::resumption && id.usage != PskUsage::application) ++founding;
  }
  RULE(founding <= 1, psk_usage);
  const HashSecret psk = MLS_TRY(gather_psks(nullptr, o.secrets.psks, trust));
  o.member = derive_member_secret(o.joiner, psk);
  const WelcomeKey key = derive_welcome_key(us.suite, o.member);
  const auto info = crypto::aead_open(aead_of(us.suite), key.key.reveal("opening the GroupInfo"),
                                      key.nonce.reveal("nonce"), {}, w.encrypted_group_info);
  RULE(info.ok(), welcome_decryption);
  o.info = MLS_TRY(eq::decode<GroupInfo>(*info));
  return o;
}

std::multiset<Credential> credentials_of(const RatchetTree& tree) {
  std::multiset<Credential> out;
  for (LeafIndex i = 0; i < tree.width(); ++i)
    if (const LeafNode* leaf = tree.leaf(i)) out.insert(leaf->credential());
  return out;
}

/// A group that continues or branches from another (section 12.4.3.1, last point).
Checked<void> check_predecessor(const OpenedWelcome& o, const RatchetTree& tree,
                                const Trust& trust) {
  for (const auto& id : o.secrets.psks) {
    if (id.type != PskType::resumption || id.usage == PskUsage::application) continue;
    const bool reinit = id.usage == PskUsage::reinit;
    const Rule rule = reinit ? Rule::reinit_mismatch : Rule::branch_mismatch;
    const GroupContext& c = o.info.context;
    if (!trust.predecessor || c.epoch != 1) return Fail(rule);
    const EpochState& old = GroupSteps::state(*trust.predecessor);
    if (old.context.group_id != id.group_id) return Fail(rule);
    const auto before = credentials_of(old.tree), after = credentials_of(tree);
    if (reinit) {
      const bool same = old.reinit && id.epoch == old.context.epoch &&
                        old.reinit->group_id == c.group_id && old.reinit->version == c.version &&
                        old.reinit->suite == c.suite && old.reinit->extensions == c.extensions;
      RULE(same && std::includes(after.begin(), after.end(), before.begin(), before.end()),
           reinit_mismatch);
    } else {
      RULE(old.context.version == c.version && old.context.suite == c.suite &&
               std::includes(before.begin(), before.end(), after.begin(), after.end()),
           branch_mismatch);
    }
  }
  return {};
}

std::optional<LeafIndex> find_leaf(const RatchetTree& tree, const LeafNode& wanted) {
  for (LeafIndex i = 0; i < tree.width(); ++i)
    if (tree.leaf(i) && *tree.leaf(i) == wanted) return i;
  return std::nullopt;
}

/// The private keys the Welcome brings: from the meeting point with the committer to the root.
Checked<void> take_path_secret(EpochState& s, LeafIndex committer, const GroupSecrets& secrets) {
  if (!secrets.path_secret) return {};
  RULE(committer != s.own(), path_secret_wrong);
  const NodeIndex meeting = common_ancestor(committer, s.own());
  // Section 12.4.3.1: the non-blank nodes from the meeting point up were set by this commit.
  std::vector<PathStep> steps;
  for (const PathStep& step : s.tree.filtered_path(committer))
    if (level(step.node) >= level(meeting)) steps.push_back(step);
  RULE(!steps.empty() && steps[0].node == meeting, path_secret_wrong);
  HashSecret secret =
      MLS_TRY(HashSecret::from(secrets.path_secret->reveal("into its typed secret")));
  RULE_OK(apply_path_secret(s.suite, s.tree, s.keys, std::move(secret), steps), path_secret_wrong);
  return {};
}

/// The epoch that an outsider joins from, as far as it knows it.
Checked<EpochState> seen_from_outside(const GroupInfo& info, const SignatureKey& key,
                                      std::optional<View> apart, const Trust& trust) {
  const auto known = find_suite(info.context.suite, trust.suites);
  RULE(known.ok() && key.fits(*known), welcome_suite);
  EpochState now;
  now.suite = *known;
  now.context = info.context;
  now.context_bytes = eq::encode(now.context);
  now.tree = MLS_TRY(take_tree(info, apart));
  MLS_TRY(check_group(info, now.tree, now.suite, trust));
  now.keys.leaf = UINT32_MAX;  // no member yet
  now.signer = std::make_shared<const SignatureKey>(key.clone());
  return now;
}

/// What an outsider's commit is sealed to.
Checked<Bytes> external_pub_of(const GroupInfo& info, Suite suite) {
  const Extension* e = find(info.extensions, extension_type::external_pub);
  RULE(e, external_pub_missing);
  auto external_pub = eq::decode<Bytes>(e->data);
  RULE(external_pub.ok() && crypto::hpke_is_public_key(kem_of(suite), *external_pub),
       extension_form);
  return std::move(external_pub).take();
}

LeafContent outsiders_leaf(Suite suite, const SignatureKey& key, const Credential& credential,
                           const KeyPackageOptions& leaf, Random& rng) {
  LeafContent content;
  content.signature_key = key.public_key();
  content.credential = credential;
  content.capabilities = own_capabilities(suite, leaf, rng);
  content.extensions = leaf.leaf_extensions;
  content.extensions.push_back({content.capabilities.extensions.back(), {}});  // GREASE
  return content;
}

}  // namespace

Checked<LeafIndex> GroupSteps::welcomed_by(View bytes, const KeyPackageSecrets& us,
                                           const Trust& trust) {
  const Message message = MLS_TRY(eq::decode<Message>(bytes));
  const auto* welcome = std::get_if<Welcome>(&message.body);
  RULE(welcome, welcome_not_for_us);
  return MLS_TRY(open_welcome(*welcome, us, trust)).info.signer;
}

Checked<Group> GroupSteps::join(View bytes, const KeyPackageSecrets& us, std::optional<View> apart,
                                const Trust& trust) {
  const Message message = MLS_TRY(eq::decode<Message>(bytes));
  const auto* welcome = std::get_if<Welcome>(&message.body);
  RULE(welcome, welcome_not_for_us);
  OpenedWelcome o = MLS_TRY(open_welcome(*welcome, us, trust));

  EpochState s;
  s.suite = us.suite;
  s.context = o.info.context;
  RULE(std::find(trust.groups_joined.begin(), trust.groups_joined.end(), s.context.group_id) ==
           trust.groups_joined.end(),
       group_id_in_use);
  s.tree = MLS_TRY(take_tree(o.info, apart));
  MLS_TRY(check_group(o.info, s.tree, us.suite, trust));
  MLS_TRY(check_predecessor(o, s.tree, trust));
  const auto own = find_leaf(s.tree, us.key_package.leaf);
  RULE(own, own_leaf_missing);
  s.keys.leaf = *own;
  s.keys.leaf_key = us.leaf_key.clone();
  s.signer = std::make_shared<const SignatureKey>(us.signature_key.clone());
  MLS_TRY(take_path_secret(s, o.info.signer, o.secrets));

  s.context_bytes = eq::encode(s.context);
  install(s, derive_epoch(o.member, s.context_bytes));
  const Hash tag = seal_transcript(s);
  RULE(equal_ct(tag, o.info.confirmation_tag), confirmation_tag);
  return make(std::move(s));
}

Checked<ExternalJoin> GroupSteps::join_external(View bytes, const SignatureKey& key,
                                                const Credential& credential,
                                                const KeyPackageOptions& leaf,
                                                std::optional<View> apart,
                                                std::optional<LeafIndex> replaces,
                                                const Trust& trust, Random& rng) {
  const Message message = MLS_TRY(eq::decode<Message>(bytes));
  const auto* info = std::get_if<GroupInfo>(&message.body);
  RULE(info, welcome_not_for_us);
  EpochState now = MLS_TRY(seen_from_outside(*info, key, apart, trust));
  const Suite suite = now.suite;
  const Bytes external_pub = MLS_TRY(external_pub_of(*info, suite));

  // Section 8.3.
  const auto init = MLS_TRY(crypto::hpke_send_export(hpke_of(suite), external_pub, {},
                                                     view(kExternalInitLabel), kHashSize, rng));
  Commit commit;
  commit.proposals.push_back({Proposal{ExternalInit{init.enc}}});
  if (replaces) commit.proposals.push_back({Proposal{Remove{*replaces}}});
  const Sender me{SenderType::new_member_commit, 0};
  const ProposalList list = MLS_TRY(resolve(now, commit.proposals, me));
  MLS_TRY(check_list(now, list, me, trust));
  EpochState next = begin_next(now);
  next.resumption.clear();  // an outsider has none
  Applied applied = MLS_TRY(apply(now, next, list));
  next.keys.leaf = MLS_TRY(next.tree.place_for_new_leaf());
  const LeafContent content = outsiders_leaf(suite, key, credential, leaf, rng);
  NewPath path = renew_path(suite, next.tree, next.keys, content, now.context.group_id, key, rng);
  applied.changed.push_back(node_of(next.own()));
  for (const auto& step : path.steps) applied.changed.push_back(step.node);
  MLS_TRY(check_new_tree(next, applied));
  refresh_context(next);  // the provisional GroupContext
  commit.path = MLS_TRY(encrypt_path(suite, next.tree, path, {}, next.context_bytes, rng));

  const Bytes framed = framed_content(
      {now.context.group_id, now.context.epoch, me, {}, ContentType::commit}, eq::encode(commit));
  const Bytes tbs = content_tbs(WireFormat::public_message, framed, me.type, now.context_bytes);
  ContentAuth auth{sign_content(key, tbs), {}};
  const Hash interim =
      interim_transcript_hash(now.context.confirmed_transcript_hash, info->confirmation_tag);
  const HashSecret init_secret =
      MLS_TRY(HashSecret::from(init.secret.reveal("into its typed secret")));
  const Advance a = advance(next, interim, init_secret, path.commit_secret, HashSecret(),
                            WireFormat::public_message, framed, auth.signature);
  auth.confirmation_tag = to_bytes(a.confirmation_tag);
  Writer w;
  w.u16(kMls10);
  eq::put(w, WireFormat::public_message);
  w.raw(framed);
  auth.encode(w, ContentType::commit);
  return ExternalJoin{make(std::move(next)), w.take()};
}

}  // namespace eq::mls
