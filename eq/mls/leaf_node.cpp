#include "eq/mls/leaf_node.h"

#include <algorithm>

#include "eq/mls/framing.h"

namespace eq::mls {

const Extension* find(const Extensions& list, std::uint16_t type) {
  for (const auto& e : list)
    if (e.type == type) return &e;
  return nullptr;
}

bool has_duplicates(const Extensions& list) {
  std::vector<std::uint16_t> types;
  for (const auto& e : list) types.push_back(e.type);
  std::sort(types.begin(), types.end());
  return std::adjacent_find(types.begin(), types.end()) != types.end();
}

void Credential::encode(Writer& w) const {
  w.u16(type);
  w.opaque(content);
}
Result<Credential> Credential::decode(Reader& r) {
  Credential c;
  c.type = TRY(r.u16());
  REQUIRE_OR(c.type == credential_type::basic || c.type == credential_type::x509, Err::unsupported);
  const View body = TRY(r.opaque());
  if (c.type == credential_type::x509)
    for (Reader certificates(body); !certificates.empty();) TRY(certificates.opaque());
  c.content = to_bytes(body);
  return c;
}

namespace {

void put_fields(Writer& w, const LeafContent& c) {
  w.opaque(c.encryption_key);
  w.opaque(c.signature_key);
  c.credential.encode(w);
  eq::put(w, c.capabilities);
  eq::put(w, c.source);
  if (c.source == LeafSource::key_package) eq::put(w, c.lifetime);
  if (c.source == LeafSource::commit) w.opaque(c.parent_hash);
  eq::put(w, c.extensions);
}

/// LeafNodeTBS, section 7.2.
Bytes leaf_tbs(View fields, const std::optional<LeafPlace>& place) {
  Writer w;
  w.raw(fields);
  if (place) {
    w.opaque(place->group_id);
    w.u32(place->leaf);
  }
  return w.take();
}

}  // namespace

LeafNode LeafNode::sign(Suite suite, const LeafContent& content, std::optional<LeafPlace> place,
                        const SignatureKey& key) {
  EQ_ASSERT(key.fits(suite) && content.signature_key == key.public_key());
  EQ_ASSERT((content.source == LeafSource::key_package) == !place);
  Writer w;
  put_fields(w, content);
  const Bytes tbs = leaf_tbs(w.bytes(), place);
  w.opaque(key.sign_with_label("LeafNodeTBS", tbs));
  Reader r(w.bytes());
  return decode(r).value();
}

Result<LeafNode> LeafNode::decode(Reader& r) {
  const View input = r.rest();
  auto here = [&] { return static_cast<std::uint32_t>(input.size() - r.rest().size()); };
  auto opaque = [&]() -> Result<Span> {
    const View v = TRY(r.opaque());
    const auto size = static_cast<std::uint32_t>(v.size());
    return Span{here() - size, size};
  };
  LeafNode n;
  n.encryption_key_ = TRY(opaque());
  n.signature_key_ = TRY(opaque());
  const std::uint32_t credential_from = here();
  TRY(Credential::decode(r));
  // type u16, then the content at the end of what was read
  Reader again(input.subspan(credential_from + 2));
  const View content = TRY(again.opaque());
  n.credential_ = {here() - static_cast<std::uint32_t>(content.size()),
                   static_cast<std::uint32_t>(content.size())};
  n.capabilities_.from = here();
  for (int list = 0; list < 5; ++list) REQUIRE_OR(TRY(r.opaque()).size() % 2 == 0, Err::malformed);
  n.capabilities_.size = here() - n.capabilities_.from;
  n.source_ = TRY(eq::get<LeafSource>(r));
  if (n.source_ == LeafSource::key_package) TRY(r.raw(16));
  if (n.source_ == LeafSource::commit) n.parent_hash_ = TRY(opaque());
  n.extensions_.from = here();
  for (Reader list = TRY(r.vector()); !list.empty();) {
    TRY(list.u16());
    TRY(list.opaque());
  }
  n.extensions_.size = here() - n.extensions_.from;
  n.tbs_size_ = here();
  n.signature_ = TRY(opaque());
  n.bytes_ = to_bytes(input.first(here()));
  return n;
}

namespace {
// For parts that decode() has already found well-formed.
template <class T>
T decode_again(View v) {
  return eq::decode<T>(v).value();
}
}  // namespace

std::uint16_t LeafNode::credential_type() const {
  // It stands right behind the signature key.
  const View type = View(bytes_).subspan(signature_key_.from + signature_key_.size, 2);
  return static_cast<std::uint16_t>(type[0] << 8 | type[1]);
}
Credential LeafNode::credential() const { return {credential_type(), to_bytes(at(credential_))}; }
Capabilities LeafNode::capabilities() const {
  return decode_again<Capabilities>(at(capabilities_));
}
Extensions LeafNode::extensions() const { return decode_again<Extensions>(at(extensions_)); }
Lifetime LeafNode::lifetime() const {
  if (source_ != LeafSource::key_package) return {};
  return decode_again<Lifetime>(View(bytes_).subspan(extensions_.from - 16, 16));
}

LeafContent LeafNode::content() const {
  return {to_bytes(encryption_key()),
          to_bytes(signature_key()),
          credential(),
          capabilities(),
          source_,
          lifetime(),
          to_bytes(parent_hash()),
          extensions()};
}

bool LeafNode::lists(int which, std::uint16_t value) const {
  Reader r(at(capabilities_));
  for (int i = 0; i < which; ++i) (void)r.opaque().value();
  const View list = r.opaque().value();
  for (std::size_t i = 0; i + 1 < list.size(); i += 2)
    if ((list[i] << 8 | list[i + 1]) == value) return true;
  return false;
}

Status LeafNode::check_signature(Suite suite, std::optional<LeafPlace> place) const {
  if (source_ == LeafSource::key_package)
    place.reset();
  else if (!place)
    return Err::forged;
  const Bytes tbs = leaf_tbs(View(bytes_).first(tbs_size_), place);
  return verify_with_label(suite, signature_key(), "LeafNodeTBS", tbs, at(signature_));
}

}  // namespace eq::mls
