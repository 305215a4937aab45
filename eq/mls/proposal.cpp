#include "eq/mls/proposal.h"

namespace eq::mls {
namespace {

enum class ProposalOrRefType : std::uint8_t { proposal = 1, reference = 2 };
constexpr bool is_valid(ProposalOrRefType t) {
  return t == ProposalOrRefType::proposal || t == ProposalOrRefType::reference;
}

}  // namespace

void PskId::encode(Writer& w) const {
  eq::put(w, type);
  if (type == PskType::external) {
    w.opaque(psk_id);
  } else {
    eq::put(w, usage);
    w.opaque(group_id);
    w.u64(epoch);
  }
  w.opaque(nonce);
}
Result<PskId> PskId::decode(Reader& r) {
  PskId id;
  id.type = TRY(eq::get<PskType>(r));
  if (id.type == PskType::external) {
    id.psk_id = to_bytes(TRY(r.opaque()));
  } else {
    id.usage = TRY(eq::get<PskUsage>(r));
    id.group_id = to_bytes(TRY(r.opaque()));
    id.epoch = TRY(r.u64());
  }
  id.nonce = to_bytes(TRY(r.opaque()));
  return id;
}

void Proposal::encode(Writer& w) const {
  eq::put(w, type());
  std::visit([&](const auto& b) { eq::put(w, b); }, body);
}
Result<Proposal> Proposal::decode(Reader& r) {
  const std::uint16_t type = TRY(r.u16());
  switch (static_cast<ProposalType>(type)) {
    case ProposalType::add: return Proposal{TRY(eq::get<Add>(r))};
    case ProposalType::update: return Proposal{TRY(eq::get<Update>(r))};
    case ProposalType::remove: return Proposal{TRY(eq::get<Remove>(r))};
    case ProposalType::psk: return Proposal{TRY(eq::get<PreSharedKey>(r))};
    case ProposalType::reinit: return Proposal{TRY(eq::get<ReInit>(r))};
    case ProposalType::external_init: return Proposal{TRY(eq::get<ExternalInit>(r))};
    case ProposalType::group_context_extensions:
      return Proposal{TRY(eq::get<GroupContextExtensions>(r))};
  }
  return Err::unsupported;
}

void ProposalOrRef::encode(Writer& w) const {
  if (const auto* p = std::get_if<Proposal>(&body)) {
    eq::put(w, ProposalOrRefType::proposal);
    p->encode(w);
  } else {
    eq::put(w, ProposalOrRefType::reference);
    w.opaque(std::get<Bytes>(body));
  }
}
Result<ProposalOrRef> ProposalOrRef::decode(Reader& r) {
  if (TRY(eq::get<ProposalOrRefType>(r)) == ProposalOrRefType::proposal)
    return ProposalOrRef{TRY(Proposal::decode(r))};
  const View ref = TRY(r.opaque());
  REQUIRE_OR(ref.size() >= kHashSize, Err::malformed);  // a hash of any suite
  return ProposalOrRef{to_bytes(ref)};
}

}  // namespace eq::mls
