#include "eq/mls/proposal_list.h"

#include <algorithm>
#include <set>

#include "eq/mls/group_steps.h"
#include "eq/mls/tree_check.h"

namespace eq::mls {

Checked<ProposalList> resolve(const EpochState& epoch, const std::vector<ProposalOrRef>& items,
                              Sender committer) {
  ProposalList list;
  for (const auto& item : items) {
    if (const auto* p = std::get_if<Proposal>(&item.body)) {
      list.push_back({p, committer, false});
      continue;
    }
    // Section 12.4.3.2: a newcomer cannot know what was proposed in the group.
    RULE(committer.type == SenderType::member, external_commit_list);
    const KnownProposal* known = epoch.find_known(std::get<Bytes>(item.body));
    RULE(known, proposal_unknown_reference);
    list.push_back({&known->proposal, known->sender, true});
  }
  return list;
}

namespace {

struct ProposalCheck {
  const EpochState& epoch;
  Sender sender;
  const Trust& trust;

  Checked<void> operator()(const Add& a) const {
    MLS_TRY(check_credential(a.key_package.leaf, trust.credentials));
    return check_key_package_itself(a.key_package, epoch.suite);  // section 12.1.1
  }
  Checked<void> operator()(const Update& u) const {  // section 12.1.2
    RULE(sender.type == SenderType::member, sender_kind);
    const LeafNode* old = epoch.tree.leaf(sender.index);
    RULE(old, sender_blank);
    RULE(u.leaf.source() == LeafSource::update, leaf_source_wrong);  // section 7.3
    RULE(!equal_var(u.leaf.encryption_key(), old->encryption_key()), encryption_key_not_new);
    MLS_TRY(check_leaf(u.leaf, epoch.suite, LeafPlace{epoch.context.group_id, sender.index},
                       trust.credentials));
    RULE_OK(trust.credentials.check_successor(old->credential(), u.leaf.credential()),
            credential_not_accepted);
    return {};
  }
  Checked<void> operator()(const Remove& r) const {  // section 12.1.3
    RULE(epoch.tree.leaf(r.removed), remove_of_blank);
    return {};
  }
  Checked<void> operator()(const PreSharedKey& p) const {  // section 12.1.4
    RULE(p.psk.nonce.size() == kHashSize, psk_nonce_length);
    // Section 11.2, 11.3: the other usages only in the first commit of a group made for them.
    const bool founding = epoch.context.epoch == 0 && epoch.tree.member_count() == 1;
    RULE(p.psk.type == PskType::external || p.psk.usage == PskUsage::application || founding,
         psk_usage);
    return {};
  }
  Checked<void> operator()(const ReInit& r) const {  // section 12.1.5
    RULE(r.version >= epoch.context.version, reinit_version);
    RULE(!has_duplicates(r.extensions), extensions_repeated);
    return {};
  }
  Checked<void> operator()(const ExternalInit&) const { return {}; }
  Checked<void> operator()(const GroupContextExtensions& g) const {  // section 12.1.7
    return check_group_extensions(g.extensions, trust);
  }
};

}  // namespace

Checked<void> check_proposal(const EpochState& epoch, const Proposal& p, Sender sender,
                             const Trust& trust) {
  return std::visit(ProposalCheck{epoch, sender, trust}, p.body);
}

namespace {

/// Section 12.2, second list.
Checked<void> check_external_list(const EpochState& epoch, const ProposalList& list,
                                  Sender committer, const Trust& trust) {
  int inits = 0, removes = 0;
  std::set<PskId> psks;
  for (const auto& c : list) {
    switch (c.proposal->type()) {
      case ProposalType::external_init: ++inits; break;
      case ProposalType::remove: ++removes; break;
      case ProposalType::psk:
        RULE(psks.insert(std::get<PreSharedKey>(c.proposal->body).psk).second, psk_repeated);
        break;
      default: return Fail(Rule::external_commit_list);
    }
    MLS_TRY(check_proposal(epoch, *c.proposal, committer, trust));
  }
  RULE(inits == 1 && removes <= 1, external_commit_list);
  return {};
}

/// Each proposal that came by value; Adds together, for there may be thousands.
Checked<void> check_each(const EpochState& epoch, const ProposalList& list, const Trust& trust) {
  std::vector<const KeyPackage*> added;
  for (const auto& c : list) {
    if (c.checked) continue;
    if (const auto* a = std::get_if<Add>(&c.proposal->body)) {
      MLS_TRY(check_credential(a->key_package.leaf, trust.credentials));
      added.push_back(&a->key_package);
    } else {
      MLS_TRY(check_proposal(epoch, *c.proposal, c.sender, trust));
    }
  }
  return check_all(trust.executor, added.size(),
                   [&](std::size_t i) { return check_key_package_itself(*added[i], epoch.suite); });
}

}  // namespace

Checked<void> check_list(const EpochState& epoch, const ProposalList& list, Sender committer,
                         const Trust& trust) {
  if (committer.type != SenderType::member)
    return check_external_list(epoch, list, committer, trust);
  // Section 12.2, first list, in its order.
  MLS_TRY(check_each(epoch, list, trust));
  std::set<LeafIndex> touched;
  std::set<PskId> psks;
  std::set<Bytes> added;
  bool extensions = false;
  for (const auto& c : list) {
    const auto& body = c.proposal->body;
    if (std::holds_alternative<Update>(body)) {
      RULE(c.sender != committer, update_by_committer);
      RULE(touched.insert(c.sender.index).second, same_leaf_twice);
    } else if (const auto* r = std::get_if<Remove>(&body)) {
      RULE(r->removed != committer.index, remove_of_committer);
      RULE(touched.insert(r->removed).second, same_leaf_twice);
    } else if (const auto* a = std::get_if<Add>(&body)) {
      RULE(added.insert(to_bytes(a->key_package.leaf.signature_key())).second, add_twice);
    } else if (const auto* p = std::get_if<PreSharedKey>(&body)) {
      RULE(psks.insert(p->psk).second, psk_repeated);
    } else if (std::holds_alternative<GroupContextExtensions>(body)) {
      RULE(!extensions, extensions_twice);
      extensions = true;
    } else if (std::holds_alternative<ReInit>(body)) {
      RULE(list.size() == 1, reinit_with_others);
    } else {
      return Fail(Rule::external_init_in_member_commit);
    }
  }
  return {};
}

bool needs_path(const ProposalList& list) {
  return list.empty() || std::any_of(list.begin(), list.end(), [](const Committed& c) {
           const auto t = c.proposal->type();
           return t != ProposalType::add && t != ProposalType::psk && t != ProposalType::reinit;
         });
}

namespace {

Checked<void> apply_update(const EpochState& epoch, EpochState& next, const Committed& c,
                           Applied& out) {
  const LeafIndex i = c.sender.index;
  const LeafNode& leaf = std::get<Update>(c.proposal->body).leaf;
  RULE(epoch.tree.leaf(i), sender_blank);
  next.tree.set_leaf(i, leaf);
  next.tree.blank_path(i);
  out.changed.push_back(node_of(i));
  out.effect.updated.push_back(member_of(i, leaf));
  if (i != epoch.own()) return {};
  // One of ours that somebody committed: its private key takes effect.
  for (const auto& u : epoch.own_updates) {
    if (!equal_var(u.encryption_key, leaf.encryption_key())) continue;
    next.keys.leaf_key = u.private_key.clone();
    return {};
  }
  return Fail(Rule::proposal_unknown_reference);
}

}  // namespace

Checked<Applied> apply(const EpochState& epoch, EpochState& next, const ProposalList& list) {
  Applied out;
  auto each = [&](auto&& f) -> Checked<void> {
    for (const auto& c : list) MLS_TRY(f(c));
    return {};
  };
  // Section 12.3: extensions, updates, removes, adds, in this order.
  for (const auto& c : list)
    if (const auto* g = std::get_if<GroupContextExtensions>(&c.proposal->body)) {
      next.context.extensions = g->extensions;
      out.effect.extensions = g->extensions;
    }
  MLS_TRY(each([&](const Committed& c) -> Checked<void> {
    if (c.proposal->type() != ProposalType::update) return {};
    return apply_update(epoch, next, c, out);
  }));
  for (const auto& c : list)
    if (const auto* r = std::get_if<Remove>(&c.proposal->body)) {
      out.effect.removed.push_back(member_of(r->removed, *epoch.tree.leaf(r->removed)));
      next.tree.remove(r->removed);
      if (r->removed == epoch.own()) out.effect.removes_me = true;
    }
  next.tree.truncate();
  MLS_TRY(each([&](const Committed& c) -> Checked<void> {
    const auto* a = std::get_if<Add>(&c.proposal->body);
    if (!a) return {};
    const auto i = next.tree.add(a->key_package.leaf);
    RULE(i.ok(), tree_too_large);
    out.added.push_back(*i);
    out.changed.push_back(node_of(*i));
    out.effect.added.push_back(member_of(*i, a->key_package.leaf));
    return {};
  }));
  for (const auto& c : list) {
    if (const auto* p = std::get_if<PreSharedKey>(&c.proposal->body))
      out.effect.psks.push_back(p->psk);
    if (const auto* e = std::get_if<ExternalInit>(&c.proposal->body)) out.external_init = e;
    if (const auto* r = std::get_if<ReInit>(&c.proposal->body)) out.effect.reinit = *r;
  }
  if (!out.effect.removes_me) next.keys.drop_blanked(next.tree);
  return out;
}

Checked<void> check_new_tree(const EpochState& next, const Applied& applied) {
  if (applied.effect.extensions) {
    const auto all = check_members_support(next.tree, next.context.extensions);
    RULE(all.ok(), extensions_unsupported);
  } else {
    for (NodeIndex n : applied.changed)
      if (is_leaf(n))
        MLS_TRY(check_leaf_supports(*next.tree.leaf(leaf_of(n)), next.context.extensions));
  }
  RULE(next.tree.credentials_supported_by_all(), leaf_credential_not_supported_by_all);
  return next.tree.check_unique_keys(applied.changed);
}

namespace {

std::optional<SecretBytes> find_resumption(const EpochState* epoch, const PskId& id) {
  if (!epoch || id.group_id != epoch->context.group_id) return std::nullopt;
  if (id.epoch == epoch->context.epoch)
    return SecretBytes::from(epoch->secrets.resumption.reveal("PSK"));
  for (const auto& past : epoch->resumption)
    if (past.epoch == id.epoch) return SecretBytes::from(past.psk.reveal("PSK"));
  return std::nullopt;
}

}  // namespace

Checked<HashSecret> gather_psks(const EpochState* epoch, const std::vector<PskId>& psks,
                                const Trust& trust) {
  std::vector<PskInput> inputs;
  for (const auto& id : psks) {
    std::optional<SecretBytes> found;
    if (id.type == PskType::resumption) {
      found = find_resumption(epoch, id);
      if (!found && trust.predecessor)
        found = find_resumption(&GroupSteps::state(*trust.predecessor), id);
    }
    if (!found && trust.psks) found = trust.psks->find(id);
    RULE(found, psk_missing);
    inputs.push_back({id, std::move(*found)});
  }
  return derive_psk_secret(inputs);
}

Checked<void> check_group_extensions(const Extensions& extensions, const Trust& trust) {
  RULE(extensions.size() <= kMaxGroupExtensions, extensions_too_many);
  RULE(!has_duplicates(extensions), extensions_repeated);
  if (const Extension* e = find(extensions, extension_type::required_capabilities)) {
    const auto required = eq::decode<RequiredCapabilities>(e->data);
    RULE_OK(required, extension_form);
    RULE(required->extensions.size() + required->proposals.size() + required->credentials.size() <=
             kMaxRequired,
         extensions_too_many);
  }
  for (const auto& sender : MLS_TRY(external_senders(extensions)))
    RULE_OK(trust.credentials.check(sender.credential, sender.signature_key),
            external_sender_credential);
  return {};
}

Checked<std::vector<ExternalSender>> external_senders(const Extensions& extensions) {
  const Extension* e = find(extensions, extension_type::external_senders);
  if (!e) return std::vector<ExternalSender>();
  auto senders = eq::decode<std::vector<ExternalSender>>(e->data);
  RULE_OK(senders, extension_form);
  return std::move(senders).take();
}

}  // namespace eq::mls
