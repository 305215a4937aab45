#include "eq/mls/protect.h"

#include <algorithm>

namespace eq::mls {
namespace {

constexpr std::size_t kReuseGuardSize = 4;

struct SenderData {
  LeafIndex leaf = 0;
  std::uint32_t generation = 0;
  Array<kReuseGuardSize> reuse_guard{};
  EQ_FIELDS(leaf, generation, reuse_guard)
};

constexpr std::size_t kSealedSenderDataSize = 4 + 4 + kReuseGuardSize + crypto::kAeadTagSize;

Bytes sender_data_aad(View group_id, std::uint64_t epoch, ContentType type) {
  Writer w;
  w.opaque(group_id);
  w.u64(epoch);
  eq::put(w, type);
  return w.take();
}

Bytes content_aad(View group_id, std::uint64_t epoch, ContentType type, View authenticated_data) {
  Writer w;
  w.raw(sender_data_aad(group_id, epoch, type));
  w.opaque(authenticated_data);
  return w.take();
}

/// Section 6.3.1: the first four bytes of the nonce are masked.
Bytes guarded(const SecretBytes& nonce, const Array<kReuseGuardSize>& guard) {
  Bytes n = to_bytes(nonce.reveal("masked by the reuse guard"));
  for (std::size_t i = 0; i < guard.size(); ++i) n[i] ^= guard[i];
  return n;
}

}  // namespace

namespace {
void put_header(Writer& w, const Header& h) {
  w.opaque(h.group_id);
  w.u64(h.epoch);
  h.sender.encode(w);
  w.opaque(h.authenticated_data);
  eq::put(w, h.type);
}
}  // namespace

Bytes framed_content(const Header& h, View body) {
  Writer w;
  put_header(w, h);
  w.raw(body);
  return w.take();
}

Bytes tbs_head(WireFormat format, const Header& h) {
  Writer w;
  w.u16(kMls10);
  eq::put(w, format);
  put_header(w, h);
  return w.take();
}

Bytes content_tbs(WireFormat format, View content, SenderType sender, View group_context) {
  Bytes out;
  out.reserve(4 + content.size() + group_context.size());
  append(out, be16(kMls10));
  append(out, be16(static_cast<std::uint16_t>(format)));
  append(out, content);
  if (sender == SenderType::member || sender == SenderType::new_member_commit)
    append(out, group_context);
  return out;
}

Bytes sign_content(const SignatureKey& key, View tbs) {
  return key.sign_with_label("FramedContentTBS", tbs);
}
Status verify_content(Suite suite, View public_key, View tbs, View signature) {
  return verify_with_label(suite, public_key, "FramedContentTBS", tbs, signature);
}

Hash membership_tag(const HashSecret& membership_key, View tbs, const ContentAuth& auth,
                    ContentType type) {
  Writer w;
  w.raw(tbs);
  auth.encode(w, type);
  return mac(membership_key, w.bytes());
}

Hash proposal_ref(WireFormat format, View content, const ContentAuth& auth) {
  Writer w;
  eq::put(w, format);
  w.raw(content);
  auth.encode(w, ContentType::proposal);
  return ref_hash("MLS 1.0 Proposal Reference", w.bytes());
}

MessageKey sender_data_key(Suite suite, const HashSecret& sender_data_secret, View ciphertext) {
  const View sample = ciphertext.first(std::min(kHashSize, ciphertext.size()));
  const View s = sender_data_secret.reveal("derivation");
  return {0, expand_with_label(s, "key", sample, crypto::aead_key_size(aead_of(suite))),
          expand_with_label(s, "nonce", sample, crypto::kAeadNonceSize)};
}

Bytes seal_private(Suite suite, const HashSecret& sender_data_secret, const MessageKey& key,
                   const Header& h, std::initializer_list<View> content, std::size_t padding,
                   Random& rng) {
  EQ_ASSERT(h.sender.type == SenderType::member);
  const crypto::Aead aead = aead_of(suite);
  const SenderData data{h.sender.index, key.generation, rng.array<kReuseGuardSize>()};
  std::size_t text_size = padding;
  for (View part : content) text_size += part.size();

  // The message is laid out first, then encrypted where it lies: content may be long.
  Writer head;
  head.u16(kMls10);
  eq::put(head, WireFormat::private_message);
  head.opaque(h.group_id);
  head.u64(h.epoch);
  eq::put(head, h.type);
  head.opaque(h.authenticated_data);
  head.opaque(Bytes(kSealedSenderDataSize));  // filled in below
  const std::size_t sender_data_from = head.bytes().size() - kSealedSenderDataSize;
  head.varint(text_size + crypto::kAeadTagSize);
  Bytes out;
  out.reserve(head.bytes().size() + text_size + crypto::kAeadTagSize);
  append(out, head.bytes());
  const std::size_t text_from = out.size();
  for (View part : content) append(out, part);
  out.resize(text_from + text_size);
  append(out, crypto::aead_seal_in_place(
                  aead, key.key.reveal("sealing a message"), guarded(key.nonce, data.reuse_guard),
                  content_aad(h.group_id, h.epoch, h.type, h.authenticated_data),
                  MutView(out).subspan(text_from)));

  const MessageKey dk = sender_data_key(suite, sender_data_secret, View(out).subspan(text_from));
  const Bytes sealed =
      crypto::aead_seal(aead, dk.key.reveal("sealing sender data"), dk.nonce.reveal("nonce"),
                        sender_data_aad(h.group_id, h.epoch, h.type), eq::encode(data));
  EQ_ASSERT(sealed.size() == kSealedSenderDataSize);
  std::copy(sealed.begin(), sealed.end(),
            out.begin() + static_cast<std::ptrdiff_t>(sender_data_from));
  return out;
}

Result<std::optional<PrivateView>> read_private(View message) {
  Reader r(message);
  REQUIRE_OR(TRY(r.u16()) == kMls10, Err::unsupported);
  if (TRY(eq::get<WireFormat>(r)) != WireFormat::private_message)
    return std::optional<PrivateView>();
  PrivateView v;
  v.group_id = TRY(r.opaque());
  v.epoch = TRY(r.u64());
  v.type = TRY(eq::get<ContentType>(r));
  v.authenticated_data = TRY(r.opaque());
  v.encrypted_sender_data = TRY(r.opaque());
  v.ciphertext = TRY(r.opaque());
  TRY(r.end());
  return std::optional(v);
}

namespace {

/// PrivateMessageContent, section 6.3.1.
Checked<void> parse_content(ContentType type, Opened& o) {
  Reader r(o.plaintext);
  if (type == ContentType::application)
    o.application_size = MLS_TRY(r.opaque()).size();
  else
    o.body = MLS_TRY(decode_body(r, type));
  o.body_size = o.plaintext.size() - r.rest().size();
  o.application_from = o.body_size - o.application_size;
  o.auth = MLS_TRY(ContentAuth::decode(r, type));
  const View padding = r.rest();
  RULE(std::all_of(padding.begin(), padding.end(), [](std::uint8_t b) { return b == 0; }),
       padding_not_zero);
  return {};
}

}  // namespace

Checked<Opened> open_private(Suite suite, const HashSecret& sender_data_secret,
                             const SecretTree& keys, const RatchetTree& tree,
                             std::optional<LeafIndex> own, const PrivateView& m) {
  const MessageKey dk = sender_data_key(suite, sender_data_secret, m.ciphertext);
  const auto opened = crypto::aead_open(
      aead_of(suite), dk.key.reveal("opening sender data"), dk.nonce.reveal("nonce"),
      sender_data_aad(m.group_id, m.epoch, m.type), m.encrypted_sender_data);
  RULE(opened.ok(), sender_data);
  const auto data = MLS_TRY(eq::decode<SenderData>(opened.value()));
  RULE(tree.leaf(data.leaf), sender_blank);  // section 6.3.2
  RULE(data.leaf != own, own_message);
  const auto kind =
      m.type == ContentType::application ? RatchetKind::application : RatchetKind::handshake;
  Opened o;
  o.sender = data.leaf;
  o.key = MLS_TRY(keys.find(data.leaf, kind, data.generation));
  auto plaintext = crypto::aead_open(aead_of(suite), o.key.key().key.reveal("opening a message"),
                                     guarded(o.key.key().nonce, data.reuse_guard),
                                     content_aad(m.group_id, m.epoch, m.type, m.authenticated_data),
                                     m.ciphertext);
  RULE(plaintext.ok(), content_decryption);
  o.plaintext = std::move(plaintext).take();
  MLS_TRY(parse_content(m.type, o));
  return o;
}

}  // namespace eq::mls
