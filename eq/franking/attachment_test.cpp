#include "eq/franking/attachment.h"

#include <gtest/gtest.h>

#include "eq/franking/world.h"
#include "eq/testing/seeded.h"
#include "eq/tlog/merkle.h"

namespace eq::franking {
namespace {

using testing::World;

Bytes random_bytes(Random& rng, std::size_t n) {
  Bytes b(n);
  rng.fill(b);
  return b;
}

struct Attachments : ::testing::Test {
  eq::testing::SeededRandom rng{3};
};

TEST_F(Attachments, OfEveryLengthRoundTrip_FRK_13) {
  for (const std::size_t n : {std::size_t{0}, std::size_t{1}, kChunk - 1, kChunk, kChunk + 1,
                              3 * kChunk, 3 * kChunk + 7}) {
    const Bytes plain = random_bytes(rng, n);
    const auto sealed = seal_file(plain, {"image/jpeg"}, rng).take();
    EXPECT_EQ(sealed.descriptor.size, n);
    EXPECT_EQ(open_file(sealed.descriptor, sealed.ciphertext).take(), plain);
  }
}

TEST_F(Attachments, AreAddressedByTheMerkleRootOfTheirChunks_FRK_13) {
  const auto small = seal_file(random_bytes(rng, kChunk), {"x/y"}, rng).take();
  EXPECT_EQ(small.descriptor.hash, tlog::leaf_hash(small.ciphertext));
  EXPECT_EQ(attachment_hash({}), tlog::leaf_hash({}));
  const auto large = seal_file(random_bytes(rng, 2 * kChunk + 5), {"x/y"}, rng).take();
  const View c = large.ciphertext;
  const auto left = tlog::node_hash(tlog::leaf_hash(c.first(kCipherChunk)),
                                    tlog::leaf_hash(c.subspan(kCipherChunk, kCipherChunk)));
  EXPECT_EQ(large.descriptor.hash,
            tlog::node_hash(left, tlog::leaf_hash(c.subspan(2 * kCipherChunk))));
  EXPECT_EQ(attachment_hash(c), large.descriptor.hash);
}

TEST_F(Attachments, NoTwoCiphertextsHaveOneAddress_FRK_13) {
  // What the root of two chunks is made from, as a ciphertext of its own.
  const Bytes file = random_bytes(rng, kCipherChunk + 100);
  const auto left = tlog::leaf_hash(View(file).first(kCipherChunk)),
             right = tlog::leaf_hash(View(file).subspan(kCipherChunk));
  ASSERT_EQ(attachment_hash(file), tlog::node_hash(left, right));
  EXPECT_NE(attachment_hash(concat({Array<1>{1}, left, right})), attachment_hash(file));
}

TEST_F(Attachments, AlteredCutSwappedOrMislabelledAreRefused_FRK_13) {
  const auto sealed = seal_file(random_bytes(rng, 2 * kChunk + 100), {"image/png"}, rng).take();
  auto refused = [&](const Attachment& d, const Bytes& c) {
    return open_file(d, c).error() == Err::forged;
  };
  for (const std::size_t at : {std::size_t{0}, kCipherChunk - 1, kCipherChunk, 2 * kCipherChunk + 3,
                               sealed.ciphertext.size() - 1}) {
    Bytes bad = sealed.ciphertext;
    bad[at] ^= 1;
    EXPECT_TRUE(refused(sealed.descriptor, bad)) << at;
  }
  Bytes cut = sealed.ciphertext;
  cut.pop_back();
  EXPECT_TRUE(refused(sealed.descriptor, cut));
  // A sender who names the hash of swapped or cut chunks is caught by nonce and length.
  Bytes swapped = concat({View(sealed.ciphertext).subspan(kCipherChunk, kCipherChunk),
                          View(sealed.ciphertext).first(kCipherChunk),
                          View(sealed.ciphertext).subspan(2 * kCipherChunk)});
  Attachment d = sealed.descriptor;
  d.hash = attachment_hash(swapped);
  EXPECT_TRUE(refused(d, swapped));
  d = sealed.descriptor;
  d.size -= 1;
  EXPECT_TRUE(refused(d, sealed.ciphertext));
  d = sealed.descriptor;
  d.key[0] ^= 1;
  EXPECT_TRUE(refused(d, sealed.ciphertext));
  d = sealed.descriptor;
  d.size = ~std::uint64_t{0};
  EXPECT_TRUE(refused(d, sealed.ciphertext));
  d = sealed.descriptor;
  d.aead = crypto::Aead::aes_128_gcm;
  EXPECT_EQ(open_file(d, sealed.ciphertext).error(), Err::unsupported);
}

TEST_F(Attachments, AnotherFileUnderTheSameKeyOrWithBytesBehindItIsRefused_FRK_13) {
  // The sender still holds the key and hands another genuine ciphertext to another reader.
  const Bytes one = random_bytes(rng, 2 * kChunk), other = random_bytes(rng, 2 * kChunk);
  eq::testing::SeededRandom twin_a(9), twin_b(9);
  const auto first = seal_file(one, {"x/y"}, twin_a).take(),
             second = seal_file(other, {"x/y"}, twin_b).take();
  ASSERT_EQ(first.descriptor.key, second.descriptor.key);
  EXPECT_EQ(open_file(first.descriptor, second.ciphertext).error(), Err::forged);
  Attachment longer = first.descriptor;
  Bytes c = first.ciphertext;
  append(c, random_bytes(rng, 20));
  longer.hash = attachment_hash(c);
  EXPECT_EQ(open_file(longer, c).error(), Err::forged);
}

TEST_F(Attachments, AboveTheLimitAreRefused_FRK_13) {
  EXPECT_EQ(seal_file(Bytes(kMaxAttachment + 1), {"x/y"}, rng).error(), Err::too_large);
  EXPECT_EQ(seal_file({}, {std::string(128, 'x')}, rng).error(), Err::too_large);
  EXPECT_EQ(seal_file({}, {"x/y", std::string(256, 'x')}, rng).error(), Err::too_large);
  EXPECT_TRUE(seal_file({}, {std::string(127, 'x'), std::string(255, 'x')}, rng).ok());
}

// ---- the invisible salamander (Dodis, Grubbs, Ristenpart, Woodage 2018)
//
// AES-GCM commits to nothing: below, one ciphertext with one tag opens under two keys to two files.
// GF(2^128) of GCM, most significant bit first.

using Element = Array<16>;

Element mul(const Element& x, Element v) {
  Element z{};
  for (int i = 0; i < 128; ++i) {
    if (x[i / 8] >> (7 - i % 8) & 1)
      for (int k = 0; k < 16; ++k) z[k] ^= v[k];
    const bool carry = v[15] & 1;
    for (int k = 15; k > 0; --k) v[k] = static_cast<std::uint8_t>(v[k] >> 1 | v[k - 1] << 7);
    v[0] >>= 1;
    if (carry) v[0] ^= 0xe1;
  }
  return z;
}
Element add(const Element& a, const Element& b) {
  Element z;
  for (int k = 0; k < 16; ++k) z[k] = a[k] ^ b[k];
  return z;
}
/// x^(2^128 - 2)
Element invert(const Element& x) {
  Element square = mul(x, x), out = square;
  for (int i = 2; i < 128; ++i) {
    square = mul(square, square);
    out = mul(out, square);
  }
  return out;
}

struct Gcm {
  Array<32> key;
  Bytes nonce, aad;

  Bytes seal(View p, View a) const {
    return crypto::aead_seal(crypto::Aead::aes_256_gcm, key, nonce, a, p);
  }
  Element tag(View p, View a) const { return to_array<16>(View(seal(p, a)).last(16)).take(); }
  /// H^2, read off two tags over associated data that differ by the field's one.
  Element h_squared() const {
    Element zero{}, one{};
    one[0] = 0x80;
    return add(tag({}, zero), tag({}, one));
  }
  Bytes keystream(std::size_t n) const {
    Bytes c = seal(Bytes(n), aad);
    c.resize(n);
    return c;
  }
};

TEST_F(Attachments, OneCiphertextThatOpensToTwoFilesStillFixesOneFileInAReport_FRK_13) {
  if (!crypto::is_available(crypto::Aead::aes_256_gcm)) GTEST_SKIP() << "no AES in this build";
  const std::uint64_t size = 48;
  const Bytes aad = concat({view("eqp-file-v2"), be64(size)}), nonce(12);
  const Gcm reader{rng.array<32>(), nonce, aad}, moderator{rng.array<32>(), nonce, aad};
  // Ciphertext: the reader's 16 bytes, the moderator's 16 bytes, and one block that makes the tags
  // meet.
  const Bytes ks1 = reader.keystream(size), ks2 = moderator.keystream(size);
  const Bytes abuse = to_bytes("abusive picture "), harmless = to_bytes("harmless picture");
  Bytes c(size);
  for (std::size_t i = 0; i < 16; ++i) c[i] = ks1[i] ^ abuse[i];
  for (std::size_t i = 16; i < 32; ++i) c[i] = ks2[i] ^ harmless[i - 16];
  auto plain = [&](const Bytes& ks) {
    Bytes p(size);
    for (std::size_t i = 0; i < size; ++i) p[i] = c[i] ^ ks[i];
    return p;
  };
  const Element h1 = reader.h_squared(), h2 = moderator.h_squared();
  const Element t1 = reader.tag(plain(ks1), aad), t2 = moderator.tag(plain(ks2), aad);
  const Element x = mul(add(t1, t2), invert(add(h1, h2)));
  std::copy(x.begin(), x.end(), c.begin() + 32);
  append(c, add(t1, mul(x, h1)));

  // The attack on the AEAD works: one blob, one hash, two files.
  Attachment d1{attachment_hash(c), reader.key, crypto::Aead::aes_256_gcm, size, "image/png", {}};
  Attachment d2 = d1;
  d2.key = moderator.key;
  const Bytes file1 = open_file(d1, c).take(), file2 = open_file(d2, c).take();
  EXPECT_NE(file1, file2);
  EXPECT_TRUE(equal_var(View(file1).first(16), abuse));
  EXPECT_TRUE(equal_var(View(file2).subspan(16, 16), harmless));

  // But the key is under the commitment: the moderator opens what the reader saw, or refuses.
  World w(rng);
  Content content = World::text("look");
  content.attachments = {d1};
  const auto record = w.receive(w.post(w.alice, content, w.token_for(w.alice))).take();
  Report report = build_report(w.conversation, {show(record)}, Category::child_abuse, "").take();
  const auto checked = verify(report, w.keys, w.now).take();
  EXPECT_EQ(open_file(checked.lines()[0].content->attachments[0], c).take(), file1);
  auto& item = std::get<FullItem>(report.items[0].content);
  Content split = decode_content(item.f).take();
  split.attachments = {d2};
  item.f = encode(split);
  EXPECT_EQ(examine(report, w.keys, w.now).error().flaw, Flaw::commitment);
}

}  // namespace
}  // namespace eq::franking
