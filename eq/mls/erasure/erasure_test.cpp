// Looks for known secrets in every heap block the engine has given back.
#include <gtest/gtest.h>
#include <malloc.h>
#include <string.h>

#include <cstdlib>
#include <new>

#include "eq/mls/group_steps.h"
#include "eq/mls/testing.h"

namespace {

/// The contents of freed blocks, one after another.  Plain memory: it is filled from inside
/// operator delete.
struct Freed {
  static constexpr std::size_t kSize = std::size_t{64} << 20;
  unsigned char* bytes = nullptr;
  std::size_t used = 0;
  bool watching = false;

  void take(const void* p) {
    if (!watching || !p) return;
    const std::size_t n = malloc_usable_size(const_cast<void*>(p));
    if (used + n > kSize) std::abort();
    memcpy(bytes + used, p, n);
    used += n;
  }
} freed;

}  // namespace

void* operator new(std::size_t n) {
  if (void* p = std::malloc(n)) return p;
  throw std::bad_alloc();
}
void operator delete(void* p) noexcept {
  freed.take(p);
  std::free(p);
}
void operator delete(void* p, std::size_t) noexcept { operator delete(p); }

namespace eq::mls {
namespace {

using testing::kNow;
using testing::Person;

/// While it lives, what is freed is kept for looking at.
class Watch {
 public:
  Watch() {
    if (!freed.bytes) freed.bytes = static_cast<unsigned char*>(std::malloc(Freed::kSize));
    freed.used = 0;
    freed.watching = true;
  }
  ~Watch() { freed.watching = false; }
};
bool was_left(View secret) {
  return memmem(freed.bytes, freed.used, secret.data(), secret.size()) != nullptr;
}

/// Notes every draw long enough to be a secret.
class Recording final : public Random {
 public:
  explicit Recording(std::uint64_t seed) : rng_(seed) {}
  void fill(MutView out) override {
    rng_.fill(out);
    if (out.size() >= 32) draws.push_back(to_bytes(out));
  }
  std::vector<Bytes> draws;

 private:
  eq::testing::SeededRandom rng_;
};

/// Names of secrets with their values.
using Secrets = std::vector<std::pair<std::string, Bytes>>;
void note(Secrets& out, const std::string& name, View v) { out.emplace_back(name, to_bytes(v)); }
void note(Secrets& out, const std::string& name, const HashSecret& s) {
  note(out, name, s.reveal("a test looks for it"));
}
void note(Secrets& out, const std::string& name, const SecretBytes& s) {
  note(out, name, s.reveal("a test looks for it"));
}

void note_state(Secrets& out, const EpochState& s) {
  const std::string epoch = "epoch " + std::to_string(s.context.epoch) + ": ";
  note(out, epoch + "init", s.secrets.init);
  note(out, epoch + "sender data", s.secrets.sender_data);
  note(out, epoch + "exporter", s.secrets.exporter);
  note(out, epoch + "external", s.secrets.external);
  note(out, epoch + "confirmation", s.secrets.confirmation);
  note(out, epoch + "membership", s.secrets.membership);
  note(out, epoch + "resumption", s.secrets.resumption);
  note(out, epoch + "leaf key", s.keys.leaf_key);
  for (const auto& n : s.keys.nodes) note(out, epoch + "node key", n.key);
}
/// What a draw becomes if it is a path's first secret, or the seed of a key pair.
void note_draw(Secrets& out, Suite suite, const Bytes& draw) {
  note(out, "draw", draw);
  note(out, "key pair of a draw", crypto::hpke_derive_key_pair(kem_of(suite), draw).private_key);
  HashSecret path = HashSecret::from(draw).take();
  for (int i = 0; i < 5; ++i) {
    const HashSecret node = derive_secret(path, "node");
    note(out, "node secret", node);
    note(out, "node key",
         crypto::hpke_derive_key_pair(kem_of(suite), node.reveal("a test looks for it"))
             .private_key);
    path = derive_secret(path, "path");
    note(out, "path secret", path);
  }
}
/// The joiner secret and what follows from it, for whichever draw began the path of the commit.
void note_joiner(Secrets& out, const HashSecret& init, const EpochState& after,
                 const std::vector<Bytes>& draws) {
  bool found = false;
  for (const Bytes& draw : draws) {
    HashSecret commit = HashSecret::from(draw).take();
    for (int i = 0; i < 5; ++i) {
      commit = derive_secret(commit, "path");
      const HashSecret joiner = derive_joiner_secret(init, commit, after.context_bytes);
      const HashSecret member = derive_member_secret(joiner, HashSecret());
      const EpochKeys keys = derive_epoch(member, after.context_bytes);
      if (!equal_ct(keys.secrets.init.reveal("comparison"),
                    after.secrets.init.reveal("comparison")))
        continue;
      found = true;
      note(out, "commit secret", commit);
      note(out, "joiner secret", joiner);
      note(out, "member secret", member);
      note(out, "encryption secret", keys.encryption);
      note(out, "welcome key", derive_welcome_key(after.suite, member).key);
    }
  }
  ASSERT_TRUE(found);
}
void expect_none_left(const Secrets& secrets) {
  for (const auto& [name, value] : secrets) EXPECT_FALSE(was_left(value)) << name;
}

struct Erasure : ::testing::TestWithParam<Suite> {
  const Suite suite = GetParam();
  Recording rng{31};
  const Trust trust{testing::trust_all()};
  Person ana{suite, "Ana", rng}, ben{suite, "Ben", rng}, cem{suite, "Cem", rng};
  std::optional<KeyPackageSecrets> kb{ben.key_package(rng)}, kc{cem.key_package(rng)};
  std::optional<Group> a{ana.create(Bytes(16, 1), rng)}, b, c;

  StagedCommit stage(Group& g, CommitInput input) {
    return g.stage_commit({input}, {}, trust, kNow, rng).take();
  }
  /// Ana, Ben and Cem in one group, everybody's path filled.
  void SetUp() override {
    auto s = stage(*a, AddMember{kb->key_package});
    b = Group::join(*s.welcome(), *kb, std::nullopt, trust).take();
    ASSERT_TRUE(a->merge(std::move(s)).ok());
    auto t = stage(*a, AddMember{kc->key_package});
    c = Group::join(*t.welcome(), *kc, std::nullopt, trust).take();
    receive(*b, t.commit());
    ASSERT_TRUE(a->merge(std::move(t)).ok());
    rng.draws.clear();
  }
  void receive(Group& g, View commit) {
    Processed p = g.process(commit, trust).take();
    EXPECT_TRUE(g.merge(std::move(std::get<ReceivedCommit>(p))).ok());
  }
};

TEST_P(Erasure, TheInstrumentFindsWhatIsLeftBehind) {
  const Bytes secret = to_bytes(rng.array<32>());
  {
    const Watch watch;
    const Bytes careless = secret;
  }
  EXPECT_TRUE(was_left(secret));
  {
    const Watch watch;
    SecretBytes careful = SecretBytes::from(secret);
  }
  EXPECT_FALSE(was_left(secret));
}

TEST_P(Erasure, MakingReceivingAndJoiningLeaveNoSecretInFreedMemory_MLS_13) {
  const auto kd = Person(suite, "Dan", rng).key_package(rng);
  Secrets secrets;
  note_state(secrets, GroupSteps::state(*a));
  note_state(secrets, GroupSteps::state(*b));
  note(secrets, "init key of the joiner", kd.init_key);
  note(secrets, "leaf key of the joiner", kd.leaf_key);
  rng.draws.clear();
  const HashSecret init = GroupSteps::state(*a).secrets.init.clone();
  std::optional<Group> d;
  {
    const Watch watch;
    auto staged = stage(*a, AddMember{kd.key_package});
    d = Group::join(*staged.welcome(), kd, std::nullopt, trust).take();
    receive(*b, staged.commit());
    receive(*c, staged.commit());
    EXPECT_TRUE(a->merge(std::move(staged)).ok());
  }
  ASSERT_EQ(d->epoch_authenticator(), a->epoch_authenticator());
  for (const Group* g : {&*a, &*b, &*d}) note_state(secrets, GroupSteps::state(*g));
  for (const Bytes& draw : rng.draws) note_draw(secrets, suite, draw);
  note_joiner(secrets, init, GroupSteps::state(*a), rng.draws);
  expect_none_left(secrets);
}

TEST_P(Erasure, MessageKeysAreGoneOnceUsed_MLS_13) {
  const Bytes saved = a->save();
  {
    const Watch watch;
    const Bytes first = a->protect({}, view("one"), 0, rng).take(),
                second = a->protect({}, view("two"), 0, rng).take();
    EXPECT_TRUE(b->process(second, trust).ok());
    EXPECT_TRUE(b->process(first, trust).ok());
  }
  // The same ratchet once more, to know what its keys were.
  Writer w;
  GroupSteps::state(Group::load(saved).take()).messages.encode(w);
  Reader r(w.bytes());
  SecretTree again = SecretTree::decode(r).take();
  Secrets secrets;
  for (int i = 0; i < 3; ++i) {
    const MessageKey key = again.next(a->own_leaf(), RatchetKind::application).take();
    note(secrets, "message key", key.key);
    note(secrets, "message nonce", key.nonce);
  }
  expect_none_left(secrets);
}

TEST_P(Erasure, NothingOutlivesTheGroupOrTheKeyPackage_MLS_13) {
  Secrets secrets;
  note_state(secrets, GroupSteps::state(*b));
  note(secrets, "init key", kb->init_key);
  note(secrets, "leaf key", kb->leaf_key);
  ASSERT_TRUE(a->merge(stage(*a, UpdateSelf{})).ok());
  {
    const Watch watch;
    b.reset();
    kb.reset();
  }
  expect_none_left(secrets);
}

INSTANTIATE_TEST_SUITE_P(Suites, Erasure, ::testing::ValuesIn(testing::all_suites()),
                         [](const auto& suite) {
                           return "suite" + std::to_string(code(suite.param));
                         });

}  // namespace
}  // namespace eq::mls
