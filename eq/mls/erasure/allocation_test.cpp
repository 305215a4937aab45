// Counts what decoding hostile bytes allocates: at most a fixed multiple of their length, however
// long.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "eq/mls/message.h"
#include "eq/mls/tree_check.h"

namespace {
std::size_t allocated = 0;  // bytes asked for since it was last set to 0
}

[[gnu::noinline]] void* operator new(std::size_t n) {
  allocated += n;
  if (void* p = std::malloc(n)) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { operator delete(p); }

namespace eq::mls {
namespace {

/// Stated in the README: bytes allocated for each byte of input, at most, beside a little for each
/// message.
constexpr std::size_t kPerByteMax = 256, kPerMessageMax = 16384;

template <class T>
std::size_t cost(View input) {
  allocated = 0;
  const auto t = decode<T>(input);
  return allocated;
}

std::size_t cost_of_everything(View input) {
  return std::max({cost<Message>(input), cost<AuthenticatedContent>(input), cost<Commit>(input),
                   cost<Proposal>(input), cost<LeafNode>(input), cost<GroupInfo>(input),
                   cost<Welcome>(input), cost<GroupSecrets>(input), cost<RatchetTree>(input)});
}

Bytes repeated(View unit, std::size_t n) {
  Bytes out;
  while (out.size() + unit.size() <= n) append(out, unit);
  return out;
}
/// The same as the body of one vector.
Bytes vector_of(View unit, std::size_t n) {
  Writer w;
  w.opaque(repeated(unit, n));
  return w.take();
}

/// Inputs that would make a careless decoder allocate most for their length, of about n bytes.
std::vector<std::pair<std::string, Bytes>> hostile(std::size_t n) {
  const Bytes remove{1, 0, 3, 0, 0, 0, 1}, reference{2, 0}, empty_extension{0x0a, 0x0a, 0},
      blank{0}, path_node{0, 0}, secrets{0, 0, 0};
  const Bytes parent{1, 2, 0, 0, 0}, huge_length{0xbf, 0xff, 0xff, 0xff};
  std::vector<std::pair<std::string, Bytes>> all;
  const auto add = [&](const std::string& name, Bytes b) { all.emplace_back(name, std::move(b)); };
  add("a commit of removes", concat({vector_of(remove, n), Bytes{0}}));
  add("a commit of empty references", concat({vector_of(reference, n), Bytes{0}}));
  add("a group-context-extensions proposal of empty extensions",
      concat({Bytes{0, 7}, vector_of(empty_extension, n)}));
  add("a tree of blanks", vector_of(blank, n));
  add("a tree of empty parents", vector_of(parent, n));
  add("a tree of blanks and a parent",
      concat({vector_of(concat({repeated(blank, n), parent}), n + 5)}));
  add("a Welcome for many", concat({Bytes{0, 1, 0, 3, 0, 1}, vector_of(secrets, n), Bytes{0}}));
  add("a length that is a lie", concat({huge_length, repeated(blank, n)}));
  add("nested lies", repeated(huge_length, n));
  return all;
}

TEST(Allocation, DecodingAllocatesAtMostAFixedMultipleOfTheInput_MLS_5) {
  double worst = 0;
  for (const std::size_t n : {256u, 4096u, 65536u, 1u << 20}) {
    for (const auto& [name, input] : hostile(n)) {
      const auto bytes = cost_of_everything(input);
      EXPECT_LE(bytes, kPerByteMax * input.size() + kPerMessageMax)
          << name << ", " << input.size() << " bytes";
      if (n >= 65536)
        worst = std::max(worst, static_cast<double>(bytes) / static_cast<double>(input.size()));
    }
  }
  std::printf("worst: %.0f bytes allocated for each byte of input\n", worst);
}

}  // namespace
}  // namespace eq::mls
