#include "eq/mls/epoch.h"

namespace eq::mls {

Member member_of(LeafIndex i, const LeafNode& leaf) {
  return {i, leaf.credential(), to_bytes(leaf.signature_key())};
}

void EpochState::remember(KnownProposal p) {
  if (known_by_ref.contains(p.ref)) return;
  known_by_ref.emplace(p.ref, known.size());
  known.push_back(std::move(p));
}
const KnownProposal* EpochState::find_known(View ref) const {
  const auto hash = to_array<kHashSize>(ref);
  if (!hash) return nullptr;
  const auto it = known_by_ref.find(*hash);
  return it == known_by_ref.end() ? nullptr : &known[it->second];
}

void EpochState::encode(Writer& w, const RatchetTree* base) const {
  eq::put(w, suite);
  eq::put(w, context);
  if (base)
    tree.encode_changes(w, *base);
  else
    tree.encode(w);
  w.opaque(confirmation_tag);
  w.opaque(interim_transcript_hash);
  eq::put(w, keys);
  signer->encode(w);
  eq::put(w, secrets);
  messages.encode(w);
  eq::put(w, known);
  eq::put(w, own_updates);
  eq::put(w, resumption);
  eq::put(w, reinit);
  eq::put(w, removed);
}

Result<EpochState> EpochState::decode(Reader& r, const RatchetTree* base) {
  EpochState s;
  s.suite = TRY(eq::get<Suite>(r));
  s.context = TRY(eq::get<GroupContext>(r));
  s.context_bytes = eq::encode(s.context);
  s.tree = TRY(base ? RatchetTree::decode_changes(r, *base) : RatchetTree::decode(r));
  s.confirmation_tag = to_bytes(TRY(r.opaque()));
  s.interim_transcript_hash = to_bytes(TRY(r.opaque()));
  s.keys = TRY(eq::get<PrivateKeys>(r));
  s.signer = std::make_shared<const SignatureKey>(TRY(SignatureKey::decode(r)));
  s.secrets = TRY(eq::get<EpochSecrets>(r));
  s.messages = TRY(SecretTree::decode(r));
  for (auto& p : TRY(eq::get<std::vector<KnownProposal>>(r))) s.remember(std::move(p));
  s.own_updates = TRY(eq::get<std::vector<OwnUpdate>>(r));
  s.resumption = TRY(eq::get<std::vector<Resumption>>(r));
  s.reinit = TRY(eq::get<std::optional<ReInit>>(r));
  s.removed = TRY(eq::get<bool>(r));
  // What the rest of the engine relies on; a damaged store must not become an assertion.
  const LeafNode* own = s.tree.leaf(s.keys.leaf);
  REQUIRE_OR(
      own && s.signer->fits(s.suite) && equal_var(own->signature_key(), s.signer->public_key()),
      Err::malformed);
  REQUIRE_OR(equal_var(s.tree.root_hash(), s.context.tree_hash), Err::malformed);
  REQUIRE_OR(s.messages.fits(s.suite, s.tree.width()) && s.context.suite == s.suite.code,
             Err::malformed);
  const auto is_key = [](const SecretBytes& k) { return k.size() == 32; };  // of every KEM here
  REQUIRE_OR(s.removed || is_key(s.keys.leaf_key), Err::malformed);
  for (const auto& n : s.keys.nodes) REQUIRE_OR(is_key(n.key), Err::malformed);
  for (const auto& u : s.own_updates) REQUIRE_OR(is_key(u.private_key), Err::malformed);
  return s;
}

void PastEpoch::encode(Writer& w) const {
  eq::put(w, suite);
  w.u64(epoch);
  w.opaque(context_bytes);
  tree.encode(w);
  eq::put(w, sender_data);
  messages.encode(w);
}

Result<PastEpoch> PastEpoch::decode(Reader& r) {
  PastEpoch p;
  p.suite = TRY(eq::get<Suite>(r));
  p.epoch = TRY(r.u64());
  p.context_bytes = to_bytes(TRY(r.opaque()));
  p.tree = TRY(RatchetTree::decode(r));
  p.sender_data = TRY(eq::get<HashSecret>(r));
  p.messages = TRY(SecretTree::decode(r));
  REQUIRE_OR(p.messages.fits(p.suite, p.tree.width()), Err::malformed);
  return p;
}

}  // namespace eq::mls
