#include "eq/franking/attachment.h"

#include "eq/tlog/merkle.h"

namespace eq::franking {

namespace {

constexpr std::string_view kAad = "eqp-file-v2";

/// An empty file is one empty chunk.
std::uint64_t chunks_of(std::uint64_t size) { return size == 0 ? 1 : (size + kChunk - 1) / kChunk; }
Bytes aad_for(std::uint64_t size) { return concat({view(kAad), be64(size)}); }
/// A file has its own key, so the chunk's index is nonce enough.
Bytes nonce_for(std::uint64_t index) { return concat({be32(0), be64(index)}); }

}  // namespace

crypto::Digest attachment_hash(View ciphertext) {
  tlog::Frontier tree;
  std::size_t at = 0;
  do {
    const View chunk = ciphertext.subspan(at, std::min(kCipherChunk, ciphertext.size() - at));
    tree.append(tlog::leaf_hash(chunk));
    at += chunk.size();
  } while (at < ciphertext.size());
  return tree.root();
}

Result<SealedFile> seal_file(View plaintext, FileLabel label, Random& rng) {
  REQUIRE_OR(plaintext.size() <= kMaxAttachment && label.media_type.size() <= kMaxMediaType &&
                 label.name.size() <= kMaxFileName,
             Err::too_large);
  SealedFile out;
  out.descriptor.key = rng.array<32>();
  out.descriptor.size = plaintext.size();
  out.descriptor.media_type = std::move(label.media_type);
  out.descriptor.name = std::move(label.name);
  const std::uint64_t chunks = chunks_of(plaintext.size());
  out.ciphertext.reserve(plaintext.size() + chunks * crypto::kAeadTagSize);
  for (std::uint64_t i = 0; i < chunks; ++i) {
    const View chunk =
        plaintext.subspan(i * kChunk, std::min<std::size_t>(kChunk, plaintext.size() - i * kChunk));
    append(out.ciphertext, crypto::aead_seal(out.descriptor.aead, out.descriptor.key, nonce_for(i),
                                             aad_for(plaintext.size()), chunk));
  }
  out.descriptor.hash = attachment_hash(out.ciphertext);
  return out;
}

Result<Bytes> open_file(const Attachment& d, View ciphertext) {
  REQUIRE_OR(crypto::aead_key_size(d.aead) == d.key.size(), Err::unsupported);
  REQUIRE_OR(d.size <= kMaxAttachment, Err::forged);
  const std::uint64_t chunks = chunks_of(d.size);
  REQUIRE_OR(ciphertext.size() == d.size + chunks * crypto::kAeadTagSize, Err::forged);
  REQUIRE_OR(equal_ct(attachment_hash(ciphertext), d.hash), Err::forged);
  Bytes plaintext;
  plaintext.reserve(d.size);
  for (std::uint64_t i = 0; i < chunks; ++i) {
    const std::size_t at = i * kCipherChunk;
    const View chunk = ciphertext.subspan(at, std::min(kCipherChunk, ciphertext.size() - at));
    append(plaintext, TRY(crypto::aead_open(d.aead, d.key, nonce_for(i), aad_for(d.size), chunk)));
  }
  return plaintext;
}

}  // namespace eq::franking
