#include "eq/mls/outside.h"

#include "eq/mls/protect.h"

namespace eq::mls {
namespace {

Bytes public_proposal(View group_id, std::uint64_t epoch, Sender sender, const SignatureKey& key,
                      const Proposal& p) {
  PublicMessage m;
  m.content = {to_bytes(group_id), epoch, sender, {}, p};
  m.auth.signature = sign_content(
      key, content_tbs(WireFormat::public_message, eq::encode(m.content), sender.type, {}));
  return eq::encode(Message{std::move(m)});
}

}  // namespace

Bytes external_proposal(View group_id, std::uint64_t epoch, std::uint32_t sender_index,
                        const SignatureKey& key, const Proposal& proposal) {
  return public_proposal(group_id, epoch, {SenderType::external, sender_index}, key, proposal);
}

Bytes join_proposal(View group_id, std::uint64_t epoch, const KeyPackageSecrets& secrets) {
  return public_proposal(group_id, epoch, {SenderType::new_member_proposal, 0},
                         secrets.signature_key, Proposal{Add{secrets.key_package}});
}

}  // namespace eq::mls
